"""The studies of docs/studies.md: each makes its tables there and its figures in results/reference.

    python -m benchmarks.studies ticks resolution ablation dates -n 500

Batches are kept in results/studies: a study that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from matplotlib.figure import Figure

from benchmarks.shrinking import shrink
from sim.analysis.study_sentences import ablation_sentence, dates_sentence, weights_sentence
from sim.engines import EngineName, engine_named
from sim.files import write_atomically
from sim.plots.studies import (
    ablation_alt,
    ablation_figure,
    dates_alt,
    dates_figure,
    resolution_alt,
    resolution_figure,
    save_study,
)
from sim.report.sheets import (
    Sheet,
    ablation_sheet,
    alike_sheet,
    cost_sheet,
    csv_text,
    dates_sheet,
    reasons_sheet,
    weights_sheet,
)
from sim.scenario import Scenario, load
from sim.scenario.shipped import find
from sim.studies.ablation import ablate
from sim.studies.bench import Bench
from sim.studies.branch_dates import WEIGHTS, by_date, by_weight, usual_days
from sim.studies.convergence import reasons, resolutions, ticks

DOCUMENT = Path("docs/studies.md")
REFERENCE = Path("results/reference")
BATCHES = Path("results/studies")
CAMPAIGN, MOMENT = "offensive", "homs"
MORE = 3


def shipped(name: str) -> Scenario:
    """A shipped scenario."""
    return load(find(name))


def section(name: str, *parts: str | Sheet) -> None:
    """Replace what stands between the marks of a section in the document; add it at the end if new."""
    words = [f"**{part.title}**\n\n{part.markdown()}" if isinstance(part, Sheet) else part for part in parts]
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    block = "\n\n".join([begin, *(word.rstrip() for word in words), end])
    text = DOCUMENT.read_text(encoding="utf-8")
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    new = pattern.sub(lambda _: block, text) if pattern.search(text) else f"{text.rstrip()}\n\n{block}\n"
    write_atomically(DOCUMENT, new)


def tick_study(bench: Bench) -> None:
    """Halving the tick; with more runs than elsewhere, as small differences are what is looked for."""
    many = replace(bench, n=MORE * bench.n)
    found = [ticks(many, shipped(name), name) for name in (MOMENT, CAMPAIGN)]
    for name, one in zip((MOMENT, CAMPAIGN), found, strict=True):
        write_atomically(REFERENCE / f"ticks-{name}.csv", csv_text(one.rows()))
    section("ticks", *(alike_sheet(one, "Tick") for one in found))


def resolution_study(bench: Bench) -> None:
    """Ever finer agents."""
    found, costs = resolutions(bench, shipped(MOMENT), MOMENT)
    write_atomically(REFERENCE / "resolution.csv", csv_text(found.rows()))
    save_figure(resolution_figure(found), "resolution", "Outcomes and finer agents", resolution_alt(found))
    head = "Sub-units"
    why = reasons_sheet(reasons(bench, shipped(MOMENT), MOMENT))
    section("resolution", alike_sheet(found, head), why, cost_sheet(found, costs, head))


def ablation_study(bench: Bench) -> None:
    """Each mechanism in turn."""
    found = ablate(bench, shipped(MOMENT), MOMENT)
    write_atomically(REFERENCE / "ablation.csv", csv_text(found.rows()))
    save_figure(ablation_figure(found), "ablation", "What each mechanism is worth", ablation_alt(found))
    section("ablation", ablation_sentence(found), ablation_sheet(found), pairs_note(found.whole.runs))


def dates_study(bench: Bench) -> None:
    """The branch by its day, and the weight of a stand."""
    campaign, moment = shipped(CAMPAIGN), shipped(MOMENT)
    dates = by_date(bench, campaign, CAMPAIGN, usual_days(campaign))
    weighed = by_weight(bench, moment, MOMENT, WEIGHTS, campaign)
    write_atomically(REFERENCE / "branch-dates.csv", csv_text(dates.rows()))
    write_atomically(REFERENCE / "stand-weight.csv", csv_text(weighed.rows()))
    figure, words = dates_figure(dates, weighed.arms, weighed.fits), dates_alt(dates, weighed.arms)
    save_figure(figure, "branch-dates", "When could the bellwether still decide?", words)
    note = pairs_note(min(dates.curve.pairs))
    section("dates", dates_sentence(dates), dates_sheet(dates), note)
    sentence = weights_sentence(weighed.arms, weighed.fits, weighed.recorded)
    section("weights", sentence, weights_sheet(weighed.arms, weighed.fits), note)


def save_figure(figure: Figure, name: str, title: str, words: str) -> None:
    """Write a figure as PNG and SVG into the reference results, the PNG as small as git likes it."""
    for path in save_study(figure, REFERENCE, name, title, words):
        if path.suffix == ".png":
            shrink(path)


def pairs_note(n: int) -> str:
    """What a table of paired effects rests on."""
    return f"n = {n:,} pairs with the same luck at each row; in brackets 95 % intervals."


STUDIES: dict[str, Callable[[Bench], None]] = {
    "ticks": tick_study,
    "resolution": resolution_study,
    "ablation": ablation_study,
    "dates": dates_study,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the studies that are named, all of them if none is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "studies", nargs="*", choices=[*STUDIES, []], help="which studies; all if none is named"
    )
    parser.add_argument("-n", type=int, default=500, help="runs at each point")
    parser.add_argument("--replace", action="store_true", help="delete stored runs first")
    given = parser.parse_args(arguments)
    engine = engine_named(EngineName.ensemble)
    bench = Bench(engine, BATCHES, given.n, replace=given.replace, command="python -m benchmarks.studies")
    for name in given.studies or STUDIES:
        STUDIES[name](bench)
        print(f"{name}: done", flush=True)


if __name__ == "__main__":
    main()
