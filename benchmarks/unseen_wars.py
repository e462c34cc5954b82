"""Two wars that others wrote from the documentation alone, and their records: a section of docs/limits.md.

    python -m benchmarks.unseen_wars -n 500

The scenarios lie in ``benchmarks/unseen``. Who wrote them knew how the wars had gone, took most numbers from
memory, saw no run before they were finished and changed nothing after one; nothing is fitted to them. Each is
run as docs/first-war.md says: with the vectors of the shipped posterior under which its army stands while
nobody attacks it (``rout stand``). One is run again with an order on a date, which could not be stated when
it was written, from a file that extends it. Runs are kept (results/studies/unseen): what was stopped resumes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from benchmarks.options import options
from benchmarks.pages import LIMITS, section
from benchmarks.wars import Scored, make, summary
from sim.analysis.sentences import percent
from sim.analysis.unattacked import DAYS, MOST_LOST
from sim.calibration.stand import Stood, stand
from sim.files import read_plain
from sim.report.table import Table
from sim.scenario import Scenario, load
from sim.scenario.posterior import MOST_BYTES, Vectors, parquet_of, read_vectors
from sim.scenario.reading import posterior_path
from sim.studies.runner import StudyRunner

FOLDER = Path(__file__).parent / "unseen"
WARS = {"south-vietnam-1975": ("south-vietnam-1975-ordered", "south-vietnam-1975-secret"), "mali-2012": ()}
"""The wars, each with the files that say the same war otherwise."""
SHIPPED = 'posterior.file = "posterior/three-wars.parquet"'


def shipped(name: str) -> Vectors:
    """The posterior that a war names."""
    file = posterior_path(FOLDER / f"{name}.toml")
    assert file is not None, name
    return read_vectors(read_plain(file, MOST_BYTES))


def standing(name: str, vectors: Vectors) -> tuple[dict[str, Scenario], Stood]:
    """A war and what extends it with those vectors under which its army stands, and how many did."""
    path = FOLDER / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert SHIPPED in text, path
    found = stand(vectors, load(path), DAYS, MOST_LOST)
    with TemporaryDirectory() as folder:
        (Path(folder) / "stands.parquet").write_bytes(parquet_of(found.vectors))
        mine = Path(folder) / path.name
        mine.write_text(text.replace(SHIPPED, 'posterior.file = "stands.parquet"'), encoding="utf-8")
        for other in WARS[name]:
            copyfile(FOLDER / f"{other}.toml", Path(folder) / f"{other}.toml")
        return {each: load(Path(folder) / f"{each}.toml") for each in (name, *WARS[name])}, found


def outcomes(found: Sequence[tuple[Scored, Stood]]) -> Table:
    """What was kept, the order of losses, and how much the runs are divided about the capital."""
    heads = (
        "Scenario", "Vectors kept", "Rank correlation", "Capital, observed", "Median", "5 to 95 %", "Never",
    )  # fmt: skip
    rows = []
    for one, stood in found:
        seat = one.score.theatre.capital
        (capital,) = (place for place in one.score.places if place.place == seat)
        rows.append((
            f"`{one.name}`", f"{stood.kept:,} of {stood.tried:,}", f"{one.score.ranks:.2f}",
            capital.recorded.words, f"{capital.median:.1f}", f"{capital.low:.1f} to {capital.high:.1f}",
            percent(capital.never),
        ))  # fmt: skip
    return Table("", heads, tuple(rows), text=(0,))


def unseen(runner: StudyRunner) -> None:
    """Run both, score them, and write the section."""
    found = []
    for name in WARS:
        scenarios, stood = standing(name, shipped(name))
        for each, scenario in scenarios.items():
            found.append((Scored.of(each, runner.run(scenario, each)), stood))
    note = (
        f"`{runner.command}`: n = {runner.n:,} runs, seed {runner.seed}. Vectors: of the shipped posterior, "
        "each with several levels of the army. Days after the start; a place that held counts at the horizon."
    )
    section(LIMITS, "unseen", summary([one for one, _ in found]), outcomes(found), note)


MADE = {"unseen": unseen}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the section."""
    make(options(__doc__), "unseen_wars", "unseen", MADE, arguments)


if __name__ == "__main__":
    main()
