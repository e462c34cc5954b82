"""``rout explain``: one run of a result told in order, with why each formation that mattered broke."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.errors import UsageError
from sim.report.output import JsonOption, PointOption, ResultArgument, console, print_json, say_files

if TYPE_CHECKING:
    from sim.analysis.representative_runs import Choice
    from sim.results import Result
    from sim.story.story import Story

MEDIAN, SURPRISING = "median", "most surprising"

RunOption = Annotated[
    str,
    typer.Option(
        "--run",
        help=f"The run's number, or a representative run: '{MEDIAN}' or '{SURPRISING}'.",
        metavar="RUN",
    ),
]


def explain(
    result: ResultArgument,
    run: RunOption = MEDIAN,
    point: PointOption = 0,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    json: JsonOption = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Write the text, the data and a figure of morale into this folder.", metavar="FOLDER"
        ),
    ] = None,
) -> None:
    """Tell one run in order: what happened, when, and why each formation that mattered broke.

    [bold]rout explain homs-hold --run median[/bold]
    [bold]rout explain homs-hold --run "most surprising" --out told[/bold]

    The run is computed again and must end exactly as it is stored. Causes are shares of what had \
lowered a formation's morale below its resting value; they add up to 100 %.
    """
    from sim.report.story import markdown as as_markdown
    from sim.report.story import plain, text
    from sim.results import Result

    if markdown and json:
        raise UsageError("give --markdown or --json, not both")
    opened = Result.open(result)
    choice = _choose(opened, run, point)
    story = _story(opened, choice.run, point)
    head = _head(opened, choice)
    data = {"result": opened.name, "run": choice.run, "point": point, "chosen": choice.why, **plain(story)}
    if json:
        print_json("explain", data)
    elif markdown:
        typer.echo(as_markdown(story, head), nl=False)
    else:
        console().print(text(story, head), soft_wrap=True)
    if out is not None:
        files = _write(out, opened.name, choice.run, story, head)
        say_files("Written", files)


def _story(result: Result, run: int, point: int) -> Story:
    """The run's story, after making sure that it ends as stored."""
    from sim.rerun import model_of, replay, retrace
    from sim.story.story import tell, tell_trace

    traced = retrace(result, run, point)
    if traced is not None:
        return tell_trace(traced)
    replay(result, run, point)
    return tell(model_of(result, run, point))


def _choose(result: Result, run: str, point: int) -> Choice:
    """The run that is meant. Raises UsageError for a word that is not known."""
    from sim.analysis.representative_runs import Choice, median_run, surprising_run

    if run == MEDIAN:
        return median_run(result, point)
    if run.replace("-", " ") == SURPRISING:
        return surprising_run(result, point)
    if not run.isdecimal():
        raise UsageError(f"--run {run!r}: expected a run's number, {MEDIAN!r} or {SURPRISING!r}")
    return Choice(int(run), "")


def _head(result: Result, choice: Choice) -> str:
    title = result.manifest["scenario"]["scenario"]["title"]
    return f"{title}: run {choice.run} of {result.name}" + (f" ({choice.why})" if choice.why else "")


def _write(folder: Path, name: str, run: int, story: Story, head: str) -> list[Path]:
    import textwrap

    from sim.files import json_text, write_atomically
    from sim.plots.story import story_figure
    from sim.plots.style import save_kinds
    from sim.report.story import alt, plain
    from sim.report.story import markdown as as_markdown

    stem = f"{name}-run-{run}"
    files = [write_atomically(folder / f"{stem}.md", as_markdown(story, head))]
    files.append(write_atomically(folder / f"{stem}.json", json_text(plain(story))))
    return files + save_kinds(
        story_figure(story, head), folder, stem, textwrap.shorten(head, 120), alt(story)
    )
