"""Every example in the docs on the interface runs."""

from __future__ import annotations

import re
from pathlib import Path

import fake_engine
import pytest

import sim.scenario.shipped
from sim.scenario import load
from sim.scenario.starting import EXTENDS

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


def test_the_levels_of_three_armies_are_as_shipped():
    page = (DOCS / "first-war.md").read_text(encoding="utf-8").replace("−", "-")
    (row,) = re.findall(r"\| `army_cohesion`, log-odds \|(.*)\|", page)
    folder = sim.scenario.shipped.shipped_folder()
    wars = ("syria-2024", "afghanistan-2021", "iraq-2014")
    shipped = [load(folder / f"{war}.toml").parameters.army_cohesion for war in wars]
    assert [float(cell) for cell in row.split("|")[1:4]] == [round(level, 2) for level in shipped]
    varied = [round(level, 2) for level in (shipped[2], 0.0, shipped[1])]
    assert "army_cohesion=" + ",".join(f"{level:g}" for level in varied) in page
    assert f"the three have\n# {varied[0]:g} to {varied[2]:g})" in EXTENDS  # what `rout new` writes
