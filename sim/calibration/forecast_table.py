"""A forecast and its scores as tables, in sentences and as plain numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.calibration.forecast import Behind, Check, Compared, Forecast, RecordForecast, Scores
from sim.calibration.table import fit_sentence, percent
from sim.counting import begun
from sim.report.table import Table
from sim.scenario.calendar import date_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OWN = "the model"


def title(found: Forecast, one: RecordForecast) -> str:
    """What is forecast from what, in one line."""
    of = f"{one.record.war}: {one.record.name}"
    if found.cut.from_the_start:
        return f"{of}, from its start, {found.cut.name}"
    return f"{of}, {found.cut.name} (day {one.targets[0].since:.1f}), {len(one.targets)} places stood"


def places_table(found: Forecast, one: RecordForecast) -> Table:
    """A row for each place that is forecast, by its recorded day."""
    start = one.record.world.scenario.scenario.start
    horizon = one.record.horizon
    heads = ("Place", "Observed", "Lost by then", "Median", "5 to 95 %", "CRPS", "Log score")
    rows = tuple(
        (
            f"{place.place}{'' if place.within else ' *'}",
            _day(place.day, horizon, start),
            percent(1.0 - place.never),
            "held" if place.median >= horizon else f"{place.median:.1f}",
            f"{place.low:.1f}–{place.high:.1f}",
            f"{place.crps:.2f}",
            f"{log:.2f}",
        )
        for place, log in zip(one.places, one.scores.log, strict=True)
    )
    star = "" if all(place.within for place in one.places) else "; * observed outside the range"
    caption = f"days after the start, {horizon:g} or 'held': not lost by then{star}"
    return Table(title(found, one), heads, rows, caption=caption)


def _day(day: float, horizon: float, start: str) -> str:
    if day >= horizon:
        return "held"
    date = date_of(start, day)
    return f"{day:.1f}, {date}" if date else f"{day:.1f}"


def scores_tables(one: RecordForecast) -> Iterator[Table]:
    """The forecast's mean scores and those of simple ones, by each score: side by side they are too wide."""
    for score, name, unit in (("crps", "CRPS", "days"), ("log", "log score", "nats")):
        heads = ("Forecast", begun(name), "Behind by", "Wider")
        own = (OWN, _mean(one.scores, score), "", "")
        rows = tuple(
            (each.rival.name, _mean(each.scores, score), *_behind(getattr(each, score)))
            for each in one.compared
        )
        title = f"Mean {name}, {unit}, less is better; behind: worse than the model's"
        yield Table(title, heads, (own, *rows))


def _mean(scores: Scores, score: str) -> str:
    return f"{getattr(scores, score).mean():.2f}"


def _behind(found: Behind) -> tuple[str, str]:
    low, high = found.places.low, found.places.high
    return f"{signed(found.places.value)} ({signed(low)} to {signed(high)})", interval(*found.wide)


def interval(low: float, high: float) -> str:
    """Its ends."""
    return f"{signed(low)} to {signed(high)}"


def signed(value: float) -> str:
    """A difference to two places."""
    return f"{value:+.2f}".replace("-", "−")


# --- words -------------------------------------------------------------------------------
def sentences(found: Forecast) -> Iterator[str]:
    """What the forecasts say, how they did, and how far to believe that."""
    for one in found.records:
        yield from _of_record(one)
    yield (
        "Intervals are 95 % of a bootstrap over the places. Places of one war are not independent: the wider "
        f"interval is as many times wider as the means of {OWN}'s own courses of the war scatter more than "
        "those of independent places would."
    )
    yield _of_check(found.check)
    yield f"What was known: {fit_sentence(found.fit)}"
    if found.thin:
        yield f"Hardly any simulation leaves these standing so long: {', '.join(found.thin)}."


def _of_check(check: Check | None) -> str:
    if check is None:
        return (
            "Made of new runs with vectors that follow what was known. Not checked on simulated truths: each "
            "would have to be followed as the record was."
        )
    return (
        f"Checked on {check.truths} simulated truths near what was known: the 5 to 95 % range holds "
        f"{percent(check.coverage)} of their days, and the CRPS is {percent(check.skill)} below that of the "
        "model before any record."
    )


