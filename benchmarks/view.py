"""How long the browser's pages take: first paint, a step on the screen: ``python benchmarks/view.py``.

Needs ``pip install 'rout[browser]'`` and chromium. First paint is from the request until the
map is drawn, in a browser that has not been there before; a step is from the key press until
the next tick is on the screen, at the shipped scenario's size.
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

VISITS, STEPS = 7, 60
PAINT_LIMIT_S, STEP_LIMIT_MS = 2.0, 150.0
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


def first_paint(browser: Any, address: str) -> float:
    """Seconds until the map of a first visit is drawn."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(f"{address}/?scenario=homs&run=3", wait_until="commit")
    page.locator(".rout-map .place").first.wait_for()
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


def told(name: str, values: list[float], unit: str, limit: float) -> str:
    """Median and range of what was measured, against its limit."""
    middle = statistics.median(values)
    span = f"{min(values):.2f} to {max(values):.2f}"
    return f"{name}: median {middle:.2f} {unit} ({span}; at most {limit:g} is wanted), n = {len(values)}"


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        paints = [first_paint(browser, address) for _ in range(VISITS)]
        ticks = steps(browser, address)
        browser.close()
    load = os.getloadavg()[0]
    print(told("first paint", paints, "s", PAINT_LIMIT_S))
    print(told("a step on the screen", ticks, "ms", STEP_LIMIT_MS))
    print(f"{os.cpu_count()} processors, load {load:.1f} (other work slows all of it)")


if __name__ == "__main__":
    main()
