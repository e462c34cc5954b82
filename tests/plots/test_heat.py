"""Maps over two numbers: their words fit and are read, and the colours say what the cells do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sim.analysis.grid import Grid, Varied, design_values
from sim.analysis.statistics import Estimate, paired_share_difference, share
from sim.plots.heat import heat_views, heats, luminance, read_on
from sim.plots.maps import COLOURS
from sim.plots.style import DIVERGING, fix_layout
from sim.plots.views import view_figure

RUNS = 100


def made(points, fell=lambda x, y: x * y, rose=lambda x, y: 1.0 - 0.9 * x * y):
    """A grid of ``points`` by ``points`` in which two results have these shares."""
    at = [[(x / (points - 1), y / (points - 1)) for x in range(points)] for y in range(points)]
    counts = [[[round(RUNS * f(x, y)) for x, y in row] for row in at] for f in (fell, rose)]
    gaps = [[b - a for a, b in zip(*rows, strict=True)] for rows in zip(*counts, strict=True)]
    return Grid(
        across=Varied("parameters.expected_days", "days", np.linspace(0.5, 16.0, points)),
        up=Varied('units."A formation with quite a long name".men', "men", np.linspace(300, 5200, points)),
        event="Damascus falls",
        names=("hold", "fall"),
        shares=tuple(tuple(tuple(share(k, RUNS) for k in row) for row in each) for each in counts),
        differences=(
            tuple(
                tuple(paired_share_difference(max(0, -gap), max(0, gap), RUNS) for gap in row) for row in gaps
            ),
        ),
        runs=RUNS,
        horizon_days=45.0,
    )


def test_each_result_and_each_difference_has_a_map_of_its_own():
    views = heat_views(made(5))
    assert [view.name for view in views] == ["heat-1", "heat-2", "heat-2-minus-1"]
    assert views[2].panel == "Damascus falls: fall minus hold"
    assert views[2].title.startswith("Damascus falls: fall and hold differ in ")
    assert "least 0 % at 0.5 and 300; most 100 % at 16 and 5200" in views[0].alt
    assert "least −90.0 points at 16 and 5200; most +100.0 points at 0.5 and 300" in views[2].alt


def test_the_design_runs_through_the_first_number_fastest():
    assert design_values(np.array([1.0, 2.0]), np.array([5.0, 6.0])).tolist() == [
        [1.0, 5.0], [2.0, 5.0], [1.0, 6.0], [2.0, 6.0],
    ]  # fmt: skip


@pytest.mark.parametrize("points", [5, 9, 17])
@pytest.mark.parametrize("which", [0, 2])
def test_words_stay_within_their_cells(points, which):
    figure = view_figure(heat_views(made(points))[which])
    canvas = FigureCanvasAgg(figure)
    fix_layout(figure)
    axes, renderer = figure.axes[0], canvas.get_renderer()
    frame = axes.get_window_extent(renderer)
    assert len(axes.texts) - 1 == points**2  # one is the note
    for text in axes.texts[: points**2]:
        box = text.get_window_extent(renderer)
        assert box.width <= frame.width / points
        assert box.height <= frame.height / points


def test_words_that_would_be_too_small_are_left_out():
    figure = view_figure(heat_views(made(33))[2])
    assert len(figure.axes[0].texts) == 1


def test_a_map_names_its_axes_units_runs_and_standard_error():
    figure = view_figure(heat_views(made(9))[0])
    axes, key = figure.axes
    assert axes.get_xlabel() == "parameters.expected_days, days"
    assert axes.get_ylabel().replace("\n", " ").endswith(".men, men")
    assert key.get_ylabel() == "Runs, %"
    note = " ".join(axes.texts[-1].get_text().replace("\u00a0", " ").split())
    assert "n = 100 runs in each of 81 cells, on the same random seeds" in note
    assert "standard error of a share at most 5.0 points" in note


def test_cells_without_runs_are_hatched_and_counted():
    whole = made(3)
    empty = Estimate(*[float("nan")] * 4)

    def without(cells):
        return ((cells[0][0], empty, empty), *cells[1:])

    part = replace(
        whole,
        shares=tuple(map(without, whole.shares)),
        differences=tuple(map(without, whole.differences)),
    )
    assert (whole.missing, part.missing) == (0, 2)
    for view in heat_views(part):
        (axes, *_) = view_figure(view).axes
        hatched = [patch for patch in axes.patches if patch.get_hatch()]
        assert [(patch.get_width(), patch.get_height()) for patch in hatched] == [(3, 3)]
        (mesh,) = axes.collections
        assert hatched[0].get_zorder() < mesh.get_zorder()
        assert np.ma.getmaskarray(mesh.get_array()).sum() == 2, "through these the ground shows"
        notes = " ".join(text.get_text().replace("\n", " ") for text in axes.texts).replace("\u00a0", " ")
        assert "no runs (2 of 9 cells)" in notes
        assert "nan" not in f"{notes} {view.alt} {view.title}"
        assert "2 cells have no runs" in view.alt
    for view in heat_views(whole):
        assert not [patch for patch in view_figure(view).axes[0].patches if patch.get_hatch()]


def test_no_difference_is_paper_and_the_scale_is_even_about_it():
    small = dict(heats(made(5, fell=lambda x, y: 0.5, rose=lambda x, y: 0.5 + 0.03 * x)))["heat-2-minus-1"]
    assert (small.scale.vmin, small.scale.vmax) == (-0.05, 0.05)
    assert DIVERGING(small.scale(0.0))[:3] == pytest.approx((1.0, 1.0, 1.0), abs=0.01)


@pytest.mark.parametrize("colours", [COLOURS, DIVERGING], ids=["shares", "differences"])
def test_words_stand_out_from_every_colour(colours):
    for share_ in np.linspace(0.0, 1.0, 101):
        ground = colours(share_)
        low, high = sorted((luminance(ground), luminance(read_on(ground))))
        assert (high + 0.05) / (low + 0.05) >= 4.0
