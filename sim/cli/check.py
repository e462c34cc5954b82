"""``rout check``: validate scenario files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from sim.errors import ScenarioError
from sim.report.output import JsonOption, complete_scenario, print_json

if TYPE_CHECKING:
    from sim.scenario import Scenario


def check(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            help="Scenario files, or names of shipped ones.", metavar="FILE", autocompletion=complete_scenario
        ),
    ],
    json: JsonOption = False,
) -> None:
    """Validate scenario files: every problem at once, with line, value, rule and "did you mean".

    Example: [bold]rout check my.toml[/bold]
    """
    checked = [_checked(name) for name in scenarios]
    found = [problem for one in checked for problem in one.problems]
    if json:
        print_json("check", {"files": [one.as_json() for one in checked]})
        raise typer.Exit(ScenarioError.exit_code if found else 0)
    for one in checked:
        if one.scenario is not None:
            typer.echo(f"{one.name}: no problems{_of_roads(one.scenario)}")
    if found:
        raise ScenarioError(*found)


@dataclass(frozen=True)
class Checked:
    """A file and its scenario, or what is wrong with it."""

    name: str
    scenario: Scenario | None
    problems: list[str]

    def as_json(self) -> dict[str, object]:
        """What is printed of it as JSON."""
        from sim.scenario.distances import computed_roads

        roads = computed_roads(self.scenario) if self.scenario is not None else []
        return {"file": self.name, "problems": self.problems, "roads_without_km": roads}


def _checked(name: str) -> Checked:
    from sim.scenario import load
    from sim.scenario.shipped import find

    try:
        return Checked(name, load(find(name)), [])
    except ScenarioError as error:
        return Checked(name, None, error.problems)


def _of_roads(scenario: Scenario) -> str:
    """How many roads have their length from coordinates, in words."""
    from sim.scenario.distances import computed_roads

    names = computed_roads(scenario)
    if not names:
        return ""
    factor = scenario.roads[names[0]].notes["km"].rpartition(" ")[2]
    words = f"{len(names)} of {len(scenario.roads)} roads have no km"
    return f"; {words}: as the crow flies, times {factor} (assumption A100)"
