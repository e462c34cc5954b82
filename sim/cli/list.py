"""``rout list``: the scenarios and the results that there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.report.output import JsonOption, console, print_json

if TYPE_CHECKING:
    from sim.report.table import Table

NO_SCENARIOS_HERE = "No scenarios of your own here yet: docs/scenarios.md says how to write one."
NO_RESULTS = "No results in {folder}/ yet: 'rout run {name}' makes one."


def list_all(
    results: Annotated[
        Path, typer.Option("--results", help="Where the results are.", metavar="FOLDER")
    ] = Path("results"),
    json: JsonOption = False,
) -> None:
    """List the scenarios, shipped and in this folder, and the results in results/.

    Example: [bold]rout list[/bold]

    Of a scenario: its title and what is done in it by intervention. Of a result: its runs, its \
intervention, when it was made, and whether it is incomplete or was made by another state of the engine.
    """
    from sim.cli.inventory import results_in, scenarios
    from sim.scenario.shipped import default_name

    known, made = list(scenarios()), list(results_in(results))
    if json:
        print_json("list", {"scenarios": known, "results": made})
        return
    terminal = console()
    for table in tables(known, made):
        terminal.print(table.rich(terminal.width))
    if not any(one["where"] != "shipped" for one in known):
        terminal.print(NO_SCENARIOS_HERE, soft_wrap=True)
    if not made:
        terminal.print(NO_RESULTS.format(folder=results, name=default_name()), soft_wrap=True)


def tables(known: list[dict[str, Any]], made: list[dict[str, Any]]) -> Iterator[Table]:
    """A table of scenarios for each place where they are, and one of results."""
    from sim.report.table import Table

    for where in dict.fromkeys(one["where"] for one in known):
        here = (one for one in known if one["where"] == where)
        found = tuple((one["name"], one["title"] or one["problem"], one["intervention"]) for one in here)
        title = "Shipped scenarios" if where == "shipped" else f"Scenarios in {where}"
        yield Table(title, ("Name", "Title", "Intervention"), found, text=range(3))
    if made:
        rows = tuple(
            (
                one["name"],
                one["title"],
                f"{one['runs']:,}" if one["runs"] is not None else "",
                one["intervention"],
                one["made"][:16].replace("T", " "),
                "; ".join(one["notes"]),
            )
            for one in made
        )
        heads = ("Name", "Scenario", "Runs", "Intervention", "Made (UTC)", "Note")
        yield Table("Results", heads, rows, text=range(len(heads)))
