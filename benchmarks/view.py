"""How long the browser's pages take: ``python -m benchmarks.view``.

Needs ``pip install 'rout[browser]'`` and chromium, at the shipped scenario's size. *First map* is from the
request until the map is drawn, in a browser that has not been there before; *a step* from the click until the
next tick is on the screen; *play* the ticks shown in a second at the speed of 20; *a drag* from a move of the
time line, over ticks that were seen, until the map shows it; *first bars* from Run until the first bar of a
batch, the engine being compiled.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "docs"))

from serve_for_docs import ARGS, served

from benchmarks.options import options

VISITS, STEPS, DRAGS, BATCHES = 7, 60, 40, 5
MAP_LIMIT_S, STEP_LIMIT_MS, DRAG_LIMIT_MS, BARS_LIMIT_S, SPEED = 1.5, 100.0, 150.0, 1.0, 20
PLAY_S = 5
STEP = """async () => {
  const now = () => document.querySelector(".rout-now span").innerText;
  const times = [];
  for (let i = 0; i < %d; i++) {
    const before = now(), start = performance.now();
    document.querySelector("[aria-label=Step]").click();
    while (now() === before) await new Promise(requestAnimationFrame);
    times.push(performance.now() - start);
  }
  return times;
}"""

DRAG = """async () => {
  const line = document.querySelector("[aria-label^='Time line']"), times = [];
  const now = () => document.querySelector(".rout-now span").innerText;
  for (let i = 0; i < %d; i++) {
    const to = 1 + (17 * i + 5) %% 59, start = performance.now();
    line.value = to;
    line.dispatchEvent(new Event("input"));
    while (!now().startsWith(`tick ${to} of`)) await new Promise(requestAnimationFrame);
    times.push(performance.now() - start);
  }
  return times;
}"""
TICK = "+/tick (\\d+) of/.exec(document.querySelector('.rout-now').innerText)[1]"


def drawn(page: Any, what: str) -> None:
    """Wait until it is there, looking at each frame: a locator looks again after ever longer pauses."""
    page.wait_for_function(f"document.querySelector({what!r})", timeout=300_000)


def first_map(browser: Any, address: str) -> float:
    """Seconds until the map of a first visit is drawn."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(f"{address}/?scenario=homs&run=3", wait_until="commit")
    drawn(page, ".rout-map .place")
    seconds = time.perf_counter() - start
    context.close()
    return seconds


def steps(browser: Any, address: str) -> list[float]:
    """Milliseconds from a click on Step until its tick is on the screen."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(f"{address}/?scenario=homs&run=3")
    page.locator(".rout-foot").wait_for()
    times: list[float] = page.evaluate(STEP % STEPS)
    page.close()
    return times


def played(browser: Any, address: str) -> float:
    """Ticks a second while it plays at its greatest speed."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(f"{address}/?scenario=homs&run=3")
    page.locator(".rout-foot").wait_for()
    page.get_by_label("Ticks a second").select_option(str(SPEED))
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(f"{TICK} > 2")
    first, start = page.evaluate(TICK), time.perf_counter()
    page.wait_for_timeout(1000 * PLAY_S)
    found = (page.evaluate(TICK) - first) / (time.perf_counter() - start)
    page.close()
    return float(found)


def drags(browser: Any, address: str) -> list[float]:
    """Milliseconds from a move of the time line until its tick is on the screen."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(f"{address}/?scenario=homs&run=3&tick=60")
    page.locator(".rout-foot").wait_for()
    times: list[float] = page.evaluate(DRAG % DRAGS)
    page.close()
    return times


def first_bars(browser: Any, address: str) -> list[float]:
    """Seconds from Run until bars are drawn, after a first batch that loads the engine."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(f"{address}/?scenario=homs&page=outcomes")
    page.locator(".rout-foot").wait_for()
    times = []
    for _ in range(1 + BATCHES):
        start = time.perf_counter()
        page.get_by_role("button", name="Run", exact=True).click()
        drawn(page, ".bar-group")
        times.append(time.perf_counter() - start)
        page.get_by_role("status").wait_for(state="detached", timeout=300_000)
        page.reload()
        page.locator(".rout-foot").wait_for()
    page.close()
    return times[1:]


def told(name: str, values: list[float], unit: str, limit: float) -> str:
    """Median and range of what was measured, against its limit."""
    middle = statistics.median(values)
    span = f"{min(values):.2f} to {max(values):.2f}"
    return f"{name}: median {middle:.2f} {unit} ({span}; at most {limit:g} is wanted), n = {len(values)}"


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    options(__doc__).parse_args()
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        maps = [first_map(browser, address) for _ in range(VISITS)]
        ticks = steps(browser, address)
        speed = played(browser, address)
        moves = drags(browser, address)
        counted = first_bars(browser, address)
        browser.close()
    load = os.getloadavg()[0]
    print(told("first map", maps, "s", MAP_LIMIT_S))
    print(told("a step", ticks, "ms", STEP_LIMIT_MS))
    print(f"play: {speed:.1f} ticks a second of the {SPEED} that are asked for")
    print(told("a drag", moves, "ms", DRAG_LIMIT_MS))
    print(told("first bars", counted, "s", BARS_LIMIT_S))
    print(f"{os.cpu_count()} processors, load {load:.1f} (other work slows all of it)")


if __name__ == "__main__":
    main()
