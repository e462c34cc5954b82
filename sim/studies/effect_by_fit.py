"""The effect of a place against how well the numbers fit the record: a point for each vector of numbers.

The misfit of a vector is that of ``rout calibrate``: the mean over the recorded places of how far the days
of a run lie from the record, in units of each place's spread over the priors, here on average over several
runs. The effect is that of do(fall) against do(hold), on pairs of runs with common random numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
import typer
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.sensitivity import Vectors
from sim.analysis.sentences import percent, signed
from sim.analysis.statistics import Estimate, Floats, paired_share_difference
from sim.calibration.fit import Space
from sim.calibration.simulate import Simulated, as_recorded, identity, simulate_at, study
from sim.calibration.store import Store
from sim.calibration.summaries import observed_record, observed_runs
from sim.engines.compiled import simulate
from sim.files import write_atomically
from sim.model.unknown import SHAPE_NAMES, quantile
from sim.model.world import World, build_world
from sim.plots.style import INK, finished, headed, save_kinds, single, style
from sim.report.output import bar
from sim.report.table import Table, csv_text
from sim.results import Points
from sim.scenario import Scenario
from sim.scenario.schema import NO_DAY
from sim.studies.runner import Study, changed, scenario_named, study_options
from sim.studies.sources import PosteriorOption, Source, posterior_shares, prior_shares
from sim.studies.vectors import (
    CAPITAL,
    FALL,
    FREE,
    HOLD,
    PriorsOption,
    Subject,
    WarOption,
    run_vectors,
    subject_of,
)

PAIRS = 64
DRAWS, SEARCHED = 120, 4_096
FIT_RUNS = 16
FIRST = 2**31
"""Numbers of the runs that judge the fit: of none by which vectors were chosen."""
NEAR = 1.2
"""A misfit of at most so much of the best is near the best."""
MATTERS = 0.2
HYPOTHESIS_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Where numbers that a hypothesis gives as a range are taken, of their probability."""
Ints = NDArray[np.int64]

MANIFEST = "fit.json"
FIT_PART = 64

Row = dict[str, float | int | str]
DrawsOption = Annotated[int, typer.Option(min=10, max=100_000, metavar="N", help="Vectors of each source.")]
SearchedOption = Annotated[
    int, typer.Option(min=10, max=2**24, metavar="N",
        help="Vectors of the prior among which the nearest to the record are looked for.",),
]  # fmt: skip
HypothesisOption = Annotated[
    str | None,
    typer.Option(help="A scenario whose other numbers are marked in the figure.", metavar="SCENARIO"),
]


@dataclass(frozen=True)
class Point:
    """A vector: where it is from, how far its runs lie from the record, and the effect of the place."""

    source: str
    misfit: float
    misfit_error: float
    effect: Estimate
    numbers: tuple[float, ...]


@dataclass(frozen=True)
class Fits:
    """All vectors; ``stated`` is the scenario as it stands, ``supposed`` a hypothesis along its range."""

    place: str
    capital: str
    horizon: float
    names: tuple[str, ...]
    points: tuple[Point, ...]
    stated: Point
    supposed: tuple[Point, ...]
    hypothesis: str
    pairs: int

    @property
    def best(self) -> float:
        """The smallest misfit of all."""
        return min(one.misfit for one in (*self.points, self.stated))

    @property
    def near(self) -> tuple[Point, ...]:
        """The vectors whose misfit is near the best."""
        return tuple(one for one in self.points if one.misfit <= NEAR * self.best)

    @property
    def sources(self) -> tuple[str, ...]:
        """Where vectors are from."""
        return tuple(dict.fromkeys(one.source for one in self.points))

    def rows(self) -> Iterator[Row]:
        """A row of plain numbers for each vector, those marked first."""
        for one in (self.stated, *self.supposed, *self.points):
            row: Row = {
                "source": one.source, "misfit": one.misfit, "misfit_error": one.misfit_error,
                "near_best": int(one.misfit <= NEAR * self.best), "effect": one.effect.value,
                "effect_low": one.effect.low, "effect_high": one.effect.high,
            }  # fmt: skip
            yield row | dict(zip(self.names, one.numbers, strict=True))


