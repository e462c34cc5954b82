"""How a scenario is changed for a study, and how the commands of studies are listed."""

from __future__ import annotations

import pytest
import typer

from sim.cli import app
from sim.cli.studies import STUDIES
from sim.errors import ScenarioError
from sim.studies.runner import changed

COMMANDS = typer.main.get_command(app)


def test_changes_are_validated(island):
    with pytest.raises(ScenarioError):
        changed(island, {"branch.kind": "win"})


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_is_listed_by_the_first_line_of_its_help(name):
    context = typer.Context(COMMANDS)
    listed = COMMANDS.get_command(context, name)
    _, command, _ = COMMANDS.resolve_command(context, [name])
    assert listed.help == command.help.split("\n\n")[0]


@pytest.mark.parametrize("name", STUDIES)
def test_every_study_has_the_shared_options_around_its_own(name):
    _, command, _ = COMMANDS.resolve_command(typer.Context(COMMANDS), [name])
    names = [parameter.name for parameter in command.params]
    assert names[:2] == ["scenario", "runs"]
    assert names[-6:] == ["seed", "out", "replace", "threads", "json", "quiet"]
    assert len(names) > 8
