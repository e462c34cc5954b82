"""The same bits on every Python, numpy and processor."""

from __future__ import annotations

import json

import pytest
from hashes import FILE, SCENARIOS, hash_of


@pytest.mark.parametrize("path", SCENARIOS)
def test_runs_have_the_bits_on_record(path: str) -> None:
    known = json.loads(FILE.read_text())
    assert hash_of(path) == known[path], (
        "runs changed: if that is meant, say so in CHANGELOG.md and write `python tests/hashes.py`"
    )
