"""mutmut with three more kinds of fault: a statement left out, a condition or an operand turned round.

``python -m benchmarks.mutators run`` is ``mutmut run`` with these; ``--few`` before it tries a mutant on some
of the tests that reach it; ``--afresh`` imports the model anew for each mutant, for functions that run when
their module is imported; ``--at-import`` and the names of modules prints which these are; ``--make`` writes
all mutants and tries none.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from multiprocessing import set_start_method
from pathlib import Path

import libcst as cst
from mutmut.__main__ import cli, copy_also_copy_files, copy_src_dir, create_mutants, setup_source_paths
from mutmut.configuration import ForkServerWarmup, config
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.format_utils import get_module_from_key
from mutmut.workers.isolation import ForkServerRunner

TURNED_ROUND = (cst.Name, cst.Attribute, cst.Call)
"""Conditions that mutmut leaves alone; it has faults of its own for comparisons and their combinations."""

FEW = 10
"""Tests for a first try beside a module's own: most mutants in what every test reaches are noticed by any."""

submit = ForkServerRunner.submit

HEAVY = ("numba", "mesa", "pyarrow", "scipy.stats", "pydantic")
"""Libraries that take longer to import than the model: they are never mutated, and imported once."""


def leave_out_call(node: cst.Expr) -> Iterator[cst.CSTNode]:
    """Call nothing."""
    if isinstance(node.value, cst.Call):
        yield cst.Pass()


def leave_out_assignment(node: cst.Assign | cst.AugAssign) -> Iterator[cst.CSTNode]:
    """Leave an attribute, an element or a sum as it is; a variable must have a value."""
    target = node.target if isinstance(node, cst.AugAssign) else node.targets[0].target
    if isinstance(node, cst.AugAssign) or isinstance(target, cst.Attribute | cst.Subscript):
        yield cst.Pass()


def turn_condition(node: cst.If) -> Iterator[cst.CSTNode]:
    """Do under a condition what should be done without it."""
    if isinstance(node.test, TURNED_ROUND):
        yield node.with_changes(test=opposite(node.test))


def turn_operand(node: cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    """Turn round one side of an ``and`` or an ``or``."""
    for side in ("left", "right"):
        if isinstance(getattr(node, side), TURNED_ROUND):
            yield node.with_changes(**{side: opposite(getattr(node, side))})


def opposite(condition: cst.BaseExpression) -> cst.UnaryOperation:
    """The condition with ``not`` before it."""
    return cst.UnaryOperation(operator=cst.Not(), expression=condition)


def main(words: list[str]) -> None:
    """Run mutmut with the words of its command line."""
    mutation_operators.extend(
        [
            (cst.Expr, leave_out_call),
            (cst.Assign, leave_out_assignment),
            (cst.AugAssign, leave_out_assignment),
            (cst.If, turn_condition),
            (cst.BooleanOperation, turn_operand),
        ]
    )
    if words[0] == "--at-import":
        print(json.dumps(sorted(at_import(words[1:]))))
        return
    if words[0] == "--make":
        make()
        return
    if words[0] == "--few":
        ForkServerRunner.submit = submit_few
        words = words[1:]
    if words[0] == "--afresh":
        config().forkserver_warmup = ForkServerWarmup.NONE
        for name in HEAVY:
            import_module(name)
        set_start_method("fork", force=True)  # mesa sets another, with which mutmut does not end
        words = words[1:]
    cli(words)


def make() -> None:
    """Write every mutant, as mutmut does before it tries them."""
    set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir(exist_ok=True)
    copy_src_dir()
    copy_also_copy_files()
    setup_source_paths()
    create_mutants(os.cpu_count() or 1)


def submit_few(runner: ForkServerRunner, name: str, tests: list[str], *limits: float) -> None:
    """Submit a mutant to those of its tests that are named after its module, and to some others."""
    own = f"/test_{get_module_from_key(name).rpartition('.')[2]}.py::"
    first = [test for test in tests if own in test]
    others = sorted(set(tests) - set(first))
    submit(runner, name, first + others[:: len(others) // FEW + 1], *limits)


def at_import(modules: list[str]) -> set[str]:
    """The functions that have run once these modules, as mutmut has written them, are imported."""
    sys.path.insert(0, "mutants")
    set_mutant_under_test("stats")
    for name in modules:
        import_module(name)
    return state()._stats


if __name__ == "__main__":
    main(sys.argv[1:])
