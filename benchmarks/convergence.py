"""Does the answer depend on how it is computed? Shorter ticks, and finer agents."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from benchmarks.equivalence import Equivalence, Variant, equivalence
from sim.analysis.days import DayCounts
from sim.analysis.sentences import OUTCOME_WORDS, day, percent_interval, worst_error
from sim.analysis.statistics import Estimate
from sim.model.vocabulary import OUTCOME_NAMES
from sim.plots.effects import percent_ends
from sim.plots.style import error_line, finished, new_figure, style, styled
from sim.report.table import Table
from sim.scenario import Scenario
from sim.studies.runner import StudyRunner, changed

TICK_HOURS = (6.0, 3.0, 1.5)
RESOLUTIONS = (1, 2, 4, 16, 64)
TIMED_RUNS = 12
REASONS: tuple[tuple[str, dict[str, object]], ...] = (
    ("no counter-attacks or other recovery", {"mechanisms.recovery": False}),
    ("and no spread of cohesion", {"parameters.cohesion_spread": 0.0}),
)
"""What may make sub-units differ from a whole formation, taken away one after the other."""
SEED_STEP = 1000  # variants are tested as independent, so each gets a seed of its own


@dataclass(frozen=True)
class Cost:
    """Agents in a run, and processor time per run and per agent and tick."""

    agents: int
    run_ms: float
    agent_tick_ns: float


def ticks(
    runner: StudyRunner, scenario: Scenario, name: str, hours: Sequence[float] = TICK_HOURS
) -> Equivalence:
    """The scenario at several lengths of a tick, each tested against its own."""
    variants = {f"{tick:g} h": changed(scenario, {"scenario.tick_hours": tick}) for tick in hours}
    names = [f"{name}-ticks-{tick:g}" for tick in hours]
    return _tested(runner, variants, names, f"{scenario.scenario.tick_hours:g} h")


def resolutions(
    runner: StudyRunner, scenario: Scenario, name: str, splits: Sequence[int] = RESOLUTIONS
) -> tuple[Equivalence, tuple[Cost, ...]]:
    """The scenario with each formation split into ever more sub-units, tested against the finest."""
    variants = _split(scenario, splits)
    found = _tested(runner, variants, [f"{name}-resolution-{k}" for k in splits], str(splits[-1]))
    return found, tuple(cost(runner, one) for one in variants.values())


def reasons(
    runner: StudyRunner, scenario: Scenario, name: str, splits: Sequence[int] = (1, 16)
) -> tuple[tuple[str, Equivalence], ...]:
    """Why the number of sub-units matters: the same with one reason after the other taken away."""
    found = []
    for step, (words, change) in enumerate((("as shipped", {}), *REASONS)):
        scenario = changed(scenario, change)
        names = [f"{name}-reasons-{step}-{k}" for k in splits]
        found.append((words, _tested(runner, _split(scenario, splits), names, str(splits[-1]))))
    return tuple(found)


def _split(scenario: Scenario, splits: Sequence[int]) -> dict[str, Scenario]:
    return {str(k): changed(scenario, {"scenario.resolution": k}) for k in splits}


def _tested(
    runner: StudyRunner, variants: dict[str, Scenario], names: Sequence[str], reference: str
) -> Equivalence:
    """Run each variant with a seed of its own, under its name, and test it against the reference."""
    results = [
        runner.run(one, name, seed=runner.seed + SEED_STEP * i)
        for i, (one, name) in enumerate(zip(variants.values(), names, strict=True))
    ]
    return equivalence(results, list(variants), reference)


def cost(runner: StudyRunner, scenario: Scenario) -> Cost:
    """Time some runs on one thread; the first is not counted, it may have to compile."""
    world = runner.engine.build_world(scenario)
    agents = len(world.formations)
    agents += len(world.groups) + len(world.communities) + len(world.backers) + 1
    runner.engine.simulate(world, runner.seed, np.arange(1), None)
    begun = time.process_time()
    runner.engine.simulate(world, runner.seed, np.arange(TIMED_RUNS), None)
    seconds = (time.process_time() - begun) / TIMED_RUNS
    return Cost(agents, 1e3 * seconds, 1e9 * seconds / (agents * world.ticks))


def table(found: Equivalence, head: str) -> Table:
    """Variants side by side: outcomes with half their 95 % interval, median days, and the tests."""
    seen = _seen(found)
    heads = (head, "Runs", *(OUTCOME_WORDS[OUTCOME_NAMES[k]] for k in seen))
    heads = (*heads, "Capital, median day", "Bellwether, median day", "p outcomes", "p days")
    rows = [_cells(one, seen, is_reference=one.label == found.reference) for one in found.variants]
    return Table(found.title, heads, tuple(rows))


def _seen(found: Equivalence) -> list[int]:
    """The outcome classes that any variant has."""
    return [k for k in range(len(OUTCOME_NAMES)) if any(one.outcomes[k].value for one in found.variants)]


def _cells(one: Variant, seen: Sequence[int], *, is_reference: bool) -> tuple[str, ...]:
    shares = [_give_or_take(one.outcomes[k]) for k in seen]
    tests = (
        ("", "")
        if is_reference
        else (f"{one.outcomes_p:.2g}", f"{one.capital_p:.2g}, {one.bellwether_p:.2g}")
    )
    return (one.label, f"{one.runs:,}", *shares, _median(one.capital), _median(one.bellwether), *tests)


def _give_or_take(estimate: Estimate) -> str:
    half = 50.0 * (estimate.high - estimate.low)
    return f"{100.0 * estimate.value:.1f} ± {half:.1f} %"


def _median(days: DayCounts) -> str:
    low, high = days.quantile_interval(0.5)
    return f"{day(days.quantile(0.5))} ({day(low)} to {day(high)})"


def reasons_table(found: Sequence[tuple[str, Equivalence]]) -> Table:
    """Share of runs in which the capital falls in each variant, and whether outcomes differ."""
    labels = [one.label for one in found[0][1].variants]
    rows = [
        (
            words,
            *(_give_or_take(one.capital.share()) for one in each.variants),
            f"{each.variants[0].outcomes_p:.2g}",
        )
        for words, each in found
    ]
    heads = ("Capital falls", *(f"{label} sub-units" for label in labels), "p outcomes")
    return Table("Why it matters", heads, tuple(rows))


def cost_table(found: Equivalence, costs: Sequence[Cost], head: str) -> Table:
    """What each variant costs."""
    rows = tuple(
        (one.label, f"{each.agents:,}", f"{each.run_ms:.1f}", f"{each.agent_tick_ns:.0f}")
        for one, each in zip(found.variants, costs, strict=True)
    )
    return Table("Cost", (head, "Agents", "ms per run", "ns per agent-tick"), rows)


def figure(found: Equivalence) -> Figure:
    """Share of runs by outcome along the number of sub-units per formation."""
    with styled():
        page = new_figure(6.4, 3.9)
        axes = page.subplots()
        splits = np.array([float(one.label) for one in found.variants])
        names = [OUTCOME_WORDS[OUTCOME_NAMES[k]] for k in _seen(found)]
        for i, (k, name) in enumerate(zip(_seen(found), names, strict=True)):
            ends = percent_ends([one.outcomes[k] for one in found.variants])
            error_line(axes, splits, ends, style(i), name)
        axes.set_xscale("log", base=2)
        axes.set_xticks(splits, [one.label for one in found.variants])
        axes.set_ylim(bottom=0.0)
        axes.set_ylabel("Runs, %")
        axes.set_title(found.title, fontsize=10)
        least = min(one.runs for one in found.variants)
        note = (
            f"n = {least:,} runs at each; Monte Carlo error at most ±{worst_error(least):.1f} points (95 %)"
        )
        finished(axes, names, "Sub-units per formation", note)
    return page


def alt_text(found: Equivalence) -> str:
    """Words for ``figure``."""
    rows = []
    for one in found.variants:
        pairs = zip(OUTCOME_NAMES, one.outcomes, strict=True)
        shares = [f"{OUTCOME_WORDS[name]} {percent_interval(each)}" for name, each in pairs if each.value > 0]
        rows.append(f"{one.label}: {', '.join(shares)}")
    return "Share of runs by outcome and sub-units per formation. " + "; ".join(rows) + "."
