"""Very many made-up inputs, valid and spoiled: each is accepted or refused in words, soon, in bounded memory.

Every input has a number, which a failure names: ``KINDS[kind].attack(Ground(...), number)`` tries it again.
"""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import fake_engine
import numpy as np
import pytest
from hard import inputs
from typer.testing import CliRunner

from sim.analysis.precision import parse_target
from sim.batch.design import parse_axis
from sim.cli import app
from sim.engines.compiled import simulate
from sim.errors import ResultError, RoutError, ScenarioError, UsageError
from sim.model.vocabulary import OUTCOME_NAMES
from sim.model.world import build_world
from sim.results import Chunk
from sim.scenario import Scenario, build, load, parse_override
from sim.scenario.words import MOST_PROBLEMS

SECONDS = 1.0  # of processor time, for any one input
COMMAND_SECONDS = 5.0  # a command may draw, or run hundreds of runs
TRIES = 3  # until one was soon enough
MEGABYTES = 300.0  # more than at the start, whatever the number of inputs
CODES = {0, 1, 2, 3, 4, 5}


@dataclass
class Ground:
    """Where the attacks take place: a folder with scenarios and a table of points; a sound result to copy."""

    folder: Path
    sound: Path

    def renew(self) -> None:
        """Take away what a command has left, and put the sound result in its place."""
        for name in ("results", "there"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        shutil.copytree(self.sound, self.folder / "results" / "small")


def executed(ground: Ground, number: int) -> None:
    """The engine runs them, and what it says of three runs makes sense."""
    scenario = inputs.accepted(number)
    runs = np.array([0, number, 2**32 - 1], np.int64)
    makes_sense(simulate(build_world(scenario), number, runs), scenario)


def makes_sense(chunk: Chunk, scenario: Scenario) -> None:
    horizon = scenario.scenario.horizon_days + scenario.scenario.tick_hours / 24.0
    for name, values in chunk.columns.items():
        if name.startswith("drawn."):
            assert np.isfinite(values).all(), name
        elif "_day" in name:
            assert ((values > 0.0) & (values <= horizon) | np.isnan(values) | (values == 0.0)).all(), name
        elif name == "morale_end":
            assert (np.isnan(values) == (chunk.columns["men_end"] == 0)).all()
        elif name.endswith("_share"):
            assert ((values >= 0.0) & (values <= 1.0)).all(), name
        elif name != "outcome":
            assert (values >= 0).all(), name
    assert set(chunk.columns["outcome"]) <= set(range(len(OUTCOME_NAMES)))
    assert (chunk.columns["formations_broken"] <= chunk.columns["formations"]).all()
    assert (chunk.daily["men_share"] >= 0.0).all()
    assert np.isin(chunk.daily["held"], (0, 1)).all()
    morale = chunk.daily["morale"]
    assert ((morale >= 0.0) & (morale <= 1.0) | np.isnan(morale)).all()


def problems_of(reading: Callable[[], object], errors: type[RoutError]) -> list[str]:
    """The problems in words that a reading ends with; none when it ends well."""
    try:
        reading()
    except errors as error:
        return error.problems
    return []


def validated(ground: Ground, number: int) -> None:
    """Overrides of which some are spoiled: a scenario, or a list of problems."""
    random_ = random.Random(number)
    path = random_.choice(inputs.BASES)
    given = inputs.any_overrides(random_, path)
    problems = problems_of(lambda: build(inputs.tree(path), overrides=given), ScenarioError)
    assert len(problems) <= MOST_PROBLEMS + 1
    assert all(problem and "\n" not in problem for problem in problems)


COLUMNS = ("outcome", "capital_lost_day", "men_end")


def read(ground: Ground, number: int) -> None:
    """A text typed for an override, a variation, a precision or a link."""
    from sim.view.choice import view_of

    text = inputs.any_text(random.Random(number))
    for reader, error in (
        (parse_override, ScenarioError),
        (parse_axis, UsageError),
        (lambda text: parse_target(text, COLUMNS), UsageError),
        (lambda text: view_of(text, "homs"), UsageError),
    ):
        problems = problems_of(partial(reader, text), error)
        assert len(" ".join(problems)) < 2000


def opened(ground: Ground, number: int) -> None:
    """A link that sets what a link may set opens."""
    from sim.view.choice import link_of, view_of
    from sim.view.sources import open_choice

    pairs = inputs.valid_link(random.Random(number), inputs.ISLAND)
    view = view_of("?" + urlencode({"scenario": "island"} | pairs), "homs")
    assert view_of(link_of(view), "homs") == view
    open_choice(view.choice)


def loaded(ground: Ground, number: int) -> None:
    """A scenario file with some letters changed."""
    random_ = random.Random(number)
    path = ground.folder / "spoiled.toml"
    path.write_text(
        inputs.spoiled(random_, random_.choice(inputs.BASES).read_text("utf-8")), "utf-8", "replace"
    )
    assert len(problems_of(lambda: load(path), ScenarioError)) <= MOST_PROBLEMS + 1


def commanded(ground: Ground, number: int) -> None:
    """A command line: a documented exit code, and no traceback."""
    ground.renew()
    words = inputs.command_line(random.Random(number))
    done = CliRunner().invoke(app, words)
    assert done.exit_code in CODES, (words, done.output)
    assert "Traceback" not in done.output, words
    assert "a fault in Rout" not in done.output, words


@dataclass(frozen=True)
class Kind:
    """Attacks of one kind: how one is made, and how many there are in the short and in the long set."""

    attack: Callable[[Ground, int], None]
    few: int
    many: int
    blocks: int
    """Into how many tests the long set is cut, each about a minute: processors share them evenly."""
    seconds: float = SECONDS


KINDS = {
    "overrides, executed": Kind(executed, 200, 20_000, 8),
    "overrides, validated": Kind(validated, 150, 20_000, 4),
    "texts": Kind(read, 5_000, 940_000, 4),
    "links": Kind(opened, 30, 6_000, 2),
    "scenario files": Kind(loaded, 150, 12_000, 3),
    "command lines": Kind(commanded, 30, 2_000, 5, COMMAND_SECONDS),
}
LONG = [(name, block) for name, kind in KINDS.items() for block in range(kind.blocks)]


@pytest.fixture
def ground(sound, tmp_path, monkeypatch) -> Ground:
    pytest.importorskip("solara", reason="needs the extra: pip install 'rout[view]'")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.cli.setup.engine_named", lambda name: fake_engine.ENGINE)
    shutil.copy(fake_engine.SCENARIO, "small.toml")
    shutil.copy(inputs.THREE, "three.toml")
    Path("points.csv").write_text("parameters.expected_days\n1\n2\n", encoding="utf-8")
    return Ground(tmp_path, sound)


def megabytes() -> float:
    """The most memory that this process has had; 0 where that is not known."""
    if sys.platform == "win32":
        return 0.0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024.0 if sys.platform != "darwin" else 1024.0**2)


