"""The comparisons of results/reference, and the table of the front page.

    python -m benchmarks.compared -n 10000

Runs are kept in results/studies: what was stopped resumes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks import studies
from benchmarks.options import add_studies, make_studies, options
from benchmarks.pages import FRONT_PAGE, REFERENCE, save_png, section
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
from sim.plots.style import new_figure, styled
from sim.report.table import Table
from sim.results import Result
from sim.studies.runner import StudyRunner, changed, scenario_named

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
`docs/limits.md`. The studies' figures beside these are told in `docs/studies.md`. `make reference` and
`make reference-all` also write every table of the pages that stands between marks. `made.csv` says of each
part which command made it, at which commit, when, on how many processors, and how long it took.
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


def make_comparisons(runner: StudyRunner) -> None:
    """Every comparison: its board, its numbers, and its part of the reference's page."""
    parts = [README.format(n=runner.n, seed=runner.seed)]
    names = dict.fromkeys(name for _, scenarios in COMPARISONS.values() for name in scenarios)
    run = {name: runner.run(scenario_named(name), name) for name in names}
    for name, (title, scenarios) in COMPARISONS.items():
        results = [run[scenario] for scenario in scenarios]
        comparison = compare(results)
        outline: Outline | None = find_outline(results[0].manifest)
        save_png(board(comparison, outline), name, headline(comparison), board_alt(comparison))
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
    save_png(figure, "intervention-effect", "Association and intervention effect", alt.alt_branches(found))
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
    section(FRONT_PAGE, "answer", table.markdown(), note)


MADE: dict[str, Callable[[StudyRunner], None]] = {"comparisons": make_comparisons, "answer": the_answer}


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the comparisons, the answer, or both."""
    parser = options(__doc__)
    add_studies(parser, MADE)
    parser.add_argument("-n", type=int, default=10_000, help="runs of each scenario")
    given = parser.parse_args(arguments)
    engine, folder = engine_named(EngineName.ensemble), studies.BATCHES / "compared"
    command = f"python -m benchmarks.compared -n {given.n}"
    make_studies(given, MADE, StudyRunner(engine, folder, given.n, command=command))


if __name__ == "__main__":
    main()
