"""What becomes of the armies of three wars when nobody attacks them: a section of docs/limits.md.

    python -m benchmarks.unattacked --runs 500

Every group stays where it is and takes only what is abandoned (A130, A132); all else runs as it does. With
the numbers that the scenarios state, and with numbers drawn from the posterior of the three wars, for each
war its own and as for a war that was not fitted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.calibrated import SHIPPED
from benchmarks.options import options
from benchmarks.pages import LIMITS, section
from benchmarks.search import SCENARIOS, STARTS, WARS
from sim.analysis.statistics import share
from sim.analysis.unattacked import DAYS, MOST_LOST, held_at_start, places_lost, unattacked
from sim.engines.compiled import simulate
from sim.model.world import build_world
from sim.report.table import Table
from sim.scenario import load

HEADS = ("Scenario", "Numbers", "Places", f"More than {MOST_LOST} lost", "Lost, mean", "Capital lost")


def row(name: str, words: str, given: dict[str, object], runs: int) -> tuple[str, ...]:
    """One scenario with one source of its numbers."""
    world = build_world(load(SCENARIOS / f"{name}.toml", {**unattacked(), **given}))
    columns = simulate(world, 1, np.arange(runs, dtype=np.int64)).columns
    lost = places_lost(world, columns)
    fallen = share(int((lost > MOST_LOST).sum()), runs)
    capital = np.isfinite(columns["capital_lost_day"]).mean()
    often, low, high = (100 * end for end in (fallen.value, fallen.low, fallen.high))
    return (
        f"`{name}`", words, f"{len(held_at_start(world))}", f"{often:.0f} % ({low:.0f} to {high:.0f})",
        f"{lost.mean():.1f}", f"{100 * capital:.0f} %",
    )  # fmt: skip


def table(runs: int) -> Table:
    """Every scenario that begins with an army as it was before the attack."""
    drawn = {"posterior.file": SHIPPED}
    rows = []
    for name in STARTS:
        rows += [
            row(name, "as stated", {}, runs),
            row(name, "posterior, this war", {**drawn, "posterior.war": WARS[name]}, runs),
            row(name, "posterior, another war", drawn, runs),
        ]
        print(f"{name}: done", flush=True)
    return Table("", HEADS, tuple(rows), text=(0, 1))


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the section."""
    parser = options(__doc__)
    parser.add_argument("--runs", type=int, default=500)
    runs = parser.parse_args(arguments).runs
    note = (
        f"`python -m benchmarks.unattacked --runs {runs}`: n = {runs:,} runs of {DAYS:g} days, seed 1; in "
        "brackets 95 % intervals."
    )
    section(LIMITS, "unattacked", table(runs), note)


if __name__ == "__main__":
    main()
