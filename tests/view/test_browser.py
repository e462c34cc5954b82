"""End to end in a real browser: the pages work, and no request leaves this machine."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from browsing import SETTLED_MS, STARTED_MS, choose_two_numbers, chromium, minded, require_browser
from processes import served

pytestmark = pytest.mark.browser
require_browser()

NAMELESS = """[...document.querySelectorAll('button, select, input')]
    .filter(e => !(e.innerText || '').trim() && !e.getAttribute('aria-label') && !e.labels?.length)
    .map(e => e.outerHTML)"""
SIZES = [(1440, 900), (1024, 768), (390, 844)]
SCALE = "+document.querySelector('.rout-map .ground').getAttribute('transform').match(/scale\\(([^)]+)/)[1]"
CLUSTERS = """[...document.querySelectorAll('.rout-map .unit')]
    .map(e => [e.dataset.cluster || e.dataset.pick, +e.dataset.count, +e.dataset.men]).sort().join(' ')"""
# The names of the aims, each with how much of it a mark, a name or a button hides or the map's edge cuts off.
CHIEF = """[...document.querySelectorAll('.rout-map .place text.chief')].map(e => {
    const over = (a, b) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left))
        * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
    const map = e.closest('.rout-map'), box = e.getBoundingClientRect(), size = box.width * box.height;
    const others = [...map.querySelectorAll('.pill, .place text, .rout-zoom button, .diverged text')];
    const hidden = others.reduce((sum, x) => x === e ? sum : sum + over(box, x.getBoundingClientRect()), 0);
    const seen = over(box, map.querySelector('svg').getBoundingClientRect());
    return [e.textContent, (hidden + size - seen) / size];
})"""
# The units of the cluster that is nearest to the middle of the map, and where it is.
MIDDLE = """(() => {
    const frame = document.querySelector('.rout-map > svg').getBoundingClientRect();
    const found = [...document.querySelectorAll('.rout-map .cluster')].map(e => {
        const box = e.querySelector('.pill').getBoundingClientRect();
        const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
        const away = Math.hypot(x - frame.left - frame.width / 2, y - frame.top - frame.height / 2);
        return [+e.dataset.count, x, y, away];
    });
    return found.sort((a, b) => a[3] - b[3])[0];
})()"""
LABELS = """[...document.querySelectorAll('.rout-map .place text, .rout-map .country text, .rout-map .pill')]
    .map(e => ({ what: e.textContent, ...e.getBoundingClientRect().toJSON() }))"""
# Of every map its frame, and its places.
MARKS = """[...document.querySelectorAll('.rout-map > svg')].map(frame =>
    [frame, ...frame.querySelectorAll('.place > circle, .place > rect')].map(e => e.getBoundingClientRect()))
    .map(([frame, ...marks]) => [frame.toJSON(), marks.map(box => box.toJSON())])"""
# Everything that can be clicked and is lower than 44 px, but marks of the map: there the nearest is chosen.
LOW = """[...document.querySelectorAll('.rout *')]
    .filter(e => e.matches('button, select, input, summary, a') || getComputedStyle(e).cursor === 'pointer')
    .filter(e => getComputedStyle(e).pointerEvents !== 'none' && !e.closest('.rout-map [data-pick]'))
    .filter(e => !e.closest('.bar-group') || e.matches('.hit'))
    .map(e => [e, (e.closest('button, summary, label.rout-check') || e).getBoundingClientRect()])
    .filter(([e, box]) => box.width && box.height && box.height < 43.5)
    .map(([e, box]) => [e.outerHTML.slice(0, 120), box.width, box.height])"""
FOCUSED = "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    path = tmp_path_factory.mktemp("scenarios") / "broken.toml"
    path.write_text('[scenario]\ntitle = "Broken"\nhorizon_days = "long"\n', encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def address(broken, browser):
    with served("homs", str(broken)) as found:
        first = browser.new_page()  # with a cache of its own; the server now loads what its pages need
        first.goto(found, timeout=STARTED_MS)
        first.locator(".rout-foot").wait_for(timeout=STARTED_MS)
        first.close()
        yield found


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def visitor(browser):
    """Somebody whose browser keeps what it has fetched, so that not every test reads the scripts."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context
    context.close()


