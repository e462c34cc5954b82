"""The other wars under the shipped parameters, which were fitted to one war: the record against the model.

    python -m benchmarks.wars --runs 200 --seed 1

For each theatre with a record: in how many runs each recorded place was lost and when (10, 50 and
90 % of the runs, "never" where it was not), beside the recorded day; provincial capitals lost a day;
and how far the medians are from the record, in days. A place that held, in a run or in the record,
counts at the horizon. Nothing is fitted here.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.score import score_place
from sim.analysis.statistics import wilson
from sim.engines.compiled import simulate
from sim.model.world import build_world
from sim.scenario import Scenario, load
from sim.scenario.record import RecordedDay, recorded

Floats = NDArray[np.float64]

SCENARIOS = Path(__file__).parents[1] / "scenarios"
WARS = ("afghanistan-2021", "iraq-2014")
DAYS = 15
LEVELS = (0.1, 0.5, 0.9)


def quantiles(days: Floats) -> list[float]:
    """Days by which 10, 50 and 90 % of the runs had lost the place; infinite for never."""
    return [float(one) for one in np.quantile(np.nan_to_num(days, nan=np.inf), LEVELS, method="inverted_cdf")]


def told(day: float) -> str:
    """A day in words."""
    return f"{day:5.1f}" if math.isfinite(day) else "never"


def a_day(capitals: list[Floats]) -> Floats:
    """Capitals lost on each of the first days, the mean of the runs."""
    edges = np.arange(DAYS + 1.0)
    return np.histogram(np.concatenate(capitals), edges)[0] / len(capitals[0])


def recorded_a_day(records: list[RecordedDay]) -> list[int]:
    """The same of the record; a window counts by its middle."""
    days = [int(record.middle) for record in records if not record.held]
    return [days.count(day) for day in range(DAYS)]


def compare(scenario: Scenario, columns: Any) -> None:
    """Print one war."""
    horizon = scenario.scenario.horizon_days
    lost = {place: np.asarray(columns[f"place_lost_day.{place}"]) for place in scenario.observed}
    record = {place: recorded(given) for place, given in scenario.observed.items()}
    scores = [score_place(p, record[p], np.fmin(days, horizon), horizon) for p, days in lost.items()]
    print(f"{'place':26} {'record':16} {'lost in':>9}   10 %  50 %  90 %")
    for place, days in lost.items():
        share = f"{100 * np.isfinite(days).mean():.0f} %"
        print(f"{place:26} {record[place].words:16} {share:>9}  {' '.join(map(told, quantiles(days)))}")
    capitals = [p for p, place in scenario.places.items() if place.provincial_capital and p in lost]
    print("provincial capitals lost a day, the record:", *recorded_a_day([record[p] for p in capitals]))
    print("the mean of the runs:", *(f"{one:.1f}" for one in a_day([lost[p] for p in capitals])))
    fell = np.isfinite(columns["capital_lost_day"])
    low, high = (float(end) for end in wilson(int(fell.sum()), len(fell)))
    print(
        f"{scenario.scenario.capital} lost within {horizon:g} days in {100 * fell.mean():.1f} % "
        f"({100 * low:.1f} to {100 * high:.1f}) of {len(fell)} runs, "
        f"10, 50 and 90 %: {', '.join(told(day).strip() for day in quantiles(columns['capital_lost_day']))}"
    )
    print(
        f"medians off by {np.mean([one.error for one in scores]):.1f} days in the mean of {len(scores)} "
        f"places; the record lies within 5 to 95 % of the runs at {sum(one.within for one in scores)}"
    )


def main() -> None:
    """Run and print each war."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("wars", nargs="*", default=WARS, help="scenarios with a record; the two wars if none")
    given = parser.parse_args()
    for war in given.wars:
        scenario = load(SCENARIOS / f"{war}.toml")
        print(f"\n{scenario.scenario.title}")
        compare(scenario, simulate(build_world(scenario), given.seed, np.arange(given.runs)).columns)


if __name__ == "__main__":
    main()
