"""Which numbers does the answer hang on? Screening of all of them, then shares of the variance."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import typer
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.sensitivity import (
    REST,
    Index,
    Indices,
    Screened,
    decomposition,
    grouped,
    indices,
    most_telling,
    screened,
    screening,
)
from sim.analysis.sentences import signed
from sim.analysis.statistics import Estimate, Floats
from sim.counting import begun
from sim.errors import UsageError
from sim.files import write_atomically
from sim.plots.style import FAINT, INK, new_figure, save_kinds, style, styled, whiskers
from sim.report.table import Table, csv_text
from sim.studies.runner import Study, study_options
from sim.studies.vectors import (
    Outcomes,
    PriorsOption,
    Subject,
    WarOption,
    require_salib,
    run_vectors,
    subject_of,
)

RUNS = 8
TRAJECTORIES, BASE, MOST = 24, 512, 10
LEAST_RUNS = 2
LEADING = 0.1
"""A total index of less than this, beyond noise, is not named in the sentence."""
ROW_INCHES = 0.3
TITLE_LETTERS = 36  # of a line above a panel
SHOWN = 20

Row = dict[str, float | int | str]
TrajectoriesOption = Annotated[
    int, typer.Option(min=4, max=10_000, metavar="N", help="Trajectories of the screening.")
]
BaseOption = Annotated[
    int, typer.Option(min=8, max=2**20, metavar="N", help="Rows of the Sobol design, a power of two.")
]
MostOption = Annotated[
    int, typer.Option(min=1, max=100, metavar="N", help="At most so many numbers have indices of their own.")
]
AllOption = Annotated[bool, typer.Option("--all", help="Indices of every number, and no screening.")]


@dataclass(frozen=True)
class Output:
    """One of the answers: its name in files, in words, its unit, its scale, and how it is read off runs."""

    name: str
    words: str
    unit: str
    scale: float
    read: Callable[[Outcomes], Floats]


def outputs_of(asked: Subject) -> tuple[Output, ...]:
    """The three answers: whether the capital falls, on which day, and what the place decides of it."""
    falls = f"{asked.capital} falls within {asked.horizon:g} days"
    return (
        Output("capital_falls", falls, "points", 100.0, lambda found: found.capital_falls),
        Output(
            "capital_day", f"day on which {asked.capital} falls", "days", 1.0, lambda found: found.capital_day
        ),
        Output("effect", f"effect of {asked.place}", "points", 100.0, lambda found: found.effect),
    )


@dataclass(frozen=True)
class Sensitivity:
    """What was found: ``screen`` (outputs, numbers), empty without a screening; ``shares`` of each output.

    ``names`` (numbers,) are all numbers', ``groups`` those of the indices, the last all others.
    """

    place: str
    capital: str
    outputs: tuple[Output, ...]
    names: tuple[str, ...]
    screen: tuple[tuple[Screened, ...], ...]
    groups: tuple[str, ...]
    shares: tuple[Indices, ...]
    runs: int
    trajectories: int
    base: int

    def screen_rows(self) -> Iterator[Row]:
        """A row of plain numbers for each output and number of the screening."""
        for output, found in zip(self.outputs, self.screen, strict=bool(self.screen)):
            for name, one in zip(self.names, found, strict=True):
                yield {
                    "output": output.name, "unit": output.unit, "number": name,
                    **_scaled("size", one.size, output.scale), "mean": output.scale * one.mean,
                    "spread": output.scale * one.spread, "noise": output.scale * one.noise,
                    "clear": int(one.clear),
                }  # fmt: skip

    def rows(self) -> Iterator[Row]:
        """A row of plain numbers for each output and number that has indices."""
        for output, found in zip(self.outputs, self.shares, strict=True):
            for name, one in zip(self.groups, found.each, strict=True):
                yield {
                    "output": output.name, "number": name, **_scaled("first", one.first),
                    **_scaled("total", one.total), "total_noise": one.noise, "clear": int(one.clear),
                    "mean": output.scale * found.mean, "deviation": output.scale * found.deviation,
                    "unit": output.unit, "noise_share": found.noise,
                }  # fmt: skip


def _scaled(name: str, one: Estimate, scale: float = 1.0) -> dict[str, float]:
    return {name: scale * one.value, f"{name}_low": scale * one.low, f"{name}_high": scale * one.high}


def by_number(
    study: Study, asked: Subject, trajectories: int = TRAJECTORIES, base: int = BASE, most: int = MOST
) -> Sensitivity:
    """Screen all numbers, and decompose the variance by those that matter; all of them if ``most`` is 0."""
    seed, runs = study.runner.seed, study.runner.n
    outputs, numbers = outputs_of(asked), len(asked.unknowns)
    names = tuple(one.name.replace("parameters.", "") for one in asked.unknowns)
    screen: tuple[tuple[Screened, ...], ...] = ()
    own: Sequence[int] = range(numbers)
    if most:
        walk = screening(numbers, trajectories, seed)
        found = run_vectors(study, asked, "screening", walk, runs)
        screen = tuple(screened(walk, output.read(found), seed) for output in outputs)
        own = most_telling(screen, most)
    groups = grouped(numbers, own)
    design = decomposition(groups, base, seed)
    found = run_vectors(study, asked, "decomposition", design, runs)
    shares = tuple(indices(groups, output.read(found), seed) for output in outputs)
    order = tuple(dict.fromkeys(groups))
    called = tuple(REST if name == REST else names[int(name)] for name in order)
    return Sensitivity(
        asked.place, asked.capital, outputs, names, screen, called, shares, runs, trajectories, base
    )


# --- in words ----------------------------------------------------------------------------
def sentences(found: Sensitivity) -> Iterator[str]:
    """For each output: what most of its variance comes from, and how much of it is noise."""
    for output, shares in zip(found.outputs, found.shares, strict=True):
        title = begun(output.words)
        whole = (
            f"{title}: {_number(output, shares.mean)} on average over the priors, standard deviation "
            f"{_number(output, shares.deviation)}"
        )
        leading = [
            (name, one)
            for name, one in zip(found.groups, shares.each, strict=True)
            if one.clear and one.beyond_noise >= LEADING
        ]
        leading.sort(key=lambda pair: -pair[1].beyond_noise)
        said = ", ".join(f"{_plain(name)} {_total(one)}" for name, one in leading)
        rest = f"; of its variance {_percent(shares.noise)} is chance of {found.runs} runs"
        if said:
            yield f"{whole}; total share of the variance, chance taken off: {said}{rest}."
        else:
            yield f"{whole}; no number has a clear total share of {_percent(LEADING)} or more{rest}."


def _total(one: Index) -> str:
    low, high = (max(0.0, end - one.noise) for end in (one.total.low, one.total.high))
    return f"{_percent(one.beyond_noise)} ({_percent(low)} to {_percent(high)})"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"


def _number(output: Output, value: float) -> str:
    unit = "%" if output.name == "capital_falls" else output.unit
    return f"{output.scale * value:.1f} {unit}"


def tables(found: Sensitivity) -> Iterator[Table]:
    """The screening, and for each output the shares of its variance."""
    if found.screen:
        yield screen_table(found)
    for output, shares in zip(found.outputs, found.shares, strict=True):
        yield table(found, output, shares)


def screen_table(found: Sensitivity) -> Table:
    """The size of every number's effect, the largest first; in brackets what is chance."""
    order = _by_size(found)
    heads = ("Number", *(f"{output.words}, {output.unit}" for output in found.outputs))
    rows = tuple(
        (_plain(found.names[k]), *(_size(output, row[k]) for output, row in _screens(found)))
        for k in order[:SHOWN]
    )
    left = len(order) - len(rows)
    caption = (
        "Mean size of the change from one end of the number's range to the other (mu*) with its 95 % "
        "interval; * where that is more than chance alone would give"
    )
    if left:
        caption += f"; the other {left} are in the CSV"
    return Table(f"Screening of {len(found.names)} numbers", heads, rows, caption=f"{caption}.")