RUN, PAIR, OUTCOMES = "?run=3&tick=14", "?run=3&tick=12&page=pair", "?page=outcomes"


@pytest.fixture(scope="module", params=[RUN, PAIR, OUTCOMES])
def loaded(request, visitor, address):
    """One page for all tests of where things stand: opened once, its window made larger and smaller."""
    with minded(visitor, address) as sheet:
        yield opened(sheet, address, request.param)


@pytest.fixture
def seen(loaded, width, height):
    """The page as it stands in a window of this size."""
    sheet = loaded
    sheet.set_viewport_size({"width": width, "height": height})
    sheet.evaluate("scrollTo(0, 0)")
    sheet.wait_for_timeout(SETTLED_MS)
    return sheet


@pytest.fixture
def page(visitor, address):
    with minded(visitor, address) as sheet:
        yield sheet


def opened(page, address, query=""):
    page.goto(f"{address}/{query}")
    page.locator(".rout-foot").wait_for()
    return page


def tick(page):
    return int(re.search(r"tick (\d+) of", page.locator(".rout-now").inner_text())[1])


def until_tick(page, number):
    page.get_by_text(f"tick {number} of").wait_for()
    page.wait_for_timeout(SETTLED_MS)  # the map and the tiles follow the time line by a moment


def test_the_page_draws_and_says_what_it_is_not_for(page, address):
    opened(page, address)
    assert page.locator(".rout-map .place").count() > 60
    assert clustered(page) > 30
    assert "Not for targeting" in page.locator(".rout-foot").inner_text()


def clustered(page):
    """How many units the marks of the map stand for."""
    return page.evaluate("""[...document.querySelectorAll('.rout-map .unit')]
        .reduce((sum, e) => sum + +e.dataset.count, 0)""")


def test_clusters_add_up_to_the_marks_at_every_zoom(page, address):
    opened(page, address, "?run=3&tick=20")
    page.wait_for_timeout(SETTLED_MS)
    strength = "[...document.querySelectorAll('.rout-map .unit')].reduce((sum, e) => sum + +e.dataset.men, 0)"
    units, men = clustered(page), page.evaluate(strength)
    marks = [page.locator(".rout-map .unit").count()]
    assert units > marks[0]
    for _ in range(5):
        page.get_by_role("button", name="Zoom in").click()
        assert (clustered(page), page.evaluate(strength)) == (units, men)
        marks.append(page.locator(".rout-map .unit").count())
    assert marks[-1] > marks[0]


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("query", ["?run=3&tick=20", "?scenario=island&tick=8"])
def test_names_and_clusters_do_not_overlap(page, address, width, height, query):
    page.set_viewport_size({"width": width, "height": height})
    opened(page, address, query)
    page.wait_for_timeout(SETTLED_MS)
    for _ in range(4):
        boxes = page.evaluate(LABELS)
        assert len(boxes) > 3
        for one, other in combinations(boxes, 2):
            across = min(one["right"], other["right"]) - max(one["left"], other["left"])
            along = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            assert across <= 2 or along <= 3, (one, other)
        page.get_by_role("button", name="Zoom in").click()


def test_marks_grow_with_the_zoom(page, address):
    opened(page, address)
    radius = "+document.querySelector('.rout-map .place.state circle').getAttribute('r')"
    before = page.evaluate(radius)
    for _ in range(4):
        page.get_by_role("button", name="Zoom in").click()
    assert page.evaluate(radius) > 1.4 * before


