"""When could the bellwether still decide? The branch put in force from each of several days.

do(hold) and do(fall) are run with the same luck, one engine call per arm for all days, so each
day has its effect run for run. A second pair of batches asks the same along the weight of a
stand, and free runs say which weights the record can still bear.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.arms import Arms, RecordFit, arms_by_point, bearable, record_error
from sim.scenario import Scenario
from sim.studies.bench import Bench, along, changed

FROM_DAY = "branch.from_day"
STAND_WEIGHT = "parameters.stand_weight"
WEIGHTS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.5, 2.0)
STEPS_DAYS = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 30.0, 60.0, 100.0, 365.0)
MOST_DATES = 17


@dataclass(frozen=True)
class Weights:
    """The effect along the weight of a stand, and how free runs at each weight meet the record."""

    arms: Arms
    fits: tuple[RecordFit, ...]
    recorded: str  # title of the scenario whose free runs are held against the record; empty without one

    def rows(self) -> Iterator[dict[str, float | int]]:
        """One row of plain numbers per weight."""
        for k, row in enumerate(self.arms.rows()):
            del row["lost_before_share"]
            if self.fits:
                fit = self.fits[k]
                row |= {"record_error_days": fit.error_days, "record_within_share": fit.within_share}
            yield row


def by_date(bench: Bench, scenario: Scenario, name: str, days: Sequence[float]) -> Arms:
    """Both arms with the branch in force from each of ``days``."""
    return _both(bench, scenario, f"{name}-dates", FROM_DAY, days)


def by_weight(
    bench: Bench, scenario: Scenario, name: str, weights: Sequence[float], record: Scenario
) -> Weights:
    """Both arms at each weight of a stand; ``record`` is the scenario whose record bounds the weight."""
    arms = _both(bench, scenario, f"{name}-weights", STAND_WEIGHT, weights)
    if not record.observed:
        return Weights(arms, (), "")
    design = along(STAND_WEIGHT, weights)
    free = bench.run(changed(record, {"branch.kind": "free"}), f"{name}-weights-record", design)
    fits = record_error(free, np.array(weights))
    return Weights(arms.bearing(bearable(fits)), tuple(fits), record.scenario.title)


def usual_days(scenario: Scenario) -> tuple[float, ...]:
    """Days worth asking about, evenly from the start to a little after the bellwether's recorded loss.

    Where there is no record of it, to a third of the horizon.
    """
    setting = scenario.scenario
    lost = scenario.observed.get(setting.bellwether)
    last = min(1.5 * lost if lost else setting.horizon_days / 3.0, setting.horizon_days)
    step = next((step for step in STEPS_DAYS if last / step < MOST_DATES), last / MOST_DATES)
    return tuple(float(day) for day in np.arange(0.0, last + 1e-9, step))


def _both(bench: Bench, scenario: Scenario, name: str, number: str, values: Sequence[float]) -> Arms:
    hold, fall = (
        bench.run(changed(scenario, {"branch.kind": kind}), f"{name}-{kind}", along(number, values))
        for kind in ("hold", "fall")
    )
    return arms_by_point(hold, fall, np.array(values), number, dates=number == FROM_DAY)
