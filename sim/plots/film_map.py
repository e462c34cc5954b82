"""The map of a film: the ground drawn once, and on it what changes from one moment to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from sim.analysis.source import Theatre, theatre_of
from sim.geography.colours import SHADE, SHADE_STATE, SHAKEN_INK, STEADY_INK
from sim.geography.packed import Line
from sim.geography.theatre import Outline, TheatreMap
from sim.model import vocabulary as v
from sim.model.world import World
from sim.plots.ground import (
    HOME,
    LAND,
    SEA,
    Name,
    Panel,
    Territory,
    draw_ground,
    draw_names,
    draw_territory,
    placed,
)
from sim.plots.maps import NAME_GAP, dot_size, named_places
from sim.plots.style import FAINT, INK, PAPER
from sim.results.manifest import describe
from sim.scenario import resolved
from sim.scenario.schema import middle_of
from sim.story.history import Snapshot
from sim.story.marks import (
    attackers,
    formation_done,
    group_done,
    has_target,
    holder_hues,
    morale_class,
    on_the_road,
)

MOST_NAMED = 9  # places besides those that the scenario names
NAME_POINTS, SIGN_POINTS, SIGN_GAP, SIGN_FURTHER = 6.5, 6.5, 4.5, 9.0
SIGNS = {"steady": "▲", "shaken": "◆", "breaking": "▽", "group": "✦"}
INKS = {"steady": STEADY_INK, "shaken": SHAKEN_INK, "breaking": STEADY_INK, "group": INK}
STALK = {"arrowstyle": "-", "linewidth": 0.7, "shrinkA": 0.0, "shrinkB": 0.0}
PILL = {"boxstyle": "round,pad=0.18", "facecolor": PAPER, "linewidth": 0.9}
TOGETHER = (34.0, 12.0)  # points across and up within which the men of one side are one sign


@dataclass(frozen=True)
class Sign:
    """Men of one side at about one spot."""

    kind: str
    hue: str
    spot: Line
    men: int

    @property
    def text(self) -> str:
        """What it says."""
        return f"{SIGNS[self.kind]} {strength(self.men)}"


class FilmMap:
    """A theatre on axes, moment by moment."""

    def __init__(
        self, axes: Axes, panel: Panel, world: World, critical: float, outline: Outline | None
    ) -> None:
        self.axes, self.panel, self.critical = axes, panel, critical
        self.hues = holder_hues(world)
        self.tints = [_mixed(hue, HOME, SHADE if i else SHADE_STATE) for i, hue in enumerate(self.hues)]
        self.theatre = theatre_of({"scenario": resolved(world.scenario), **describe(world)})
        self.ground = draw_ground(axes, self.theatre, outline, panel)
        self.points = panel.points(self.ground)
        self.control: tuple[list[int], list[int]] = ([], [])
        self.shaded: list[Artist] = []
        self.taken = draw_names(axes, self.ground, panel, *_names(self.theatre, self.ground, world))

    @property
    def colours(self) -> list[str]:
        """The colours that mean something, and those of the ground."""
        return list(dict.fromkeys([*self.hues, *self.tints, *INKS.values(), PAPER, FAINT, SEA, LAND]))

    def shade(self, seen: Snapshot) -> bool:
        """Shade the ground as it is controlled at a moment; returns whether that changed anything."""
        control = [place.controller for place in seen.places], sorted(attackers(seen))
        if control == self.control:
            return False
        for artist in self.shaded:
            artist.remove()
        self.control, self.shaded = control, self._territory(seen)
        return True

    def marks(self, seen: Snapshot) -> Iterator[Artist]:
        """What stands on the ground at a moment, to be removed before the next."""
        yield from self._places(seen)
        yield from self._ways(seen)
        yield from self._signs(seen)

    def _territory(self, seen: Snapshot) -> list[Artist]:
        """The ground in the hue of who controls it, hatched where it is attacked."""
        attacked = attackers(seen)
        territory = Territory(
            [self.tints[place.controller] for place in seen.places],
            [place in attacked for place in range(len(seen.places))],
        )
        return draw_territory(self.axes, self.ground, territory, self.panel.finest(self.ground))

    def _places(self, seen: Snapshot) -> Iterator[Artist]:
        """Round where the state controls a place, hollow if it is cut off; else square."""
        sizes = np.array([dot_size(place) for place in self.theatre.places])
        hues = np.array([self.hues[place.controller] for place in seen.places])
        inside = np.where([place.state_held and not place.connected for place in seen.places], PAPER, hues)
        held = np.array([place.state_held for place in seen.places])
        for marker, those in (("o", held), ("s", ~held)):
            rims = [
                hue if fill == PAPER else INK for hue, fill in zip(hues[those], inside[those], strict=True)
            ]
            yield self.axes.scatter(
                self.ground.spots[those, 0], self.ground.spots[those, 1], s=sizes[those],
                c=list(inside[those]), marker=marker, edgecolors=list(rims), linewidths=0.5, zorder=3,
            )  # fmt: skip

    def _ways(self, seen: Snapshot) -> Iterator[Artist]:
        """An arrow for the state's men on each road, and for each group that is after a place."""
        attacked = attackers(seen)
        ways = {
            (unit.origin, unit.place): (self.hues[0], ":") for unit in seen.formations if on_the_road(unit)
        }
        for index, group in enumerate(seen.groups):
            if has_target(group):
                line = "-" if group.target in attacked else "--"
                ways[group.place, group.target] = self.hues[index + 1], line
        for (start, end), (hue, line) in ways.items():
            look = {
                "arrowstyle": "-|>", "color": hue, "linestyle": line, "linewidth": 1.4, "shrinkA": 0.0,
                "shrinkB": 2.0,
            }  # fmt: skip
            spots = self.ground.spots
            yield self.axes.annotate("", spots[end], spots[start], arrowprops=look, zorder=2.5)

    def _signs(self, seen: Snapshot) -> Iterator[Artist]:
        """How many men stand where, the most first, as far as there is room."""
        signs = together([*self._formations(seen), *self._groups(seen)], self.points)
        names = [
            Name(each.text, (each.spot[0], each.spot[1]), SIGN_POINTS, SIGN_GAP, SIGN_FURTHER)
            for each in signs
        ]
        sign_of = {id(name): sign for name, sign in zip(names, signs, strict=True)}
        for name, offset in placed(names, self.panel.shown(self.ground), self.points, [*self.taken]):
            sign = sign_of[id(name)]
            yield self.axes.annotate(
                name.text, name.spot, xytext=offset, textcoords="offset points", fontsize=name.size,
                ha="center", va="center", color=INKS[sign.kind], zorder=5,
                arrowprops={**STALK, "color": sign.hue},
                bbox={**PILL, "edgecolor": sign.hue},
            )  # fmt: skip

    def _formations(self, seen: Snapshot) -> Iterator[Sign]:
        for unit in seen.formations:
            if unit.under_command:
                spot = _between(
                    self.ground.spots[unit.origin], self.ground.spots[unit.place], formation_done(unit)
                )
                yield Sign(morale_class(unit.morale, self.critical), self.hues[0], spot, unit.men)

    def _groups(self, seen: Snapshot) -> Iterator[Sign]:
        for index, group in enumerate(seen.groups):
            if group.mode != v.DORMANT:
                end = self.ground.spots[group.target if has_target(group) else group.place]
                spot = _between(self.ground.spots[group.place], end, group_done(group))
                yield Sign("group", self.hues[index + 1], spot, group.men)


