"""The options that several benchmarks share, and what they do with stored runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from sim.calibration.priors import Priors
from sim.calibration.simulate import Ints, Simulated, study
from sim.cli.calibrate import usual_work
from sim.errors import ResultError
from sim.report.output import bar
from sim.studies.runner import StudyRunner

Made = TypeVar("Made")


def options(description: str | None) -> argparse.ArgumentParser:
    """A parser whose help is a module's docstring."""
    return argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def add_stored(parser: argparse.ArgumentParser) -> None:
    """What to do with stored runs; without either, those of other rules or scenarios are an error."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--replace", action="store_true", help="delete stored runs first")
    either.add_argument(
        "--renew", action="store_true", help="delete those that other rules or scenarios made, and resume"
    )


def stored(given: argparse.Namespace, make: Callable[[bool], Made]) -> Made:
    """What ``make`` makes when told whether to delete stored runs first.

    Raises ResultError where they are of other rules, scenarios or seeds, unless they are to be renewed.
    """
    try:
        return make(given.replace)
    except ResultError:
        if not given.renew:
            raise
        return make(True)


def add_studies(parser: argparse.ArgumentParser, known: Iterable[str]) -> None:
    """Which studies, and what to do with their stored runs."""
    parser.add_argument(
        "studies", nargs="*", choices=[*known, []], help="which studies; all if none is named"
    )
    parser.add_argument("--threads", type=int, help="threads; all cores if not given")
    add_stored(parser)


def make_studies(
    given: argparse.Namespace, studies: Mapping[str, Callable[[StudyRunner], None]], runner: StudyRunner
) -> None:
    """Those that are named, or all, one after the other."""
    seen = replace(runner, threads=given.threads, quiet=False)

    def make(name: str, anew: bool) -> None:
        studies[name](replace(seen, replace=anew))

    for name in given.studies or studies:
        stored(given, partial(make, name))
        print(f"{name}: done", flush=True)


def add_vectors(parser: argparse.ArgumentParser, priors: str | None, n: int | None) -> None:
    """Which priors, how many vectors of them, and where their simulations are kept."""
    parser.add_argument("priors", nargs="?", default=priors)
    parser.add_argument("-n", type=int, default=n, help="vectors")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--work", type=Path, help="folder of the simulations; that of `rout calibrate` if not given"
    )
    parser.add_argument("--jobs", type=int, help="threads; all cores if not given")
    add_stored(parser)


def work_of(given: argparse.Namespace, priors: Priors) -> Path:
    """The folder of the simulations: the one that was named, or that of ``rout calibrate``."""
    return given.work or usual_work(priors.path)


def simulated(
    given: argparse.Namespace, priors: Priors, *, work: Path | None = None, counted: Ints | None = None
) -> Simulated:
    """The vectors that were asked for and count, each run once; a bar shows how far that is."""
    folder = work or work_of(given, priors)
    with bar(folder.name, quiet=False, unit="vectors") as progress:
        return stored(
            given,
            lambda anew: study(
                priors,
                folder,
                given.seed,
                given.n,
                jobs=given.jobs,
                progress=progress,
                replace=anew,
                counted=counted,
            ),
        )
