"""Nothing that one system alone has is asked for when a module is imported: on Windows it would end there.

What functions ask for is checked by the types instead: ``mypy --platform win32``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path for folder in ("sim", "tests") for path in (ROOT / folder).rglob("*.py"))
MODULES = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}
NAMES = {
    "os": {
        "fork", "getegid", "geteuid", "getgid", "getuid", "killpg", "mkfifo", "nice", "O_DIRECTORY", "setsid",
        "sysconf", "uname",
    },
    "signal": {
        "alarm", "pause", "SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGQUIT", "SIGSTOP", "SIGUSR1",
    },
}  # fmt: skip


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported without a condition: no bodies of functions, ifs, ands and ors."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (found for each in child.decorator_list for found in (each, *at_import(each)))
        elif not isinstance(child, ast.Lambda | ast.If | ast.IfExp | ast.BoolOp | ast.Try):
            yield child
            yield from at_import(child)


def asked_for(text: str) -> list[str]:
    """What a module asks for that Windows has not."""
    found = []
    for node in at_import(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name in MODULES]
        elif isinstance(node, ast.ImportFrom):
            one = node.module or ""
            found += [one] if one in MODULES else []
            found += [f"{one}.{alias.name}" for alias in node.names if alias.name in NAMES.get(one, ())]
        elif isinstance(node, ast.Attribute):
            one = ast.unparse(node.value)
            found += [f"{one}.{node.attr}"] if node.attr in NAMES.get(one, ()) else []
    return found


def test_no_module_asks_for_what_windows_has_not():
    assert len(FILES) > 300
    asked = {path.relative_to(ROOT).as_posix(): asked_for(path.read_text("utf-8")) for path in FILES}
    assert {name: found for name, found in asked.items() if found} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import fcntl", ["fcntl"]),
        ("from resource import getrusage", ["resource"]),
        ("from signal import SIGKILL", ["signal.SIGKILL"]),
        ("class A:\n    KILL = signal.SIGKILL", ["signal.SIGKILL"]),
        ("@skipif(os.geteuid() == 0)\ndef f(): pass", ["os.geteuid"]),
        ("def f():\n    import fcntl\n    os.fork()", []),
        ("ROOT = hasattr(os, 'geteuid') and os.geteuid() == 0", []),
        ("if os.name == 'posix':\n    import fcntl", []),
        ("import os, signal\nx = signal.SIGTERM", []),
    ],
)
def test_what_windows_has_not_is_noticed(text, found):
    assert asked_for(text) == found
