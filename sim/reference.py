"""The reference engine: the Mesa model, run by run, in the shape of the ensemble engine."""

from __future__ import annotations

from sim import tally as k
from sim.model import Rout, forget, mean_morale, men_share, men_under_command, outcome_code
from sim.results import Chunk, Points
from sim.tally import Tally, chunk_of, new_tally, run_numbers
from sim.world import TICKS_PER_DAY, Ints, World


def simulate(world: World, seed: int, runs: Ints, points: Points | None = None) -> Chunk:
    """Run ``runs`` (any run numbers, in any order) and return one row for each.

    ``points`` overrides numbers run by run; they win over drawn ones. The same rows as the
    ensemble engine's, some thousand times slower.
    """
    tally = new_tally(world.fixed, len(runs))
    for row, run in enumerate(runs.tolist()):
        own = dict(zip(points.names, points.values[row].tolist(), strict=True)) if points else {}
        model = recorded(Rout(world, seed, run, own), tally, row)
        conclude(model, tally, row)
        forget(model)
    _, _, drawn = run_numbers(world, seed, runs, points)
    return chunk_of(world, runs, tally, drawn)


def recorded(model: Rout, tally: Tally, row: int) -> Rout:
    """Run a model to its end and write down every day of it."""
    per_day = int(model.world.fixed.anchors[TICKS_PER_DAY])
    while model.running:
        if model.tick % per_day == 0:
            record_day(model, tally, row, model.tick // per_day)
        model.step()
    record_day(model, tally, row, tally.morale.shape[1] - 1)
    return model


def record_day(model: Rout, tally: Tally, row: int, day: int) -> None:
    """Men under command, their mean morale, and who holds what, at the start of a day."""
    tally.men_share[row, day] = men_share(model)
    tally.morale[row, day] = mean_morale(model)
    tally.held[row, day] = [place.state_held for place in model.places]


def conclude(model: Rout, tally: Tally, row: int) -> None:
    """Write a finished run's row."""
    country = model.country
    tally.lost[row] = [place.first_lost for place in model.places]
    tally.regained[row] = [place.first_regained for place in model.places]
    tally.risen[row] = [community.first_risen for community in model.communities]
    tally.left[row] = [backer.first_left for backer in model.backers]
    tally.shares[row] = shares_held(model, float(tally.morale[row, -1]))
    count = tally.counts[row]
    count[k.OUTCOME] = outcome_code(model)
    count[k.CUT] = country.first_cut
    count[k.LEFT] = country.left_tick
    count[k.PAID] = country.pay_tick
    count[k.MEN_START] = country.army_men
    count[k.MEN_END] = men_under_command(model)
    count[k.DEAD] = sum(unit.dead for unit in model.formations)
    count[k.DEAD_REBELS] = sum(group.dead for group in model.groups)
    count[k.FORMATIONS] = sum(unit.men_start > 0 for unit in model.formations)
    count[k.BROKEN] = sum(unit.broken for unit in model.formations)
    count[k.WITHDRAWN] = country.withdrawals
    count[k.OFFICERS] = country.officers_gone
    count[k.RUMOURS] = country.rumours


def shares_held(model: Rout, morale: float) -> tuple[float, float, float]:
    """Prestige and population held at the end, as shares of all, and the last morale."""
    prestige = prestige_held = people = people_held = 0.0
    for place in model.places:
        prestige = prestige + place.prestige
        people = people + place.population
        if place.state_held:
            prestige_held = prestige_held + place.prestige
            people_held = people_held + place.population
    return prestige_held / max(prestige, 1.0e-9), people_held / max(people, 1.0e-9), morale
