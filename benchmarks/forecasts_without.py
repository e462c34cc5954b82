"""What each mechanism does to forecasts of what was not used: a section of docs/limits.md.

    python -m benchmarks.forecasts_without -n 16384

The forecasts of docs/forecasting.md, each war left out and Syria as of a date, made again from simulations
in which one mechanism is switched off in all wars; vectors and random seeds are the same with and without it,
and those count under which an unattacked army stands both with it and without.
Each forecast is read in two ways: through learned summaries, as on that page, and from the simulations that
are nearest in everything known, which is coarser and hangs less on the vectors drawn. How far a change of
the score hangs on them is told by random halves of the vectors, the same halves with and without.
``--whole`` writes the forecasts with all mechanisms alone, with these intervals, into docs/forecasting.md.
The simulations with all are those of ``benchmarks.forecasts``, the others are kept in
results/forecasts-without: what was stopped resumes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.options import add_vectors, options, simulated
from benchmarks.pages import FORECASTING, LIMITS, REFERENCE, section
from sim.analysis.sentences import percent, signed
from sim.analysis.spread import Spread
from sim.calibration.forecast import Behind, Reading, Scores, design_factors, read, scored
from sim.calibration.known import Cut, as_of, open_at, without
from sim.calibration.posterior import near_weights
from sim.calibration.priors import Priors, read_priors
from sim.calibration.simulate import Simulated, standing
from sim.counting import begun
from sim.files import write_atomically
from sim.model.world import World, build_world
from sim.report.table import Table, csv_text
from sim.scenario.schema import mechanisms_on
from sim.studies.runner import changed

Floats = NDArray[np.float64]
Made = dict[tuple[str, str], "Told"]

DATE = "2024-12-05T18:00"
SCORES = {"crps": "CRPS, days", "log": "log score, nats"}
SEED = 1
HALVES = 24
NEAR_SHARE = 0.02
"""Of the simulations, those nearest in everything known."""
MOST_STAND = 0.95
"""Mechanisms without which armies stand under fewer vectors are told."""
INTERVAL = 1.96
"""Standard errors on either side of a normal 95 % interval."""


def cuts(priors: Priors) -> dict[str, Cut]:
    """The forecasts that are made with and without each mechanism, by what they are called."""
    left_out = {f"{war}, left out": without(priors, war) for war in priors.wars}
    dated = as_of(priors, DATE)
    (war,) = {priors.records[k].war for k in dated.forecast}
    return {**left_out, f"{war}, {dated.name}": dated}


def switched_on(priors: Priors) -> tuple[str, ...]:
    """The mechanisms that are on in one of the wars."""
    return mechanisms_on(one.world.scenario for one in priors.records)


def switched_off(priors: Priors, name: str) -> Priors:
    """The same priors with a mechanism off in every war, attacked or not."""

    def without_it(world: World) -> World:
        return build_world(changed(world.scenario, {f"mechanisms.{name}": False}))

    return replace(
        priors,
        records=tuple(replace(one, world=without_it(one.world)) for one in priors.records),
        calm=tuple(replace(one, world=without_it(one.world)) for one in priors.calm),
    )


# --- forecasts ---------------------------------------------------------------------------
def learned(reading: Reading, found: Simulated) -> tuple[Spread, ...]:
    """Through learned summaries."""
    return reading.spreads


def nearest(reading: Reading, found: Simulated) -> tuple[Spread, ...]:
    """From the simulations nearest in everything known, of those alone in which a place still stands."""
    far = reading.space.distances(reading.space.place(reading.record))
    order = np.argsort(far, kind="stable")
    spreads = []
    for one in reading.targets:
        rows = order[open_at(found, one)[order]][: int(NEAR_SHARE * len(found))]
        spreads.append(Spread.of(found.days[rows, one.column], near_weights(far[rows])))
    return tuple(spreads)


WAYS: dict[str, Callable[[Reading, Simulated], tuple[Spread, ...]]] = {
    "learned summaries": learned,
    "nearest in everything known": nearest,
}


@dataclass(frozen=True)
class Told:
    """One forecast in one way: from all vectors, and its mean scores from halves of them."""

    reading: Reading
    spreads: tuple[Spread, ...]
    halves: tuple[Scores, ...]

    @property
    def scores(self) -> Scores:
        """Of each target."""
        return scored(self.spreads, self.reading.targets)


def halves(size: int) -> list[NDArray[np.int64]]:
    """Random halves of so many vectors, in their order; always the same."""
    chance = np.random.default_rng([SEED, size])
    return [np.sort(chance.permutation(size)[: size // 2]) for _ in range(HALVES)]


def forecasts(priors: Priors, found: Simulated) -> Made:
    """Every forecast in every way, by both names."""
    parts = [found.of(rows) for rows in halves(len(found))]
    made = {}
    for name, cut in cuts(priors).items():
        whole = read(priors, found, cut, SEED)
        less = [(read(priors, part, cut, SEED), part) for part in parts]
        for way, spreads in WAYS.items():
            scores = tuple(scored(spreads(one, part), one.targets) for one, part in less)
            made[name, way] = Told(whole, spreads(whole, found), scores)
    return made


# --- with and without --------------------------------------------------------------------
@dataclass(frozen=True)
class Change:
    """By how much a forecast is worse without a mechanism, by one score; below 0 it is better without.

    ``more`` (targets,) is from all vectors, ``halves`` the mean of the targets from each half.
    """

    forecast: str
    way: str
    off: str
    score: str
    more: Floats
    halves: Floats
    factor: float

    @property
    def value(self) -> float:
        """Mean of the targets."""
        return float(self.more.mean())

    @property
    def half_width(self) -> float:
        """Of the interval for the vectors drawn: halves vary about all as all do about the truth."""
        return INTERVAL * float(self.halves.std(ddof=1))

    @property
    def sign(self) -> int:
        """1 where it is worse without, -1 where it is better, 0 where the vectors cannot tell."""
        return int(self.value > self.half_width) - int(self.value < -self.half_width)

    @property
    def places(self) -> Behind:
        """The same with the intervals over the places."""
        return Behind.of(self.more, self.factor)

    @property
    def beyond_places(self) -> bool:
        """Whether the wider interval over the places excludes 0 too."""
        low, high = self.places.wide
        return self.sign != 0 and (low > 0.0 or high < 0.0)

    def row(self) -> dict[str, float | str]:
        """Plain numbers."""
        within, (low, high) = self.places.places, self.places.wide
        return {
            "off": self.off, "forecast": self.forecast, "way": self.way, "score": self.score,
            "change": self.value, "low": self.value - self.half_width, "high": self.value + self.half_width,
            "places_low": within.low, "places_high": within.high, "wider_low": low, "wider_high": high,
        }  # fmt: skip


def changes(name: str, whole: Made, less: Made) -> Iterator[Change]:
    """Every forecast without a mechanism, against the same with all, by every score."""
    for (forecast, way), ours in whole.items():
        theirs = less[forecast, way]
        factors = design_factors(ours.reading.targets, ours.spreads, theirs.spreads, ours.reading.courses)
        for score, factor in zip(SCORES, factors, strict=True):
            more = getattr(theirs.scores, score) - getattr(ours.scores, score)
            each = [
                getattr(b, score).mean() - getattr(a, score).mean()
                for a, b in zip(ours.halves, theirs.halves, strict=True)
            ]
            yield Change(forecast, way, name, score, more, np.array(each), factor)


# --- told --------------------------------------------------------------------------------
def table(found: Sequence[Change], way: str, score: str) -> Table:
    """How much worse each forecast is without each mechanism, the worst on average first."""
    names = list(dict.fromkeys(one.forecast for one in found))
    by = {(one.off, one.forecast): one for one in found if (one.way, one.score) == (way, score)}
    mean = {off: float(np.mean([by[off, name].value for name in names])) for off, _ in by}
    rows = tuple(
        (off.replace("_", " "), *(_cell(by[off, name]) for name in names))
        for off in sorted(mean, key=lambda off: -mean[off])
    )
    return Table(f"{SCORES[score][:1].upper()}{SCORES[score][1:]}: {way}", ("Without", *names), rows)


def telling(found: Sequence[Change], way: str) -> list[Change]:
    """Those of the mechanisms without which some forecast in this way can be told to change."""
    told = {one.off for one in found if one.way == way and one.sign}
    return [one for one in found if one.off in told]


def _cell(one: Change) -> str:
    if not (one.more.any() or one.halves.any()):
        return "0"
    value, low, high = (signed(one.value + by * one.half_width, 2) for by in (0.0, -1.0, 1.0))
    said = f"{value} ({low} to {high})"
    return f"**{said}**{' *' if one.beyond_places else ''}" if one.sign else said


def whole_table(whole: Made) -> Table:
    """The forecasts with all mechanisms, with the interval for which vectors were drawn."""
    rows = tuple(
        (name, way, *(_scores(told, score) for score in SCORES)) for (name, way), told in whole.items()
    )
    heads = ("Forecast", "Read from", *(f"{words[:1].upper()}{words[1:]}" for words in SCORES.values()))
    return Table("With all mechanisms", heads, rows, text=(0, 1))


def _scores(told: Told, score: str) -> str:
    value = float(getattr(told.scores, score).mean())
    half = INTERVAL * float(np.std([getattr(one, score).mean() for one in told.halves], ddof=1))
    return f"{value:.2f} ({value - half:.2f} to {value + half:.2f})"


def sentences(found: Sequence[Change], identical: Sequence[str]) -> Iterator[str]:
    """What could be told apart in each way by each score, and what could not be."""
    for way in WAYS:
        for score, words in SCORES.items():
            own = [one for one in found if (one.way, one.score) == (way, score)]
            yield f"{begun(words)}, {way}: {_by_sign(own)}; {_resolved(own)}"
    if identical:
        yield f"No day of any run changes without {_listed(identical)}."


def _by_sign(own: Sequence[Change]) -> str:
    signs = {
        off: {one.sign for one in own if one.off == off} for off in dict.fromkeys(one.off for one in own)
    }
    groups = {
        "worse without": [off for off, told in signs.items() if 1 in told and -1 not in told],
        "better without": [off for off, told in signs.items() if -1 in told and 1 not in told],
        "worse in some and better in others without": [off for off, told in signs.items() if {1, -1} <= told],
    }
    return "; ".join(f"{words} {_listed(offs)}" for words, offs in groups.items())


def _resolved(own: Sequence[Change]) -> str:
    middle = float(np.median([one.half_width for one in own]))
    return (
        f"{sum(one.sign != 0 for one in own)} of {len(own)} intervals exclude 0, {0.05 * len(own):.0f} would "
        f"by chance alone, and half of them are no wider than ± {middle:.2f}."
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names) or "none"


def write(
    found: Sequence[Change], whole: Made, identical: Sequence[str], stood: Mapping[str, float], vectors: int
) -> None:
    """The section of the document, and the rows."""
    path = REFERENCE / "forecasts-without.csv"
    write_atomically(path, csv_text(one.row() for one in found))
    size = (
        f"`python -m benchmarks.forecasts_without -n {vectors}`: {vectors:,} vectors drawn, the same "
        "with and without, under which armies that nobody attacks stand with and without; above 0: worse "
        "without. In brackets the "
        f"95 % interval for the vectors drawn, from {HALVES} random halves of them; bold where it excludes "
        "0, starred where the wider interval over the places does too. Without a mechanism that is not named "
        "no change can be told from none. Both ways, with all intervals: "
        f"[forecasts-without.csv](../{path.as_posix()})."
    )
    said = "\n".join(f"* {sentence}" for sentence in sentences(found, identical))
    (_, near) = WAYS
    shown = telling(found, near)
    tables = (table(shown, near, score) for score in SCORES)
    section(LIMITS, "forecasts-without", whole_table(whole), *tables, size, f"{said}\n* {stood_words(stood)}")


def stood_words(stood: Mapping[str, float]) -> str:
    """Without which mechanisms armies that stand with all would fall by themselves, and how often."""
    fewer = sorted((name for name in stood if stood[name] < MOST_STAND), key=lambda name: stood[name])
    told = [f"{name.replace('_', ' ')} under {percent(stood[name])} of them" for name in fewer]
    return (
        "Vectors under which armies stand with all mechanisms: without "
        f"{', '.join([*told, 'each of the others' if told else 'each'])} under {percent(MOST_STAND)} or more."
    )


def write_whole(whole: Made, vectors: int) -> None:
    """The section of the forecasts with all mechanisms."""
    note = (
        f"`python -m benchmarks.forecasts_without --whole -n {vectors}`: {vectors:,} vectors drawn, in "
        f"brackets the 95 % interval for the vectors drawn, from {HALVES} random halves of them."
    )
    section(FORECASTING, "halves", whole_table(whole).markdown(), note)


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate, forecast, and write the section and its CSV."""
    parser = options(__doc__)
    add_vectors(parser, "campaigns", 16_384)
    parser.add_argument(
        "--without", type=Path, default=Path("results/forecasts-without"), metavar="FOLDER",
        help="folder of the simulations without a mechanism",
    )  # fmt: skip
    parser.add_argument(
        "--whole", action="store_true", help="write the forecasts with all mechanisms, and stop"
    )
    given = parser.parse_args(arguments)
    priors = read_priors(given.priors)
    runs = simulated(given, priors)
    whole = forecasts(priors, runs)
    if given.whole:
        write_whole(whole, given.n)
        return
    found: list[Change] = []
    identical: list[str] = []
    stood: dict[str, float] = {}
    for name in switched_on(priors):
        less = switched_off(priors, name)
        other = simulated(given, less, work=given.without / name, counted=runs.numbers)
        stands = np.flatnonzero(standing(less, given.seed, other.numbers, other.shares))
        stood[name] = len(stands) / len(runs)
        if np.array_equal(other.days, runs.days):
            identical.append(name)
        else:
            with_it = forecasts(priors, runs.of(stands)) if len(stands) < len(runs) else whole
            found += changes(name, with_it, forecasts(less, other.of(stands)))
        differ = (other.days != runs.days).any(axis=1).mean()
        share = percent(stood[name])
        print(f"{name}: days differ under {percent(float(differ))}, armies stand under {share}", flush=True)
    write(found, whole, identical, stood, given.n)


if __name__ == "__main__":
    main()
