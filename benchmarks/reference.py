"""The reference results: every section of the pages that runs make, by the commands of ``benchmarks.parts``.

    python -m benchmarks.reference             # all parts but the long ones: `make reference`
    python -m benchmarks.reference --long      # the long ones: `make reference-all` makes both
    python -m benchmarks.reference studies     # some parts
    python -m benchmarks.reference --list      # what there is, what each writes, when it was last made

Each part is a command of its own. When it is done, results/reference/made.csv says which command it was, at
which commit, when, how many seconds it took on how many processors, and what became of stored runs. With
``--resume`` parts that were made from the same sources are left out, and stored runs are used where the same
rules, scenarios and seeds made them. Needs the extra ``calibrate``.
"""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from benchmarks.options import options
from benchmarks.pages import REFERENCE
from benchmarks.parts import PARTS, Part
from sim.counting import counted
from sim.files import write_atomically
from sim.report.table import csv_text

MADE = REFERENCE / "made.csv"
SOURCES = ("sim", "scenarios", "benchmarks")
CHANGED = " with changes"
"""What stands behind the commit where the sources were not those of it."""
INTERRUPTED = 130
Row = dict[str, str | int]


def git(*words: str) -> str | None:
    """What git says; None where it fails, or where there is none."""
    try:
        return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def commit() -> str:
    """The commit of the sources, and whether they have changed since."""
    found = git("rev-parse", "--short=12", "HEAD") or "unknown"
    return found + (CHANGED if git("status", "--porcelain", "--", *SOURCES) else "")


def made() -> dict[str, Row]:
    """The last row of each part."""
    if not MADE.exists():
        return {}
    with MADE.open(encoding="utf-8", newline="") as file:
        return {row["part"]: dict(row) for row in csv.DictReader(file)}


def make(part: Part, *, resume: bool) -> Row:
    """Run a part's command, and say what it took. Raises SystemExit where it fails."""
    row: Row = {
        "part": part.name,
        "command": part.command,
        "commit": commit(),
        "begun": datetime.now(UTC).isoformat(timespec="minutes"),
    }
    start, before = time.monotonic(), processor_seconds()
    try:
        code = subprocess.run([sys.executable, *part.arguments(resume=resume)], check=False).returncode
    except KeyboardInterrupt:
        code = INTERRUPTED
    if code:
        print(f"{part.name}: stopped with {code}; --resume goes on from here", file=sys.stderr)
        raise SystemExit(code)
    return row | {
        "seconds": round(time.monotonic() - start),
        "processor_seconds": round(processor_seconds() - before),
        "processors": os.cpu_count() or 1,
        "stored_runs": "none" if not part.stored else "used" if resume else "deleted first",
    }


def processor_seconds() -> float:
    """Of all commands so far that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def store(row: Row) -> None:
    """Put a part's row in its place, in the order of the parts."""
    rows = made() | {str(row["part"]): row}
    write_atomically(MADE, csv_text(rows[part.name] for part in PARTS if part.name in rows))


def wanted(names: Sequence[str], *, long: bool) -> list[Part]:
    """The parts that are named; those that take long, or the others, if none is."""
    return [part for part in PARTS if (part.name in names if names else part.long == long)]


def is_made(part: Part) -> bool:
    """Whether a part was made by this command from the sources as they are."""
    row = made().get(part.name, {})
    at = str(row.get("commit", ""))
    return row.get("command") == part.command and not at.endswith(CHANGED) and is_same(at)


def is_same(at: str) -> bool:
    """Whether the sources are those of a commit."""
    return not commit().endswith(CHANGED) and git("diff", "--quiet", at, "HEAD", "--", *SOURCES) is not None


def listed() -> Iterator[str]:
    """A few lines for each part."""
    rows = made()
    for part in PARTS:
        writes = "; ".join(f"{page}: {', '.join(names)}" for page, names in part.sections.items())
        last = rows.get(part.name)
        yield f"{part.name}{' (long)' if part.long else ''}: {part.command}"
        yield f"    writes {writes}"
        yield (
            f"    last made at {last['commit']}, {last['begun']}: {last['seconds']} s, {last['processors']} "
            "processors" if last else f"    not made yet: about {counted(part.minutes, 'minute')}"
        )  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the parts that are asked for, one after the other."""
    parser = options(__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        choices=[*(part.name for part in PARTS), []],
        help="which parts; all if none is named",
    )
    parser.add_argument("--long", action="store_true", help="those that take long, instead of the others")
    parser.add_argument("--resume", action="store_true", help="leave out what is made, and use stored runs")
    parser.add_argument("--list", action="store_true", help="say what there is, and stop")
    given = parser.parse_args(arguments)
    if given.list:
        print(*listed(), sep="\n")
        return
    for part in wanted(given.parts, long=given.long):
        if given.resume and is_made(part):
            print(f"{part.name}: made from these sources", flush=True)
            continue
        print(f"{part.name}: {part.command}, about {counted(part.minutes, 'minute')}", flush=True)
        row = make(part, resume=given.resume)
        store(row)
        print(f"{part.name}: {row['seconds']} s", flush=True)


if __name__ == "__main__":
    main()
