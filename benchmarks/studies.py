"""The studies of docs/studies.md: each makes its tables there and its figures in results/reference.

    python -m benchmarks.studies ticks resolution ablation dates -n 500

Batches are kept in results/studies: a study that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from benchmarks import convergence
from benchmarks.options import add_studies, make_studies, options
from benchmarks.pages import STUDIES, pairs_note, save_figure, save_rows, section
from sim.analysis.sentences import points
from sim.engines import EngineName, engine_named
from sim.plots.maps import read_outline
from sim.report.table import Table
from sim.scenario import outline_path
from sim.scenario.shipped import find
from sim.studies import (
    ablation,
    branch_dates,
    expected_days,
    how_long,
    mechanisms,
    what_it_takes,
    which_place,
)
from sim.studies.runner import StudyRunner, scenario_named

BATCHES = Path("results/studies")
CAMPAIGN, MOMENT, RECORD, LEARNED = "offensive", "homs", "homs-record", "homs-learned"
MORE = 4
ARTICLE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("soldiers read each other's resolve", ("news", "stands")),
    ("all eyes are on Homs", ("public_attention", "prestige")),
    ("Homs joins the capital to the coast", ("corridor", "isolation")),
    ("the rebels pause before Homs", ("pausing",)),
    ("a retreat is reported and denied", ("rumours",)),
    ("Iran orders its people home", ("backers_leave", "advisers")),
    ("the border crossing for militias closes", ("entry_closes",)),
    ("Egypt and Jordan urge exile", ("voices", "exile")),
    ("Daraa and the Druze rise, no longer afraid", ("risings", "handover")),
    ("the east is given up for Damascus", ("ceding", "reserve")),
)
"""What the article tells, in its order of weight here, and the mechanisms that stand for it."""


def tick_study(runner: StudyRunner) -> None:
    """Halving the tick; with more runs than elsewhere, as small differences are what is looked for."""
    many = replace(runner, n=MORE * runner.n)
    found = [convergence.ticks(many, scenario_named(name), name) for name in (MOMENT, CAMPAIGN)]
    for name, one in zip((MOMENT, CAMPAIGN), found, strict=True):
        save_rows(f"ticks-{name}", one)
    section(STUDIES, "ticks", *(convergence.table(one, "Tick") for one in found))


def resolution_study(runner: StudyRunner) -> None:
    """Ever finer agents; with more runs than elsewhere, as small differences are what is looked for."""
    many = replace(runner, n=MORE * runner.n)
    found, costs = convergence.resolutions(many, scenario_named(MOMENT), MOMENT)
    save_rows("resolution", found)
    words = convergence.alt_text(found)
    save_figure(convergence.figure(found), "resolution", "Outcomes and finer agents", words)
    head = "Sub-units"
    why = convergence.reasons_table(convergence.reasons(runner, scenario_named(MOMENT), MOMENT))
    cost = convergence.cost_table(found, costs, head)
    section(STUDIES, "resolution", convergence.table(found, head), why, cost)


@cache
def effects_without(runner: StudyRunner) -> ablation.Ablation:
    """What the bellwether decides without each mechanism: two studies tell of it, once it is found."""
    return ablation.ablation(runner, scenario_named(MOMENT), MOMENT, mechanisms.EVERY)


@cache
def runs_without(runner: StudyRunner, name: str) -> mechanisms.ScenarioTable:
    """Free runs of a scenario without each mechanism, likewise."""
    return mechanisms.all_mechanisms(runner, scenario_named(name), name, mechanisms.EVERY)


def ablation_study(runner: StudyRunner) -> None:
    """Each mechanism in turn."""
    found = effects_without(runner)
    save_rows("ablation", found)
    words = ablation.alt_text(found)
    save_figure(ablation.figure(found), "ablation", "What each mechanism is worth", words)
    section(
        STUDIES, "ablation", ablation.sentence(found), ablation.table(found), pairs_note(found.whole.runs)
    )


def dates_study(runner: StudyRunner) -> None:
    """The branch by its day, and the days that soldiers expected a garrison to last."""
    campaign, moment = scenario_named(CAMPAIGN), scenario_named(MOMENT)
    dates = branch_dates.by_date(runner, campaign, CAMPAIGN, branch_dates.usual_days(campaign))
    expected = expected_days.by_expectation(runner, moment, MOMENT, expected_days.DAYS, campaign)
    save_rows("branch-dates", dates)
    save_rows("expected-days", expected)
    figure, words = branch_dates.figure(dates, expected), branch_dates.alt_text(dates, expected.arms)
    save_figure(figure, "branch-dates", "When could the bellwether still decide?", words)
    note = pairs_note(min(dates.curve.pairs))
    section(STUDIES, "dates", branch_dates.sentence(dates), branch_dates.table(dates), note)
    section(STUDIES, "expected-days", expected_days.sentence(expected), expected_days.table(expected), note)


def places_study(runner: StudyRunner) -> None:
    """Each place held in turn, from the first morning of the campaign."""
    campaign = scenario_named(CAMPAIGN)
    found = which_place.by_place(runner, campaign, "places", which_place.usual_places(campaign))
    save_rows("which-place", found)
    path = outline_path(find(CAMPAIGN), campaign)
    figure = which_place.figure(found, read_outline(path) if path else None)
    save_figure(figure, "which-place", which_place.finding(found), which_place.alt_text(found))
    section(STUDIES, "which-place", *which_place.sentences(found), which_place.table(found))


def how_long_study(runner: StudyRunner) -> None:
    """The bellwether held up to each of several days, in the campaign and on the morning of the question."""
    parts: list[str | Table] = []
    for name in (CAMPAIGN, MOMENT):
        scenario = scenario_named(name)
        days = how_long.usual_days(scenario)
        found = how_long.by_days_held(runner, scenario, f"how-long-{name}", scenario.branch_place, days)
        save_rows(f"how-long-{name}", found)
        parts += [f"`{name}`: " + " ".join(how_long.sentences(found)), how_long.table(found)]
    section(STUDIES, "how-long", *parts)


def levers_study(runner: StudyRunner) -> None:
    """What holding the bellwether takes: in the campaign, and on the morning by both scenarios."""
    parts: list[str | Table] = []
    for name in (CAMPAIGN, RECORD, MOMENT):
        scenario = scenario_named(name)
        batch = f"what-it-takes-{name}"
        found = what_it_takes.what_holding_takes(runner, scenario, batch, scenario.branch_place)
        save_rows(batch, found)
        if name == CAMPAIGN:
            words = what_it_takes.alt_text(found)
            save_figure(what_it_takes.figure(found), "what-it-takes", what_it_takes.finding(found), words)
        said = " ".join(what_it_takes.sentences(found))
        parts += [f"`{name}`: {said}", *what_it_takes.tables(found)[1:]]
    section(STUDIES, "what-it-takes", *parts)


def mechanisms_study(runner: StudyRunner) -> None:
    """Every mechanism switched off in turn, in free runs of both scenarios."""
    found = [runs_without(runner, name) for name in (CAMPAIGN, MOMENT)]
    for one in found:
        save_rows(f"mechanisms-{one.scenario}", one)
    title = "What changes without each mechanism"
    save_figure(mechanisms.figure(found), "mechanisms", title, mechanisms.alt_text(found))
    said = "\n".join(f"* {line}" for one in found for line in mechanisms.sentences(one))
    section(STUDIES, "mechanisms", *(mechanisms.table(one) for one in found), said)


def article_study(runner: StudyRunner) -> None:
    """What each system of the article changes: in the campaign, on the morning, and in what Homs decides."""
    campaign, moment = (runs_without(runner, name) for name in (CAMPAIGN, MOMENT))
    effects = effects_without(runner)
    of_effect = {one.off: one for one in effects.without}
    free = [{one.off: one for one in table.without} for table in (campaign, moment)]
    rows = [
        (
            what,
            off.replace("_", " "),
            mechanisms.days_later(free[0][off].capital),
            *(f"{mechanisms.outcome_words(by[off].outcome)} {points(by[off].outcome.by)}" for by in free),
            points(of_effect[off].change),
        )
        for what, offs in ARTICLE
        for off in offs
    ]
    capital, place = campaign.theatre.capital, effects.theatre.branch_place
    heads = (
        "The article", "Without", f"{CAMPAIGN}: {capital} falls, days later", f"{CAMPAIGN}: outcome, points",
        f"{MOMENT}: outcome, points", f"Effect of {place}, points",
    )  # fmt: skip
    whole = f"With all of them, letting {place} fall instead of holding it changes the chance that {capital} "
    whole += f"falls by {points(effects.whole.effect)} points. {pairs_note(effects.whole.runs)}"
    section(STUDIES, "article", Table("What the article tells, switched off", heads, tuple(rows)), whole)


MADE: dict[str, Callable[[StudyRunner], None]] = {
    "ticks": tick_study,
    "resolution": resolution_study,
    "ablation": ablation_study,
    "dates": dates_study,
    "places": places_study,
    "how-long": how_long_study,
    "what-it-takes": levers_study,
    "mechanisms": mechanisms_study,
    "article": article_study,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the studies that are named, all of them if none is."""
    parser = options(__doc__)
    add_studies(parser, MADE)
    parser.add_argument("-n", type=int, default=500, help="runs at each point")
    given = parser.parse_args(arguments)
    engine = engine_named(EngineName.ensemble)
    runner = StudyRunner(engine, BATCHES, given.n, command="python -m benchmarks.studies")
    make_studies(given, MADE, runner)


if __name__ == "__main__":
    main()
