"""Lines and rings: cutting, thinning, who lies within."""

from __future__ import annotations

import numpy as np
import pytest

from sim.geography.borders import edges_of
from sim.geography.lines import (
    area,
    corners,
    cut_to_convex,
    parts_within,
    signed_area,
    thinned,
    within,
)

SQUARE = corners((0.0, 0.0, 4.0, 4.0))
COMB = np.array([(0, 0), (4, 0), (4, 3), (3, 3), (3, 1), (1, 1), (1, 3), (0, 3)], float)


def test_a_ring_is_cut_to_a_cell():
    cut = cut_to_convex(SQUARE, corners((3.0, 1.0, 6.0, 2.0)))
    assert signed_area(cut) == pytest.approx(1.0)
    assert cut[:, 0].max() == 4.0


def test_a_ring_that_falls_apart_keeps_its_area():
    above = cut_to_convex(COMB, corners((-1.0, 2.0, 5.0, 9.0)))
    assert signed_area(above) == pytest.approx(2.0)
    assert area([above]) + area([cut_to_convex(COMB, corners((-1.0, -1.0, 5.0, 2.0)))]) == pytest.approx(
        6 + 2
    )


def test_what_lies_outside_is_cut_away():
    assert len(cut_to_convex(SQUARE, corners((5.0, 5.0, 6.0, 6.0)))) == 0


def test_a_ring_within_a_ring_is_a_hole():
    rings = [SQUARE, corners((1.0, 1.0, 2.0, 2.0))[::-1]]
    points = np.array([(0.5, 0.5), (1.5, 1.5), (3.0, 3.0), (9.0, 1.5)])
    assert within(points, rings).tolist() == [True, False, True, False]
    assert area(rings) == pytest.approx(15.0)


def test_thinning_keeps_the_ends_and_stays_close():
    x = np.linspace(0.0, 10.0, 2000)
    line = np.column_stack([x, np.sin(x)])
    few = thinned(line, 0.01)
    assert 10 < len(few) < 120
    assert (few[[0, -1]] == line[[0, -1]]).all()
    off = np.abs(np.interp(x, few[:, 0], few[:, 1]) - line[:, 1])
    assert off.max() < 0.015  # 0.01 across the line is more up and down
    assert len(thinned(line, 0.0)) == 2000


def test_a_line_is_cut_to_the_legs_that_are_seen():
    line = np.array([(-9.0, 0.0), (-8.0, 0.0), (-1.0, 0.0), (1.0, 0.0), (8.0, 0.0), (9.0, 0.0)])
    (part,) = parts_within(line, (-2.0, -1.0, 2.0, 1.0))
    assert part[:, 0].tolist() == [-8.0, -1.0, 1.0, 8.0]


def closed(ring):
    return np.concatenate([ring, ring[:1]])


def test_a_leg_of_two_countries_is_a_border_and_drawn_once():
    west, east = closed(corners((0.0, 0.0, 1.0, 1.0))), closed(corners((1.0, 0.0, 2.0, 1.0)))
    around = (-9.0, -9.0, 9.0, 9.0)
    found = edges_of([west, east], [False, False], around)
    length = lambda lines: sum(np.hypot(*np.diff(line, axis=0).T).sum() for line in lines)  # noqa: E731
    assert length(found.borders) == pytest.approx(1.0)
    assert length(found.coasts) == pytest.approx(6.0)
    assert not found.frontier
    home = edges_of([west, east], [True, False], around)
    assert length(home.frontier) == pytest.approx(4.0)
    assert length(home.coasts) == pytest.approx(3.0)
    assert not home.borders


def test_a_cut_along_the_antimeridian_is_no_border():
    west, east = closed(corners((179.0, 0.0, 180.0, 1.0))), closed(corners((180.0, 0.0, 181.0, 1.0)))
    found = edges_of([west, east], [True, True], (170.0, -9.0, 190.0, 9.0))
    assert not found.borders
    assert not any((line[:, 0] == 180.0).all() for line in found.frontier)
    assert len(found.frontier) >= 2
