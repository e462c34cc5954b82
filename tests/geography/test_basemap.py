"""The bundled base map: small, whole, and what it says of the Earth."""

from __future__ import annotations

import numpy as np
import pytest

from sim.geography.basemap import DATA, NOTE, base_map, noted
from sim.geography.lines import within
from sim.geography.packed import Feature, pack, unpack


def country(name):
    return next(each for each in base_map().countries if each.name == name)


def test_it_is_small_and_says_where_it_is_from():
    assert DATA.stat().st_size < 2_000_000
    assert "public domain" in (DATA.parent / "README.md").read_text(encoding="utf-8")


def test_it_decodes_to_the_whole_earth():
    found = base_map()
    assert len(found.countries) > 200
    assert len(found.lakes) > 300
    assert len(found.rivers) > 1000
    points = np.concatenate([line for each in found.countries for line in each.lines])
    assert points.min(axis=0) == pytest.approx([-180.0, -90.0], abs=0.01)
    assert points.max(axis=0) == pytest.approx([180.0, 83.6], abs=0.1)


@pytest.mark.parametrize(
    ("name", "spot"),
    [
        ("Syria", (36.29, 33.51)), ("Colombia", (-74.08, 4.61)), ("Afghanistan", (69.17, 34.53)),
        ("Ethiopia", (38.75, 9.03)), ("Lesotho", (27.48, -29.4)), ("New Zealand", (174.78, -41.25)),
    ],
)  # fmt: skip
def test_capitals_lie_in_their_countries_and_in_no_other(name, spot):
    points = np.array([spot])
    assert [each.name for each in base_map().countries if within(points, each.lines)[0]] == [name]


def test_the_sea_is_no_country():
    spots = np.array([(-30.0, 40.0), (0.0, 0.0), (-140.0, -20.0)])
    assert not any(within(spots, each.lines).any() for each in base_map().countries)


def test_rings_are_closed():
    assert all(np.array_equal(ring[0], ring[-1]) for each in base_map().countries for ring in each.lines)


def test_packing_keeps_names_ranks_and_points_to_a_thousandth_of_a_degree():
    rng = np.random.default_rng(7)
    features = [
        Feature("Łódka", 3, (rng.uniform(-15, 15, (5, 2)), rng.uniform(-15, 15, (2, 2)))),
        Feature("", 0, (rng.uniform(-15, 15, (9, 2)),)),
    ]
    again = unpack("rivers", pack("rivers", features))
    assert [(each.name, each.rank, len(each.lines)) for each in again] == [("Łódka", 3, 2), ("", 0, 1)]
    for one, other in zip(features, again, strict=True):
        for line, read in zip(one.lines, other.lines, strict=True):
            assert read == pytest.approx(line, abs=0.0006)


def test_a_long_leg_is_packed_as_several():
    line = np.array([(-180.0, -90.0), (180.0, -90.0)])
    (again,) = unpack("land", pack("land", [Feature("", 0, (line,))]))[0].lines
    assert (again[0] == line[0]).all()
    assert (again[-1] == line[-1]).all()
    assert np.diff(again[:, 0]).min() > 0.0


def test_where_it_is_from_is_said_once():
    assert noted("") == NOTE
    assert noted("Veyra.") == f"Veyra. {NOTE}"
    assert noted("Outline: Natural Earth.") == "Outline: Natural Earth."
