"""The command that tries faults in the model: one that must be noticed, and one that cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

if os.name == "nt":
    pytest.skip("mutmut ends at once on Windows", allow_module_level=True)
pytest.importorskip("mutmut")

ROOT = Path(__file__).parents[1]
FILES = {
    "pyproject.toml": '[tool.mutmut]\nsource_paths = ["sim"]\nprocess_isolation = "forkserver"\n'
    'pytest_add_cli_args_test_selection = ["tests"]\n',
    "sim/__init__.py": "",
    "sim/model/__init__.py": "",
    "sim/model/choice.py": "def most(a, b):\n    if a > b:\n        return a\n    return b\n",
    "sim/model/early.py": "def made(n):\n    return n + 1\n\n\nTWO = made(1)\n",
    "tests/test_choice.py": "from sim.model.early import TWO\nfrom sim.model.choice import most\n\n\n"
    "def test_most():\n    assert (most(1, 2), most(2, 1)) == (TWO, 2)\n",
    "benchmarks/mutation.toml": '[[survivors]]\nwhy = "of two equals either is the greater"\n'
    'mutants = [["choice.most", "if a > b:", "if a >= b:"]]\n',
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of two functions, the second of which runs when its module is imported."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_faults_are_noticed_but_for_those_that_change_nothing(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.mutation", "--cores", "1"],
        cwd=project, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["early", "2", "2", "0", "0", "100.0%"] in [line[:6] for line in lines], done.stdout + done.stderr
    assert ["choice", "1", "0", "1", "0", "0.0%", "0.0%", "to", "79.3%"] in lines  # Wilson
    assert done.returncode == 0


def test_a_sample_is_a_matter_of_its_seed_alone() -> None:
    from benchmarks.mutation import drawn

    names = [f"m{k}" for k in range(100)]
    some = drawn(names, 10, seed=1)
    assert len(some) == 10
    assert some <= set(names)
    assert some == drawn(reversed(names), 10, seed=1) != drawn(names, 10, seed=2)
    assert drawn(names, 1000, seed=1) == set(names)