def _screens(found: Sensitivity) -> list[tuple[Output, tuple[Screened, ...]]]:
    return list(zip(found.outputs, found.screen, strict=True))


def _by_size(found: Sensitivity) -> list[int]:
    """Every number: those that tell most first, then the others in their order."""
    first = most_telling(found.screen, len(found.names))
    return [*first, *(k for k in range(len(found.names)) if k not in first)]


def _size(output: Output, one: Screened) -> str:
    low, value, high = (output.scale * end for end in (one.size.low, one.size.value, one.size.high))
    return f"{value:.1f} ({max(low, 0.0):.1f} to {high:.1f}){'*' if one.clear else ''}"


def table(found: Sensitivity, output: Output, shares: Indices) -> Table:
    """First and total shares of the variance of one output, the largest total first."""
    heads = ("Number", "Alone", "With all it interacts with", "Chance in that")
    rows = tuple((_plain(name), *_share_cells(shares.each[k])) for k, name in _ordered(found, [shares]))
    caption = (
        f"Of the variance {_percent(shares.noise)} is chance of {found.runs} runs. Shares over the priors; "
        "with interactions less what is chance; in brackets 95 % intervals from a bootstrap."
    )
    return Table(f"Shares of the variance: {output.words}", heads, rows, caption=caption)


