"""The state as compiled code sees it: one pointer to a run's memory (see ``sim.model.memory``).

``s.places[k].belief`` is a load from the column of that field, ``for place in s.places`` a loop over
row numbers. The place of a column is read from the block's directory, which no run changes, so the
compiler takes it out of loops; every column has an alias class of its own, so a store to one never
makes it load another again. A call passes the pointer alone, or the pointer and a row number.
"""

from __future__ import annotations

import operator
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils, imputils
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    infer_getattr,
    infer_global,
    signature,
)
from numba.extending import (
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
)

from sim.model.fields import MATRICES, TABLES
from sim.model.memory import DIRECTORY, single_words

WORD = ir.IntType(64)
POINTER = WORD.as_pointer()
SINGLE_WORDS = single_words()


class StateType(types.Type):
    """The whole state: a pointer to its block."""

    def __init__(self) -> None:
        super().__init__("RoutState")


class TableType(types.IterableType):
    """A table of the state."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(f"RoutTable({table})")

    @property
    def iterator_type(self) -> Any:
        """What walks through the rows."""
        return WalkType(self.table)


class WalkType(types.SimpleIteratorType):
    """A walk through the rows of a table."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(f"RoutWalk({table})", RowType(table))


class RowType(types.Type):
    """One row of a table."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(f"RoutRow({table})")


class MatrixType(types.Type):
    """Numbers by two indices."""

    def __init__(self, matrix: str) -> None:
        self.matrix = matrix
        super().__init__(f"RoutMatrix({matrix})")


STATE = StateType()
FIELD_TYPES = {
    (table.name, field.name): types.int64 if field.kind is int else types.float64
    for table in TABLES.values()
    for field in table.fields
}

register_model(StateType)(models.OpaqueModel)
register_model(TableType)(models.OpaqueModel)
register_model(MatrixType)(models.OpaqueModel)


@register_model(RowType)
class RowModel(models.StructModel):
    """The block and the row's number."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, [("block", types.voidptr), ("index", types.int64)])


@register_model(WalkType)
class WalkModel(models.StructModel):
    """The block, the next row's number and the length."""

    def __init__(self, manager: Any, kind: Any) -> None:
        members = [
            ("block", types.voidptr),
            ("next", types.EphemeralPointer(types.int64)),
            ("end", types.int64),
        ]
        super().__init__(manager, kind, members)


# --- memory ----------------------------------------------------------------------------
def directory_word(builder: Any, block: Any, entry: tuple[str, str]) -> Any:
    """A word of the directory: the same for a whole run."""
    words = builder.bitcast(block, POINTER)
    loaded = builder.load(builder.gep(words, [WORD(DIRECTORY[entry])], inbounds=True))
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


def alias_class(builder: Any, column: str) -> Any:
    """The alias class of a column: nothing else overlaps it."""
    module = builder.module
    root = module.add_metadata(["rout"])
    kind = module.add_metadata([column, root, WORD(0)])
    return module.add_metadata([kind, kind, WORD(0)])


def element(context: Any, builder: Any, table: str, field: str, block: Any, index: Any) -> Any:
    """The address of one row's field."""
    words = builder.bitcast(block, POINTER)
    if TABLES[table].single:
        at = builder.gep(words, [WORD(SINGLE_WORDS[table, field])], inbounds=True)
    else:
        column = builder.gep(words, [directory_word(builder, block, (table, field))], inbounds=True)
        at = builder.gep(column, [index], inbounds=True)
    kind = context.get_value_type(FIELD_TYPES[table, field])
    return builder.bitcast(at, kind.as_pointer())


def cell(context: Any, builder: Any, matrix: str, block: Any, row: Any, column: Any) -> Any:
    """The address of one number of a matrix."""
    words = builder.bitcast(block, POINTER)
    first = builder.gep(words, [directory_word(builder, block, (matrix, "matrix"))], inbounds=True)
    width = directory_word(builder, block, (matrix, "columns"))
    line = builder.gep(first, [builder.mul(row, width)], inbounds=True)
    at = builder.gep(line, [column], inbounds=True)
    return builder.bitcast(at, ir.DoubleType().as_pointer())


# --- the state -------------------------------------------------------------------------
@infer_getattr
class StateAttributes(AttributeTemplate):
    """Tables, single rows and matrices."""

    key = StateType

    def generic_resolve(self, kind: Any, name: str) -> Any:
        """The type of ``s.name``."""
        if name in MATRICES:
            return MatrixType(name)
        if name in TABLES:
            return RowType(name) if TABLES[name].single else TableType(name)
        return None


@lower_getattr_generic(StateType)
def get_of_state(context: Any, builder: Any, kind: Any, value: Any, name: str) -> Any:
    """``s.name``."""
    if name in TABLES and TABLES[name].single:
        return new_row(context, builder, name, value, WORD(0))
    return value


def new_row(context: Any, builder: Any, table: str, block: Any, index: Any) -> Any:
    """A row value."""
    row = cgutils.create_struct_proxy(RowType(table))(context, builder)
    row.block = block
    row.index = index
    return row._getvalue()


# --- tables ----------------------------------------------------------------------------
@infer_getattr
class TableAttributes(AttributeTemplate):
    """``room``: how many rows fit."""

    key = TableType

    def resolve_room(self, kind: Any) -> Any:
        """Rows."""
        return types.int64


@lower_getattr_generic(TableType)
def get_of_table(context: Any, builder: Any, kind: Any, value: Any, name: str) -> Any:
    """``table.room``."""
    return directory_word(builder, value, (kind.table, "length"))


