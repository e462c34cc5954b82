"""``rout replay``: one run of a result again, told event by event."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.report.output import JsonOption, PointOption, ResultArgument, console, print_json

if TYPE_CHECKING:
    from sim.engines.mesa_model import Rout
    from sim.results import Result

RunOption = Annotated[int, typer.Option("--run", min=0, metavar="N", help="The run's number.")]


def replay(result: ResultArgument, run: RunOption, point: PointOption = 0, json: JsonOption = False) -> None:
    """Replay one run as a Mesa model and tell what happened, event by event, and why.

    [bold]rout replay homs-hold --run 812[/bold]

    The run is computed again from its number and must end exactly as it is stored.
    """
    from sim.rerun import replay as replayed
    from sim.results import Result

    opened = Result.open(result)
    model = replayed(opened, run, point)
    if json:
        print_json("replay", _plain(model, opened, run, point))
        return
    start = opened.manifest["scenario"]["scenario"]["start"]
    for event in model.events:
        typer.echo(event.sentence(start))
    words = f"Run {run} of {opened.name} ends as stored: {model.outcome.replace('_', ' ')}."
    console().print(words, style="bold", soft_wrap=True)


def _plain(model: Rout, result: Result, run: int, point: int) -> dict[str, Any]:
    """The same for programs: the row and every event."""
    events = [{**asdict(event), "kind": event.name, "sentence": event.sentence()} for event in model.events]
    return {"result": result.name, "row": result.row(run, point), "events": events}