# --- vectors -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Judge:
    """How far runs lie from the record, in the spreads of the priors."""

    asked: Subject
    space: Space
    seed: int

    def away(self, found: Simulated) -> Floats:
        """The distance of each run, (runs,)."""
        seen = observed_runs(self.asked.priors, found, self.seed)
        spot = self.space.place(observed_record(self.asked.priors).days[0])
        used = self.space.used
        own = Space((seen.days[:, used] / self.space.scale).astype(np.float32), self.space.scale, used)
        return own.distances(spot)


def judged(made: Study, asked: Subject, searched: int) -> tuple[Judge, Floats, Floats]:
    """Runs of many vectors of the priors, one each: their spread, these vectors, and how far each lies."""
    runner = made.runner
    with bar("records", quiet=runner.quiet, unit="vectors") as progress:
        found = study(
            asked.priors, runner.out / "records", runner.seed, searched, jobs=runner.threads,
            progress=progress, replace=runner.replace,
        )  # fmt: skip
    judge = Judge(asked, Space.of(observed_runs(asked.priors, found, runner.seed)), runner.seed)
    return judge, found.shares, judge.away(found)


def by_fit(
    made: Study, asked: Subject, *, draws: int = DRAWS, searched: int = SEARCHED,
    posterior: str | None = None, hypothesis: Scenario | None = None, title: str = "",
) -> Fits:  # fmt: skip
    """Vectors of the prior, those nearest to the record among many, of a posterior, and what is marked."""
    seed, runs = made.runner.seed, made.runner.n
    judge, known, away = judged(made, asked, searched)
    nearest = known[np.argsort(away, kind="stable")[:draws]][:, asked.at]
    shares = {"prior": prior_shares(asked, seed, draws), f"nearest of {searched:,}": nearest}
    if posterior:
        shares["posterior"] = posterior_shares(asked, seed, draws, posterior)
    points: list[Point] = []
    for k, (name, own) in enumerate(shares.items()):
        source = Source(f"fit-{k}", name, Vectors(own, np.arange(len(own))))
        points += _points(made, asked, judge, source, runs)
    stated, supposed = _marked(asked, judge, hypothesis, runs, seed)
    names = tuple(one.name for one in asked.unknowns)
    return Fits(
        asked.place, asked.capital, asked.horizon, names, tuple(points), stated, supposed, title, runs
    )


def _points(made: Study, asked: Subject, judge: Judge, source: Source, runs: int) -> Iterator[Point]:
    came = run_vectors(made, asked, f"{source.name}-pairs", source.vectors, runs, (HOLD, FALL))
    away = _misfits(made, asked, judge, source)
    values = asked.values(source.vectors.shares)
    for own, hold, fall, numbers in zip(away, came.days[HOLD], came.days[FALL], values, strict=True):
        yield _point(source.words, own, hold < NO_DAY, fall < NO_DAY, tuple(numbers.tolist()))


def _point(source: str, away: Floats, hold: Any, fall: Any, numbers: tuple[float, ...]) -> Point:
    effect = paired_share_difference(int((hold & ~fall).sum()), int((fall & ~hold).sum()), len(hold))
    error = float(away.std(ddof=1)) / len(away) ** 0.5
    return Point(source, float(away.mean()), error, effect, numbers)


