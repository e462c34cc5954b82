"""``rout check``: validate scenario files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from sim.errors import ScenarioError
from sim.report.output import JsonOption, complete_scenario, console, print_json

if TYPE_CHECKING:
    from sim.cli.implied import Implied
    from sim.scenario import Scenario


def check(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            help="Scenario files, or names of shipped ones.", metavar="FILE", autocompletion=complete_scenario
        ),
    ],
    summary: Annotated[
        bool,
        typer.Option("--summary", help="Tell what each scenario implies, attacked or not."),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Validate scenario files: every problem at once, with line, value, rule and "did you mean".

    Example: [bold]rout check my.toml --summary[/bold]

    The summary has the men by side, places that are cut off at the start or have no garrison, belief and \
morale at the start by kind of formation, aims that are out of reach, and how often the army comes apart \
though nobody attacks it.
    """
    if summary:
        from sim.cli.running import tell_of_compiling
        from sim.engines import EngineName

        tell_of_compiling(EngineName.ensemble, quiet=json)
    checked = [_checked(name, summary) for name in scenarios]
    found = [problem for one in checked for problem in one.problems]
    if json:
        print_json("check", {"files": [one.as_json() for one in checked]})
        raise typer.Exit(ScenarioError.exit_code if found else 0)
    for one in checked:
        if one.scenario is not None:
            typer.echo(f"{one.name}: no problems{_of_roads(one.scenario)}{_of_posterior(one.scenario)}")
        if one.implied is not None:
            for line in one.implied.lines():
                typer.echo(f"  {line}")
            terminal = console()
            terminal.print(one.implied.table().rich(terminal.width))
    if found:
        raise ScenarioError(*found)


@dataclass(frozen=True)
class Checked:
    """A file and its scenario, or what is wrong with it."""

    name: str
    scenario: Scenario | None
    problems: list[str]
    implied: Implied | None = None

    def as_json(self) -> dict[str, object]:
        """What is printed of it as JSON."""
        from sim.scenario.distances import computed_roads

        roads = computed_roads(self.scenario) if self.scenario is not None else []
        found = {"file": self.name, "problems": self.problems, "roads_without_km": roads}
        return found | ({"summary": self.implied.as_json()} if self.implied is not None else {})


def _checked(name: str, summary: bool) -> Checked:
    from sim.scenario import load
    from sim.scenario.shipped import find

    try:
        scenario = load(find(name))
    except ScenarioError as error:
        return Checked(name, None, error.problems)
    if not summary:
        return Checked(name, scenario, [])
    from sim.cli.implied import implied

    return Checked(name, scenario, [], implied(scenario))


def _of_roads(scenario: Scenario) -> str:
    """How many roads have their length from coordinates, in words."""
    from sim.scenario.distances import computed_roads

    names = computed_roads(scenario)
    if not names:
        return ""
    factor = scenario.roads[names[0]].notes["km"].rpartition(" ")[2]
    words = f"{len(names)} of {len(scenario.roads)} roads have no km"
    return f"; {words}: as the crow flies, times {factor} (assumption A100)"


def _of_posterior(scenario: Scenario) -> str:
    """What is drawn from a posterior, in words."""
    found = scenario.posterior
    if not found.columns:
        return ""
    war = f" of war {found.war}" if found.war else ", of a war that was not fitted"
    return f"; each run draws one of {len(found.vectors):,} vectors of {found.file}{war}"
