"""What figures must show: an interval on every bar, a bar 'never', n and error, and words that tell it."""

from __future__ import annotations

import dataclasses
import itertools
import json
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
from fake_results import fake_result
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection
from matplotlib.container import BarContainer, ErrorbarContainer

from sim.analysis.arms import EffectCurve
from sim.analysis.branches import branches
from sim.analysis.compare import compare
from sim.analysis.score import PlaceScore
from sim.analysis.sentences import headline
from sim.analysis.statistics import Estimate
from sim.geography.theatre import Outline
from sim.plots import alt, outlook
from sim.plots.boards import map_figure, save_board
from sim.plots.courses import quantiles
from sim.plots.days import day_ecdf, day_histogram, histogram_counts, shared_bins
from sim.plots.differences import difference_bins, paired_differences
from sim.plots.dots import fifty, quantile_dots
from sim.plots.effects import effect_curve
from sim.plots.ground import LETTER, LINE, Name, Panel, Territory, draw_ground, placed
from sim.plots.maps import find_outline, map_days, outline_file, read_outline
from sim.plots.outcomes import branch_bars, outcome_bars
from sim.plots.style import fix_layout, new_figure, save, style, styled
from sim.plots.views import view_figure, views
from sim.scenario.record import RecordedDay
from sim.scenario.shipped import shipped_folder


@pytest.fixture(scope="module")
def comparison():
    return compare([fake_result(branch, 300, 1, branch) for branch in ("hold", "fall")])


@pytest.fixture(scope="module")
def capital(comparison):
    return comparison.day("capital_lost_day")


@pytest.fixture
def axes() -> Axes:
    with styled():
        yield new_figure(5.4, 3.6).add_subplot()


def notes(axes: Axes) -> str:
    return " ".join(text.get_text().replace("\n", " ").replace("\u00a0", " ") for text in axes.texts)


def bars(axes: Axes) -> list[BarContainer]:
    return [one for one in axes.containers if isinstance(one, BarContainer)]


def whiskers(axes: Axes) -> int:
    caps = [one for one in axes.containers if isinstance(one, ErrorbarContainer)]
    return sum(len(one.lines[2][0].get_segments()) for one in caps)


def test_every_outcome_bar_has_its_interval(axes, comparison):
    assert outcome_bars(axes, comparison) is axes
    drawn = sum(len(one) for one in bars(axes))
    assert drawn == 2 * len(comparison.outcomes.seen)
    assert whiskers(axes) == drawn


def test_the_histogram_shares_its_bins_and_has_a_bar_for_never(axes, comparison, capital):
    day_histogram(axes, comparison, capital)
    one, two = bars(axes)
    assert len(one) == len(two) == len(shared_bins(capital))  # bins and the bar 'never'
    assert axes.get_xticklabels()[-1].get_text().startswith("never")
    never = [100 * days.never / days.n for days in capital.sides]
    assert [one[-1].get_height(), two[-1].get_height()] == pytest.approx(never)
    assert sum(bar.get_height() for bar in one) == pytest.approx(100.0)
    assert whiskers(axes) == len(one) + len(two)


def test_never_is_drawn_even_when_everything_happens(axes, comparison):
    table = comparison.day("pay_rise_day")
    day_histogram(axes, comparison, table)
    assert axes.get_xticklabels()[-1].get_text().startswith("never")
    assert histogram_counts(table.sides[0], shared_bins(table))[-1] == 0


def test_the_curve_ends_where_the_share_is_and_the_record_is_marked(axes, comparison, capital):
    day_ecdf(axes, comparison, capital)
    curves = [line for line in axes.lines if len(line.get_ydata()) > 2]
    ends = [line.get_ydata()[-1] for line in curves]
    assert ends == pytest.approx([100 * days.share().value for days in capital.sides])
    assert len(axes.collections) == 2  # a band each
    assert "observed: day 1.2" in notes(axes)


def test_a_window_of_the_record_is_shaded_and_a_place_that_held_is_said_to(axes):
    def seen_as(given: object) -> str:
        result = fake_result("free", 100)
        result.manifest["scenario"]["observed"] = {"Capital": given}
        axes.clear()
        compared = compare([result])
        day_ecdf(axes, compared, compared.day("capital_lost_day"))
        return notes(axes)

    assert "observed: day 1 to 1.5" in seen_as({"from": 1.0, "to": 1.5})
    assert len(axes.patches) == 1
    assert "observed: it held" in seen_as("held")
    assert not axes.patches
    assert "observed" not in seen_as(10_000.0)


