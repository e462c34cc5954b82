"""Functions written out from a table: compiled code has no lists of functions to go through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def written(head: str, body: str, known: Mapping[str, Any]) -> Any:
    """The function ``def HEAD: return BODY``, or with the lines of ``body`` where it has several.

    It sees ``known`` as its module does and is one of that module's functions.
    """
    lines = body.splitlines()
    if len(lines) == 1:
        lines = [f"return {body}"]
    namespace = dict(known)
    exec("\n    ".join([f"def {head}:", *lines]) + "\n", namespace)
    return namespace[head.partition("(")[0]]
