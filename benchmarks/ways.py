"""Other ways to learn and to forecast, against the shipped ones, on simulated truths and on the records.

    python -m benchmarks.ways --only vectors round wars
    python -m benchmarks.ways campaigns -n 65536 --only penalties

Each writes its section of docs/calibrating.md or docs/forecasting.md. *Vectors*: how near runs of a
posterior's vectors come to the truth that it was learned from, for four ways to make vectors. *A second
round*: vectors drawn only where a regression of the distance to the record foresees the nearest fifth of the
prior. *A war left out*: days read from the simulations nearest to the other wars (as `rout forecast` does),
against new runs of the posterior of the other wars. *Penalties*: how far forecasts of halves of the same
vectors scatter, and their scores, for several penalties of the regressions they are read through. What is
simulated is kept in the folder of ``rout calibrate``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.forecasts import cuts
from benchmarks.options import add_vectors, options, simulated
from benchmarks.pages import CALIBRATING, FORECASTING, section
from sim.analysis.spread import Spread
from sim.calibration.fit import Space
from sim.calibration.forecast import Reading, read, scored
from sim.calibration.known import Cut, known_part, without
from sim.calibration.learn import nearest
from sim.calibration.outlook import STEADY
from sim.calibration.posterior import EDGE, Sample, Table, near_weights
from sim.calibration.priors import Priors, read_priors
from sim.calibration.region import Region
from sim.calibration.simulate import Simulated, as_recorded, drawn, simulate_at, standing
from sim.calibration.summaries import Observed, features, linear, observed_record, observed_runs
from sim.engines.compiled import simulate
from sim.report.table import Table as WordTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TRUTHS, AMONG = 40, 200
RUNS, RECORD_RUNS = 128, 1_000
NEAREST = (50, 100, 200, 500, 1000)
NEAR_SHARE, LEAST_NEAR, MOST_NEAR = 0.01, 100, 400  # of the vectors to choose among, those that are nearest
MOVED = 4  # times as many neighbours where all summaries move a vector at once
RIDGE = 1e-4
SHARE = 0.2  # of the prior's probability that a second round draws from
PENALTIES = (0.001, 0.01, 0.1, 1.0, 10.0)
HALVES = 6
PENALTY_TRUTHS = 100
OWN = 2**31  # numbers of these runs: of no vector that was learned from


def crps(runs: Floats, truth: Floats) -> Floats:
    """Continuous ranked probability score of runs (n, places) against days (places,), by place."""
    return crps_of([Spread.of(days) for days in runs.T], truth)


def crps_of(spreads: Sequence[Spread], truth: Floats) -> Floats:
    """The same of a forecast for each place."""
    return np.concatenate([spread.crps(day) for spread, day in zip(spreads, truth[:, None], strict=True)])


def all_moved(table: Table, at: Floats, leave_out: int = -1) -> Sample:
    """The nearest in all summaries, each number moved by a local-linear regression on all of them."""
    far = np.sqrt(((table.summaries - at) ** 2).sum(axis=1))
    if leave_out >= 0:
        far[leave_out] = np.inf
    rows = np.argsort(far, kind="stable")[: MOVED * table.keep]
    weights = near_weights(far[rows])
    inside = np.clip(table.shares[rows], EDGE, 1.0 - EDGE)
    logits, away = np.log(inside / (1.0 - inside)), table.summaries[rows] - at
    centred = away - weights @ away
    gram = (centred * weights[:, None]).T @ centred
    gram += RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram))
    slope = np.linalg.solve(gram, (centred * weights[:, None]).T @ (logits - weights @ logits))
    with np.errstate(over="ignore"):
        return Sample(1.0 / (1.0 + np.exp(-(logits - away @ slope))), weights)


@dataclass(frozen=True)
class Study:
    """Simulations of priors, as a record would tell of them, and the record."""

    priors: Priors
    found: Simulated
    seen: Observed
    record: Floats
    seed: int

    @classmethod
    def of(cls, priors: Priors, found: Simulated, seed: int) -> Study:
        """The study of these simulations."""
        return cls(priors, found, observed_runs(priors, found, seed), observed_record(priors).days[0], seed)

    def by_scenario(self, each: Floats) -> Floats:
        """Means of scores (places,) over each scenario's places."""
        return np.array([each[part].mean() for part in self.priors.parts])

    @property
    def heads(self) -> tuple[str, ...]:
        """Heads of the columns of scores against the record."""
        return *(f"record of {one.name}" for one in self.priors.records), "mean"

    def runs(self, sample: Sample, key: int, size: int) -> Floats:
        """Days of new runs of a sample's vectors, (size, places)."""
        rows = np.random.default_rng([self.seed, key]).choice(len(sample.weights), size, p=sample.weights)
        numbers = OWN + RECORD_RUNS * key + np.arange(size)
        return simulate_at(self.priors, self.seed, numbers, sample.shares[rows]).days


