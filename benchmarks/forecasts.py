"""Forecasts of what was not used, for docs/forecasting.md: wars left out, and dates within each.

    python -m benchmarks.forecasts -n 65536 --only read
    python -m benchmarks.forecasts -n 65536 --only two-steps

*read*: the two tables of that page and the checks, and one sentence for each simple forecast that is no
worse. *two-steps*: what comes of another way to forecast a war that is left out, which needs scikit-learn.
The vectors are simulated once, in the folder of ``rout calibrate campaigns``.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.options import add_vectors, options, simulated, work_of
from benchmarks.pages import FORECASTING, section
from sim.analysis.spread import Spread
from sim.calibration.forecast import Compared, Courses, Forecast, RecordForecast, against_rivals, forecast
from sim.calibration.forecast_table import interval, signed
from sim.calibration.known import Cut, as_of, known_part, targets, without
from sim.calibration.learn import learn
from sim.calibration.posterior import Sample
from sim.calibration.predictive import FIRST, runs_of
from sim.calibration.priors import Priors, read_priors
from sim.calibration.simulate import Simulated, standing
from sim.report.table import Table

LEAST_TRUTHS = 200
"""Simulated truths that check the posterior of the other wars, which is not looked at here."""

DATES = (
    "2024-12-01T18:00", "2024-12-03T18:00", "2024-12-05T18:00",
    "2021-08-10T18:00", "2021-08-12T18:00", "2014-06-11T18:00", "2014-06-13T18:00",
)  # fmt: skip


def cuts(priors: Priors) -> Iterator[Cut]:
    """Each war left out, and each date."""
    yield from (without(priors, war) for war in priors.wars)
    yield from (as_of(priors, date) for date in DATES)


def mean_scores(found: Sequence[Made]) -> Table:
    """CRPS and log score of every forecast."""
    names = [each.rival.name for each in found[0][1].compared]
    heads = ("Forecast", "Places", "Lost (expected)", "Within 5–95 %", "Model", *names)
    return Table("CRPS, days (log score, nats)", heads, tuple(_scores(cut, one) for cut, one in found))


def each_of(found: Sequence[Forecast]) -> list[Made]:
    """The records of forecasts, each with what was known."""
    return [(each.cut, one) for each in found for one in each.records]


def _name(cut: Cut, one: RecordForecast) -> str:
    return f"{one.record.war}, {'left out' if cut.from_the_start else cut.name}"


def _scores(cut: Cut, one: RecordForecast) -> tuple[str, ...]:
    scores = [one.scores, *(each.scores for each in one.compared)]
    best = [
        min(range(len(scores)), key=lambda k: float(getattr(scores[k], by).mean())) for by in ("crps", "log")
    ]
    cells = []
    for k, each in enumerate(scores):
        crps, log = (f"{getattr(each, by).mean():.2f}" for by in ("crps", "log"))
        cells.append(f"{_bold(crps, k == best[0])} ({_bold(log, k == best[1])})")
    inside = sum(place.within for place in one.places)
    return _name(cut, one), f"{len(one.targets)}", f"{one.lost} ({one.expected:.1f})", f"{inside}", *cells


def _bold(text: str, best: bool) -> str:
    return f"**{text}**" if best else text


def differences(found: Sequence[Made]) -> Table:
    """By how much simple forecasts are behind, with both intervals."""
    heads = ("Forecast", "against", "CRPS behind, days", "wider", "log score behind, nats", "wider")
    rows = [(_name(cut, one), each) for cut, one in found for each in one.compared]
    return Table(
        "Behind the model's", heads, tuple(_difference(name, each) for name, each in rows), text=(0, 1)
    )


def _difference(name: str, each: Compared) -> tuple[str, ...]:
    cells = []
    for behind in (each.crps, each.log):
        places = behind.places
        cells += [f"{signed(places.value)} ({interval(places.low, places.high)})", interval(*behind.wide)]
    return name, each.rival.name, *cells


Made = tuple[Cut, RecordForecast]
"""A forecast of one record, and what was known."""
TIMES = 8
"""Draws of the numbers of a war that is left out, for each vector learned from the others."""


def forecast_in_two_steps(priors: Priors, found: Simulated, war: str, seed: int, folder: Path) -> Made:
    """Learn from the other wars as ``rout calibrate --without`` does, and run the war that is left out."""
    known, cut_off = known_part(priors, found, without(priors, war))
    learned = learn(known, cut_off, seed, LEAST_TRUTHS, folder)
    return run_left_out(priors, found, war, learned.whole, seed)


def run_left_out(priors: Priors, found: Simulated, war: str, sample: Sample, seed: int) -> Made:
    """What new runs of the war that is left out say with vectors learned from the others."""
    cut = without(priors, war)
    (k,) = cut.forecast
    record, (known, _) = priors.records[k], known_part(priors, found, cut)
    left_out = replace(priors, records=(record,))
    runs = runs_of(left_out, with_priors(sample, known, priors, seed), seed)
    wanted = targets(left_out, Cut(cut.name, (0.0,), (0,)))
    days = runs.days[:, [one.column for one in wanted]]
    courses = Courses(days, np.ones(days.shape, bool))
    own = tuple(replace(one, column=priors.parts[k].start + one.column, record=k) for one in wanted)
    spreads = tuple(Spread.of(each) for each in days.T)
    return cut, against_rivals(record, own, spreads, courses, known, found)


def with_priors(sample: Sample, known: Priors, priors: Priors, seed: int) -> Sample:
    """A posterior of all unknowns: those of which nothing was known are drawn from their priors.

    Each vector is tried with several draws of these; those under which an unattacked army stands are left.
    """
    rows = np.tile(np.arange(len(sample.weights)), TIMES)
    size = len(rows)
    shares = np.random.default_rng([seed, size]).uniform(size=(size, len(priors.unknowns)))
    shares[:, [priors.names.index(name) for name in known.names]] = sample.shares[rows]
    stands = standing(priors, seed, FIRST + np.arange(size), shares)
    weights = sample.weights[rows][stands]
    return Sample(shares[stands], weights / weights.sum())


def verdicts(found: Sequence[Made]) -> Iterator[str]:
    """Where a simple forecast is no worse."""
    for cut, one in found:
        for each in one.compared:
            ahead = [
                f"{-behind.places.value:.2f} {unit}"
                for behind, unit in ((each.crps, "days"), (each.log, "nats"))
                if behind.places.value <= 0.0
            ]
            if ahead:
                yield f"{_name(cut, one)}: '{each.rival.name}' is ahead by {' and '.join(ahead)}."


def checks(found: list[Forecast]) -> Table:
    """Coverage and skill on simulated truths, and whether what was known could be simulated."""
    rows = tuple(
        (
            each.cut.name,
            f"{100 * each.check.coverage:.1f} %",
            f"{100 * each.check.skill:.1f} %",
            f"{each.fit.record:.3f}",
            f"{each.fit.limit:.3f}",
        )
        for each in found
    )
    heads = (
        "Forecast", "5 to 95 % ranges hold simulated truths", "CRPS below the model before any record",
        "Distance of what was known", "99 % of truths are within",
    )  # fmt: skip
    return Table("Checks", heads, rows)


def read(priors: Priors, made: Simulated, given: Namespace) -> dict[str, tuple[Table, ...]]:
    """Every forecast as ``rout forecast`` makes it, and where simple ones win, which is printed."""
    found = []
    for cut in cuts(priors):
        found.append(forecast(priors, made, cut, given.seed))
        print(f"{cut.name}: done", flush=True)
    each = each_of(found)
    print(*verdicts(each), sep="\n")
    return {"scores": (mean_scores(each),), "behind": (differences(each),), "checks": (checks(found),)}


def in_two_steps(priors: Priors, made: Simulated, given: Namespace) -> dict[str, tuple[Table, ...]]:
    """Each war left out, from the posterior of the others."""
    folder = work_of(given, priors)
    found = [forecast_in_two_steps(priors, made, war, given.seed, folder) for war in priors.wars]
    return {"two-steps": (mean_scores(found), differences(found))}


WAYS = {"read": read, "two-steps": in_two_steps}


def main(arguments: Sequence[str] | None = None) -> None:
    """Forecast, write the tables and print."""
    parser = options(__doc__)
    parser.add_argument("--only", nargs="+", choices=WAYS, default=[*WAYS])
    add_vectors(parser, "campaigns", 65_536)
    given = parser.parse_args(arguments)
    priors = read_priors(given.priors)
    made = simulated(given, priors)
    for name in given.only:
        command = f"`python -m benchmarks.forecasts -n {given.n} --only {name}`"
        note = f"{command}: n = {given.n:,} vectors drawn, seed {given.seed}."
        for mark, tables in WAYS[name](priors, made, given).items():
            section(FORECASTING, mark, *(one.markdown() for one in tables), note)


if __name__ == "__main__":
    main()
