"""The same bits on every Python, numpy and processor."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from hashes import FILE, ROOT, SCENARIOS, hash_of


@pytest.mark.parametrize("path", SCENARIOS)
def test_runs_have_the_bits_on_record(path: str) -> None:
    known = json.loads(FILE.read_text())
    assert hash_of(path) == known[path], (
        "runs changed: if that is meant, say so in CHANGELOG.md and write `python tests/hashes.py`"
    )


@pytest.mark.nightly
def test_a_plain_processor_gives_the_same_bits() -> None:
    path = SCENARIOS[0]
    process = subprocess.run(
        [sys.executable, "-c", f"import hashes; print(hashes.hash_of({path!r}))"],
        env=os.environ | {"NUMBA_CPU_NAME": "generic", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert process.stdout.strip() == json.loads(FILE.read_text())[path]
