"""The map of a theatre: anywhere on Earth, with a cell for every place."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from sim.geography.cells import cells, nearest
from sim.geography.lines import area, corners, cut_to_convex, within
from sim.geography.theatre import Outline, theatre_map, unwrapped

THEATRES = {
    "Syria": ((36.29, 33.51), (36.72, 34.73), (37.16, 36.2), (35.78, 35.52), (40.14, 35.34), (39.0, 35.95)),
    "Colombia": ((-74.08, 4.61), (-75.57, 6.25), (-76.53, 3.44), (-75.51, 10.4), (-70.76, 7.08)),
    "Afghanistan": ((69.17, 34.53), (62.2, 34.34), (65.7, 31.61), (67.11, 36.71), (70.45, 34.43)),
    "Fiji": ((178.44, -18.14), (179.38, -16.43), (-179.98, -16.85), (177.45, -17.61)),
    "Veyra": ((-30.0, 40.1), (-31.0, 40.6), (-30.1, 40.7), (-29.05, 40.75)),
    "South Africa": ((28.19, -25.75), (18.42, -33.92), (31.03, -29.86), (26.2, -29.1)),
    "Svalbard": ((15.6, 78.2), (12.0, 78.9)),
    "one place": ((2.35, 48.86),),
}


@pytest.fixture(params=THEATRES)
def drawn(request):
    return theatre_map(THEATRES[request.param])


def test_every_place_lies_within_its_own_cell_and_in_no_other(drawn):
    for i, cell in enumerate(drawn.cells):
        inside = np.any([within(drawn.spots, patch) for patch in cell], axis=0)
        assert inside.tolist() == [j == i for j in range(len(drawn.spots))]


def test_the_cells_share_out_the_ground(drawn):
    shares = sum(area(cell[0]) for cell in drawn.cells)
    assert shares == pytest.approx(area(drawn.ground), rel=1e-6)
    west, south, east, north = drawn.around
    points = np.concatenate([ring for cell in drawn.cells for patch in cell for ring in patch])
    assert (points >= (west - 1e-6, south - 1e-6)).all()
    assert (points <= (east + 1e-6, north + 1e-6)).all()


def test_the_cells_are_cut_to_the_ground_and_do_not_overlap(drawn):
    rng = np.random.default_rng(3)
    west, south, east, north = drawn.box
    points = rng.uniform((west, south), (east, north), (1500, 2))
    of_cell = np.array([within(points, cell[0]) for cell in drawn.cells])
    on_ground = within(points, drawn.ground)
    assert on_ground.any()
    assert (of_cell.sum(axis=0) <= 1).all()
    assert (of_cell.any(axis=0) == on_ground).mean() > 0.99  # coasts of the two are thinned apart


def test_a_point_belongs_to_the_nearest_place(drawn):
    rng = np.random.default_rng(4)
    west, south, east, north = drawn.box
    points = rng.uniform((west, south), (east, north), (400, 2))
    plane = np.array([drawn.squeeze, 1.0])
    far = np.linalg.norm((points[:, None] - drawn.spots[None]) * plane, axis=2)
    two = np.sort(far, axis=1)
    clear = np.ones(400, bool) if far.shape[1] == 1 else two[:, 1] - two[:, 0] > 0.01 * two[:, 0]
    for i, cell in enumerate(drawn.cells):
        assert (far.argmin(axis=1)[within(points, cell[0]) & clear] == i).all()


def test_all_places_lie_in_the_box(drawn):
    west, south, east, north = drawn.box
    assert ((drawn.spots > (west, south)) & (drawn.spots < (east, north))).all()


@pytest.mark.parametrize(
    ("name", "neighbours"),
    [
        ("Syria", {"Turkey", "Iraq", "Jordan", "Lebanon"}),
        ("Colombia", {"Venezuela"}),
        ("Afghanistan", {"Pakistan", "Turkmenistan"}),
        ("Fiji", set()),
    ],
)
def test_neighbours_are_named_on_their_own_land(name, neighbours):
    drawn = theatre_map(THEATRES[name])
    assert {found for found, _ in drawn.names} >= neighbours
    assert name not in {found for found, _ in drawn.names}
    west, south, east, north = drawn.box
    assert all(west <= x <= east and south <= y <= north for _, (x, y) in drawn.names)


def test_land_has_waters_and_an_island_has_none():
    assert theatre_map(THEATRES["Syria"]).rivers
    assert theatre_map(THEATRES["Syria"]).lakes
    veyra = theatre_map(THEATRES["Veyra"])
    assert not within(veyra.spots, veyra.land).any()
    assert not veyra.rivers
    assert not veyra.names
    assert len(veyra.ground) == 1


def test_a_theatre_across_the_antimeridian_is_in_one_piece():
    drawn = theatre_map(THEATRES["Fiji"])
    west, _, east, _ = drawn.box
    assert east - west < 8.0
    assert np.ptp(drawn.spots[:, 0]) < 4.0
    assert west < 180.0 < east
    assert within(drawn.spots, drawn.ground).sum() >= 3
    assert not any((np.abs(line[:, 0] - 180.0) < 1e-9).all() for line in drawn.frontier)


def test_longitudes_are_unwrapped_to_the_shortest_stretch():
    assert np.ptp(unwrapped(np.array([(179.0, 0.0), (-179.0, 0.0)]))[:, 0]) == pytest.approx(2.0)
    same = np.array([(-10.0, 5.0), (20.0, 6.0), (0.0, 1.0)])
    assert unwrapped(same) == pytest.approx(same)


def test_an_outline_of_ones_own_is_the_ground():
    ring = np.array([(36.0, 34.0), (38.0, 34.0), (38.0, 36.0), (36.0, 36.0)])
    drawn = theatre_map(((36.5, 34.5), (37.5, 35.5)), Outline((ring,)))
    assert sum(area(cell[0]) for cell in drawn.cells) == pytest.approx(4.0)
    assert len(drawn.frontier) == 1


def test_a_map_is_drawn_once_though_its_outline_is_read_again():
    ring = np.array([(36.0, 34.0), (38.0, 34.0), (38.0, 36.0), (36.0, 36.0)])
    places = ((36.5, 34.5), (37.5, 35.5))
    assert theatre_map(places, Outline((ring,))) is theatre_map(places, Outline((ring.copy(),)))
    assert theatre_map(places, Outline((ring,))) is not theatre_map(places, Outline((ring + 0.5,)))


def test_a_place_off_the_coast_has_a_patch_of_its_own():
    ground = [corners((0.0, 0.0, 10.0, 10.0))]
    spots = np.array([(5.0, 5.0), (12.0, 5.0)])
    inland, island = cells(spots, ground, (-5.0, -5.0, 20.0, 20.0), 0.5)
    assert len(inland) == 1
    assert within(spots, island[-1]).tolist() == [False, True]


def test_places_on_the_same_spot_share_its_cell():
    spots = np.array([(1.0, 1.0), (1.0, 1.0), (3.0, 1.0)])
    box = (0.0, 0.0, 4.0, 2.0)
    regions = [cut_to_convex(region, corners(box)) for region in nearest(spots, box)]
    assert [area([region]) > 0.1 for region in regions] == [True] * 3
    assert sum(area([region]) for region in regions) == pytest.approx(8.0, rel=1e-3)


def test_cells_of_places_in_a_row_are_strips():
    spots = np.array([(float(i), 0.0) for i in range(4)])
    box = (-0.5, -1.0, 3.5, 1.0)
    regions = [cut_to_convex(region, corners(box)) for region in nearest(spots, box)]
    assert [area([region]) for region in regions] == pytest.approx([2.0] * 4)
    assert all(area([cut_to_convex(a, b)]) < 1e-9 for a, b in combinations(regions, 2))
