"""``rout ablate``: what the bellwether is worth without each mechanism."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.output import JsonOption, QuietOption, print_json
from sim.cli.studying import (
    RUNS,
    OutOption,
    ReplaceOption,
    RunsOption,
    ScenarioArgument,
    SeedOption,
    ThreadsOption,
    bench_at,
    scenario_named,
    show,
)
from sim.errors import UsageError

OffOption = Annotated[
    str | None, typer.Option(help="Mechanisms to switch off, one at a time.", metavar="prestige,corridor,...")
]


def ablate(
    scenario: ScenarioArgument,
    runs: RunsOption = RUNS,
    off: OffOption = None,
    seed: SeedOption = 1,
    out: OutOption = Path("results"),
    replace: ReplaceOption = False,
    threads: ThreadsOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Through what does the bellwether matter? Hold it and let it fall, without each mechanism in turn.

    [bold]rout ablate homs -n 1000[/bold]

    Runs are paired by their luck. The table as CSV, the figure and the runs go to results/ablation-SCENARIO.
    """
    from sim.analysis.study_sentences import ablation_sentence
    from sim.files import write_atomically
    from sim.plots.studies import ablation_alt, ablation_figure, save_study
    from sim.report.sheets import ablation_sheet, csv_text
    from sim.studies.ablation import MECHANISMS
    from sim.studies.ablation import ablate as run_ablation

    found = scenario_named(scenario)
    mechanisms = _mechanisms(off) if off else MECHANISMS
    name = Path(scenario).stem
    folder = out / f"ablation-{name}"
    bench = bench_at(folder, runs, seed, threads, replace=replace, quiet=quiet or json)
    result = run_ablation(bench, found, name, mechanisms)
    files = [write_atomically(folder / "ablation.csv", csv_text(result.rows()))]
    title = f"What {result.theatre.bellwether} is worth without each mechanism"
    files += save_study(ablation_figure(result), folder, "ablation", title, ablation_alt(result))
    sentence = ablation_sentence(result)
    if json:
        body = {"sentence": sentence, "rows": list(result.rows()), "files": [str(path) for path in files]}
        print_json("ablate", body)
    elif not quiet:
        show((ablation_sheet(result),), (sentence,), files)


def _mechanisms(text: str) -> tuple[str, ...]:
    """Names of mechanisms with commas between them. Raises UsageError for one that does not exist."""
    from sim.scenario.schema import Mechanisms
    from sim.scenario.words import did_you_mean

    names = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    for name in names:
        if name not in Mechanisms.model_fields:
            raise UsageError(f"--off {name}: no such mechanism{did_you_mean(name, Mechanisms.model_fields)}")
    return names