def _misfits(made: Study, asked: Subject, judge: Judge, source: Source) -> Floats:
    """How far each run of each vector lies from the record, (vectors, runs)."""
    runner, priors = made.runner, asked.priors
    shares = np.full((len(source.vectors.shares), len(priors.unknowns)), 0.5)
    shares[:, asked.at] = source.vectors.shares
    told = {**identity(priors, runner.seed), "part": FIT_PART, "runs": FIT_RUNS, "points": shares.tolist()}
    store = Store(runner.out / f"{source.name}-records", MANIFEST, told, {"away": FIT_RUNS}, FIT_PART)

    def compute(numbers: Ints) -> dict[str, Floats]:
        runs = (FIRST + numbers[:, None] * FIT_RUNS + np.arange(FIT_RUNS)).ravel()
        found = simulate_at(priors, runner.seed, runs, np.repeat(shares[numbers], FIT_RUNS, axis=0))
        return {"away": judge.away(found).reshape(-1, FIT_RUNS)}

    return store.filled(len(shares), compute, jobs=runner.threads, replace=runner.replace)["away"]


# --- what is marked ----------------------------------------------------------------------
def _marked(
    asked: Subject, judge: Judge, hypothesis: Scenario | None, runs: int, seed: int
) -> tuple[Point, tuple[Point, ...]]:
    """The scenario with the numbers that it states, and a hypothesis along what it gives as ranges."""
    plain = _plain_world(asked.scenario_as_stated)
    own = {name: _number(plain, name, 0.5) for name in _decided(asked)}
    stated = _of_numbers(asked, judge, "as stated", own, runs, seed)
    if hypothesis is None:
        return stated, ()
    world = _plain_world(hypothesis)
    supposed = (own | _differing(world, plain, share) for share in HYPOTHESIS_SHARES)
    return stated, tuple(_of_numbers(asked, judge, "hypothesis", one, runs, seed) for one in supposed)


def _plain_world(scenario: Scenario) -> World:
    return build_world(changed(scenario, {"branch.kind": FREE, "posterior.file": ""}))


def _decided(asked: Subject) -> list[str]:
    """The numbers of the scenario that the priors decide or fix."""
    columns = asked.columns(FREE)
    return list(dict.fromkeys([*(key for one in columns for key in one.keys), *asked.priors.fixed]))


def _number(world: World, name: str, share: float) -> float:
    """A number as a world states it: at a share of its probability where that is a range."""
    given = world.distributions.get(name)
    if given is None:
        return float(world.template.view(np.float64)[world.position(name)])
    a, b, c = (*given.values, 0.0)[:3]
    return float(quantile(SHAPE_NAMES.index(given.kind), a, b, c, share))


def _differing(world: World, other: World, share: float) -> dict[str, float]:
    """Numbers that a world states otherwise than another, or as a range."""
    mine = {name: _number(world, name, share) for name in world.index if name in other.index}
    return {
        name: value
        for name, value in mine.items()
        if name in world.distributions or value != _number(other, name, share)
    }


def _of_numbers(
    asked: Subject, judge: Judge, source: str, numbers: dict[str, float], runs: int, seed: int
) -> Point:
    """The fit and the effect where these numbers are set."""
    hold, fall = (
        np.isfinite(_simulated(asked.worlds[arm], numbers, np.arange(runs), seed)[CAPITAL])
        for arm in (HOLD, FALL)
    )
    priors, own_runs = asked.priors, FIRST + np.arange(FIT_RUNS)
    came = [as_recorded(one, _simulated(one.world, numbers, own_runs, seed)) for one in priors.records]
    days, dead = np.hstack([days for days, _ in came]), np.stack([dead for _, dead in came], axis=1)
    made = Simulated(own_runs, np.empty((FIT_RUNS, 0)), days, dead)
    stated = tuple(numbers.get(one.meaning.key, float("nan")) for one in asked.unknowns)
    return _point(source, judge.away(made), hold, fall, stated)


def _simulated(world: World, numbers: dict[str, float], runs: Ints, seed: int) -> dict[str, Any]:
    known = {name: value for name, value in numbers.items() if name in world.index}
    points = Points(tuple(known), np.tile(np.array(list(known.values())), (len(runs), 1)))
    return dict(simulate(world, seed, runs, points).columns)


