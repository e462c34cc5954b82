"""What the scenarios' own numbers score by the measure of the search: two sections of docs/limits.md.

    python -m benchmarks.scores --runs 300 --seed 77

All parts of the score with all mechanisms on draws that the search did not see; and the score without each
mechanism in turn, everything else as it is: what a mechanism adds to the fit. Nothing is fitted again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.options import options
from benchmarks.pages import LIMITS, section
from benchmarks.search import Search
from sim.report.table import Table
from sim.scenario.schema import mechanisms_on

PARTS = {
    "cities": "ten cities of Syria, `offensive`: CRPS, days",
    "out of order": "Aleppo, Hama, Homs and Damascus in another order: share of runs",
    "hinge": "Deir ez-Zor, Daraa and Suwayda farther apart than a day, median: days",
    "dead": "killed beyond 0.5 % of the army: as a multiple of that",
    "after": "Syria after 7 December, `homs-record`: CRPS, days",
    "homs": "Homs and Damascus of it: CRPS, days",
    "syria": "Syria, weighed together",
    "capitals": "Afghan provincial capitals: CRPS, days",
    "kabul": "Kabul: CRPS, days",
    "pace": "the k-th capital lost, of each k: days off in the mean",
    "fell": "Iraq, places that fell: CRPS, days",
    "held": "Iraq, places that held: CRPS, days",
    "baghdad": "Baghdad: CRPS, days",
    "key": "Samarra, Baquba, Ramadi and Haditha: CRPS, days",
    "calm": "lost within a month though nobody attacks, of all places: share, mean of the wars",
    "total": "all three wars, weighed together",
}
"""What the parts of the score are."""
WITHOUT = {
    "total": "Total", "cities": "Ten cities of Syria", "after": "After 7 December",
    "capitals": "Afghan capitals", "pace": "Their pace", "fell": "Iraq, fell", "held": "Iraq, held",
    "calm": "Lost unattacked",
}  # fmt: skip
"""Parts that are told without each mechanism."""
LEAST = 0.1
"""Mechanisms whose absence changes the total by less are only named."""

Parts = Mapping[str, float]


def parts_of(search: Search) -> Parts:
    """Parts of the score of what the scenarios state."""
    return {name: float(values[0]) for name, values in search.scores(search.stated[None, :]).items()}


def whole_table(parts: Parts) -> Table:
    """Every part."""
    return Table(
        "", ("Part of the score", "Value"), tuple((PARTS[one], f"{parts[one]:.2f}") for one in PARTS)
    )


def without_table(whole: Parts, less: Mapping[str, Parts]) -> Table:
    """With all mechanisms, and without each that changes the total, the worst first."""
    told = sorted((one for one in less if _changes(whole, less[one])), key=lambda one: -less[one]["total"])
    rows = [("nothing", *_cells(whole)), *((one.replace("_", " "), *_cells(less[one])) for one in told)]
    return Table("", ("Without", *WITHOUT.values()), tuple(rows))


def _cells(parts: Parts) -> tuple[str, ...]:
    return tuple(f"{parts[one]:.2f}" for one in WITHOUT)


def _changes(whole: Parts, less: Parts) -> bool:
    return abs(less["total"] - whole["total"]) >= LEAST


def others(whole: Parts, less: Mapping[str, Parts]) -> str:
    """The mechanisms that are not in the table."""
    names = [one.replace("_", " ") for one in less if not _changes(whole, less[one])]
    return (
        f"Without each of the others the total changes by less than {LEAST:g}: {', '.join(names) or 'none'}."
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Score, and write both sections."""
    parser = options(__doc__)
    parser.add_argument("--runs", type=int, default=300, help="runs of each scenario")
    parser.add_argument("--seed", type=int, default=77)
    given = parser.parse_args(arguments)
    note = (
        f"`python -m benchmarks.scores --runs {given.runs} --seed {given.seed}`: n = {given.runs:,} runs "
        "of each scenario; less is better."
    )
    search = Search(given.runs, given.seed)
    whole = parts_of(search)
    section(LIMITS, "score", whole_table(whole), note)
    less = {}
    for name in mechanisms_on(world.scenario for world in search.worlds.values()):
        less[name] = parts_of(Search(given.runs, given.seed, {f"mechanisms.{name}": False}))
        print(f"{name}: {less[name]['total']:.2f}", flush=True)
    section(LIMITS, "each-off", without_table(whole, less), others(whole, less), note)


if __name__ == "__main__":
    main()
