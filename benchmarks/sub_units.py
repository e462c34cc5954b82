"""Does the answer depend on how finely formations are divided? The table of section 7.14 of docs/model.md.

    python -m benchmarks.sub_units -n 2000

Runs homs.toml with 1, 4, 16 and 64 sub-units of a formation, each with a seed of its own, as shipped and
with sub-units that watch each other first, and tests outcomes against each other by chi-square. Then whole
formations and divided ones for several days that a garrison was expected to last: whether dividing evens out
chance, or moves the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.options import options
from benchmarks.pages import MODEL, section
from sim.analysis.sentences import OUTCOME_WORDS
from sim.analysis.statistics import chi_square, share
from sim.api import load
from sim.engines.compiled import simulate
from sim.model.vocabulary import OUTCOME_NAMES
from sim.model.world import build_world
from sim.report.table import Table

PIECES = (1, 4, 16, 64)
VARIANTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("As shipped", {}),
    (
        "With sub-units that watch each other first (`comrades_effect` 0.5)",
        {"parameters.comrades_effect": 0.5},
    ),
)

DIVIDED = 16
EXPECTED_DAYS = (0.75, 1.0, 1.25, 1.5, 2.0)


def outcomes(pieces: int, n: int, change: dict[str, object]) -> NDArray[np.int64]:
    """Runs by outcome, in the order of ``OUTCOME_NAMES``; the seed is the number of pieces."""
    world = build_world(load("homs", {"scenario.resolution": pieces, **change}))
    found = simulate(world, 1000 + pieces, np.arange(n)).columns["outcome"].astype(np.int64)
    return np.bincount(found, minlength=len(OUTCOME_NAMES))


def table(title: str, n: int, change: dict[str, object]) -> Table:
    """Shares of the outcomes in per cent with half their 95 % interval, and the test."""
    counts = {pieces: outcomes(pieces, n, change) for pieces in PIECES}
    seen = [k for k in range(len(OUTCOME_NAMES)) if any(found[k] for found in counts.values())]
    rows = []
    for pieces, found in counts.items():
        tests = [p_value(found, counts[other]) if other > pieces else "" for other in PIECES[1:]]
        rows.append((str(pieces), *(cell(int(found[k]), n) for k in seen), *tests))
    against = [f"p against {other}" for other in PIECES[1:]]
    heads = ("Sub-units", *(OUTCOME_WORDS[OUTCOME_NAMES[k]] for k in seen), *against)
    return Table(title, heads, tuple(rows))


def by_expectation(n: int) -> Table:
    """In how many runs the capital falls, whole and divided, for several expectations."""
    falls = OUTCOME_NAMES.index("capital_fell")
    rows = []
    for days in EXPECTED_DAYS:
        change = {"parameters.expected_days": days}
        rows.append((f"{days:g}", *(cell(int(outcomes(k, n, change)[falls]), n) for k in (1, DIVIDED))))
    heads = ("Expected days", "Capital falls, whole", f"{DIVIDED} sub-units")
    return Table("By how long soldiers expected a garrison to last", heads, tuple(rows))


def p_value(ours: NDArray[np.int64], theirs: NDArray[np.int64]) -> str:
    """Of the chi-square test that two rows of counts have one distribution."""
    return f"{chi_square(np.stack([ours, theirs])).p_value:.2g}"


def cell(count: int, n: int) -> str:
    """A share in per cent, give or take half its interval."""
    found = share(count, n)
    return f"{100.0 * found.value:.1f} ± {50.0 * (found.high - found.low):.1f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, and write the tables between their marks."""
    parser = options(__doc__)
    parser.add_argument("-n", type=int, default=2000, help="runs of each")
    n = parser.parse_args(arguments).n
    made = [table(title, n, change) for title, change in VARIANTS]
    note = (
        f"`python -m benchmarks.sub_units -n {n}`: n = {n:,} runs in each row, per cent of runs with half "
        "the 95 % interval."
    )
    section(MODEL, "sub-units", *made, by_expectation(n), note)


if __name__ == "__main__":
    main()
