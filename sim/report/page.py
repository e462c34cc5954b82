"""The report: one HTML file that needs nothing else, written to be read by anyone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from importlib.resources import files
from string import Template

from sim.analysis.branches import Branches, seeing_and_doing
from sim.analysis.compare import Comparison
from sim.analysis.sentences import headline, pair_sentence
from sim.plots import alt
from sim.plots.boards import map_key, map_panel
from sim.plots.maps import Outline, map_days, map_note
from sim.plots.outcomes import branch_bars
from sim.plots.views import View, view_figure, views
from sim.report.picture import inline_svg, share_paths, share_styles
from sim.report.prose import limits, method, reproduction
from sim.report.tables import day_table, outcome_table, result_table


def write_page(comparison: Comparison, outline: Outline | None, found: Branches | None, command: str) -> str:
    """The whole page; ``found`` adds seeing against doing, ``command`` is what makes the page again."""
    theatre = comparison.theatre
    sections = [
        _section("How the runs end", _ends(comparison)),
        _section(
            f"When {theatre.capital} falls, if it does", _figures(comparison, ("dots", "days", "by-day"))
        ),
        _section("The same luck, run for run", _RUN_FOR_RUN, _figures(comparison, ("paired", "changes"))),
        *([_branches(found)] if found else []),
        _section("The course of the days", _figures(comparison, ("men-share", "morale"))),
        _section("Where the state still holds", *_maps(comparison, outline)),
        _section("Every event that was compared", f'<p class="foot">{_EVENTS}</p>', day_table(comparison)),
        _section("Method, in five lines", method(comparison)),
        _section("Limits", limits(comparison)),
        _section("Reproduce it", reproduction(comparison, command), result_table(comparison)),
    ]
    others = range(1, len(comparison.sides))
    drawn, paths = share_paths("\n".join(sections))
    body, styles = share_styles(drawn)
    return _read("page.html").substitute(
        title=_words(theatre.question or " against ".join(side.title for side in comparison.sides)),
        kicker=_words(" · ".join(f"{side.name}: {side.title}" for side in comparison.sides)),
        css=_read("page.css").template + styles,
        headline=_words(headline(comparison)),
        sentences="\n".join(f"<p>{_words(pair_sentence(comparison, other))}</p>" for other in others),
        sections=paths + body,
    )


MOST_BESIDE = 3  # results whose table fits beside a figure
_EVENTS = (
    "Share of runs in which it happens; median day, and the days between which nine runs in ten lie. "
    "Differences: points of the chance that it happens; days later, each run watched to the horizon."
)
_RUN_FOR_RUN = (
    "<p>Every formation has the same luck in run 17 of one result as in run 17 of another. "
    "So the difference within a pair is what the scenarios differ in, and not chance.</p>"
)


def _words(text: str) -> str:
    """Text for the page; a number keeps its per cent sign on its line."""
    return re.sub(r"(?<=\d) (?=%)", "&nbsp;", escape(text))


def _read(name: str) -> Template:
    return Template((files("sim.report") / name).read_text(encoding="utf-8"))


def _section(title: str, *parts: str) -> str:
    return "\n".join([f"<section><h2>{_words(title)}</h2>", *parts, "</section>"])


def _figures(comparison: Comparison, names: Sequence[str], beside: str = "") -> str:
    """The views whose names begin with one of these, and what stands beside them."""
    chosen = [view for view in views(comparison) if any(view.name.startswith(name) for name in names)]
    return f'<div class="figures">{"".join(_view(view) for view in chosen)}{beside}</div>'


def _ends(comparison: Comparison) -> str:
    """The outcome classes, with their table beside the figure where there is room."""
    table = outcome_table(comparison)
    if len(comparison.sides) <= MOST_BESIDE:
        return _figures(comparison, ("outcomes",), table)
    return _figures(comparison, ("outcomes",)) + table


def _view(view: View) -> str:
    return f"<figure>{inline_svg(view_figure(view), view.name, view.title, view.alt)}</figure>"


def _maps(comparison: Comparison, outline: Outline | None) -> Iterator[str]:
    """A row of maps for each result, one key for all of them, and the note on the lines drawn."""
    for side in range(len(comparison.sides)):
        panels = "".join(_map(comparison, side, day, outline) for day in map_days(comparison))
        words = _words(alt.alt_maps(comparison, side))
        yield f'<p class="unseen">{words}</p><div class="maps">{panels}</div>'
    key = inline_svg(map_key(), "key", "Key to the maps", "Dark: held in no run. Bright: held in all.")
    yield f'<div class="key">{key}</div><p class="foot">{_words(map_note(comparison))}</p>'


def _map(comparison: Comparison, side: int, day: int, outline: Outline | None) -> str:
    words = f"Map of the share of runs in which the state holds each place on day {day}."
    panel = map_panel(comparison, side, day, outline)
    return inline_svg(panel, f"map-{side}-{day}", f"{comparison.names[side]}, day {day}", words)


def _branches(found: Branches) -> str:
    draw = partial(branch_bars, found=found)
    view = View("branches", "Seeing against doing", alt.alt_branches(found), draw)
    words = (
        f"<p>Runs in which {_words(found.theatre.bellwether)} happens to hold are runs in which much else "
        "goes well. To see what its fate does, it must be changed and all else left alone. "
        f"<strong>{_words(seeing_and_doing(found))}</strong></p>"
    )
    return _section("Seeing against doing", f'<div class="figures">{_view(view)}<div>{words}</div></div>')