# --- in words ----------------------------------------------------------------------------
def sentences(found: Fits) -> Iterator[str]:
    """How many vectors fit about as well as the best, what the place does there, and elsewhere."""
    near, everyone = found.near, found.points
    shares = ", ".join(
        f"{percent(_share(near, source) / max(1, _share(everyone, source)))} of {source}"
        for source in found.sources
    )
    yield (
        f"The smallest misfit is {found.best:.3f}; {len(near)} of {len(everyone)} vectors are within "
        f"{100.0 * (NEAR - 1.0):.0f} % of it ({shares})."
    )
    if near:
        yield f"There the effect of {found.place} is {_range(near)}; {_many(near)}."
    far = [one for one in everyone if one.misfit > NEAR * found.best]
    if far:
        yield f"Of the vectors that fit worse it is {_range(far)}; {_many(far)}."
    yield f"With the numbers as stated the misfit is {_told((found.stated,))}."
    if found.supposed:
        worse = np.mean([[p.misfit < one.misfit for p in everyone] for one in found.supposed])
        yield (
            f"Under {found.hypothesis}, along what it gives as a range, the misfit is "
            f"{_told(found.supposed)}; on average {percent(float(worse))} of the vectors fit better."
        )


def finding(found: Fits) -> str:
    """Between which sizes the effect lies where the fit is about as good as the best."""
    values = 100.0 * np.array([one.effect.value for one in found.near or found.points])
    told = sum(one.effect.excludes_zero for one in found.near or found.points)
    where = f"in the {len(values)} vectors that fit about as well as the best"
    span = f"{signed(float(values.min()))} to {signed(float(values.max()))} points"
    return f"The effect of {found.place} is {span} {where}, told from none in {told}"


def _share(points: Sequence[Point], source: str) -> int:
    return sum(one.source == source for one in points)


def _range(points: Sequence[Point]) -> str:
    values = 100.0 * np.array([one.effect.value for one in points])
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    return (
        f"{signed(float(values.min()))} to {signed(float(values.max()))} points "
        f"(median {signed(float(middle))}, nine in ten {signed(float(low))} to {signed(float(high))})"
    )


def _many(points: Sequence[Point]) -> str:
    clear = sum(one.effect.low > 0.0 for one in points)
    large = sum(one.effect.value > MATTERS for one in points)
    more = f"more than {100.0 * MATTERS:.0f} points"
    return f"{large} of {len(points)} have {more}, and {clear} an interval above 0"


def _told(points: Sequence[Point]) -> str:
    def ends(values: Sequence[float], places: int) -> str:
        low, high = (f"{one:.{places}f}".replace("-", "−") for one in (min(values), max(values)))
        return low if low == high else f"{low} to {high}"

    effects = [100.0 * one.effect.value for one in points]
    return f"{ends([one.misfit for one in points], 3)} and the effect {ends(effects, 1)} points"


def table(found: Fits) -> Table:
    """Vectors by how much worse than the best they fit."""
    edges = (NEAR, 1.5, 2.0)
    at = np.digitize([one.misfit / found.best for one in found.points], edges, right=True)
    names = [f"1 to {edges[0]:g}", *(f"{a:g} to {b:g}" for a, b in pairwise(edges)), f"over {edges[-1]:g}"]
    rows = [
        _cells(name, [one for one, where in zip(found.points, at, strict=True) if where == k])
        for k, name in enumerate(names)
    ]
    rows.append(_cells("as stated", [found.stated]))
    if found.supposed:
        rows.append(_cells("the hypothesis", found.supposed))
    heads = (
        "Misfit over the best",
        "Vectors",
        "Median effect",
        "5 to 95 %",
        f"Over {100 * MATTERS:.0f} points",
    )
    return Table(f"The effect of {found.place} by how well numbers fit the record", heads, tuple(rows))


def _cells(name: str, points: Sequence[Point]) -> tuple[str, ...]:
    if not points:
        return name, "0", "", "", ""
    values = 100.0 * np.array([one.effect.value for one in points])
    low, middle, high = (signed(float(one)) for one in np.quantile(values, (0.05, 0.5, 0.95)))
    large = percent(float(np.mean(values > 100.0 * MATTERS)))
    return name, f"{len(points)}", middle, f"{low} to {high}", large