def attack(kind: Kind, ground: Ground, first: int, count: int) -> None:
    kind.attack(ground, 0)  # what is imported and compiled once counts for none of them
    before = megabytes()
    for number in range(first, first + count):
        # An input that is slow by itself is slow each time; a process that tidies its memory, once.
        assert any(soon(kind, ground, number) for _ in range(TRIES)), f"input {number} took too long"
    assert megabytes() - before < MEGABYTES


def soon(kind: Kind, ground: Ground, number: int) -> bool:
    """Try one input; whether it took less than its seconds."""
    began = time.process_time()
    try:
        kind.attack(ground, number)
    except Exception as error:
        raise AssertionError(f"input {number}: {type(error).__name__}: {error}") from error
    return time.process_time() - began < kind.seconds


@pytest.mark.parametrize("name", KINDS)
def test_inputs_are_accepted_or_refused_in_words(name: str, ground: Ground) -> None:
    attack(KINDS[name], ground, 1, KINDS[name].few)


@pytest.mark.nightly
@pytest.mark.parametrize(("name", "block"), LONG)
def test_very_many_inputs_are_accepted_or_refused_in_words(name: str, block: int, ground: Ground) -> None:
    kind = KINDS[name]
    count = kind.many // kind.blocks
    attack(kind, ground, 10_000 + block * count, count)


def test_the_long_set_has_a_million_inputs() -> None:
    assert sum(KINDS[name].many // KINDS[name].blocks for name, _ in LONG) == 1_000_000


def test_an_attack_that_raises_or_takes_long_is_told_with_its_number(ground: Ground) -> None:
    def fails(ground: Ground, number: int) -> None:
        if number == 7:
            raise ResultError("no")

    with pytest.raises(AssertionError, match="input 7: ResultError"):
        attack(Kind(fails, 0, 0, 1), ground, 1, 10)
    with pytest.raises(AssertionError, match="input 1 took too long"):
        attack(Kind(lambda ground, number: None, 0, 0, 1, seconds=0.0), ground, 1, 10)


def test_a_row_that_makes_no_sense_is_noticed() -> None:
    scenario = inputs.accepted(3)
    for column, value in (("men_end", -1), ("capital_lost_day", 1e6), ("prestige_held_share", 1.5)):
        chunk = simulate(build_world(scenario), 1, np.arange(3))
        chunk.columns[column][1] = value
        with pytest.raises(AssertionError):
            makes_sense(chunk, scenario)
