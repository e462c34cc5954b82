"""Where vectors come from: a file of priors, or a posterior that was learned under these priors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy import special

from sim.analysis.sensitivity import Vectors
from sim.calibration.priors import Unknown
from sim.calibration.simulate import standing_shares
from sim.errors import UsageError
from sim.files import TooManyBytesError, read_plain
from sim.scenario.posterior import ANY_WAR, MOST_BYTES, Meaning, read_vectors
from sim.scenario.shipped import shipped_folder
from sim.scenario.words import shown
from sim.studies.vectors import Subject

Floats = NDArray[np.float64]

INSIDE = 1e-9
PRIOR, POSTERIOR = "prior", "posterior"

PosteriorOption = Annotated[
    str | None,
    typer.Option(help="A file that 'rout calibrate' wrote, or a shipped one: vectors from it too.",
        metavar="FILE",),
]  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Vectors by the name and the words of where they come from."""

    name: str
    words: str
    vectors: Vectors


def sources_of(asked: Subject, seed: int, draws: int, posterior: str | None) -> tuple[Source, ...]:
    """Vectors of the priors, and of a posterior if one is named. Raises UsageError."""
    found = [Source(PRIOR, "the priors", Vectors(prior_shares(asked, seed, draws), np.arange(draws)))]
    if posterior:
        shares = posterior_shares(asked, seed, draws, posterior)
        found.append(Source(POSTERIOR, "the posterior", Vectors(shares, np.arange(draws))))
    return tuple(found)


def prior_shares(asked: Subject, seed: int, draws: int) -> Floats:
    """Vectors drawn from the priors, those that count for ``rout calibrate``: (draws, numbers)."""
    return standing_shares(asked.priors, seed, draws)[:, asked.at]


def posterior_shares(asked: Subject, seed: int, draws: int, name: str) -> Floats:
    """Vectors of a posterior, by weight, where they stand within the priors. Raises UsageError."""
    path = _found(name)
    try:
        stored = read_vectors(read_plain(path, MOST_BYTES))
    except (TooManyBytesError, ValueError) as error:
        raise UsageError(f"--posterior {name}: is no posterior: {error}") from None
    except OSError as error:
        raise UsageError(f"--posterior {name}: cannot be read: {error.strerror or error}") from None
    columns = {one.column: k for k, one in enumerate(stored.meanings)}
    at = [_column(columns, one) for one in asked.unknowns]
    missing = [one.name for one, k in zip(asked.unknowns, at, strict=True) if k < 0]
    if missing:
        raise UsageError(f"--posterior {name}: has no {shown(missing[0])}; learn it under the same priors")
    chance = np.random.default_rng([seed, len(stored.weights)])
    rows = chance.choice(len(stored.weights), draws, p=stored.weights / stored.weights.sum())
    values = stored.values[rows][:, at]
    return np.stack([shares_of(one, values[:, k]) for k, one in enumerate(asked.unknowns)], axis=1)


def shares_of(unknown: Unknown, values: Floats) -> Floats:
    """Where values (n,) stand within a prior's probability: the inverse of its quantiles."""
    prior = unknown.prior
    a, b, c = (*prior.values, 0.0)[:3]
    if prior.kind == "normal":
        shares = special.ndtr((values - a) / b)
    elif prior.kind == "triangular":
        shares = np.where(
            values < b,
            (values - a) ** 2 / max((c - a) * (b - a), INSIDE),
            1.0 - (c - values) ** 2 / max((c - a) * (c - b), INSIDE),
        )
    elif prior.kind == "log_uniform":
        shares = np.log(values / a) / np.log(b / a)
    else:
        shares = (values - a) / (b - a)
    found: Floats = np.clip(shares, INSIDE, 1.0 - INSIDE)
    return found


def _column(columns: Mapping[str, int], unknown: Unknown) -> int:
    """The column of a number in a posterior: of its war, or of one that was not fitted; -1 for none."""
    meaning = unknown.meaning
    other = Meaning(meaning.key, meaning.how, ANY_WAR)
    return columns.get(meaning.column, columns.get(other.column, -1))


def _found(name: str) -> Path:
    """The file of this name, or a shipped one."""
    path, shipped = Path(name), shipped_folder() / name
    return path if path.is_file() or not shipped.is_file() else shipped