def together(signs: Sequence[Sign], points: tuple[float, float]) -> list[Sign]:
    """Signs of one side that would overlap as one, of the kind that most of its men are, by men."""
    found: list[list[Sign]] = []
    for sign in sorted(signs, key=lambda each: -each.men):
        near = next((those for those in found if _near(those[0], sign, points)), None)
        if near is None:
            found.append([sign])
        else:
            near.append(sign)
    return sorted(map(_merged, found), key=lambda each: -each.men)


def _near(one: Sign, other: Sign, points: tuple[float, float]) -> bool:
    apart = np.abs(one.spot - other.spot) * points
    return one.hue == other.hue and bool((apart < TOGETHER).all())


def _merged(signs: Sequence[Sign]) -> Sign:
    men_of = {kind: sum(sign.men for sign in signs if sign.kind == kind) for kind in SIGNS}
    kind = max(men_of, key=lambda each: men_of[each])
    return Sign(kind, signs[0].hue, signs[0].spot, sum(men_of.values()))


def strength(men: int) -> str:
    """Men in few letters: 640, 4.2k, 21k."""
    if men < 950:
        return str(men)
    return f"{men / 1000:.{1 if men < 9950 else 0}f}k"


def _names(theatre: Theatre, ground: TheatreMap, world: World) -> tuple[list[Name], list[Name]]:
    """The places that the scenario names, and those besides whose loss is most widely heard of."""
    named = list(named_places(theatre, ground))
    prestige = {name: middle_of(place.prestige) for name, place in world.scenario.places.items()}
    spots = dict(zip(prestige, ground.spots.tolist(), strict=True))
    others = [name for name in spots if name not in {one.text for one in named}]
    widest = sorted(others, key=lambda name: -prestige[name])[:MOST_NAMED]
    return named, [Name(name, tuple(spots[name]), NAME_POINTS, NAME_GAP) for name in widest]


def _between(start: Line, end: Line, share: float) -> Line:
    return start + share * (end - start)


def _mixed(hue: str, ground: str, share: float) -> str:
    """A hue laid over a ground."""
    return to_hex(share * np.array(to_rgb(hue)) + (1.0 - share) * np.array(to_rgb(ground)))