def _ordered(found: Sensitivity, shares: Sequence[Indices]) -> list[tuple[int, str]]:
    """Positions and names of the groups, by their largest total of these outputs, all others last."""
    return sorted(
        enumerate(found.groups),
        key=lambda one: (one[1] == REST, -max(each.each[one[0]].beyond_noise for each in shares), one[0]),
    )


def _share_cells(one: Index) -> tuple[str, str, str]:
    ends = (one.first.value, one.first.low, one.first.high)
    first, low, high = (signed(100.0 * end, 0).removeprefix("+") for end in ends)
    return f"{first} % ({low} to {high})", _total(one), _percent(one.noise)


# --- figures -----------------------------------------------------------------------------
def figure(found: Sensitivity) -> Figure:
    """Totals as bars with the part that is chance pale, shares of the number alone as marks."""
    rows = _ordered(found, found.shares)
    with styled():
        drawn = new_figure(9.6, 1.9 + ROW_INCHES * len(rows))
        for i, panel in enumerate(drawn.subplots(1, len(found.outputs), sharey=True)):
            _totals(panel, found, i, [k for k, _ in rows])
        first = drawn.axes[0]
        first.set_yticks(np.arange(len(rows)), [_plain(name) for _, name in rows])
        first.invert_yaxis()
        note = (
            f"Dark: with all that it interacts with; pale: chance of {found.runs} runs; mark: alone; "
            f"{found.base:,} rows; whiskers 95 %"
        )
        _foot(drawn, f"Share of the variance, %\n{note}")
    return drawn


def _totals(axes: Axes, found: Sensitivity, i: int, order: Sequence[int]) -> None:
    each = [found.shares[i].each[k] for k in order]
    at = np.arange(len(each), dtype=np.float64)
    total, noise = (
        100.0 * np.array(row) for row in zip(*((e.total.value, e.noise) for e in each), strict=True)
    )
    beyond = np.maximum(total - noise, 0.0)
    axes.barh(at, beyond, color=style(i).colour, height=0.62)
    axes.barh(at, np.minimum(noise, total), left=beyond, color=style(i).colour, alpha=0.3, height=0.62)
    ends = 100.0 * np.array([(e.total.low, e.total.high) for e in each])
    whiskers(axes, total, at, ends, across=True)
    axes.plot(
        [100.0 * e.first.value for e in each], at, linestyle="", marker="D", color=INK, markersize=4,
        markerfacecolor="white",
    )  # fmt: skip
    axes.set_xlim(left=min(0.0, axes.get_xlim()[0]))
    axes.set_title(_wrapped(_most_of(found, i)), fontsize=9.5)


def _foot(drawn: Figure, words: str) -> None:
    drawn.supxlabel(words, fontsize=8.5, color=FAINT)


def _most_of(found: Sensitivity, i: int) -> str:
    """What most of the variance of one output comes from."""
    clear = [pair for pair in zip(found.groups, found.shares[i].each, strict=True) if pair[1].clear]
    if not clear:
        return f"{begun(found.outputs[i].words)}: nothing is told from chance"
    name, most = max(clear, key=lambda pair: pair[1].beyond_noise)
    return f"{begun(found.outputs[i].words)}: most from {_plain(name)} ({_percent(most.beyond_noise)})"


def _largest(found: Sensitivity, i: int) -> str:
    """Which number moves one output most."""
    k = max(range(len(found.names)), key=lambda k: found.screen[i][k].size.value)
    if found.screen[i][k].size.low <= found.screen[i][k].noise:
        return f"{begun(found.outputs[i].words)}: no number is told from chance"
    return f"{begun(found.outputs[i].words)}: most moved by {_plain(found.names[k])}"