# --- the figure --------------------------------------------------------------------------
def scatter(axes: Axes, found: Fits) -> Axes:
    """A point for each vector with the interval of its effect; near-best vectors lie in the shaded band."""
    axes.axvspan(found.best, NEAR * found.best, color=style(3).colour, alpha=0.15, linewidth=0)
    for i, source in enumerate(found.sources):
        own = [one for one in found.points if one.source == source]
        _dots(axes, own, i, source)
    axes.plot(
        found.stated.misfit, 100.0 * found.stated.effect.value, linestyle="", marker="*", color=INK,
        markersize=14, label="as stated", zorder=5,
    )  # fmt: skip
    if found.supposed:
        x = [one.misfit for one in found.supposed]
        y = [100.0 * one.effect.value for one in found.supposed]
        axes.plot(x, y, color=INK, marker="X", markersize=8, linewidth=1.2, label=found.hypothesis, zorder=5)
    axes.axhline(0.0, color=INK, linewidth=0.8)
    axes.set_ylabel(f"Effect of {found.place} on {found.capital} within {found.horizon:g} days, points")
    headed(axes, finding(found))
    note = (
        f"n = {found.pairs} pairs for each vector, thin lines 95 %; misfit: mean of {FIT_RUNS} runs; shaded: "
        f"within {100.0 * (NEAR - 1.0):.0f} % of the best"
    )
    names = [*found.sources, "as stated", *([found.hypothesis] if found.supposed else [])]
    return finished(axes, names, "Misfit: days from the record, in spreads of the priors", note)


def _dots(axes: Axes, points: Sequence[Point], i: int, label: str) -> None:
    mark = style(i)
    x = np.array([one.misfit for one in points])
    low, y, high = 100.0 * np.array([(e.low, e.value, e.high) for e in (one.effect for one in points)]).T
    axes.vlines(x, low, high, color=mark.colour, linewidth=0.5, alpha=0.25)
    axes.plot(
        x, y, linestyle="", marker=mark.marker, color=mark.colour, markersize=4, alpha=0.75, label=label
    )


def figure(found: Fits) -> Figure:
    """``scatter`` on a figure of its own."""
    return single(lambda axes: scatter(axes, found), 7.6, 5.2)


def alt_text(found: Fits) -> str:
    """Words for ``figure``."""
    return " ".join(sentences(found))


@study_options("effect-by-fit", PAIRS)
def effect_by_fit(
    made: Study,
    priors: PriorsOption,
    draws: DrawsOption = DRAWS,
    searched: SearchedOption = SEARCHED,
    posterior: PosteriorOption = None,
    hypothesis: HypothesisOption = None,
    war: WarOption = "",
) -> None:
    """Is the effect of a place other where the numbers fit the record? The effect against the misfit.

    [bold]rout effect-by-fit homs-record --priors syria --hypothesis homs[/bold]

    Vectors of numbers: drawn from a file of priors, those of many that lie nearest to the record, and those \
of a posterior if one is given. -n is the number of pairs of runs for each, the place held and let fall. \
The table, the figure and the runs go to results/effect-by-fit-SCENARIO. Ctrl-C loses at most a few seconds.
    """
    asked = subject_of(made, priors, war)
    supposed = scenario_named(hypothesis) if hypothesis else None
    found = by_fit(
        made, asked, draws=draws, searched=max(searched, draws), posterior=posterior, hypothesis=supposed,
        title=hypothesis or "",
    )  # fmt: skip
    said = list(sentences(found))
    shown = table(found)
    files = [write_atomically(made.folder / "effect-by-fit.csv", csv_text(found.rows()))]
    files += save_kinds(figure(found), made.folder, "effect-by-fit", shown.title, alt_text(found))
    made.show([shown], said, files, {"sentences": said, "rows": list(found.rows())})
