"""The model compiled: every function of ``sim.model`` made known to numba, none of them written again."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from numba import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.extending import intrinsic, overload, register_jitable

from sim.engines import records  # noqa: F401 (teaches numba the state)
from sim.model import causes, chance, columns, numeric, outcome, rules, stages, step, unknown

BY_HAND = (
    numeric.real, numeric.floor, numeric.two_to, numeric.split, chance.key_of, columns.width, columns.kind_of,
)  # fmt: skip
"""Functions that have a compiled form of their own, or need none."""

BITS_OF_2_TO_52 = 0x4330000000000000
"""The real number 2 ** 52: its lowest bit stands for 1, so that whole numbers can be read off its bits."""


@intrinsic
def _float_of_bits(typing_context: Any, bits: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(types.float64))

    return types.float64(types.int64), generate


@intrinsic
def _bits_of_float(typing_context: Any, x: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(types.int64))

    return types.int64(types.float64), generate


@intrinsic
def _rounded_down(typing_context: Any, x: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        double = context.get_value_type(types.float64)
        floor = builder.module.declare_intrinsic("llvm.floor", [double])
        return builder.call(floor, arguments)

    return types.float64(types.float64), generate


@overload(numeric.real, inline="always")
def _real(whole: Any) -> Any:
    def by_bits(whole: Any) -> Any:
        return _float_of_bits(whole | BITS_OF_2_TO_52) - 4503599627370496.0

    return by_bits


@overload(numeric.floor, inline="always")
def _floor(x: Any) -> Any:
    def by_instruction(x: Any) -> Any:
        return _rounded_down(x)

    return by_instruction


@overload(numeric.two_to, inline="always")
def _two_to(k: Any) -> Any:
    def by_bits(k: Any) -> Any:
        return _float_of_bits(_bits_of_float(k + (4503599627370496.0 + 1023.0)) << 52)

    return by_bits


@overload(numeric.split, inline="always")
def _split(x: Any) -> Any:
    def by_bits(x: Any) -> Any:
        bits = _bits_of_float(x)
        mantissa = (bits & 0x000FFFFFFFFFFFFF) | 0x3FE0000000000000
        exponent = _float_of_bits((bits >> 52) | BITS_OF_2_TO_52)  # no sign: x is above 0
        return _float_of_bits(mantissa), exponent - (4503599627370496.0 + 1022.0)

    return by_bits


def modules() -> Iterable[ModuleType]:
    """The modules whose functions are compiled."""
    yield from (causes, chance, columns, numeric, outcome, step, unknown)
    for package in (rules, stages):
        for found in iter_modules(package.__path__):
            yield import_module(f"{package.__name__}.{found.name}")


OFTEN = {
    "draw", "act", "reflect", "relax", "hold_officers", "breaks", "starve", "fight", "obeys",
    "counter_attacks", "stand",
}  # fmt: skip
"""What every agent, or every formation that holds a place, does in every step."""


def in_place(module: ModuleType, name: str) -> bool:
    """Whether calls of a function are replaced by its body: a call would keep a loop over rows serial.

    In a loop with the bodies of those that are called ``OFTEN`` the compiler looks up once where columns lie.
    """
    return name in OFTEN or module in (chance, numeric) or module.__name__.startswith(rules.__name__)


class LinkedLibrary(JITCodeLibrary):
    """Code that is only linked into other code: it is neither optimised nor made into machine code itself."""

    @property
    def codegen(self) -> Any:
        """Who would be told of its environment, which it does not need."""
        return self

    def set_env(self, name: str, env: Any) -> None:
        """Nothing raises here."""

    def get_pointer_to_function(self, name: str) -> int:
        """Nobody calls it from Python."""
        self._ensure_finalized()
        return 0

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True


class Helper(CompilerBase):
    """numba's way of compiling, into a library that is only linked."""

    def define_pipelines(self) -> Any:
        """As numba compiles any function without Python objects."""
        self.state.library = LinkedLibrary(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]


def register() -> None:
    """Make every function of the model callable from compiled code."""
    for module in modules():
        for name, function in getmembers(module, isfunction):
            if (
                function.__module__ == module.__name__
                and function not in BY_HAND
                and not name.startswith("_")
            ):
                register_jitable(
                    forceinline=in_place(module, name), pipeline_class=Helper, no_cfunc_wrapper=True
                )(function)


register()