Way = Callable[[Floats, Floats, int], Sample]
Parts = tuple[str | WordTable, ...]


def ways_of(own: Study, region: Region, summaries: Floats) -> dict[str, Way]:
    """Ways to make vectors, given summaries, days and the truth to leave out."""
    shares = own.found.shares[region.answer]
    alone, together = (Table(summaries, shares, region.keep, one) for one in (True, False))
    space = Space.of(Observed(own.seen.days[region.answer], own.seen.dead[region.answer]))
    size = int(np.clip(NEAR_SHARE * len(shares), LEAST_NEAR, MOST_NEAR))
    return {
        "nearest in days": lambda at, days, row: nearest(space, days, shares, size, row),
        "one by one": lambda at, days, row: alone.given(at, row),
        "together": lambda at, days, row: together.given(at, row),
        "together, all moved": lambda at, days, row: all_moved(alone, at, row),
    }


def vectors(own: Study) -> Parts:
    """Runs of each way's vectors against truths and the record, and those of the scenarios as they are."""
    region = Region.of(Space.of(own.seen), own.record)
    x = features(own.priors, own.seen)
    summarise = linear(x[region.teach], own.found.shares[region.teach], own.seed)
    summaries = summarise(x[region.answer])
    at = summarise(features(own.priors, observed_record(own.priors)))[0]
    days = own.seen.days[region.answer]
    rows = region.near[: AMONG : AMONG // TRUTHS]
    base, table = None, []
    for name, way in ways_of(own, region, summaries).items():
        scores = [
            own.by_scenario(crps(own.runs(way(summaries[k], days[k], int(k)), 10 + j, RUNS), days[k])).mean()
            for j, k in enumerate(rows)
        ]
        change = differs(scores, base) if base else ""
        base = base or scores
        record = own.by_scenario(crps(own.runs(way(at, own.record, -1), 1, RECORD_RUNS), own.record))
        table.append((name, f"{np.mean(scores):.3f}", change, *cells(record)))
        print(f"{name}: done", flush=True)
    stated = own.by_scenario(crps(stated_runs(own), own.record))
    table.append(("the scenarios' own numbers, for comparison", "", "", *cells(stated)))
    heads = ("Vectors", "CRPS of their runs on truths, days", "against the first", *own.heads)
    note = (
        f"{len(rows)} simulated truths near the record, {RUNS} runs of each way's vectors for each, with "
        f"twice the standard error of the difference; {RECORD_RUNS:,} runs against the record, CRPS in days."
    )
    return WordTable("", heads, tuple(table)), note


def stated_runs(own: Study) -> Floats:
    """Days of runs of the scenarios as they are, (``RECORD_RUNS``, places)."""
    numbers = OWN + np.arange(RECORD_RUNS)
    records = own.priors.records
    return np.hstack([as_recorded(one, simulate(one.world, own.seed, numbers).columns)[0] for one in records])


def cells(scores: Floats) -> tuple[str, ...]:
    """The score of each scenario and their mean."""
    return *(f"{one:.2f}" for one in scores), f"{scores.mean():.2f}"


def differs(ours: list[float], theirs: list[float]) -> str:
    """A mean difference and twice its standard error."""
    gaps = np.array(ours) - np.array(theirs)
    return f"{gaps.mean():+.3f} ± {2.0 * gaps.std(ddof=1) / np.sqrt(len(gaps)):.3f}"


def second_round(own: Study) -> Parts:
    """Vectors nearest to the record, before and after a round that draws where they are foreseen."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    space = Space.of(own.seen)
    away = space.distances(space.place(own.record))
    model = HistGradientBoostingRegressor(max_iter=300, learning_rate=0.06, random_state=own.seed)
    model.fit(own.found.shares, away)
    limit = float(np.quantile(model.predict(own.found.shares), SHARE))
    inside = model.predict(own.found.shares) <= limit
    numbers = OWN // 2 + np.arange(int(len(own.found) / SHARE))
    shares = drawn(own.priors, own.seed, numbers)
    kept = model.predict(shares) <= limit
    kept[kept] = standing(own.priors, own.seed, numbers[kept], shares[kept])
    new = simulate_at(own.priors, own.seed, numbers[kept], shares[kept])
    days = np.vstack([own.seen.days[inside], observed_runs(own.priors, new, own.seed + 1).days])
    both = np.vstack([own.found.shares[inside], new.shares])
    later = replace(space, days=(days[:, space.used] / space.scale).astype(np.float32))
    table = []
    for size in NEAREST:
        for name, where, among in (("first", space, own.found.shares), ("second", later, both)):
            sample = nearest(where, own.record, among, size)
            scores = own.by_scenario(crps(own.runs(sample, 2, RECORD_RUNS), own.record))
            table.append((f"the {size:,} nearest", name, *cells(scores)))
    heads = ("Vectors", "Round", *own.heads)
    note = (
        f"The second round has {kept.sum():,} vectors more, from {100 * kept.mean():.0f} % of the prior's "
        f"probability; {RECORD_RUNS:,} runs against the record, CRPS in days."
    )
    return WordTable("", heads, tuple(table), text=(0, 1)), note


def wars_left_out(own: Study) -> Parts:
    """Each war in turn."""
    heads = (
        "Left out", "Read, on truths", "New runs, on truths", "New runs against read", "Read, on the record",
        "New runs, on the record",
    )  # fmt: skip
    rows = tuple(left_out(own, war) for war in own.priors.wars)
    note = (
        f"{TRUTHS} simulated truths for each, with twice the standard error of the difference; CRPS in days."
    )
    return WordTable("", heads, rows), note


def left_out(own: Study, war: str) -> tuple[str, ...]:
    """Two ways to forecast a war of which nothing is known."""
    cut = without(own.priors, war)
    reading = read(own.priors, own.found, cut, own.seed)
    wanted, region, outlook = reading.targets, reading.region, reading.outlook
    known, cut_off = known_part(own.priors, own.found, cut)
    x, at = features(known, observed_runs(known, cut_off, own.seed)), features(known, observed_record(known))
    summarise = linear(x[region.teach], cut_off.shares[region.teach], own.seed)
    table = Table(summarise(x[region.answer]), cut_off.shares[region.answer], region.keep)
    alone = replace(own.priors, records=tuple(own.priors.records[k] for k in cut.forecast))
    columns = [k for one in cut.forecast for k in range(*own.priors.parts[one].indices(len(own.record)))]
    learned = [own.priors.names.index(name) for name in known.names]

    def anew(sample: Sample, key: int, size: int) -> Floats:
        chance = np.random.default_rng([own.seed, key])
        rows = chance.choice(len(sample.weights), size, p=sample.weights)
        shares = chance.uniform(size=(size, len(own.priors.unknowns)))
        shares[:, learned] = sample.shares[rows]
        numbers = OWN + RECORD_RUNS * key + np.arange(size)
        stands = standing(own.priors, own.seed, numbers, shares)
        days = simulate_at(alone, own.seed, numbers[stands], shares[stands]).days
        return days[:, [columns.index(one.column) for one in wanted]]

    rows = region.near[: AMONG : AMONG // TRUTHS]
    ours = [float(crps_of(outlook.given(outlook.summaries[k], int(k)), outlook.days[k]).mean()) for k in rows]
    theirs = [
        float(crps(anew(table.given(table.summaries[k], int(k)), 1 + j, 2 * RUNS), outlook.days[k]).mean())
        for j, k in enumerate(rows)
    ]
    truth = np.array([one.day for one in wanted])
    new = float(crps(anew(table.given(summarise(at)[0]), 0, RECORD_RUNS), truth).mean())
    record = float(crps_of(reading.spreads, truth).mean())
    print(f"{war}: done", flush=True)
    read_days, anew_days = (f"{np.mean(one):.2f}" for one in (ours, theirs))
    return war, read_days, anew_days, differs(theirs, ours), f"{record:.2f}", f"{new:.2f}"


def penalties(own: Study) -> Parts:
    """Forecasts through regressions that are held back more or less; means of all forecasts."""
    chance = np.random.default_rng(own.seed)
    size = len(own.found)
    halves = [np.sort(chance.permutation(size)[: size // 2]) for _ in range(HALVES)]
    scores = np.array(
        [list(by_penalty(own, cut, halves)) for cut in cuts(own.priors)]
    )  # (cuts, penalties, 3)
    against = scores[:, :, 1] / scores[:, :1, 1]
    rows = tuple(
        (f"{penalty:g}", *(f"{one:.2f}" for one in scores[:, k, [0, 2]].mean(axis=0)),
         f"{against[:, k].mean():.3f}", f"{against[:, k].max():.3f}")
        for k, penalty in enumerate(PENALTIES)
    )  # fmt: skip
    heads = (
        "Penalty", "Halves scatter by, days", "CRPS of the record, days",
        "CRPS of simulated truths against the first", "the same, worst forecast",
    )  # fmt: skip
    note = (
        f"Means of {len(scores)} forecasts; {HALVES} random halves of {size:,} vectors, {PENALTY_TRUTHS} "
        f"simulated truths; the shipped penalty is {STEADY:g}."
    )
    return WordTable("", heads, rows), note


def by_penalty(own: Study, cut: Cut, halves: Sequence[Ints]) -> Iterator[tuple[float, float, float]]:
    """How far halves scatter, and the scores of truths and of the record, for each penalty; all days."""
    for penalty in PENALTIES:
        whole = read(own.priors, own.found, cut, own.seed, penalty)
        less = [read(own.priors, own.found.of(rows), cut, own.seed, penalty) for rows in halves]
        scatter = np.std([record_score(one) for one in less], ddof=1)
        yield float(scatter), truths_score(whole), record_score(whole)
    print(f"{cut.name}: done", flush=True)


def record_score(reading: Reading) -> float:
    """CRPS of the record, days, mean of the targets."""
    return float(scored(reading.spreads, reading.targets).crps.mean())


def truths_score(reading: Reading) -> float:
    """The same of simulated truths near what is known, of the places that still stand in each."""
    outlook, scores = reading.outlook, []
    for row in reading.region.near[: AMONG : AMONG // PENALTY_TRUTHS]:
        each = crps_of(outlook.given(outlook.summaries[row], int(row)), outlook.days[row])
        if outlook.stands[row].any():
            scores.append(each[outlook.stands[row]].mean())
    return float(np.mean(scores))


COMPARISONS: dict[str, tuple[Path, str, Callable[[Study], Parts]]] = {
    "vectors": (CALIBRATING, "ways", vectors),
    "round": (CALIBRATING, "second-round", second_round),
    "wars": (FORECASTING, "new-runs", wars_left_out),
    "penalties": (FORECASTING, "penalties", penalties),
}
"""The page and the section of each, and what makes it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Make all comparisons, or some, and write their sections."""
    parser = options(__doc__)
    add_vectors(parser, "three-wars", 81_920)
    parser.add_argument("--only", nargs="+", choices=COMPARISONS, default=[*COMPARISONS])
    given = parser.parse_args(arguments)
    priors = read_priors(given.priors)
    own = Study.of(priors, simulated(given, priors), given.seed)
    for name in given.only:
        page, mark, compared = COMPARISONS[name]
        command = f"`python -m benchmarks.ways {given.priors} -n {given.n} --only {name}`, seed {given.seed}."
        section(page, mark, *compared(own), command)
        print(f"{name}: done", flush=True)


if __name__ == "__main__":
    main()