def test_a_cluster_opens_when_it_is_clicked(page, address):
    opened(page, address, "?scenario=island")
    page.wait_for_timeout(SETTLED_MS)
    for _ in range(6):  # one of several places comes closer first, to the middle
        scale, before = page.evaluate(SCALE), page.locator(".rout-map .unit").count()
        count, x, y, _ = page.evaluate(MIDDLE)
        page.mouse.click(x, y)
        page.wait_for_timeout(SETTLED_MS)
        if page.evaluate(SCALE) == scale:
            break
    assert page.locator(".rout-map .unit").count() == before + count - 1


def test_the_same_marks_are_together_at_one_zoom_whatever_the_width(page, address):
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        opened(page, address, "?run=3&tick=20")
        page.wait_for_timeout(SETTLED_MS)
        at_zooms = [page.evaluate(CLUSTERS)]
        for _ in range(2):
            page.get_by_role("button", name="Zoom in").click()
            page.wait_for_timeout(SETTLED_MS)
            at_zooms.append(page.evaluate(CLUSTERS))
        found.append(at_zooms)
    assert found[0] == found[1] == found[2]
    assert len(set(found[0])) == 3, "a closer look tells them apart"


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("loaded", [RUN, PAIR], indirect=True)
def test_the_names_of_the_aims_are_there_and_nothing_hides_them(seen):
    page = seen
    named = page.evaluate(CHIEF)
    maps = page.locator(".rout-map").count()
    assert sorted(name for name, _ in named) == sorted(["Damascus", "Homs", "Latakia"] * maps)
    assert all(hidden < 0.1 for _, hidden in named), named


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("loaded", [RUN, PAIR], indirect=True)
def test_the_first_screen_holds_a_sentence_and_every_place_of_every_map(seen, height):
    page = seen
    said = page.locator(".rout-lead, .rout-standing > p").first.bounding_box()
    assert said["y"] + said["height"] < height
    for frame, marks in page.evaluate(MARKS):
        assert len(marks) > 60
        for mark in marks:
            assert frame["left"] <= mark["left"]
            assert mark["right"] <= frame["right"]
            assert frame["top"] <= mark["top"]
            assert mark["bottom"] <= min(height, frame["bottom"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("loaded", [RUN], indirect=True)
def test_nothing_covers_the_map(seen, width, scheme):
    page = seen
    page.emulate_media(color_scheme=scheme)
    for top in (0, 150, 400):
        page.evaluate(f"scrollTo(0, {top})")
        ground, time = (page.locator(name).bounding_box() for name in (".rout-map", ".rout-transport"))
        above = time["y"] + time["height"] <= ground["y"]
        assert above or time["y"] >= ground["y"] + ground["height"]
        assert ground["width"] > 0.9 * (width if width < 800 else 600)


def test_it_steps_plays_pauses_and_resets(page, address):
    opened(page, address, "?run=3")
    page.get_by_role("button", name="Step", exact=True).click()
    until_tick(page, 1)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("/tick [4-9] of/.test(document.querySelector('.rout-now').innerText)")
    page.get_by_role("button", name="Pause").click()
    page.locator(".rout-log li").first.wait_for()
    page.get_by_role("button", name="Reset", exact=True).click()
    until_tick(page, 0)


NOTE_TICKS = """() => {
    const now = document.querySelector(".rout-now"), told = () => +/tick (\\d+) of/.exec(now.innerText)[1];
    window.ticksSeen = [told()];
    new MutationObserver(() => { if (told() !== window.ticksSeen.at(-1)) window.ticksSeen.push(told()); })
        .observe(now, { subtree: true, childList: true, characterData: true });
}"""


def play_at_full_speed(page, address):
    opened(page, address, "?run=3")
    page.get_by_label("Ticks a second").select_option("20")
    page.evaluate(NOTE_TICKS)
    page.get_by_role("button", name="Play").click()


def test_at_full_speed_every_tick_is_shown_and_a_pause_leaves_all_panels_at_one(page, address):
    play_at_full_speed(page, address)
    page.wait_for_function("window.ticksSeen.length > 25")
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(3 * SETTLED_MS)
    seen = page.evaluate("window.ticksSeen")
    assert seen == list(range(len(seen)))  # none is left out, none comes twice
    assert seen[-1] == tick(page)
    date, _, day = page.locator(".rout-now strong").inner_text().rstrip(")").partition(" (day ")
    assert date in page.locator(".rout-map > svg").first.get_attribute("aria-label")
    assert f"tick={seen[-1]}" in page.url
    assert all(day in told for told in page.locator(".rout-log li.fresh b").all_inner_texts())


def test_a_jump_while_it_plays_goes_on_from_there(page, address):
    play_at_full_speed(page, address)
    page.wait_for_function("window.ticksSeen.length > 3")
    page.get_by_label("Time line, ticks").fill("60")
    page.wait_for_function("window.ticksSeen.at(-1) > 63")
    page.get_by_role("button", name="Pause").click()
    seen = page.evaluate("window.ticksSeen")
    assert seen[seen.index(60) :][:4] == [60, 61, 62, 63]
    assert max(seen[: seen.index(60)]) < 30


def test_it_plays_to_the_end_and_from_the_start_again(page, address):
    opened(page, address, "?run=3")
    line = page.get_by_label("Time line, ticks")
    last = int(line.get_attribute("max"))
    line.fill(str(last - 3))
    until_tick(page, last - 3)
    page.get_by_label("Ticks a second").select_option("20")
    page.get_by_role("button", name="Play").click()
    until_tick(page, last)
    page.get_by_role("button", name="Play").click()  # it has stopped by itself
    page.wait_for_function("/tick [2-9] of/.test(document.querySelector('.rout-now').innerText)")


def test_the_time_line_goes_forward_and_back(page, address):
    opened(page, address, "?run=3")
    line = page.get_by_label("Time line, ticks")
    line.fill("40")
    until_tick(page, 40)
    later = page.locator(".rout-map svg > g").nth(1).inner_html()
    line.fill("5")
    until_tick(page, 5)
    assert page.locator(".rout-map svg > g").nth(1).inner_html() != later
    line.focus()
    page.keyboard.press("ArrowRight")
    until_tick(page, 6)


def test_the_run_goes_by_keyboard_wherever_the_focus_is(page, address):
    opened(page, address, "?run=3&tick=3")
    page.keyboard.press("ArrowRight")
    until_tick(page, 4)
    page.keyboard.press("ArrowLeft")
    until_tick(page, 3)
    page.keyboard.press("Home")
    until_tick(page, 0)
    page.keyboard.press("Space")
    page.wait_for_function("/tick [3-9] of/.test(document.querySelector('.rout-now').innerText)")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Play").wait_for()
    page.get_by_label("Search").press("End")  # there it means the end of the text
    page.wait_for_timeout(SETTLED_MS)
    assert tick(page) < 30


def test_the_address_opens_the_same_view_again(page, address, visitor):
    opened(page, address, "?run=3")
    page.get_by_label("Homs", exact=True).select_option("fall")
    page.get_by_label("Time line, ticks").fill("12")
    until_tick(page, 12)
    page.wait_for_function("location.search.includes('tick=12') && location.search.includes('branch=fall')")
    again = visitor.new_page()
    again.goto(page.url)
    again.locator(".rout-foot").wait_for()
    until_tick(again, 12)
    assert again.locator(".rout-tiles").inner_text() == page.locator(".rout-tiles").inner_text()
    again.close()


def test_a_place_is_told_when_it_is_clicked_or_chosen(page, address):
    opened(page, address, "?run=3&tick=12")
    page.locator(".rout-map .place", has_text=re.compile("^Aleppo")).locator("rect").click()
    page.locator(".rout-detail h3", has_text="Aleppo").wait_for()
    page.get_by_label("Place or formation").select_option(label="Homs")
    page.locator(".rout-detail h3", has_text="Homs").wait_for()
    assert page.get_by_text("What it has heard").is_visible()


def test_a_slider_changes_the_run_and_reset_undoes_it(page, address):
    opened(page, address, "?run=3&tick=12")
    page.locator("summary", has_text="Belief").click()
    page.get_by_label("expected days, exact value").fill("9")
    page.get_by_label("expected days, exact value").press("Enter")
    page.get_by_role("button", name="Reset to scenario (1 changed)").click()
    page.get_by_role("button", name="As in the scenario").wait_for()


def test_a_value_out_of_range_is_explained(page, address):
    opened(page, address)
    page.locator("summary", has_text="Breaking").click()
    page.get_by_label("critical morale, exact value").fill("7")
    page.get_by_label("critical morale, exact value").press("Enter")
    page.locator(".rout-problems", has_text="critical_morale").wait_for()
    assert page.locator(".rout-map .place").count() > 60


def test_a_broken_scenario_is_explained(page, address, broken):
    opened(page, address, f"?scenario={broken}")
    page.locator(".rout-problems", has_text="broken.toml:3").wait_for()
    assert "Traceback" not in page.locator(".rout-problems").inner_text()


def test_two_runs_tick_together_and_the_divergence_is_marked(page, address):
    opened(page, address, "?run=3&page=pair")
    assert page.locator(".rout-map").count() == 2
    page.get_by_role("button", name="Go to where they diverge").click()
    page.locator(".rout-divergence", has_text="They diverged on day").wait_for()
    assert page.locator(".rout-map .diverged").count() == 2


def test_a_bar_opens_a_run_that_ends_as_it_was_counted(page, address):
    opened(page, address, "?scenario=island&page=outcomes")
    page.get_by_label("Runs of each").select_option("500")
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator(".bar-group").first.wait_for(timeout=300_000)
    page.get_by_role("status").wait_for(state="detached", timeout=300_000)
    page.get_by_role("tab", name="Map of control").click()
    page.get_by_label("Day", exact=True).press("End")
    page.locator(".rout-days output", has_text=re.compile("day [1-9]")).wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="All runs (CSV)").click()
    assert saved.value.suggested_filename == "runs.csv"
    page.get_by_role("tab", name="Outcomes").click()
    bar = page.locator(".bar-group").first
    bar.focus()
    page.keyboard.press("Enter")
    ended = page.locator(".rout-behind h3").inner_text().rpartition(": ")[2]
    page.locator(".rout-behind button").first.click()
    line = page.get_by_label("Time line, ticks")
    line.fill(line.get_attribute("max"))
    until_tick(page, int(line.get_attribute("max")))
    tile = page.locator(".rout-tiles .tile", has_text="Outcome so far")
    tile.locator("dd", has_text=ended).first.wait_for()


def bars_of(page, address):
    """The outcomes page with its bars, over few runs of the smallest scenario."""
    opened(page, address, "?scenario=island&run=3&tick=9")
    page.get_by_role("button", name="Outcomes", exact=True).click()
    page.get_by_label("Runs of each").select_option("500")
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator(".bar-group").first.wait_for(timeout=300_000)
    page.get_by_role("status").wait_for(state="detached", timeout=300_000)


@pytest.fixture
def phone(browser, address):
    """A page on a screen of 390 px that fingers touch."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    with minded(context, address) as sheet:
        yield sheet
    context.close()


def fingers(page, *spots):
    """Fingers put down at the first spots, moved along the others, and lifted; a spot for each finger."""
    session = page.context.new_cdp_session(page)
    for i, each in enumerate(spots):
        points = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(each)]
        kind = "touchMove" if i else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def apart(x, y, *gaps):
    """Two fingers about a point, these gaps from each other."""
    return [((x - 0.5 * gap, y), (x + 0.5 * gap, y)) for gap in gaps]


@pytest.mark.parametrize("query", ["?run=3&tick=6", "?run=3&tick=6&page=pair"])
def test_two_fingers_zoom_the_map_about_the_point_between_them(phone, address, query):
    opened(phone, address, query)
    chart = phone.locator(".rout-map > svg").first
    chart.scroll_into_view_if_needed()
    phone.wait_for_timeout(SETTLED_MS)
    frame, before = chart.bounding_box(), phone.evaluate(SCALE)
    middle = (frame["x"] + 0.4 * frame["width"], frame["y"] + 0.5 * frame["height"])  # beside the buttons
    mark = f"""[...document.querySelector('.rout-map').querySelectorAll('.place')].map(e => [e,
        e.firstElementChild.nextElementSibling.getBoundingClientRect()]).map(([e, box]) => [e.dataset.pick,
        (box.left + box.right) / 2 - {middle[0]}, (box.top + box.bottom) / 2 - {middle[1]}])"""
    places = {pick: (x, y) for pick, x, y in phone.evaluate(mark)}
    fingers(phone, *apart(*middle, 50, 75, 100, 125, 150))
    phone.wait_for_timeout(SETTLED_MS)
    assert phone.evaluate(SCALE) == pytest.approx(3.0 * before, rel=0.05)
    assert phone.evaluate("visualViewport.scale") == 1, "the map grows, not the page"
    for pick, x, y in phone.evaluate(mark):
        assert (x, y) == pytest.approx(tuple(3.0 * each for each in places[pick]), abs=6.0)
    assert not phone.locator(".rout-map .chosen").count(), "nothing is chosen by it"
    fingers(phone, *apart(*middle, 150, 100, 50, 30))
    phone.wait_for_timeout(SETTLED_MS)
    assert phone.evaluate(SCALE) == pytest.approx(before)


def test_a_finger_beside_a_place_chooses_it(phone, address):
    opened(phone, address, "?scenario=island&run=3")
    phone.locator(".rout-map").scroll_into_view_if_needed()
    phone.wait_for_timeout(SETTLED_MS)
    place = phone.locator(".rout-map .place > circle").first
    box, name = place.bounding_box(), place.locator("..").locator("title").text_content()
    fingers(phone, [(box["x"] + 0.5 * box["width"], box["y"] - 7)])
    phone.locator(".rout-detail h3", has_text=name.partition(":")[0]).wait_for()


def test_everything_one_can_click_is_as_high_as_a_finger_on_a_phone(phone, address):
    for query in ("?run=3&tick=20", "?run=3&tick=20&page=pair"):
        opened(phone, address, query)
        phone.wait_for_timeout(SETTLED_MS)
        assert phone.evaluate(LOW) == []
    bars_of(phone, address)
    chart = phone.locator(".rout-two svg").first
    assert chart.locator(".bar-group").count() > 1
    assert all(bar.bounding_box()["width"] >= 44 for bar in chart.locator(".bar-group .hit").all())
    assert min(bar.bounding_box()["height"] for bar in chart.locator(".bar-group > .bar").all()) < 30
    assert phone.evaluate(LOW) == []
    for tab in ("Runs", "Map of control", "Sweep a number"):
        phone.get_by_role("tab", name=tab).click()
        phone.wait_for_timeout(SETTLED_MS)
        assert phone.evaluate(LOW) == []


def test_a_sweep_over_two_numbers_shows_a_map_for_each_scenario_and_their_difference(page, address):
    opened(page, address, "?scenario=island&page=outcomes")
    choose_two_numbers(page)
    page.get_by_text("5 × 5 pairs of values, 100 runs at each, 2 scenarios: 5,000 runs").wait_for()
    page.get_by_role("button", name="Sweep", exact=True).click()
    page.locator(".rout-sweep progress").wait_for()
    page.get_by_role("status").wait_for(state="detached", timeout=300_000)
    maps = page.locator(".rout-sweep figure img").all()
    assert [" minus " in each.get_attribute("alt") for each in maps] == [False, False, True]
    assert all(each.evaluate("e => e.complete && e.naturalWidth > 400") for each in maps)
    for words, name in (
        ("Table (CSV)", "sweep.csv"),
        ("Midford falls minus Midford holds (SVG)", "heat-2-minus-1.svg"),
    ):
        with page.expect_download() as saved:
            page.get_by_role("button", name=words).click()
        assert saved.value.suggested_filename == name


def test_back_and_forward_go_between_the_pages_with_what_they_showed(page, address):
    bars_of(page, address)
    bar = page.locator(".bar-group").first
    bar.focus()
    page.keyboard.press("Enter")
    behind, bars = page.locator(".rout-behind").inner_text(), page.locator(".bar-group").count()
    page.locator(".rout-behind button").first.click()
    until_tick(page, 0)
    page.get_by_role("button", name="Step", exact=True).click()
    until_tick(page, 1)
    watched = page.url
    page.go_back()
    page.locator(".rout-behind").wait_for()
    assert page.locator(".rout-behind").inner_text() == behind
    assert page.locator(".bar-group").count() == bars
    page.get_by_role("button", name="Change what is compared").click()
    assert page.get_by_label("Runs of each").input_value() == "500"
    assert "page=outcomes" in page.url
    page.go_back()
    until_tick(page, 9)
    assert "scenario=island&seed=1&run=3&tick=9" in page.url
    page.go_forward()
    page.locator(".rout-behind").wait_for()
    page.go_forward()
    until_tick(page, 1)
    assert page.url == watched


def test_back_opens_what_was_seen_before_a_page_was_loaded_again(page, address):
    opened(page, address, "?scenario=island&run=3&tick=9")
    page.get_by_role("button", name="Two runs").click()
    page.wait_for_function("location.search.includes('page=pair')")
    page.get_by_label("Midford, left").select_option("free")
    page.wait_for_function("location.search.includes('branches=free-fall')")
    page.get_by_role("button", name="Outcomes", exact=True).click()
    page.wait_for_function("location.search.includes('page=outcomes')")
    page.get_by_label("Runs of each").select_option("10000")
    page.wait_for_function("location.search.includes('runs=10000')")
    page.get_by_role("button", name="One run").click()
    until_tick(page, 9)
    page.reload()
    until_tick(page, 9)
    page.go_back()
    page.get_by_label("Runs of each").wait_for()
    assert page.get_by_label("Runs of each").input_value() == "10000"
    page.go_back()
    page.get_by_label("Midford, left").wait_for()
    assert page.get_by_label("Midford, left").input_value() == "free"
    page.go_back()
    page.get_by_role("button", name="Play").wait_for()
    page.locator(".rout-map").nth(1).wait_for(state="detached")
    assert "page=" not in page.url


@pytest.mark.parametrize(("width", "height"), [(1400, 850), (900, 850), (390, 850)])
def test_nothing_is_cut_off_at_any_width(seen, width):
    page = seen
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_two_tabs_share_nothing(page, address, visitor):
    opened(page, address, "?run=3")
    other = visitor.new_page()
    opened(other, address, "?run=3")
    page.get_by_role("button", name="Step", exact=True).click()
    until_tick(page, 1)
    assert tick(other) == 0
    other.close()


def test_everything_can_be_reached_by_keyboard(page, address):
    opened(page, address, "?run=3&tick=6")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
    assert {"Play", "Step", "Time line, ticks", "Scenario"} <= reached


def test_the_page_has_a_language_and_may_be_zoomed(page, address):
    opened(page, address)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "user-scalable" not in page.locator("meta[name=viewport]").get_attribute("content")
    assert page.title().startswith("Rout")


def test_controls_have_names(page, address):
    opened(page, address, "?run=3&tick=6")
    assert not page.evaluate(NAMELESS)
