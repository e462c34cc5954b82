"""``rout branch-dates``: the bellwether held or let fall from each of several days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    listed,
    scenario_named,
    show,
)

if TYPE_CHECKING:
    from sim.analysis.arms import Arms
    from sim.studies.branch_dates import Weights

DaysOption = Annotated[
    str | None, typer.Option(help="Days from which the branch is in force.", metavar="0,1,2,...")
]
WeightsOption = Annotated[str | None, typer.Option(help="Weights of a stand to try.", metavar="0.1,0.35,...")]
WeightsOfOption = Annotated[
    str | None,
    typer.Option(help="The scenario for the weights; SCENARIO if not given.", metavar="SCENARIO"),
]


def branch_dates(
    scenario: ScenarioArgument,
    runs: RunsOption = RUNS,
    days: DaysOption = None,
    weights: WeightsOption = None,
    weights_of: WeightsOfOption = None,
    seed: SeedOption = 1,
    out: OutOption = Path("results"),
    replace: ReplaceOption = False,
    threads: ThreadsOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """When could the bellwether still decide? Hold it and let it fall from each of several days.

    [bold]rout branch-dates offensive --weights-of homs -n 1000[/bold]

    Beside it: the same effect against the weight of a stand, and which weights the record of SCENARIO can \
still bear. Tables as CSV, the figure and the runs go to results/branch-dates-SCENARIO.
    """
    from sim.studies.branch_dates import WEIGHTS, by_date, by_weight, usual_days

    found = scenario_named(scenario)
    other = scenario_named(weights_of) if weights_of else found
    wanted_days, wanted_weights = listed("--days", days), listed("--weights", weights)
    name = Path(scenario).stem
    folder = out / f"branch-dates-{name}"
    bench = bench_at(folder, runs, seed, threads, replace=replace, quiet=quiet or json)
    dates = by_date(bench, found, name, wanted_days or usual_days(found))
    weighed = by_weight(bench, other, Path(weights_of or scenario).stem, wanted_weights or WEIGHTS, found)
    files = _write(folder, dates, weighed)
    if json:
        print_json("branch-dates", _plain(dates, weighed, files))
    elif not quiet:
        from sim.report.sheets import dates_sheet, weights_sheet

        sheets = (dates_sheet(dates), weights_sheet(weighed.arms, weighed.fits))
        show(sheets, _sentences(dates, weighed), files)


def _sentences(dates: Arms, weighed: Weights) -> tuple[str, str]:
    from sim.analysis.study_sentences import dates_sentence, weights_sentence

    return dates_sentence(dates), weights_sentence(weighed.arms, weighed.fits, weighed.recorded)


def _write(folder: Path, dates: Arms, weighed: Weights) -> list[Path]:
    """The tables and the figure; returns the files."""
    from sim.files import write_atomically
    from sim.plots.studies import dates_alt, dates_figure, save_study
    from sim.report.sheets import csv_text

    files = [write_atomically(folder / "dates.csv", csv_text(dates.rows()))]
    files.append(write_atomically(folder / "weights.csv", csv_text(weighed.rows())))
    figure = dates_figure(dates, weighed.arms, weighed.fits)
    title = f"When could {dates.theatre.bellwether} still decide?"
    return files + save_study(figure, folder, "branch-dates", title, dates_alt(dates, weighed.arms))


def _plain(dates: Arms, weighed: Weights, files: list[Path]) -> dict[str, Any]:
    return {
        "sentences": list(_sentences(dates, weighed)),
        "horizon_days": dates.curve.horizon_days,
        "dates": list(dates.rows()),
        "weights": list(weighed.rows()),
        "bearable_weights": weighed.arms.curve.admissible,
        "files": [str(path) for path in files],
    }
