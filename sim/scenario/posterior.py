"""The posterior that a scenario names: a file of weighted vectors in its own folder, and nowhere else.

A column is one number that was learned, named by its key; one that was learned for each war apart has
a column for each, and one for any other war. What the columns mean stands in the file's metadata.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, get_args

from sim.files import TooManyBytesError, read_plain
from sim.scenario.layers import Draft
from sim.scenario.patterns import is_pattern, meant, pattern_problem
from sim.scenario.positions import Path
from sim.scenario.schema import Effect, Posterior
from sim.scenario.shipped import shipped_folder
from sim.scenario.words import Problem, did_you_mean, dotted, one_line, shown, split_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TABLE = "posterior"
FILE: Path = (TABLE, "file")
SUFFIX = ".parquet"
METADATA = b"rout"
FORMAT = 1
WEIGHT = "weight"
ANY_WAR = "*"
"""What stands for a war that is not among those fitted."""
MOST_BYTES = 50_000_000
MOST_VECTORS = 20_000
MOST_COLUMNS = 1_000
MOST_WORDS = 160


@dataclass(frozen=True)
class Meaning:
    """What a column is: the key it decides, how, and in which war; "" is all of them."""

    key: str
    how: str
    war: str = ""

    @property
    def column(self) -> str:
        """The column's name in the file."""
        return f"{self.war}: {self.key}" if self.war else self.key


@dataclass(frozen=True)
class Vectors:
    """A posterior as it is stored: ``values`` (vectors, columns), ``weights`` (vectors,), its origin."""

    meanings: tuple[Meaning, ...]
    values: NDArray[np.float64]
    weights: NDArray[np.float64]
    wars: tuple[str, ...]
    provenance: Mapping[str, Any]

    def of_war(self, war: str) -> list[int]:
        """Columns that hold in a war: what is shared, and its own; "" is a war that was not fitted."""
        return [k for k, one in enumerate(self.meanings) if one.war in ("", war or ANY_WAR)]


def parquet_of(vectors: Vectors) -> bytes:
    """The file's bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {one.column: vectors.values[:, k] for k, one in enumerate(vectors.meanings)}
    table = pa.table({**columns, WEIGHT: vectors.weights})
    told = {
        "format": FORMAT,
        "columns": [vars(one) for one in vectors.meanings],
        "wars": list(vectors.wars),
        **vectors.provenance,
    }
    table = table.replace_schema_metadata({METADATA: json.dumps(told, ensure_ascii=False).encode()})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", use_dictionary=False, write_page_checksum=True)
    return bytes(sink.getvalue())


def read_vectors(data: bytes) -> Vectors:
    """What ``parquet_of`` wrote. Raises ValueError, with what is wrong, for anything else."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data), page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"it is damaged or no Parquet file ({_short(error)})") from None
    told = _told(table.schema.metadata or {})
    if not 0 < table.num_rows <= MOST_VECTORS or not 0 < len(told["columns"]) <= MOST_COLUMNS:
        size = f"{table.num_rows} vectors of {len(told['columns'])} numbers"
        raise ValueError(f"it has {size}; 1 to {MOST_VECTORS} of 1 to {MOST_COLUMNS} are read")
    try:
        meanings = tuple(
            Meaning(str(one["key"]), str(one["how"]), str(one["war"])) for one in told["columns"]
        )
        wars = tuple(str(war) for war in told["wars"])
        names = [one.column for one in meanings]
        columns = [np.asarray(table[name].to_numpy(), np.float64) for name in (*names, WEIGHT)]
    except (KeyError, TypeError, ValueError, pa.ArrowException) as error:
        raise ValueError(f"its columns are not those that it tells of ({_short(error)})") from None
    values, weights = np.stack(columns[:-1], axis=1), columns[-1]
    if not (np.isfinite(values).all() and np.isfinite(weights).all() and weights.min() >= 0 < weights.sum()):
        raise ValueError("a number in it is not finite, or its weights are no weights")
    if any(one.how not in get_args(Effect) for one in meanings):
        raise ValueError(f"its columns do something other than {', '.join(get_args(Effect))}")
    rest = {key: value for key, value in told.items() if key not in ("format", "columns", "wars")}
    return Vectors(meanings, values, weights, wars, rest)


def _told(metadata: Mapping[bytes, bytes]) -> dict[str, Any]:
    """What the file says of itself."""
    try:
        told = json.loads(metadata.get(METADATA, b"null"))
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("columns"), list):
        raise ValueError("it was not written by 'rout calibrate'")
    if told.get("format") != FORMAT:
        raise ValueError(f"its format is {shown(told.get('format'))}; this version of Rout reads {FORMAT}")
    return told


def _short(error: Exception) -> str:
    return one_line(" ".join(str(error).split()))[:MOST_WORDS]


# --- in a scenario -----------------------------------------------------------------------
def fill_in_posterior(draft: Draft) -> list[Problem]:
    """Put the vectors of the file that a scenario names into its tree.

    What a later file or an override says of a number wins over the posterior, which then leaves it alone.
    """
    given = draft.tree.get(TABLE)
    if not isinstance(given, dict) or not isinstance(given.get("file"), str):
        return []
    if not given["file"]:
        given.clear()
        return []
    if not _is_filled(draft, given):
        problem = _read_into(draft, given)
        if problem is not None:
            given["file"] = ""
            return [problem]
    if isinstance(given.get("columns"), list):
        _leave_alone(draft, given)
    return []


