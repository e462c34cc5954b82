"""Which place mattered? Each place held in turn against free runs, paired on the same random seeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import typer
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from sim.analysis.arms import spread
from sim.analysis.pairs import match, restricted_change, share_change
from sim.analysis.sentences import (
    days_later,
    percent_to_one_place,
    points,
    signed,
    to_one_place,
    worst_error,
)
from sim.analysis.source import ResultLike, Theatre, read_runs
from sim.analysis.statistics import CONFIDENCE, Estimate, share
from sim.errors import UsageError
from sim.files import write_atomically
from sim.geography.basemap import noted
from sim.geography.theatre import Outline, TheatreMap
from sim.plots.ground import BORDER, Name, Panel, draw_ground, draw_names
from sim.plots.maps import NAME_GAP, dot_size, read_outline
from sim.plots.style import DIVERGING, FAINT, INK, foot, headed, save_kinds, single
from sim.report.table import Table, csv_text
from sim.scenario import Scenario, outline_path
from sim.studies.runner import Study, StudyRunner, changed, garrisoned, garrisons, held, study_options

MOST_PLACES = 40
MOST_NAMED = 12
LEAST_SCALE = 0.01  # a share: differences within a point are not drawn as strong ones
MAP_INCHES = (8.0, 7.0)
PANEL = Panel(6.6, 5.9)  # without the key and the words

PlacesOption = Annotated[
    str | None,
    typer.Option(
        help=f"Places to hold, one at a time; without it all with a garrison at the start but the capital, "
        f"the {MOST_PLACES} with most men.",
        metavar="A,B,...",
    ),
]


@dataclass(frozen=True)
class Stand:
    """One place held from the start against free runs.

    ``falls`` is the chance that the capital falls while the place is held, ``change`` its difference
    from free runs, ``later`` that of the capital's day, each run watched to the horizon.
    """

    place: str
    men: float
    falls: Estimate
    change: Estimate
    later: Estimate
    pairs: int

    def row(self) -> dict[str, float | int | str]:
        """Plain numbers: shares as shares, days as days."""
        return {
            "place": self.place,
            "men": self.men,
            "pairs": self.pairs,
            **spread("capital_falls_held", self.falls),
            **spread("change", self.change),
            **spread("capital_days_later", self.later),
        }


@dataclass(frozen=True)
class Stands:
    """What a stand at each place changes, the one that lowers the chance most first."""

    theatre: Theatre
    free: Estimate  # chance that the capital falls in free runs
    stands: tuple[Stand, ...]

    @property
    def told(self) -> tuple[Stand, ...]:
        """Those whose change of the chance has an interval without 0."""
        return tuple(one for one in self.stands if one.change.excludes_zero)

    def rows(self) -> Iterator[dict[str, float | int | str]]:
        """One row of plain numbers per place."""
        for one in self.stands:
            yield one.row()


def usual_places(scenario: Scenario) -> tuple[str, ...]:
    """Places with a garrison at the start but the capital, most men first."""
    capital = scenario.scenario.capital
    return tuple(place for place in garrisons(scenario) if place != capital)[:MOST_PLACES]


def by_place(runner: StudyRunner, scenario: Scenario, name: str, places: Sequence[str]) -> Stands:
    """Free runs, and each of ``places`` held from the start to the end."""
    free = runner.run(changed(scenario, {"branch.kind": "free"}), f"{name}-free")
    men = garrisons(scenario)
    stands = [
        _stand(free, runner.run(changed(scenario, held(place)), f"{name}-hold-{k:02d}"), place, men[place])
        for k, place in _numbered(scenario, places)
    ]
    runs = read_runs(free)
    fell = ~np.isnan(runs.days("capital_lost_day"))
    ranked = sorted(stands, key=lambda one: (one.change.value, -one.later.value, one.place))
    return Stands(runs.theatre, share(int(fell.sum()), len(fell)), tuple(ranked))


def _numbered(scenario: Scenario, places: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Places with their number in the scenario: the name of a batch does not depend on what else is asked."""
    order = list(scenario.places)
    for place in places:
        yield order.index(place), place


