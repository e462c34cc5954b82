"""Forecasts of what was not used, for docs/forecasting.md: wars left out, and dates within each.

    python -m benchmarks.forecasts -n 65536 --only read
    python -m benchmarks.forecasts -n 65536 --only two-steps

*read*: the two tables of that page and the checks, and one sentence for each simple forecast that is no
worse. *two-steps*: each war left out, as ``rout forecast --follow`` makes it.
The vectors are simulated once, in the folder of ``rout calibrate campaigns``.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence

from benchmarks.options import add_vectors, options, simulated, work_of
from benchmarks.pages import FORECASTING, save_figure, section
from sim.calibration.forecast import Compared, Forecast, RecordForecast, forecast
from sim.calibration.forecast_table import drawn, interval, signed
from sim.calibration.known import Cut, as_of, without
from sim.calibration.left_out import forecast_by_following
from sim.calibration.priors import Priors, read_priors
from sim.calibration.simulate import Simulated
from sim.report.table import Table

DATES = (
    "2024-12-01T18:00", "2024-12-03T18:00", "2024-12-05T18:00",
    "2021-08-10T18:00", "2021-08-12T18:00", "2014-06-11T18:00", "2014-06-13T18:00",
)  # fmt: skip


Made = tuple[Cut, RecordForecast]
"""A forecast of one record, and what was known."""


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


def checks(found: Sequence[Forecast]) -> Table:
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
        if each.check is not None
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
    found = [
        forecast_by_following(priors, made, without(priors, war), given.seed, folder, jobs=given.jobs)
        for war in priors.wars
    ]
    each = each_of(found)
    for one in found:
        image, title, words = drawn(one)
        save_figure(image, f"forecast-{one.cut.name.replace(' ', '-')}", title, words)
    return {"two-steps": (mean_scores(each), differences(each))}


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
