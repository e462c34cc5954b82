"""``rout stand``: keep of a posterior what leaves an army standing that nobody attacks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sim.analysis.unattacked import DAYS, MOST_LOST
from sim.report.output import JsonOption, QuietOption, bar, complete_scenario, print_json, say_files

LEAST_KEPT = 100
"""Vectors without which a file is not written: a few would be drawn over and over."""
HINT = "raise the cohesion of its formations, or say with --days and --most what it stood in fact"


def stand(
    scenario: Annotated[
        str,
        typer.Argument(
            help="A scenario that names a posterior, or the name of a shipped one.", metavar="SCENARIO",
            autocompletion=complete_scenario,
        ),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="File to write, .parquet; it must not exist.", metavar="FILE")
    ],
    days: Annotated[
        float, typer.Option(min=1.0, max=3650.0, metavar="DAYS", help="For how long nobody attacks.")
    ] = DAYS,
    most: Annotated[
        int, typer.Option("--most", min=0, metavar="N", help="Places that may be lost all the same.")
    ] = MOST_LOST,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:  # fmt: skip
    """Keep of a posterior the vectors under which a scenario's army stands when nobody attacks it.

    Example: [bold]rout stand my-war.toml -o my-war.parquet[/bold]

    The posterior of three wars leaves the level of another war's army open, and under many levels that army \
comes apart by itself. Three runs with all groups waiting are made for each vector, with several levels of \
the army where the war was not fitted, and the army has to stand in all three. Then name the file that is \
written in the scenario. Exit code 4: under hardly any vector does it stand; look at the cohesion of its \
formations.
    """
    from sim.calibration.stand import stand as stood
    from sim.cli.running import tell_of_compiling
    from sim.counting import counted
    from sim.engines import EngineName
    from sim.errors import NothingFitsError, UsageError
    from sim.files import read_plain, write_atomically
    from sim.scenario import digest, load
    from sim.scenario.posterior import MOST_BYTES, SUFFIX, parquet_of, read_vectors
    from sim.scenario.reading import posterior_path
    from sim.scenario.shipped import find

    if out.suffix != SUFFIX:
        raise UsageError(f"-o {out}: a posterior is a {SUFFIX} file; write -o {out.with_suffix(SUFFIX)}")
    if out.exists():
        raise UsageError(f"{out} exists; give another name with -o, or move it away")
    path = find(scenario)
    asked = load(path)
    file = posterior_path(path)
    if file is None or not asked.posterior.columns:
        raise UsageError(
            f'{path}: names no posterior; write posterior.file = "posterior/three-wars.parquet" in it first'
        )
    tell_of_compiling(EngineName.ensemble, quiet=quiet or json)
    stored = read_vectors(read_plain(file, MOST_BYTES))
    with bar(path.stem, quiet=quiet or json, unit="vectors") as progress:
        found = stood(stored, asked, days, most, progress)
    levels = (
        f" ({len(stored.weights):,}, each with {found.levels} levels of the army)" if found.levels > 1 else ""
    )
    said = (
        f"Under {found.kept:,} of {found.tried:,} vectors{levels} no more than {counted(most, 'place')} of "
        f"{found.places} are lost in {days:g} days in which nobody attacks"
    )
    if found.kept < LEAST_KEPT:
        raise NothingFitsError(f"{path}: {said[0].lower()}{said[1:]}; {HINT}")
    told = {"scenario": path.name, "scenario_sha256": digest(asked), "days": days, "most_lost": most,
            "tried": found.tried, "kept": found.kept}  # fmt: skip
    kept = replace(found.vectors, provenance={**found.vectors.provenance, "stands": told})
    write_atomically(out, parquet_of(kept))
    if json:
        print_json("stand", {**told, "file": out.as_posix()})
    elif not quiet:
        typer.echo(f'{said}. Name the file in the scenario: posterior.file = "{out.name}"')
        say_files("Written", [out])
