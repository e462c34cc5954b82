"""The report: one HTML file that needs nothing else, written to be read by anyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.analysis.branches import Branches, intervention_effect
from sim.analysis.compare import Comparison
from sim.analysis.sentences import caveats, headline, pair_sentence, worst_error
from sim.plots import alt
from sim.plots.boards import map_key, map_panel
from sim.plots.maps import Outline, map_days, map_note
from sim.plots.outcomes import branch_bars
from sim.plots.style import NO_BREAK, data_address
from sim.plots.views import Image, View, image_of, views
from sim.report.tables import day_table, outcome_table, result_table

MOST_BESIDE = 3  # results whose table fits beside a figure


def write_page(comparison: Comparison, outline: Outline | None, found: Branches | None, command: str) -> str:
    """The whole page; ``found`` adds what is confounded in free runs, ``command`` makes the page again."""
    sides, others = comparison.sides, range(1, len(comparison.sides))
    title = comparison.theatre.question or " against ".join(side.title for side in sides)
    return _environment().get_template("page.html.j2").render(
        comparison=comparison,
        theatre=comparison.theatre,
        title=title,
        headline=headline(comparison),
        sentences=[pair_sentence(comparison, other) for other in others],
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
        yield Image(f"map-{side}-{day}", f"{comparison.names[side]}, day {day}", words, source)


def _branches(found: Branches) -> View:
    draw = partial(branch_bars, found=found)
    return View("branches", "Association and intervention effect", alt.alt_branches(found), draw)
