"""An event along a number that is varied: a line with its band for each result."""

from __future__ import annotations

from matplotlib.axes import Axes

from sim.analysis.findings import sweep_finding
from sim.analysis.sentences import percent_interval, worst_error
from sim.analysis.sweep import Sweep
from sim.plots.effects import percent_ends
from sim.plots.style import finished, headed, legend_label, styles_of
from sim.plots.views import View


def swept(axes: Axes, sweep: Sweep) -> Axes:
    """Share of the runs in which the event happens, by the number, with 95 % intervals as bands."""
    for name, mark, estimates in zip(sweep.names, styles_of(sweep.names), sweep.shares, strict=True):
        low, middle, high = percent_ends(estimates)
        axes.fill_between(sweep.values, low, high, color=mark.colour, alpha=0.2, linewidth=0)
        axes.plot(
            sweep.values, middle, color=mark.colour, linestyle=mark.line, marker=mark.marker, markersize=4.5,
            linewidth=1.6, label=legend_label(name),
        )  # fmt: skip
    axes.set_ylim(-3.0, 103.0)
    axes.set_ylabel(f"{sweep.event}, % of runs")
    headed(axes, sweep_finding(sweep))
    note = (
        f"n = {sweep.runs:,} runs at each of {len(sweep.values)} values, on the same random seeds; bands are "
        f"95 % intervals, at most ±{worst_error(max(sweep.runs, 1)):.1f} points; "
        f"within {sweep.horizon_days:g} days"
    )
    return finished(axes, sweep.names, label(sweep), note)


def panel(sweep: Sweep) -> str:
    """What the figure shows."""
    return f"{sweep.event}, by {sweep.number.rpartition('.')[2].replace('_', ' ')}"


def label(sweep: Sweep) -> str:
    """The number with its unit."""
    return f"{sweep.number}, {sweep.unit}" if sweep.unit not in ("", "1") else sweep.number


def alt_sweep(sweep: Sweep) -> str:
    """The figure in words."""
    ends = "; ".join(
        f"{name} from {percent_interval(estimates[0])} to {percent_interval(estimates[-1])}"
        for name, estimates in zip(sweep.names, sweep.shares, strict=True)
    )
    low, high = sweep.values[0], sweep.values[-1]
    return f"{panel(sweep)}, from {low:g} to {high:g}: {ends}."


def sweep_view(sweep: Sweep) -> View:
    """The sweep as a figure to be."""
    return View(
        "sweep", panel(sweep), sweep_finding(sweep), alt_sweep(sweep), lambda axes: swept(axes, sweep)
    )