def _of_record(one: RecordForecast) -> Iterator[str]:
    n = len(one.targets)
    inside = sum(place.within for place in one.places)
    yield (
        f"{one.record.war}, {one.record.name}: {one.expected:.1f} of {n} places were expected to be lost by "
        f"day {one.record.horizon:g}, {one.lost} were. The forecast misses the record by "
        f"{one.scores.crps.mean():.2f} days in the mean (CRPS); {inside} of {n} observed days lie within its "
        "5 to 95 % range."
    )
    for each in one.compared:
        yield _against(each)
    yield _best(one)


def _against(each: Compared) -> str:
    low, high = each.crps.wide
    size = f"{abs(each.crps.places.value):.2f} days ({interval(low, high)}, the wider interval)"
    told = "" if each.rival.told == "nothing" else f", fitted to {each.rival.told},"
    if low > 0.0:
        return f"Better than '{each.rival.name}'{told} by {size}."
    if high < 0.0:
        return f"Worse than '{each.rival.name}'{told} by {size}."
    return f"Cannot be told from '{each.rival.name}'{told.removesuffix(',')}: a difference of {size}."


def _best(one: RecordForecast) -> str:
    by = {
        score: min(
            [(OWN, getattr(one.scores, score).mean())]
            + [(f"'{each.rival.name}'", getattr(each.scores, score).mean()) for each in one.compared],
            key=lambda named: float(named[1]),
        )[0]
        for score in ("crps", "log")
    }
    if by["crps"] == by["log"]:
        return f"Lowest by both scores: {by['crps']}."
    return f"Lowest by the CRPS: {by['crps']}; by the log score: {by['log']}."


# --- plain numbers -----------------------------------------------------------------------
def rows(found: Forecast) -> Iterator[dict[str, Any]]:
    """One row of plain numbers per place."""
    for one in found.records:
        for k, place in enumerate(one.places):
            row = {"war": one.record.war, "scenario": one.record.name, "since": one.targets[k].since}
            row |= place.row() | {"log_score": float(one.scores.log[k])}
            for each in one.compared:
                name = each.rival.name.replace(" ", "_")
                row |= {f"crps_{name}": float(each.scores.crps[k]), f"log_{name}": float(each.scores.log[k])}
            yield row


def as_json(found: Forecast) -> dict[str, Any]:
    """Everything as plain numbers."""
    return {
        "sentences": list(sentences(found)),
        "draws": found.vectors,
        "cut": found.cut.name,
        "check": found.check and vars(found.check),
        "distance": found.fit.record,
        "distance_limit": found.fit.limit,
        "places": list(rows(found)),
        "scores": [_scores_json(one) for one in found.records],
    }


def _scores_json(one: RecordForecast) -> dict[str, Any]:
    return {
        "war": one.record.war,
        "scenario": one.record.name,
        "crps": float(one.scores.crps.mean()),
        "log_score": float(one.scores.log.mean()),
        "against": [
            {
                "name": each.rival.name,
                "told": each.rival.told,
                "crps": float(each.scores.crps.mean()),
                "log_score": float(each.scores.log.mean()),
                "crps_behind": _behind_json(each.crps),
                "log_score_behind": _behind_json(each.log),
            }
            for each in one.compared
        ],
    }


def _behind_json(found: Behind) -> dict[str, Any]:
    low, high = found.wide
    return {
        "value": found.places.value,
        "interval": [found.places.low, found.places.high],
        "wider_interval": [low, high],
    }


# --- the figure --------------------------------------------------------------------------
def drawn(found: Forecast) -> tuple[Figure, str, str]:
    """The figure, its title and its words."""
    from sim.plots.outlook import Panel, alt_text, figure

    panels = [
        Panel(
            title=title(found, one),
            places=one.places,
            start=one.record.world.scenario.scenario.start,
            since=one.targets[0].since,
            horizon=one.record.horizon,
        )
        for one in found.records
    ]
    return figure(panels, found.vectors), found.cut.name, alt_text(panels)