def _is_filled(draft: Draft, given: dict[str, object]) -> bool:
    """Whether the vectors in the tree are those of the file that it names."""
    return "vectors" in given and _order(draft, (TABLE, "vectors")) >= _order(draft, FILE)


def _order(draft: Draft, path: Path) -> int:
    """Which layer wrote exactly this path; -1 for none."""
    owner = draft.owners.get(path)
    return -1 if owner is None else next(k for k, layer in enumerate(draft.layers) if layer is owner)


def _read_into(draft: Draft, given: dict[str, Any]) -> Problem | None:
    """Read the file and fill in what it holds for the war of the scenario; or say why that cannot be."""
    name, war = given["file"], given.get("war", "")
    file = named_in(draft)
    if file is None:
        path = _names_it(draft)
        rule = f"a posterior is a {SUFFIX} file in the scenario's folder or below it"
        known = _posteriors_near(path.parent) if path else []
        return Problem(FILE, f"there is no posterior {shown(name)}: {rule}{did_you_mean(name, known)}")
    try:
        data = read_plain(file, MOST_BYTES)
        vectors = read_vectors(data)
    except (TooManyBytesError, ValueError) as error:
        return Problem(FILE, f"{shown(name)} is no posterior: {error}; write it anew with 'rout calibrate'")
    except OSError as error:
        return Problem(FILE, f"{shown(name)} cannot be read: {error.strerror or error}")
    if not isinstance(war, str) or (war and war not in vectors.wars):
        rule = f"{shown(war)} is no war of {shown(name)}; leave war out for one that was not fitted"
        return Problem((TABLE, "war"), rule + did_you_mean(str(war), vectors.wars))
    at = vectors.of_war(war)
    problems = [one for one in (_unknown(draft, vectors.meanings[k].key) for k in at) if one]
    if problems:
        return Problem(FILE, f"{shown(name)} does not fit this scenario: {problems[0]}")
    given["sha256"] = hashlib.sha256(data).hexdigest()
    given["columns"] = [_column(draft, vectors.meanings[k]) for k in at]
    given["vectors"] = vectors.values[:, at].tolist()
    given["weights"] = vectors.weights.tolist()
    return None


def _found(folder: FilePath | None, name: str) -> FilePath | None:
    """The file of this name in a folder or below it, or a shipped one; None where there is none."""
    for base in (folder, shipped_folder()):
        try:
            file = base / name if base is not None else None
            if (
                file
                and base
                and file.resolve().is_relative_to(base.resolve())
                and file.suffix == SUFFIX
                and file.is_file()
            ):
                return file
        except (OSError, ValueError):  # a name that no file can have
            return None
    return None


def named_in(draft: Draft) -> FilePath | None:
    """The file of the posterior that a draft names; None where it names none, or there is none."""
    given = draft.tree.get(TABLE)
    if not isinstance(given, dict) or not isinstance(given.get("file"), str) or not given["file"]:
        return None
    path = _names_it(draft)
    return _found(path.parent if path else None, given["file"])


def _names_it(draft: Draft) -> FilePath | None:
    """The scenario file that names the posterior."""
    return draft.owner(FILE).path or draft.main.path


def _posteriors_near(folder: FilePath) -> list[str]:
    """Names of the files in a folder, and one below it, that may be posteriors."""
    files = (file for pattern in (f"*{SUFFIX}", f"*/*{SUFFIX}") for file in folder.glob(pattern))
    return sorted(file.relative_to(folder).as_posix() for file in files)


def _unknown(draft: Draft, key: str) -> str:
    """Why a key with a star stands for nothing in a draft; empty where it stands for something."""
    path = split_name(key, draft.tree)
    return pattern_problem(path, draft.tree) if is_pattern(path) else ""


def _column(draft: Draft, meaning: Meaning) -> dict[str, object]:
    paths = meant(split_name(meaning.key, draft.tree), draft.tree)
    return {"name": meaning.key, "how": meaning.how, "keys": [dotted(path) for path in paths]}


def _leave_alone(draft: Draft, given: dict[str, Any]) -> None:
    """Take out of the columns the numbers that were written after the posterior was named."""
    own, columns = _order(draft, FILE), given["columns"]
    try:
        left = [[key for key in one["keys"] if not _is_later(draft, key, own)] for one in columns]
        kept = [k for k, keys in enumerate(left) if keys]
        vectors = [[vector[k] for k in kept] for vector in given["vectors"]]
    except (TypeError, KeyError, IndexError):
        return  # not what it should be, which validation says
    given["columns"] = [{**columns[k], "keys": left[k]} for k in kept]
    given["vectors"] = vectors


def _is_later(draft: Draft, key: object, own: int) -> bool:
    return isinstance(key, str) and _order(draft, split_name(key, draft.tree)) > own


def middles(posterior: Posterior) -> dict[str, float]:
    """The weighted median of every number that a posterior sets, by dotted name."""
    import numpy as np

    order = np.argsort(np.array(posterior.vectors).reshape(-1, len(posterior.columns) or 1), axis=0)
    found: dict[str, float] = {}
    for k, column in enumerate(posterior.columns):
        if column.how == "set":
            upto = np.cumsum(np.array(posterior.weights)[order[:, k]])
            row = int(order[int(np.searchsorted(upto, 0.5 * upto[-1])), k])
            middle = posterior.vectors[row][k]
            found.update(dict.fromkeys(column.keys, middle))
    return found
