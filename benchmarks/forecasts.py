"""Forecasts of what was not used, for docs/forecasting.md: wars left out, and dates within each.

    python -m benchmarks.forecasts -n 40960 --work results/calibrate-campaigns

Prints the two tables of that page, one sentence for each simple forecast that is no worse, and what comes
of another way to forecast a war that is left out. The vectors are simulated once, in the folder of
``rout calibrate campaigns``; after that each forecast takes under half a minute of one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.analysis.spread import Spread
from sim.calibration.fit import Space
from sim.calibration.forecast import Compared, Forecast, RecordForecast, forecast, scored
from sim.calibration.forecast_table import interval, signed
from sim.calibration.known import Cut, as_of, known_part, targets, without
from sim.calibration.posterior import Table as Conditioned
from sim.calibration.predictive import FIRST, RUNS
from sim.calibration.priors import Priors, read_priors
from sim.calibration.region import Region
from sim.calibration.simulate import Simulated, simulate_at, study
from sim.calibration.summaries import features, linear, observed_record, observed_runs
from sim.report.table import Table

DATES = (
    "2024-12-01T18:00", "2024-12-03T18:00", "2024-12-05T18:00",
    "2021-08-10T18:00", "2021-08-12T18:00", "2014-06-11T18:00", "2014-06-13T18:00",
)  # fmt: skip


def cuts(priors: Priors) -> Iterator[Cut]:
    """Each war left out, and each date."""
    yield from (without(priors, war) for war in priors.wars)
    yield from (as_of(priors, date) for date in DATES)


def mean_scores(found: list[Forecast]) -> Table:
    """CRPS and log score of every forecast."""
    first = found[0].records[0]
    names = [each.rival.name for each in first.compared]
    heads = ("Forecast", "Places", "Lost (expected)", "Within 5–95 %", "Model", *names)
    return Table("CRPS, days (log score, nats)", heads, tuple(_scores(cut, one) for cut, one in _each(found)))


def _each(found: list[Forecast]) -> Iterator[tuple[Cut, RecordForecast]]:
    yield from ((each.cut, one) for each in found for one in each.records)


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


def differences(found: list[Forecast]) -> Table:
    """By how much simple forecasts are behind, with both intervals."""
    heads = ("Forecast", "against", "CRPS behind, days", "wider", "log score behind, nats", "wider")
    rows = [(_name(cut, one), each) for cut, one in _each(found) for each in one.compared]
    return Table(
        "Behind the model's", heads, tuple(_difference(name, each) for name, each in rows), text=(0, 1)
    )


def _difference(name: str, each: Compared) -> tuple[str, ...]:
    cells = []
    for behind in (each.crps, each.log):
        places = behind.places
        cells += [f"{signed(places.value)} ({interval(places.low, places.high)})", interval(*behind.wide)]
    return name, each.rival.name, *cells


def in_two_steps(priors: Priors, found: Simulated, war: str, seed: int) -> str:
    """Another way to forecast a war that is left out: the posterior of the others first, then new runs."""
    cut = without(priors, war)
    known, cut_off = known_part(priors, found, cut)
    seen, record = observed_runs(known, cut_off, seed), observed_record(known)
    region = Region.of(Space.of(seen), record.days[0])
    x = features(known, seen)
    summarise = linear(x[region.teach], cut_off.shares[region.teach], seed)
    table = Conditioned(summarise(x[region.answer]), cut_off.shares[region.answer], region.keep)
    sample = table.given(summarise(features(known, record))[0])
    chance = np.random.default_rng([seed, RUNS])
    rows = chance.choice(len(sample.weights), RUNS, p=sample.weights)
    shares = chance.uniform(size=(RUNS, len(priors.unknowns)))
    shares[:, [priors.names.index(name) for name in known.names]] = sample.shares[rows]
    numbers = FIRST + np.arange(RUNS)
    days = simulate_at(
        replace(priors, records=tuple(priors.records[k] for k in cut.forecast)), seed, numbers, shares
    )
    wanted = targets(priors, cut)
    columns = [
        k for number in cut.forecast for k in range(priors.parts[number].start, priors.parts[number].stop)
    ]
    spreads = [Spread.of(days.days[:, columns.index(one.column)]) for one in wanted]
    scores = scored(spreads, wanted)
    expected = sum(spread.before(one.horizon) for spread, one in zip(spreads, wanted, strict=True))
    return (
        f"{war}, left out, in two steps: CRPS {scores.crps.mean():.2f} days, log score "
        f"{scores.log.mean():.2f} nats, {expected:.1f} of {len(wanted)} places expected to be lost"
    )


def verdicts(found: list[Forecast]) -> Iterator[str]:
    """Where a simple forecast is no worse."""
    for cut, one in _each(found):
        for each in one.compared:
            ahead = [
                f"{-behind.places.value:.2f} {unit}"
                for behind, unit in ((each.crps, "days"), (each.log, "nats"))
                if behind.places.value <= 0.0
            ]
            if ahead:
                yield f"{_name(cut, one)}: '{each.rival.name}' is ahead by {' and '.join(ahead)}."


def checks(found: list[Forecast]) -> Iterator[str]:
    """Coverage and skill on simulated truths, and whether what was known could be simulated."""
    for each in found:
        check = each.check
        yield (
            f"{each.cut.name}: coverage {100 * check.coverage:.1f} %, CRPS {100 * check.skill:.1f} % below "
            f"the model before any record on {check.truths} truths; distance {each.fit.record:.3f}, "
            f"limit {each.fit.limit:.3f}"
        )


def main() -> None:
    """Run every forecast and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("priors", nargs="?", default="campaigns")
    parser.add_argument("-n", type=int, default=40_960)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("results/calibrate-campaigns"))
    parser.add_argument("--jobs", type=int)
    given = parser.parse_args()
    priors = read_priors(given.priors)
    simulated = study(priors, given.work, given.seed, given.n, jobs=given.jobs)
    found = []
    for cut in cuts(priors):
        found.append(forecast(priors, simulated, cut, given.seed))
        print(*checks(found[-1:]), flush=True)
    for table in (mean_scores(found), differences(found)):
        print(f"\n{table.markdown()}")
    print(*verdicts(found), sep="\n")
    print(*(in_two_steps(priors, simulated, war, given.seed) for war in priors.wars), sep="\n")


if __name__ == "__main__":
    main()
