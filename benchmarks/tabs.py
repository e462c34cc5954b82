"""Memory of the server while many tabs are open and stepping: ``python -m benchmarks.tabs``.

Needs ``pip install 'rout[browser]'``, chromium and a system with /proc. Each tab steps through a run
of its own, at most once in two seconds, and starts again at its end. Memory is the resident memory of
the server's process: before (after one tab was opened, went to the end of its run and was closed), at
its most, and after all were closed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "docs"))

from serve_for_docs import ARGS, COMMAND, address_told

from benchmarks.options import options

PATIENCE_MS = 300_000
PAUSE_S = 2.0
TOLD_MS = 300
SETTLED_S = 20.0  # after the tabs were closed
STEP = """() => {
  const [, at, last] = /tick (\\d+) of (\\d+)/.exec(document.querySelector(".rout-now").innerText);
  document.querySelector(`[aria-label=${at === last ? "Reset" : "Step"}]`).click();
}"""


def memory_mb(process: int) -> float:
    """Resident memory of a process."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024.0


def threads(process: int) -> int:
    """Threads of a process."""
    return len(list(Path(f"/proc/{process}/task").iterdir()))


def opened(browser: Any, address: str, run: int) -> Any:
    """A tab on a run."""
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/?scenario=homs&run={run}")
    page.locator(".rout-foot").wait_for()
    return page


def closed(page: Any) -> None:
    """Close a tab as by hand, which tells the server: closing by script may not, or not in time."""
    page.goto("about:blank")
    page.wait_for_timeout(TOLD_MS)
    page.close()


def to_the_end(page: Any) -> None:
    """Look at the last tick."""
    line = page.get_by_label("Time line, ticks")
    last = line.get_attribute("max")
    line.fill(last)
    page.get_by_text(f"tick {last} of").wait_for()


def measured(browser: Any, address: str, process: int, tabs: int, minutes: float) -> None:
    """Open, step, close, and print."""

    def tell(when: str) -> float:
        found = memory_mb(process)
        print(f"{when}: {found:.0f} MB, {threads(process)} threads", flush=True)
        return found

    tell("started")
    first = opened(browser, address, 0)
    to_the_end(first)
    closed(first)
    time.sleep(SETTLED_S)
    before = tell("before")
    pages = [opened(browser, address, run) for run in range(1, tabs + 1)]
    most, steps, end = 0.0, 0, time.monotonic() + 60.0 * minutes
    while time.monotonic() < end:
        began = time.monotonic()
        for page in pages:
            page.evaluate(STEP)
            steps += 1
        most = max(most, memory_mb(process))
        time.sleep(max(0.0, PAUSE_S - (time.monotonic() - began)))
    tell(f"with {tabs} tabs, after {steps} steps in {minutes:g} minutes")
    for page in pages:
        closed(page)
    time.sleep(SETTLED_S)
    after = tell("after")
    print(f"most {most:.0f} MB; after against before {100.0 * (after / before - 1.0):+.1f} %")


def main() -> None:
    """Serve, open the tabs, measure and print."""
    from playwright.sync_api import sync_playwright

    parser = options(__doc__)
    parser.add_argument("--tabs", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=10.0)
    asked = parser.parse_args()
    env = os.environ | {"PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(COMMAND, stderr=subprocess.PIPE, text=True, env=env) as server:
        try:
            address = address_told(server)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
                measured(browser, address, server.pid, asked.tabs, asked.minutes)
                browser.close()
        finally:
            server.terminate()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
