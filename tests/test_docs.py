"""Every example in the docs on the interface runs."""

from __future__ import annotations

import re
from pathlib import Path

import fake_engine
import pytest

import sim.scenario.shipped

DOCS = Path(__file__).parents[1] / "docs"


def examples(name: str) -> str:
    """The Python of a page, in order."""
    return "\n".join(re.findall(r"```python\n(.*?)```", (DOCS / name).read_text(encoding="utf-8"), re.DOTALL))


def test_the_interface(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sim.api.find", lambda name: fake_engine.SCENARIO)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    exec(compile(examples("api.md"), "docs/api.md", "exec"), {"folder": tmp_path})
    printed = capsys.readouterr().out
    assert "Day " in printed
    assert " to " in printed


def test_the_scenario_named_on_the_page_is_shipped():
    assert "homs" in sim.scenario.shipped.known_names()


@pytest.mark.parametrize("page", ["results.md", "cluster.md"])
def test_other_pages_hold_python_that_compiles(page):
    compile(examples(page), page, "exec")