def test_there_are_fifty_dots_for_each_result(axes, comparison, capital):
    quantile_dots(axes, comparison, capital)
    dots = [one for one in axes.collections if isinstance(one, EllipseCollection)]
    assert [len(one.get_offsets()) for one in dots] == [50, 50]
    assert len(fifty(capital.sides[0])) == round(50 * capital.sides[0].share().value)


@pytest.mark.parametrize("column", ["capital_lost_day", "bellwether_lost_day", "pay_rise_day"])
def test_no_two_dots_lie_on_each_other(axes, column):
    """Also when all fall on one day, or none ever, and for more results than fit comfortably."""
    many = compare([fake_result(f"r{i}", 100, 1, ("hold", "fall", "free")[i % 3]) for i in range(6)])
    quantile_dots(axes, many, many.day(column))
    spots = np.concatenate([dots.get_offsets() for dots in axes.collections])
    assert len({tuple(spot) for spot in spots}) == 300
    assert spots[:, 1].max() < axes.get_ylim()[1]
    assert spots[:, 0].max() < axes.get_xlim()[1]


def test_every_pair_is_in_one_bar(axes, comparison, capital):
    paired_differences(axes, comparison, capital, 1)
    assert sum(bar.get_height() for one in bars(axes) for bar in one) == pytest.approx(100.0)
    assert {"never\nin both", "same\nday"} <= {label.get_text() for label in axes.get_xticklabels()}
    edges = difference_bins(capital.paired[0])
    assert 0.0 in edges
    assert edges[0] <= capital.paired[0].gaps.min()
    assert edges[-1] >= capital.paired[0].gaps.max()


def test_unpaired_results_have_no_paired_figure(axes):
    comparison = compare([fake_result("a", 50, 1), fake_result("b", 50, 2)])
    with pytest.raises(ValueError, match="seeds"):
        paired_differences(axes, comparison, comparison.days[0], 1)
    assert not any(view.name.startswith("paired") for view in views(comparison))


def test_quantiles_of_counts_are_those_of_the_values():
    rng = np.random.default_rng(1)
    values = rng.integers(0, 101, (4, 500))
    counts = np.stack([np.bincount(row, minlength=101) for row in values])
    for q in (0.025, 0.5, 0.975):
        assert list(quantiles(counts, q)) == list(np.quantile(values, q, axis=1, method="inverted_cdf"))
    assert np.isnan(quantiles(np.zeros((1, 101), int), 0.5)[0])


def shown_labels(axis):
    """The labels of the ticks that lie within the axis."""
    low, high = sorted(axis.get_view_interval())
    ticks = zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=True)
    return [label for tick, label in ticks if low <= tick <= high and label.get_text()]


def outside(figure) -> list[str]:
    """Texts that are clipped by the figure's edge, two pixels allowed."""
    whole = figure.bbox.padded(2.0)
    found = []
    for axes in figure.axes:
        labels = [*shown_labels(axes.xaxis), *shown_labels(axes.yaxis), axes.xaxis.label, axes.yaxis.label]
        for text in [*axes.texts, axes.title, axes._left_title, *labels]:
            box = text.get_window_extent()
            corners = whole.contains(box.x0, box.y0) and whole.contains(box.x1, box.y1)
            if text.get_text() and text.get_visible() and not corners:
                found.append(text.get_text())
    return found


def crowded(axes) -> bool:
    """Whether labels on the x axis run into each other."""
    boxes = [label.get_window_extent() for label in shown_labels(axes.xaxis)]
    ordered = sorted(boxes, key=lambda box: box.x0)
    return any(one.x1 > two.x0 + 0.5 for one, two in itertools.pairwise(ordered))


def test_every_view_says_n_and_error_has_words_and_is_not_clipped(comparison):
    for view in views(comparison):
        figure = view_figure(view)
        fix_layout(figure)
        figure.draw_without_rendering()
        text = notes(figure.axes[0])
        assert "n = 300" in text, view.name
        assert "95 %" in text or "intervals" in text, view.name
        assert len(view.alt) > 40, view.name
        assert "nan" not in view.alt
        assert outside(figure) == [], view.name
        assert not crowded(figure.axes[0]), view.name


def test_the_title_of_a_view_is_its_finding_and_not_the_name_of_its_panel(comparison):
    for view in views(comparison):
        (axes,) = view_figure(view).axes
        shown = axes.get_title(loc="left").replace("\n", " ")
        assert shown == view.title
        assert view.panel not in shown
        assert any(letter.isdecimal() for letter in shown) or "told" in shown, shown


