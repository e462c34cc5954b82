"""Every page, light and dark, wide and on a phone, passes axe-core, and a finger finds its controls."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import SETTLED_MS, STARTED_MS, choose_two_numbers, chromium, minded, require_browser
from processes import served

pytestmark = pytest.mark.browser
require_browser()
axe = pytest.importorskip("axe_playwright_python", reason="needs axe-core: pip install axe-playwright-python")

SCRIPT = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = ["color-contrast"]  # in the dark colours alone are others
RUN = """async rules => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  const told = node => node.html.slice(0, 160) + " | " + node.failureSummary.slice(0, 200);
  return found.violations.map(each => [each.id, each.nodes.slice(0, 3).map(told)]);
}"""
# Of what is smaller than 44 px, marks on the time line and bars have a control that does the same.
SMALL = """[...document.querySelectorAll('.rout button, .rout select, .rout input, .rout summary')]
  .map(e => [(e.type === 'checkbox' ? e.closest('label') : e).getBoundingClientRect(), e])
  .filter(([box]) => box.width && box.height && (box.height < 43.5 || box.width < 43.5))
  .map(([box, e]) => [e.outerHTML.slice(0, 120), box.width, box.height])"""


@pytest.fixture(scope="module")
def page():
    with served("homs") as address, chromium() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        with minded(context, address) as sheet:
            sheet.goto(f"{address}/?run=3&tick=20&set.parameters.expected_days=4", timeout=STARTED_MS)
            sheet.locator(".rout-foot").wait_for(timeout=STARTED_MS)
            yield sheet


def violations(page, rules=RULES):
    page.wait_for_timeout(SETTLED_MS)
    page.evaluate(SCRIPT)
    return page.evaluate(RUN, rules)


@pytest.mark.parametrize("name", ["One run", "Two runs", "Outcomes"])
def test_a_page_has_no_violation_and_its_controls_are_large_enough_on_a_phone(page, name):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name=name).click()
    page.locator(".tab.current", has_text=name).wait_for()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, rules in (("light", RULES), ("dark", CONTRAST)):
            page.emulate_media(color_scheme=scheme)
            assert violations(page, rules) == [], (width, scheme)
    assert page.evaluate(SMALL) == []


def test_bars_and_the_maps_of_a_sweep_have_no_violation(page):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{page.url.partition('?')[0]}?scenario=island&page=outcomes")
    page.get_by_label("Runs of each").select_option("500")
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator(".bar-group").first.wait_for(timeout=STARTED_MS)
    page.get_by_role("status").wait_for(state="detached", timeout=STARTED_MS)
    for tab in ("Outcomes", "Sweep a number"):
        if tab == "Outcomes":
            page.get_by_role("tab", name=tab).click()
        else:
            choose_two_numbers(page)
            page.get_by_role("button", name="Sweep", exact=True).click()
            page.locator(".rout-sweep figure").nth(2).wait_for(timeout=STARTED_MS)
            page.get_by_role("status").wait_for(state="detached", timeout=STARTED_MS)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], (tab, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.set_viewport_size({"width": 1440, "height": 900})
