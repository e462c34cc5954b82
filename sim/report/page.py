"""The report: one HTML file that needs nothing else, written to be read by anyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.analysis.branches import Branches, intervention_effect
from sim.analysis.compare import Comparison
from sim.analysis.findings import branches_finding
from sim.analysis.sentences import (
    OUTCOME_WORDS,
    caveats,
    day_range,
    days_later,
    headline,
    percent,
    percent_interval,
    points,
    said,
    worst_error,
)
from sim.geography.theatre import Outline
from sim.plots import alt
from sim.plots.boards import map_key, map_panel
from sim.plots.maps import map_days, map_note
from sim.plots.outcomes import branch_bars
from sim.plots.style import NO_BREAK, data_address
from sim.plots.views import Image, View, image_of, views
from sim.report.table import Table

MOST_BESIDE = 3  # results whose table fits beside a figure


def write_page(comparison: Comparison, outline: Outline | None, found: Branches | None, command: str) -> str:
    """The whole page; ``found`` adds what is confounded in free runs, ``command`` makes the page again."""
    sides = comparison.sides
    title = comparison.theatre.question or " against ".join(side.title for side in sides)
    return _environment().get_template("page.html.j2").render(
        comparison=comparison,
        theatre=comparison.theatre,
        title=title,
        headline=headline(comparison),
        sentences=said(comparison),
        images=[image_of(view, "svg") for view in views(comparison)],
        outcomes=outcome_table(comparison),
        beside=len(sides) <= MOST_BESIDE,
        found=found
        and (image_of(_branches(found), "svg"), intervention_effect(found), found.theatre.branch_place),
        interventions=" and ".join(
            dict.fromkeys(side.branch_place for side in sides if side.branch != "free")
        ),
        maps=[(alt.alt_maps(comparison, k), [*_maps(comparison, k, outline)]) for k in range(len(sides))],
        key=data_address(map_key(), "svg"),
        map_note=map_note(comparison),
        events=day_table(comparison),
        worst_error=worst_error(min(side.runs for side in sides)),
        caveats=caveats(comparison),
        commands=[*dict.fromkeys(side.command for side in sides if side.command), command],
        results=result_table(comparison),
    )  # fmt: skip


def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("sim.report", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    found.filters["unbroken"] = _unbroken
    return found


def _unbroken(text: str) -> str:
    """A number keeps its per cent sign on its line."""
    return re.sub(r"(?<=\d) (?=%)", NO_BREAK, text)


def _maps(comparison: Comparison, side: int, outline: Outline | None) -> Iterator[Image]:
    """The maps of one result, day by day."""
    for day in map_days(comparison):
        words = f"Map of the share of runs in which the state holds each place on day {day}."
        source = data_address(map_panel(comparison, side, day, outline), "svg")
        panel = f"{comparison.names[side]}, day {day}"
        yield Image(f"map-{side}-{day}", panel, panel, words, source)


def _branches(found: Branches) -> View:
    draw = partial(branch_bars, found=found)
    panel, finding = "Association and intervention effect", branches_finding(found)
    return View("branches", panel, finding, alt.alt_branches(found), draw)


# --- the tables --------------------------------------------------------------------
def outcome_table(comparison: Comparison) -> Table:
    """Share of runs by outcome class with Wilson intervals."""
    table = comparison.outcomes
    rows = tuple(
        (OUTCOME_WORDS[table.names[k]].capitalize(), *(percent_interval(row[k]) for row in table.shares))
        for k in table.seen
    )
    heads = ("Outcome", *(f"{side.name}, n = {side.runs:,}" for side in comparison.sides))
    return Table("Share of runs by outcome, with 95 % intervals", heads, rows)


def day_table(comparison: Comparison) -> Table:
    """Every event: how often, on which day, and the difference from the first result."""
    others = range(1, len(comparison.sides))
    rows = tuple(
        (
            table.event,
            *(f"{percent(days.share().value)}\n{day_range(days)}" for days in table.sides),
            *(_difference(comparison, k, other) for other in others),
        )
        for k, table in enumerate(comparison.happening)
    )
    minus = (f"{comparison.names[o]} minus {comparison.names[0]}" for o in others)
    return Table("Events, with 95 % intervals", ("Event", *comparison.names, *minus), rows)


def _difference(comparison: Comparison, k: int, other: int) -> str:
    either = comparison.happening[k].difference(other)
    return f"{points(either.happened)} points\n{days_later(either.restricted_mean)} days"


def result_table(comparison: Comparison) -> Table:
    """Where each result comes from."""
    rows = tuple(
        (s.name, s.title, f"{s.runs:,}", f"{s.failed:,}", str(s.seed), s.engine, s.version, s.scenario_sha256)
        for s in comparison.sides
    )
    heads = ("Result", "Scenario", "Runs", "Failed", "Seed", "Engine", "Rout", "SHA-256 of the scenario")
    return Table("Where these results come from", heads, rows)
