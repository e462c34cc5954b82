"""How far the answer moves with numbers that were set after looking at runs: a section of docs/limits.md.

    python -m benchmarks.hand_fits --runs 1000

Each hand-set number of docs/sources.md (A60, A62, A67, A68) is moved back, or by a like amount, in
``homs.toml`` alone and under both interventions; the share of runs in which the capital is lost is
given with its standard error. All rows have common random numbers, so small differences count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.options import options
from benchmarks.pages import LIMITS, section
from sim.engines.compiled import simulate
from sim.model.world import build_world
from sim.report.table import Table
from sim.scenario import Scenario, load
from sim.scenario.ranges import highest

HOMS = Path(__file__).parents[1] / "scenarios" / "homs.toml"
JUNCTIONS = ("Homs North (Malouk)", "Homs West (M1)", "Homs South (Shinshar)")
REINFORCED = ("Homs", "Damascus", "Latakia", "Tartus", "Jableh", "Baniyas")
Overrides = dict[str, object]


def cohesion(step: float) -> Callable[[Scenario], Overrides]:
    """The garrisons of Homs, the capital and the coast, moved by ``step`` in log-odds."""
    return lambda s: {
        f"units.{name}.cohesion": highest(unit.cohesion) + step
        for name, unit in s.units.items()
        if unit.place in REINFORCED
    }


def junctions(factor: float) -> Callable[[Scenario], Overrides]:
    """Men at the three junctions of Homs, times ``factor``."""
    return lambda s: {
        f"units.{name}.men": round(highest(unit.men) * factor)
        for name, unit in s.units.items()
        if unit.place in JUNCTIONS
    }


def grievance(step: float) -> Callable[[Scenario], Overrides]:
    """Grievance of communities that can rise, moved by ``step``."""
    return lambda s: {
        f"communities.{name}.grievance": min(1.0, highest(community.grievance) + step)
        for name, community in s.communities.items()
        if not community.loyal
    }


def wills(step: float) -> Callable[[Scenario], Overrides]:
    """Groups' will to attack at rest, moved by ``step`` in log-odds."""
    return lambda s: {
        f"groups.{name}.will_to_fight": highest(group.will_to_fight) + step
        for name, group in s.groups.items()
    }


ROWS: dict[str, Callable[[Scenario], Overrides]] = {
    "as shipped": lambda s: {},
    "cohesion of the garrisons -0.3 (A62)": cohesion(-0.3),
    "cohesion of the garrisons +0.3 (A62)": cohesion(0.3),
    "men at the junctions halved (A60)": junctions(0.5),
    "men at the junctions doubled (A60)": junctions(2.0),
    "grievance +0.25 (A67)": grievance(0.25),
    "will to fight of all groups -0.5 (A68)": wills(-0.5),
    "will to fight of all groups +0.5 (A68)": wills(0.5),
}


def capital_lost(overrides: Overrides, runs: int) -> float:
    """Share of runs in which the capital is lost, seed 1."""
    chunk = simulate(build_world(load(HOMS, overrides)), 1, np.arange(runs, dtype=np.int64))
    return float(np.mean(np.isfinite(chunk.columns["capital_lost_day"])))


def table(runs: int) -> Table:
    """How far each number set by hand moves the share."""
    base, rows = load(HOMS), []
    for words, change in ROWS.items():
        moved = change(base)
        shares = [capital_lost({**moved, "branch.kind": kind}, runs) for kind in ("free", "hold", "fall")]
        rows.append((words, *(f"{100 * share:.0f} %" for share in shares)))
        print(f"{words}: done", flush=True)
    return Table("", ("What is moved", "Free", "Held", "Let fall"), tuple(rows))


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the section."""
    parser = options(__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args(arguments).runs
    command = f"python -m benchmarks.hand_fits --runs {runs}"
    note = (
        f"`{command}`: share of runs of `homs` in which the capital is lost; n = {runs:,} runs each, seed 1, "
        f"standard error at most {50 / np.sqrt(runs):.1f} points."
    )
    section(LIMITS, "hand-fits", table(runs), note)


if __name__ == "__main__":
    main()
