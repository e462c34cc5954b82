"""Mesa's own page in a real browser: it draws, steps, plays, resets and takes another branch, offline.

Served is the page of docs/mesa.md with the changed army that it describes. The tests share one tab and follow
each other.
"""

from __future__ import annotations

import re
import runpy
from itertools import pairwise

import pytest
from browsing import SETTLED_MS, STARTED_MS, chromium, minded, require_browser
from mesa_example import written
from processes import asked, port_of, served

pytestmark = pytest.mark.browser
require_browser()

# What a part holds and shows only a part of to its right; a list that scrolls down is whole.
CUT_OFF = """[...document.querySelectorAll('.rout-part, .rout-part *')]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible')
    .filter(e => e.clientWidth && !e.closest('svg, select, input'))
    .filter(e => getComputedStyle(e).textOverflow !== 'ellipsis').map(e => e.className)"""
STEP = re.compile(r"(?:Step|Time): (\d+)")


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return written(tmp_path_factory.mktemp("pages"), "SteadfastArmy")


@pytest.fixture(scope="module")
def address(file):
    with served("homs", str(file), mesa=True) as found:
        yield found


@pytest.fixture(scope="module")
def page(address):
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        with minded(context, address) as sheet:
            sheet.goto(address, timeout=STARTED_MS)
            sheet.locator(".rout-map .place").first.wait_for(timeout=STARTED_MS)
            yield sheet


def steps_done(page):
    return int(STEP.search(page.get_by_text(STEP).inner_text())[1])


def until(page, steps):
    page.get_by_text(re.compile(rf"(?:Step|Time): {steps}(?:\.0)?$")).wait_for()


def tiles(page):
    return [each.inner_text() for each in page.locator(".rout-tiles .tile dd:not(.unit)").all()]


def wanted(model):
    from sim.view.panels import outcome_so_far

    return [value for _, value, _ in outcome_so_far(model.watched, model.history.now)]


def test_it_draws_the_map_the_charts_the_log_and_the_causes(page):
    assert page.locator(".rout-map .place").count() > 60
    for part in (".rout-courses figure", ".rout-log", ".rout-roll li", ".rout-tiles .tile"):
        assert page.locator(part).first.is_visible(), part
    assert page.get_by_role("button", name="Reset").is_visible()
    assert page.get_by_text("Scenario", exact=True).first.is_visible()


def test_it_steps_and_a_changed_agent_is_seen(page, file):
    from sim.view import mesa_page  # noqa: F401 # which knows what Mesa's page warns of

    own = runpy.run_path(str(file))
    steadfast, plain = (own[kind]("homs", branch="fall", run=3) for kind in ("SteadfastArmy", "Playable"))
    for number in range(1, 7):
        page.get_by_role("button", name="Step", exact=True).click()
        until(page, number)
        steadfast.step()
        plain.step()
    page.wait_for_function(
        "wanted => document.querySelector('.rout-tiles dd').innerText === wanted", arg=wanted(steadfast)[0]
    )
    assert tiles(page) == wanted(steadfast)
    assert tiles(page) != wanted(plain)


def test_a_place_chosen_on_the_map_is_told_beside_it(page):
    page.locator(".rout-map .place", has_text=re.compile("^Aleppo")).locator("rect, circle").first.click()
    page.locator(".rout-detail h3", has_text="Aleppo").wait_for()


def test_it_plays_and_pauses(page):
    before = steps_done(page)
    page.get_by_role("button", name="▶").click()
    page.wait_for_function(f"+/(?:Step|Time): (\\d+)/.exec(document.body.innerText)[1] > {before + 2}")
    page.get_by_role("button", name="❚❚").click()
    page.get_by_role("button", name="▶").wait_for()


def test_another_branch_is_taken_at_the_next_reset(page):
    page.get_by_label("Branch").click(force=True)
    page.get_by_role("option", name="hold").click()
    page.get_by_role("button", name="Reset", exact=True).click()
    until(page, 0)
    page.get_by_role("button", name="Step", exact=True).click()
    until(page, 1)
    page.wait_for_function("document.querySelector('.rout-log').innerText.length > 0")
    assert page.locator(".rout-problems").count() == 0


def test_it_answers_nobody_but_its_own_pages(address):
    ours, foreign = f"localhost:{port_of(address)}", "rout.example"
    status, headers, _ = asked(address, "/", [("Host", ours)])
    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]
    assert asked(address, "/", [("Host", foreign)])[0] == 403
    assert asked(address, "/", [("Host", ours), ("Origin", "http://rout.example")])[0] == 403


def test_on_a_phone_the_parts_stand_below_each_other_and_nothing_is_cut_off(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(2 * SETTLED_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.get_by_text("Page 0").is_visible()
    parts = page.locator(".rout-part")
    assert parts.count() == 4
    boxes = sorted((part.bounding_box() for part in parts.all()), key=lambda box: box["y"])
    assert all(box["x"] >= 0 and box["width"] > 300 and box["x"] + box["width"] <= 390 for box in boxes)
    assert all(one["y"] + one["height"] <= other["y"] + 1 for one, other in pairwise(boxes))
    assert page.evaluate(CUT_OFF) == []
    page.set_viewport_size({"width": 1440, "height": 900})
