"""The reference results: comparisons, all studies and the forecasts, made again by one command.

    python -m benchmarks.reference -n 10000

Runs are kept in results/studies; figures and tables, small enough for git, go to results/reference. Needs the
extra ``calibrate``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from benchmarks import forecasts, studies, unknown_numbers
from benchmarks.shrinking import shrink
from sim.analysis.as_json import plain_comparison
from sim.analysis.branches import branches, intervention_effect
from sim.analysis.compare import Comparison, compare
from sim.analysis.days import DayCounts
from sim.analysis.sentences import (
    OUTCOME_WORDS,
    day_range,
    delay,
    headline,
    pair_sentence,
    percent,
    percent_interval,
    percent_to_one_place,
    points,
)
from sim.engines import EngineName, engine_named
from sim.files import json_text, write_atomically
from sim.plots import alt
from sim.plots.boards import board, board_alt
from sim.plots.maps import Outline, find_outline
from sim.plots.outcomes import branch_bars
from sim.plots.style import new_figure, save, styled
from sim.report.table import Table
from sim.results import Result
from sim.studies.runner import StudyRunner, changed, scenario_named

REFERENCE = studies.REFERENCE
FRONT_PAGE = Path("README.md")
ARMS = ("homs-hold", "homs-fall")
SUPPOSED = {
    studies.MOMENT: "the article's hypothesis",
    studies.RECORD: "fitted to three wars",
    studies.LEARNED: "all that three wars leave open",
}
"""The same morning under three sets of assumptions, and what to call them."""
WHAT_IFS = ("iran-stays", "no-rumours", "deir-ez-zor-kept", "pay-for-all")
COMPARISONS = {
    "homs-hold-or-fall": ("Homs holds, Homs falls", ARMS),
    "free-or-branch": ("Left to the model, or decided by intervention", ("homs", *ARMS)),
    "what-ifs": ("Four what-ifs", ("homs", *WHAT_IFS)),
}
README = """# Reference results

Written by `make reference`: {n:,} runs of each scenario, seed {seed}. Nothing here is a forecast; see
`docs/limits.md`. The studies' figures beside these are told in `docs/studies.md`. The same command writes
the tables of `docs/forecasting.md`, and in `docs/calibrating.md` and `docs/limits.md` what stands between
marks. One part takes longer and has a command of its own: `python -m benchmarks.forecasts_without` writes
`forecasts-without.csv` and its tables in `docs/limits.md`.
"""


def outcomes_table(comparison: Comparison) -> Table:
    """Outcomes and the two days that matter most, a column per result."""
    table = comparison.outcomes
    rows = [
        (OUTCOME_WORDS[table.names[k]], *(percent_interval(row[k]) for row in table.shares))
        for k in table.seen
    ]
    for column in ("capital_lost_day", "bellwether_lost_day"):
        found = comparison.day(column)
        rows.append((f"{found.event}: share, day", *(_share_and_day(days) for days in found.sides)))
    return Table("Outcomes", ("Outcome", *comparison.names), tuple(rows))


def _share_and_day(days: DayCounts) -> str:
    return f"{percent(days.share().value)}, {day_range(days)}"


def save_small(figure: Figure, name: str, title: str, words: str) -> None:
    """Write a PNG with few colours, its title and alt text inside."""
    path = REFERENCE / f"{name}.png"
    save(figure, path, title, words)
    shrink(path)


def make_comparisons(runner: StudyRunner) -> None:
    """Every comparison: its board, its numbers, and its part of the reference's page."""
    parts = [README.format(n=runner.n, seed=runner.seed)]
    names = dict.fromkeys(name for _, scenarios in COMPARISONS.values() for name in scenarios)
    run = {name: runner.run(scenario_named(name), name) for name in names}
    for name, (title, scenarios) in COMPARISONS.items():
        results = [run[scenario] for scenario in scenarios]
        comparison = compare(results)
        outline: Outline | None = find_outline(results[0].manifest)
        save_small(board(comparison, outline), name, headline(comparison), board_alt(comparison))
        write_atomically(REFERENCE / f"{name}.json", json_text(plain_comparison(comparison)))
        others = range(1, len(comparison.sides))
        words = [headline(comparison), *(pair_sentence(comparison, other) for other in others)]
        if name == "free-or-branch":
            words += [
                effect_of_intervention(results),
                "![Association and intervention effect](intervention-effect.png)",
            ]
        picture = f"![{headline(comparison)}]({name}.png)"
        parts += [f"## {title}", *words, outcomes_table(comparison).markdown().rstrip(), picture]
        print(f"{name}: done", flush=True)
    write_atomically(REFERENCE / "README.md", "\n\n".join(part.rstrip() for part in parts) + "\n")


def effect_of_intervention(results: Sequence[Result]) -> str:
    """The figure of conditioning against intervening; returns its sentence."""
    free, hold, fall = results
    found = branches(free, hold, fall)
    with styled():
        figure = new_figure(6.4, 3.6)
        branch_bars(figure.add_subplot(), found)
    save_small(figure, "intervention-effect", "Association and intervention effect", alt.alt_branches(found))
    return intervention_effect(found)


def the_answer(runner: StudyRunner) -> None:
    """Write holding against falling under each set of assumptions into the front page."""
    rows = []
    for name, what in SUPPOSED.items():
        scenario = scenario_named(name)
        comparison = compare(
            [
                runner.run(changed(scenario, {"branch.kind": kind}), f"answer-{name}-{kind}")
                for kind in ("hold", "fall", "free")
            ]
        )
        days = comparison.day("capital_lost_day")
        paired = days.paired[0]
        assert paired is not None
        hold, fall, free = (percent_to_one_place(side.share()) for side in days.sides)
        rows.append(
            (f"{what} (`{name}`)", free, hold, fall, points(paired.happened), delay(paired.restricted_mean))
        )
    place, capital = comparison.theatre.branch_place, comparison.theatre.capital
    within = f"{capital} falls within {comparison.horizon_days:g} days"
    heads = (
        "Assumptions",
        "Free",
        f"{place} held",
        f"{place} let fall",
        "Change, points",
        f"Fall of {capital}",
    )
    table = Table(within, heads, tuple(rows))
    note = (
        f"In how many runs {within}; n = {runner.n:,} pairs in each row, in brackets 95 % intervals; the "
        f"last column is how much earlier it falls on average if {place} is let fall instead of held, each "
        "run watched to the horizon."
    )
    studies.section("answer", table.markdown(), note, document=FRONT_PAGE)
    print("answer: done", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the comparisons and the studies."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=10_000, help="runs of each compared scenario")
    parser.add_argument("--study-runs", type=int, default=500, help="runs at each point of the studies")
    parser.add_argument("--replace", action="store_true", help="delete stored runs first")
    given = parser.parse_args(arguments)
    command = f"python -m benchmarks.reference -n {given.n}"
    folder = studies.BATCHES / "compared"
    engine = engine_named(EngineName.ensemble)
    runner = StudyRunner(engine, folder, given.n, replace=given.replace, command=command)
    make_comparisons(runner)
    the_answer(runner)
    anew = ["--replace"] if given.replace else []
    studies.main(["-n", str(given.study_runs), *anew])
    unknown_numbers.main(anew)
    forecasts.main(anew)


if __name__ == "__main__":
    main()