def _stand(free: ResultLike, hold: ResultLike, place: str, men: float) -> Stand:
    runs = [read_runs(result) for result in (free, hold)]
    horizon = runs[0].theatre.horizon_days
    at = match(runs[0].keys, runs[1].keys)
    days = [one.days("capital_lost_day", horizon)[where] for one, where in zip(runs, at, strict=True)]
    fell = [~np.isnan(one) for one in days]
    return Stand(
        place=place,
        men=men,
        falls=share(int(fell[1].sum()), len(fell[1])),
        change=share_change(fell[0], fell[1]),
        later=restricted_change(days[0], days[1], horizon),
        pairs=len(fell[0]),
    )


def finding(found: Stands) -> str:
    """Which stand is worth most."""
    first, within = found.stands[0], _chance(found)
    if first.change.high < 0.0:
        size = f"{points(first.change)} percentage points"
        return f"A stand at {first.place} is worth most: it changes {within} by {size}"
    return f"No stand can be told to lower {within}"


def _chance(found: Stands) -> str:
    """What a stand may change."""
    return f"the chance that {found.theatre.capital} falls within {found.theatre.horizon_days:g} days"


def sentences(found: Stands) -> list[str]:
    """Which stand was worth most, which make the capital's fall likelier, which cannot be told from none."""
    worse = [one for one in found.told if one.change.value > 0.0]
    rest = [one for one in found.stands if not one.change.excludes_zero]
    said = [f"In free runs {_chance(found)} is {percent_to_one_place(found.free)}.", f"{finding(found)}."]
    longest = max(found.stands, key=lambda one: one.later.value)
    if longest.later.low > 0.0:
        said.append(
            f"A stand at {longest.place} delays its fall most: by {to_one_place(longest.later)} days on "
            "average, each run watched to the horizon."
        )
    if worse:
        names = ", ".join(f"{one.place} ({signed(100.0 * one.change.value)})" for one in worse)
        said.append(f"A stand raises that chance at {names}.")
    if rest:
        said.append(f"No change of that chance can be told from none at {_names(rest, len(found.stands))}.")
    chance = (1.0 - CONFIDENCE) * len(found.stands)
    said.append(
        f"Of {len(found.stands)} intervals, {chance:.1f} would be expected to exclude 0 by chance alone."
    )
    return said


def _names(stands: Sequence[Stand], asked: int) -> str:
    """Names of places, or how many they are where a sentence cannot hold them."""
    if len(stands) <= MOST_NAMED:
        return ", ".join(sorted(one.place for one in stands))
    return f"{len(stands)} of the {asked} places (see the table)"


def table(found: Stands) -> Table:
    """The effect of a stand at each place."""
    capital = found.theatre.capital
    heads = ("Held", "Men", f"{capital} falls", "Change, points", "Its day, days later")
    rows = tuple(
        (
            one.place,
            f"{one.men:,.0f}",
            f"{100.0 * one.falls.value:.1f} %",
            points(one.change),
            days_later(one.later),
        )
        for one in found.stands
    )
    return Table(
        f"What holding each place changes; free runs: {percent_to_one_place(found.free)}", heads, rows
    )


