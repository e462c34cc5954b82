"""The same bits on every Python, numpy and processor."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hashes import FILE, ROOT, SCENARIOS, differing, hash_columns, hashes_of


@pytest.mark.parametrize("path", SCENARIOS)
def test_runs_have_the_bits_on_record(path: str) -> None:
    different = differing(hashes_of(path), json.loads(FILE.read_text())[path])
    assert not different, (
        f"runs changed in {different}: if that is meant, "
        "say so in CHANGELOG.md and write `python tests/hashes.py`"
    )


def test_what_differs_is_named() -> None:
    columns = {"run": np.arange(3), "lost.a": np.array([1.0, np.nan]), "lost.b": np.zeros(2)}
    known = hash_columns(columns)
    assert list(known) == ["run", "lost.*"]
    assert differing(hash_columns(columns | {"morale": np.ones(3)}), known) == ["morale"]
    assert differing(hash_columns(columns | {"run": np.arange(3, dtype=np.int16)}), known) == ["run"]
    assert differing(hash_columns(columns | {"lost.b": np.array([0.0, -0.0])}), known) == ["lost.*"]
    assert differing({}, known) == ["run", "lost.*"]


@pytest.mark.nightly
def test_a_plain_processor_gives_the_same_bits() -> None:
    path = SCENARIOS[0]
    process = subprocess.run(
        [sys.executable, "-c", f"import hashes, json; print(json.dumps(hashes.hashes_of({path!r})))"],
        env=os.environ | {"NUMBA_CPU_NAME": "generic", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert differing(json.loads(process.stdout), json.loads(FILE.read_text())[path]) == []
