"""``rout check``: validate scenario files."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.errors import ScenarioError
from sim.report.output import JsonOption, print_json


def check(
    scenarios: Annotated[
        list[str], typer.Argument(help="Scenario files, or names of shipped ones.", metavar="FILE")
    ],
    json: JsonOption = False,
) -> None:
    """Validate scenario files: every problem at once, with line, value, rule and "did you mean".

    Example: [bold]rout check my.toml[/bold]
    """
    problems = {name: _problems(name) for name in scenarios}
    found = [problem for each in problems.values() for problem in each]
    if json:
        print_json("check", {"files": [{"file": name, "problems": each} for name, each in problems.items()]})
        raise typer.Exit(ScenarioError.exit_code if found else 0)
    for name, each in problems.items():
        if not each:
            typer.echo(f"{name}: no problems")
    if found:
        raise ScenarioError(*found)


def _problems(name: str) -> list[str]:
    from sim.scenario import load
    from sim.scenario.shipped import find

    try:
        load(find(name))
    except ScenarioError as error:
        return error.problems
    return []