def test_no_two_views_are_called_the_same(comparison):
    titles = [view.title for view in views(comparison)]
    assert len(set(titles)) == len(titles)


def test_the_observed_day_is_marked_among_the_bars(axes):
    result = fake_result("free", 100)
    result.manifest["scenario"]["observed"] = {"Capital": 2.0}
    compared = compare([result])
    day_histogram(axes, compared, compared.day("capital_lost_day"))
    assert "observed: day 2" in [text.get_text() for text in axes.get_legend().get_texts()]


def test_maps_name_what_the_scenario_names_and_carry_the_note(comparison):
    figure = map_figure(comparison, 0, None)
    words = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert {"Capital", "Bellwether", "Harbour"} <= words
    assert "no statement on any border" in figure.get_supxlabel().replace("\n", " ")
    assert map_days(comparison)[0] == 0
    assert map_days(comparison)[-1] == 45
    assert "Capital" in alt.alt_maps(comparison, 0)


def test_each_result_has_its_own_places_and_days():
    """A scenario may add a place, or end earlier."""
    one, two = fake_result("hold", 50, 1, "hold"), fake_result("more", 50, 1, "fall")
    manifest = json.loads(json.dumps(two.manifest))
    manifest["places"].append({"name": "New Ford", "lat": 35.0, "lon": 39.0, "population": 10})
    manifest["scenario"]["scenario"]["horizon_days"] = 30.0
    held = two.counts["held"][:31]
    counts = {name: array[:31] for name, array in two.counts.items()}
    counts["held"] = np.concatenate([held, held[:, :1]], axis=1)
    both = compare([one, dataclasses.replace(two, manifest=manifest, counts=counts)])
    assert both.horizon_days == 30.0
    assert map_days(both)[-1] == 30
    for side in range(2):
        assert len(map_figure(both, side, None).axes) == len(map_days(both)) + 1
        assert len(alt.alt_maps(both, side)) > 40


def test_an_outline_is_found_beside_the_scenario_or_among_those_shipped(tmp_path):
    shipped = next(shipped_folder().rglob("*.geojson"))
    name = shipped.relative_to(shipped_folder()).as_posix()
    manifest = {"scenario": {"scenario": {"outline": name}}, "scenario_file": str(tmp_path / "mine.toml")}
    assert outline_file(manifest) == shipped
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_bytes(shipped.read_bytes())
    assert outline_file(manifest) == tmp_path / name
    assert find_outline(manifest).rings
    assert find_outline({"scenario": {"scenario": {"outline": "none.geojson"}}}) is None
    assert find_outline({"scenario": {"scenario": {}}}) is None


def test_an_outline_is_read_whatever_its_shape(tmp_path):
    ring = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    shapes = {
        "feature": {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}},
        "many": {"type": "MultiPolygon", "coordinates": [[ring], [ring, ring]]},
    }
    shapes["collection"] = {"type": "FeatureCollection", "features": [shapes["feature"]] * 2}
    counts = {}
    for name, shape in shapes.items():
        path = tmp_path / f"{name}.geojson"
        path.write_text(json.dumps(shape))
        counts[name] = len(read_outline(path).rings)
    assert counts == {"feature": 1, "many": 3, "collection": 2}


def elsewhere(theatre, lons, lats):
    rows = zip(theatre.places, lons, lats, strict=True)
    return dataclasses.replace(
        theatre, places=tuple(replace(place, lon=lon, lat=lat) for place, lon, lat in rows)
    )


@pytest.mark.parametrize(("west", "south"), [(-76.0, 2.0), (177.0, -19.0), (25.0, -33.0), (-150.0, -40.0)])
def test_a_theatre_on_another_continent_or_across_the_antimeridian_draws(comparison, axes, west, south):
    """The last one lies in the open sea."""
    theatre = comparison.theatres[0]
    turn = np.arange(len(theatre.places))
    lons = (west + 3.0 * np.sin(turn) + 180.0) % 360.0 - 180.0
    there = elsewhere(theatre, lons.tolist(), (south + 2.0 * np.cos(turn)).tolist())
    panel, fill = Panel(2.4, 2.2), Territory(["#0072B2"] * len(turn), [True] * len(turn))
    ground = draw_ground(axes, there, None, panel, fill)
    assert len(ground.cells) == len(turn)
    assert np.ptp(axes.get_xlim()) < 20.0
    spots = ground.spots
    (low, high), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    assert ((spots > (low, bottom)) & (spots < (high, top))).all()
    hatched = [patch for patch in axes.artists + list(axes.patches) if patch.get_hatch()]
    assert len(hatched) >= len(turn)