@infer_global(len)
class TableLength(AbstractTemplate):
    """``len(table)``."""

    def generic(self, args: Any, kws: Any) -> Any:
        """A table's length is a whole number."""
        if len(args) == 1 and isinstance(args[0], TableType):
            return signature(types.int64, args[0])
        return None


@lower_builtin(len, TableType)
def length_of_table(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """``len(table)``."""
    return directory_word(builder, args[0], (sig.args[0].table, "length"))


@infer_global(operator.getitem)
class Items(AbstractTemplate):
    """``table[k]`` and ``matrix[a, b]``."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Rows and numbers."""
        owner, index = args
        if isinstance(owner, TableType) and isinstance(index, types.Integer):
            return signature(RowType(owner.table), owner, types.int64)
        if isinstance(owner, MatrixType) and isinstance(index, types.BaseTuple) and len(index) == 2:
            return signature(types.float64, owner, types.UniTuple(types.int64, 2))
        return None


@lower_builtin(operator.getitem, TableType, types.Integer)
def row_of_table(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """``table[k]``."""
    return new_row(context, builder, sig.args[0].table, args[0], args[1])


@lower_builtin("getiter", TableType)
def walk_table(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """``for row in table``."""
    table = sig.args[0].table
    walk = cgutils.create_struct_proxy(WalkType(table))(context, builder)
    walk.block = args[0]
    walk.next = cgutils.alloca_once_value(builder, WORD(0))
    walk.end = directory_word(builder, args[0], (table, "length"))
    return walk._getvalue()


@lower_builtin("iternext", WalkType)
@imputils.iternext_impl(imputils.RefType.UNTRACKED)
def next_of_walk(context: Any, builder: Any, sig: Any, args: Any, result: Any) -> None:
    """The next row."""
    walk = cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0])
    index = builder.load(walk.next)
    more = builder.icmp_signed("<", index, walk.end)
    result.set_valid(more)
    with builder.if_then(more):
        result.yield_(new_row(context, builder, sig.args[0].table, walk.block, index))
        builder.store(builder.add(index, WORD(1), flags=["nsw"]), walk.next)


# --- rows ------------------------------------------------------------------------------
@infer_getattr
class RowAttributes(AttributeTemplate):
    """The fields of a row, and its number."""

    key = RowType

    def generic_resolve(self, kind: Any, name: str) -> Any:
        """The type of ``row.name``."""
        return types.int64 if name == "index" else FIELD_TYPES.get((kind.table, name))


@lower_getattr_generic(RowType)
def get_of_row(context: Any, builder: Any, kind: Any, value: Any, name: str) -> Any:
    """``row.name``."""
    row = cgutils.create_struct_proxy(kind)(context, builder, value=value)
    if name == "index":
        return row.index
    loaded = builder.load(element(context, builder, kind.table, name, row.block, row.index))
    loaded.set_metadata("tbaa", alias_class(builder, f"{kind.table}.{name}"))
    return loaded


@lower_setattr_generic(RowType)
def set_of_row(context: Any, builder: Any, sig: Any, args: Any, name: str) -> None:
    """``row.name = value``."""
    kind, given = sig.args
    row = cgutils.create_struct_proxy(kind)(context, builder, value=args[0])
    value = context.cast(builder, args[1], given, FIELD_TYPES[kind.table, name])
    stored = builder.store(value, element(context, builder, kind.table, name, row.block, row.index))
    stored.set_metadata("tbaa", alias_class(builder, f"{kind.table}.{name}"))


# --- matrices --------------------------------------------------------------------------
@infer_getattr
class MatrixAttributes(AttributeTemplate):
    """``rows``: how many there are."""

    key = MatrixType

    def resolve_rows(self, kind: Any) -> Any:
        """Rows."""
        return types.int64


@lower_getattr_generic(MatrixType)
def get_of_matrix(context: Any, builder: Any, kind: Any, value: Any, name: str) -> Any:
    """``matrix.rows``."""
    return directory_word(builder, value, (kind.matrix, name))


@lower_builtin(operator.getitem, MatrixType, types.UniTuple)
def number_of_matrix(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """``matrix[a, b]``."""
    row, column = cgutils.unpack_tuple(builder, args[1], 2)
    matrix = sig.args[0].matrix
    loaded = builder.load(cell(context, builder, matrix, args[0], row, column))
    loaded.set_metadata("tbaa", alias_class(builder, matrix))
    return loaded


@infer_global(operator.setitem)
class SetItems(AbstractTemplate):
    """``matrix[a, b] = value``."""

    def generic(self, args: Any, kws: Any) -> Any:
        """A number is stored."""
        if isinstance(args[0], MatrixType):
            return signature(types.none, args[0], types.UniTuple(types.int64, 2), types.float64)
        return None


@lower_builtin(operator.setitem, MatrixType, types.UniTuple, types.Float)
def set_of_matrix(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """``matrix[a, b] = value``."""
    row, column = cgutils.unpack_tuple(builder, args[1], 2)
    matrix = sig.args[0].matrix
    stored = builder.store(args[2], cell(context, builder, matrix, args[0], row, column))
    stored.set_metadata("tbaa", alias_class(builder, matrix))
    return context.get_dummy_value()


@intrinsic
def state_of(typing_context: Any, block: Any) -> Any:
    """The state in a block of words, an array of int64."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        array = cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0])
        return builder.bitcast(array.data, cgutils.voidptr_t)

    return STATE(block), generate
