"""The columns of a batch: their names, order, types, and how they become an Arrow table.

What an engine hands back is a ``Chunk`` of numpy arrays; what is stored is a table in
which "never" and "not a number" are null, and the outcome is a word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import DTypeLike, NDArray

from sim.model.columns import COLUMNS
from sim.model.vocabulary import OUTCOME_NAMES
from sim.model.world import World

OUTCOME_TYPE = pa.dictionary(pa.int8(), pa.string())

FIRST_COLUMNS: Mapping[str, DTypeLike] = {"run": np.int64, "point": np.int32}
KINDS: Mapping[str, DTypeLike] = {
    **FIRST_COLUMNS,
    **{column.name: column.dtype for column in COLUMNS},
    "drawn": np.float64,
}


@dataclass(frozen=True)
class Chunk:
    """What an engine returns for some runs: one value per run, and series per run and day.

    ``columns``: arrays (runs,) in the order of ``column_types``. ``daily``: ``men_share`` and
    ``morale`` float32 (runs, days + 1), ``held`` uint8 (runs, days + 1, places).
    """

    columns: dict[str, NDArray[Any]]
    daily: dict[str, NDArray[Any]]


def column_types(world: World) -> dict[str, DTypeLike]:
    """Every column of a world's runs, in order, with its numpy type; ``error`` comes after them."""
    known = world.scenario.communities
    restive = [name for name in world.communities if not known[name].loyal]  # the loyal never rise
    rows = {"places": world.places, "communities": restive, "backers": world.backers}
    types = dict(FIRST_COLUMNS)
    for column in COLUMNS:
        types |= dict.fromkeys(column.names(rows), column.dtype)
    return types | {f"drawn.{name}": np.float64 for name in world.patched}


def schema_of(types: Mapping[str, DTypeLike]) -> pa.Schema:
    """The Arrow schema of a table with these columns and the ``error`` column."""
    fields = [pa.field(name, _arrow_type(name, kind)) for name, kind in types.items()]
    return pa.schema([*fields, pa.field("error", pa.string())])


def _arrow_type(name: str, kind: DTypeLike) -> pa.DataType:
    return OUTCOME_TYPE if name == "outcome" else pa.from_numpy_dtype(np.dtype(kind))


def require_types(table: pa.Table, wanted: Sequence[str]) -> None:
    """Raise ValueError unless a table has the columns wanted, and each that we know has its type."""
    missing = [name for name in wanted if name not in table.column_names]
    if missing:
        raise ValueError(f"there is no column {missing[0]}")
    for field in table.schema:
        kind = KINDS.get(field.name.partition(".")[0])
        if kind is not None and _plain(field.type) not in (_plain(_arrow_type(field.name, kind)), pa.null()):
            raise ValueError(f"column {field.name} is of type {field.type}")


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type of the values: readers differ in the numbers by which they refer to a dictionary."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def table_of(columns: Mapping[str, NDArray[Any]], types: Mapping[str, DTypeLike]) -> pa.Table:
    """An engine's columns as a table. Raises ValueError when they are not the promised ones."""
    if list(columns) != list(types):
        wrong = sorted(set(columns) ^ set(types)) or "only their order"
        raise ValueError(f"an engine returned other columns than promised: {wrong}")
    schema = schema_of(types)
    arrays = [_array(name, columns[name], np.dtype(kind)) for name, kind in types.items()]
    error = pa.array([""] * len(columns["run"]), pa.string())
    return pa.Table.from_arrays([*arrays, error], schema=schema)


def _array(name: str, values: NDArray[Any], kind: np.dtype[Any]) -> pa.Array:
    if values.dtype != kind:
        raise ValueError(f"an engine returned {name} as {values.dtype}, promised was {kind}")
    if name == "outcome":
        return pa.DictionaryArray.from_arrays(pa.array(values), pa.array(OUTCOME_NAMES))
    return pa.array(values, from_pandas=kind.kind == "f")


def failed_table(run: int, point: int, error: str, types: Mapping[str, DTypeLike]) -> pa.Table:
    """The row of a run that failed: its number, its point and what happened; all else is null."""
    return pa.Table.from_pylist([{"run": run, "point": point, "error": error}], schema=schema_of(types))


def sound(table: pa.Table) -> pa.Table:
    """The rows of runs that came to an end."""
    return table.filter(pc.equal(table["error"], ""))


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """Tables one below the other, laid out the same however the rows were divided among them."""
    at, field = tables[0].schema.get_field_index("outcome"), pa.field("outcome", OUTCOME_TYPE)
    same = [table.set_column(at, field, _same_words(table)) for table in tables]
    return pa.concat_tables(same).combine_chunks()


def _same_words(table: pa.Table) -> pa.Array:
    """The outcome column on the dictionary of all outcomes: what is read back may know fewer."""
    words = table["outcome"].cast(pa.string()).combine_chunks()
    names = pa.array(OUTCOME_NAMES)
    return pa.DictionaryArray.from_arrays(pc.index_in(words, value_set=names).cast(pa.int8()), names)