def test_names_on_a_map_do_not_overlap():
    rng = np.random.default_rng(2)
    names = [Name(f"Place {i}", tuple(rng.uniform(0, 10, 2)), 8.0, 4.0) for i in range(60)]
    names += [Name("NEIGHBOUR", (5.0, 5.0), 8.0, 0.0)]
    points = (20.0, 24.0)
    found = list(placed(names, (0.0, 0.0, 10.0, 10.0), points, []))
    assert 10 < len(found) < 61
    boxes = []
    for name, offset in found:
        middle = np.array(name.spot) * points + offset
        half = np.array([LETTER * name.size * len(name.text), LINE * name.size]) / 2
        boxes.append((middle - half, middle + half))
        assert (boxes[-1][0] >= 0).all()
        assert (boxes[-1][1] <= (200, 240)).all()
    for (a, b), (c, d) in itertools.combinations(boxes, 2):
        assert (b <= c + 1e-9).any() or (d <= a + 1e-9).any()


def test_an_effect_curve_shades_what_the_record_can_bear(axes):
    ends = [Estimate(0.1 * i, 0.1 * i - 0.02, 0.1 * i + 0.02, 0.01) for i in range(3)]
    curve = EffectCurve(
        "Weight", np.arange(3.0), tuple(ends), tuple(ends), (90,) * 3, ("a", "b"), 45.0, (0.5, 1.5)
    )
    assert effect_curve(axes, curve) is axes
    assert "n = 90" in notes(axes)
    assert "record" in notes(axes)


def test_four_ways_of_asking_are_four_bars_with_intervals(axes):
    found = branches(*(fake_result(b, 300, 1, b) for b in ("free", "hold", "fall")))
    branch_bars(axes, found)
    assert len(bars(axes)) == 4
    assert whiskers(axes) == 4
    assert "n = 300" in notes(axes)
    assert "intervention" in alt.alt_branches(found)


def test_a_way_of_asking_that_no_run_answers_says_so(axes):
    found = branches(*(fake_result(b, 300, 1, b) for b in ("free", "hold", "fall")))
    none = Estimate(np.nan, np.nan, np.nan, np.nan)
    found = replace(found, held=0, free_held=none, seen=none, confounding=none)
    branch_bars(axes, found)
    words = [text.get_text() for text in axes.texts] + [notes(axes), alt.alt_branches(found)]
    assert "no runs" in words
    assert not [word for word in words if "nan" in word]
    assert axes.get_ylim() == (3.5, -0.5)


def test_saved_figures_are_the_same_bytes_and_carry_their_words(comparison, tmp_path):
    ring = np.array([[35.0, 32.0], [42.0, 32.0], [42.0, 37.0], [35.0, 32.0]])
    view, alone = next(views(comparison)), compare([fake_result("hold", 300, 1, "hold")])
    for name in ("one", "two"):
        save_board(alone, tmp_path / name, Outline((ring,)), kinds=(".svg",))
        save(view_figure(view), tmp_path / name / "outcomes.png", view.title, view.alt)
    for file, words in (("comparison.svg", headline(alone)), ("outcomes.png", "Bars of the share")):
        one, two = ((tmp_path / name / file).read_bytes() for name in ("one", "two"))
        assert one == two, file
        assert words.encode() in one
    assert b"<dc:date>" not in (tmp_path / "one" / "comparison.svg").read_bytes()
    assert {path.suffix for path in (tmp_path / "one").iterdir()} == {".png", ".svg"}


def test_drawing_leaves_the_users_settings_alone(comparison):
    before = dict(mpl.rcParams)
    view_figure(next(views(comparison)))
    map_figure(comparison, 0, None)
    assert dict(mpl.rcParams) == before


def test_results_differ_in_more_than_colour():
    styles = [style(i) for i in range(7)]
    assert len({one.colour for one in styles}) == 7
    assert len({one.hatch for one in styles}) == 7
    assert len({one.marker for one in styles}) == 7
    assert len({str(one.line) for one in styles}) == 7


def test_the_title_of_a_forecast_fits_beside_the_names_of_its_places():
    day = RecordedDay(3.0, 3.0)
    places = [PlaceScore("A place with a name that takes room", day, day, 1.0, 2.0, 4.0, 0.0, 0.5)]
    title = "one war: its campaign, from its start, without one war"
    drawn = outlook.figure([outlook.Panel(title, places, "2001-03-01", 0.0, 9.0)], 100)
    fix_layout(drawn)
    drawn.draw_without_rendering()
    assert outside(drawn) == []
    assert title in drawn.axes[0].get_title(loc="left").replace("\n", " ")