def _wrapped(finding: str) -> str:
    return textwrap.fill(finding, TITLE_LETTERS)


def screen_figure(found: Sensitivity) -> Figure:
    """Sizes of the effects of the numbers that matter most, beside what chance alone would give."""
    order = _by_size(found)[:SHOWN]
    at = np.arange(len(order), dtype=np.float64)
    with styled():
        drawn = new_figure(9.6, 1.9 + ROW_INCHES * len(order))
        for i, panel in enumerate(drawn.subplots(1, len(found.outputs), sharey=True)):
            output, mark = found.outputs[i], style(i)
            each = [found.screen[i][k] for k in order]
            size = output.scale * np.array([one.size.value for one in each])
            ends = output.scale * np.array([(max(0.0, one.size.low), one.size.high) for one in each])
            panel.barh(at, output.scale * np.array([one.noise for one in each]), color=FAINT, alpha=0.25)
            panel.plot(size, at, linestyle="", marker=mark.marker, color=mark.colour, markersize=5)
            whiskers(panel, size, at, ends, across=True)
            panel.set_title(_wrapped(_largest(found, i)), fontsize=9.5)
            panel.set_xlabel(output.unit)
        drawn.axes[0].set_yticks(at, [_plain(found.names[k]) for k in order])
        drawn.axes[0].invert_yaxis()
        note = (
            "Mean size of the change from one end of a number's range to the other, "
            f"n = {found.trajectories} trajectories; whiskers 95 %; grey: what chance alone would give"
        )
        _foot(drawn, note)
    return drawn


def alt_text(found: Sensitivity) -> str:
    """Words for ``figure``."""
    return "Total shares of the variance. " + " ".join(sentences(found))


def screen_alt(found: Sensitivity) -> str:
    """Words for ``screen_figure``."""
    parts = []
    for output, row in _screens(found):
        order = sorted(range(len(row)), key=lambda k: -row[k].beyond_noise)[:3]
        each = ", ".join(f"{_plain(found.names[k])} {output.scale * row[k].size.value:.1f}" for k in order)
        parts.append(f"{output.words}, {output.unit}: {each}")
    return "Mean sizes of effects, the three largest of each. " + "; ".join(parts) + "."


@study_options("sensitivity", RUNS)
def sensitivity(
    study: Study,
    priors: PriorsOption,
    trajectories: TrajectoriesOption = TRAJECTORIES,
    base: BaseOption = BASE,
    most: MostOption = MOST,
    every: AllOption = False,
    war: WarOption = "",
) -> None:
    """Which unknown numbers does the answer hang on? Screen all, then take the variance apart.

    [bold]rout sensitivity homs-record --priors syria[/bold]

    Vectors of numbers come from a file of priors. Outputs: whether the capital falls, on which day, and \
what holding or letting fall the place of the branch changes. -n is the number of runs for each vector and \
branch; how much of the variance is the chance of so few is said. The tables, the figures and the runs go \
to results/sensitivity-SCENARIO. Ctrl-C loses at most a few seconds.
    """
    require_salib()
    _require_sizes(study.runner.n, base)
    asked = subject_of(study, priors, war)
    found = by_number(study, asked, trajectories, base, 0 if every else most)
    said = list(sentences(found))
    files = [write_atomically(study.folder / "sensitivity.csv", csv_text(found.rows()))]
    files += save_kinds(figure(found), study.folder, "sensitivity", "Shares of the variance", alt_text(found))
    if found.screen:
        files.append(write_atomically(study.folder / "screening.csv", csv_text(found.screen_rows())))
        words = screen_alt(found)
        files += save_kinds(screen_figure(found), study.folder, "screening", "Sizes of effects", words)
    body = {"sentences": said, "rows": list(found.rows()), "screening": list(found.screen_rows())}
    study.show(list(tables(found)), said, files, body)


def _require_sizes(runs: int, base: int) -> None:
    if runs < LEAST_RUNS:
        raise UsageError(f"-n {runs}: at least {LEAST_RUNS} runs for each vector, or chance cannot be told")
    if base & (base - 1):
        lower = 2 ** (base.bit_length() - 1)
        raise UsageError(f"--base {base}: expected a power of two, such as {lower} or {2 * lower}")
