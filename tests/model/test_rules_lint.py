"""Rules and numeric functions use only arithmetic that gives the same bits on every machine.

Additions, multiplications and the like are exact by the standard of floating point; powers,
library functions and library sums are not. This reads the syntax trees and allows a short list.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

MODEL = Path(__file__).parents[2] / "sim" / "model"
FILES = sorted([*(MODEL / "rules").glob("*.py"), MODEL / "numeric.py"])

OPERATORS = (
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.USub, ast.Not, ast.And, ast.Or,
    ast.BitAnd, ast.BitOr, ast.LShift, ast.RShift,
)  # fmt: skip
BUILTINS = {"abs", "min", "max", "int", "float", "len", "range", "round"}
MATH = {"floor", "sqrt"}
ONLY_IN_NUMERIC = {"ldexp", "frexp"}
"""Exact by definition; the rules have no need of them."""
BITS_ONLY = {"BitAnd", "BitOr", "LShift", "RShift"}


def calls_allowed(tree: ast.Module) -> set[str]:
    """Built-in arithmetic, what the module defines itself, and what it imports from ours."""
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    ours = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim")
        for alias in node.names
    }
    return BUILTINS | own | ours


def rule_bodies(tree: ast.Module) -> list[ast.FunctionDef]:
    """The functions of a module."""
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def complaints(source: str, *, in_rules: bool) -> list[str]:
    tree = ast.parse(source)
    allowed = calls_allowed(tree)
    found = []
    for function in rule_bodies(tree):
        for node in ast.walk(function):
            if isinstance(node, (ast.operator, ast.unaryop, ast.boolop)):
                if not isinstance(node, OPERATORS):
                    found.append(f"{function.name}: operator {type(node).__name__}")
                if in_rules and type(node).__name__ in BITS_ONLY:
                    found.append(f"{function.name}: operator {type(node).__name__}")
            if isinstance(node, ast.Call):
                found += [f"{function.name}: {why}" for why in call_complaints(node, allowed, in_rules)]
    return found


def call_complaints(node: ast.Call, allowed: set[str], in_rules: bool) -> list[str]:
    called = node.func
    if isinstance(called, ast.Name):
        return [] if called.id in allowed else [f"calls {called.id}"]
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        names = MATH if in_rules else MATH | ONLY_IN_NUMERIC
        if called.value.id == "math" and called.attr in names:
            return []
    return [f"calls {ast.unparse(called)}"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_exact_arithmetic(path: Path) -> None:
    assert complaints(path.read_text(), in_rules=path.parent.name == "rules") == []


@pytest.mark.parametrize(
    "line",
    [
        "x ** 2", "sum(xs)", "math.exp(x)", "math.log(x)", "math.tanh(x)", "math.pow(x, 2)", "np.exp(x)",
        "x @ y", "pow(x, 2)", "math.fsum(xs)", "math.ldexp(x, 2)",
    ],
)  # fmt: skip
def test_what_is_not_exact_is_found(line: str) -> None:
    source = f"def f(x, y, xs):\n    return {line}\n"
    assert len(complaints(source, in_rules=True)) == 1