def stand_map(axes: Axes, found: Stands, outline: Outline | None = None) -> Axes:
    """Each place that was held, coloured by the change of the chance that the capital falls.

    Round and named: the 95 % interval excludes 0; square: it does not; a small grey dot: not asked.
    """
    theatre = found.theatre
    ground = draw_ground(axes, theatre, outline, PANEL)
    reach = max([LEAST_SCALE, *(abs(one.change.value) for one in found.stands)])
    scale = Normalize(-100.0 * reach, 100.0 * reach)
    held_at = {one.place: one for one in found.stands}
    for place, (lon, lat) in zip(theatre.places, ground.spots.tolist(), strict=True):
        one = held_at.get(place.name)
        if one is None:
            axes.scatter(lon, lat, s=5.0, color=BORDER, linewidths=0, zorder=2)
            continue
        axes.scatter(
            lon, lat, s=4.0 * dot_size(place), color=DIVERGING(scale(100.0 * one.change.value)),
            marker="o" if one.change.excludes_zero else "s", edgecolors=INK, linewidths=0.6, zorder=3,
        )  # fmt: skip
    draw_names(axes, ground, PANEL, list(_told_names(found, ground)))
    bar = axes.figure.colorbar(ScalarMappable(scale, DIVERGING), ax=axes, shrink=0.7, aspect=30, pad=0.01)
    bar.ax.yaxis.set_major_formatter(lambda value, _: signed(value, 1 if reach < 0.05 else 0))
    bar.set_label(f"Change of the chance that {theatre.capital} falls, points", color=FAINT, fontsize=8.5)
    bar.ax.tick_params(labelsize=8)
    bar.outline.set_visible(False)
    headed(axes, finding(found))
    foot(axes, "", note(found), width=0.85)
    return axes


def note(found: Stands) -> str:
    """What the map rests on."""
    n = min(one.pairs for one in found.stands)
    error = 196.0 * max(one.change.error for one in found.stands)
    size = (
        f"n = {n:,} pairs on the same random seeds for each place; Monte Carlo error of a change at most "
        f"±{error:.1f} points, of a chance at most ±{worst_error(n):.1f} points (95 %)."
    )
    shapes = "Round and named: the interval excludes 0; square: it does not; small grey dot: not held."
    return " ".join(part for part in (size, shapes, noted(found.theatre.map_note)) if part)


def _told_names(found: Stands, ground: TheatreMap) -> Iterator[Name]:
    """Names of the places whose stand can be told from none, the largest change first."""
    at = dict(zip((place.name for place in found.theatre.places), ground.spots.tolist(), strict=True))
    change = {one.place: abs(one.change.value) for one in found.stands}
    for name in sorted((one.place for one in found.told), key=lambda name: (-change[name], name)):
        lon, lat = at[name]
        yield Name(name, (lon, lat), 8.5, NAME_GAP)


def figure(found: Stands, outline: Outline | None = None) -> Figure:
    """``stand_map`` on a figure of its own."""
    return single(lambda axes: stand_map(axes, found, outline), *MAP_INCHES)


def alt_text(found: Stands) -> str:
    """Words for ``figure``."""
    rows = "; ".join(f"{one.place} {points(one.change)}" for one in found.stands)
    return (
        f"Map of the places held in turn, coloured by the change of the chance that "
        f"{found.theatre.capital} falls, in percentage points with 95 % intervals: {rows}."
    )


@study_options("which-place")
def which_place(study: Study, places: PlacesOption = None) -> None:
    """Which place mattered? Hold each place in turn, paired with free runs.

    [bold]rout which-place offensive -n 1000[/bold]

    Its garrison cannot break or leave, from the start to the end. The table, the map and the runs go to \
results/which-place-SCENARIO.
    """
    scenario = study.scenario
    wanted = _listed(scenario, places) if places else usual_places(scenario)
    if not wanted:
        raise UsageError("no place but the capital has a garrison at the start; name it with --places")
    found = by_place(study.runner, scenario, study.name, wanted)
    outline = outline_path(study.file, scenario)
    drawn = figure(found, read_outline(outline) if outline else None)
    files = [write_atomically(study.folder / "which-place.csv", csv_text(found.rows()))]
    files += save_kinds(drawn, study.folder, "which-place", finding(found), alt_text(found))
    said = sentences(found)
    body = {
        "sentences": said,
        "horizon_days": found.theatre.horizon_days,
        **spread("capital_falls_free", found.free),
        "rows": list(found.rows()),
    }
    study.show([table(found)], said, files, body)


def _listed(scenario: Scenario, text: str) -> tuple[str, ...]:
    """Places with commas between them. Raises UsageError for one without a garrison."""
    names = dict.fromkeys(part.strip() for part in text.split(","))
    return tuple(garrisoned(scenario, "--places", name) for name in names)
