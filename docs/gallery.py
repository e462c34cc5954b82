"""Every page and every figure as pictures in a folder, to be looked at.

    python docs/screenshots.py --all FOLDER

Pages are taken at three widths, light and dark, whole and above the fold; figures and the report are made by
the commands of ``rout`` from small batches. Nothing of it is kept in the repository.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from playwright.sync_api import TimeoutError
from serve_for_docs import served

SIZES = ((1440, 900), (1024, 768), (390, 844))
SCHEMES = ("light", "dark")
PATIENCE_MS = 300_000  # the first batch after a change of the rules compiles them
SETTLED_MS = 700  # for what moves and for what is laid out anew after a change of size
RUNS = 200  # of each scenario behind the report and the figures
FEW = 20  # at each point of a study
HOLD_OR_FALL = "side1=scenario%3Dhoms-hold&side2=scenario%3Dhoms-fall&runs=500"
STEPS = re.compile(r"(?:Step|Time): \d+")
STEPS_SHOWN = r"Number(/(?:Step|Time): (\d+)/.exec(document.body.innerText)[1])"
MISSED_MS, MOST_CLICKS = 20_000, 5  # after which a click counts as missed, and how many a step may take
Act = Callable[[Any], None]


@dataclass(frozen=True)
class State:
    """A page in a state that is worth a look: its name, its link, and what is done to get there."""

    name: str
    query: str = ""
    act: Act = lambda page: None


def run_the_batch(page: Any) -> None:
    """Run the batch that a link names, to its end, and choose a bar."""
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("status").wait_for()
    page.get_by_role("status").wait_for(state="detached")
    page.locator(".bar-group").nth(1).click()
    page.locator(".rout-behind button").first.wait_for()


def show_tab(name: str) -> Act:
    """Show a tab of the outcomes page."""

    def act(page: Any) -> None:
        page.get_by_role("tab", name=name).click()
        page.get_by_role("tab", name=name, selected=True).wait_for()

    return act


def show_control(page: Any) -> None:
    """The map of control ten days after the start."""
    show_tab("Map of control")(page)
    page.locator(".rout-days input").fill("10")


def show_figures(page: Any) -> None:
    """The figures, when the last one is drawn."""
    show_tab("Figures")(page)
    page.locator(".rout-figures .wide").nth(1).wait_for()
    page.get_by_role("status").wait_for(state="detached")


def sweep_a_number(page: Any) -> None:
    """Sweep the number that is offered."""
    show_tab("Sweep a number")(page)
    page.get_by_role("button", name="Sweep", exact=True).click()
    page.locator(".rout-sweep img").wait_for()


def choose(label: str) -> Act:
    """Choose a place or a formation in the list."""

    def act(page: Any) -> None:
        page.get_by_label("Place or formation").first.select_option(label=label)
        page.locator(".rout-detail h3").first.wait_for()

    return act


def step_mesa(page: Any, wanted: int = 14) -> None:
    """Step with Mesa's own button until Mesa says so, each time when the last step is shown.

    A click that a busy page has missed is made again.
    """
    page.locator(".rout-map .place").first.wait_for()
    page.get_by_text(STEPS).first.wait_for()
    for _ in range(MOST_CLICKS * wanted):
        done = steps_done(page)
        if done >= wanted:
            break
        page.get_by_role("button", name="Step", exact=True).click()
        with suppress(TimeoutError):
            page.wait_for_function(f"{STEPS_SHOWN} > {done}", timeout=MISSED_MS)
    choose("Homs")(page)


def steps_done(page: Any) -> int:
    """The steps that Mesa's page shows."""
    return int(page.evaluate(STEPS_SHOWN))


PAGES = (
    State("run-start", "?scenario=homs&run=3"),
    State("run", "?scenario=homs&run=3&tick=14"),
    State("run-chosen", "?scenario=homs&run=3&tick=14", choose("Homs")),
    State("run-end", "?scenario=homs&run=3&tick=100"),
    State("pair", "?scenario=homs&run=3&page=pair&tick=12"),
    State("pair-chosen", "?scenario=homs&run=3&page=pair&tick=40", choose("Homs")),
    State("error", "?scenario=homs&run=3&set.parameters.expected_days=-4"),
    State("outcomes-empty", "?page=outcomes&" + HOLD_OR_FALL),
    State("outcomes-bars", "?page=outcomes&" + HOLD_OR_FALL, run_the_batch),
)
TABS = (
    State("outcomes-runs", act=show_tab("Runs")),
    State("outcomes-map", act=show_control),
    State("outcomes-sweep", act=sweep_a_number),
    State("outcomes-figures", act=show_figures),
)
MESA_PAGES = (State("mesa", act=step_mesa),)

COMMANDS = (
    f"run homs homs-hold homs-fall homs-learned offensive -n {RUNS} --quiet",
    "compare homs-hold homs-fall --out {folder}/compare --quiet",
    "compare homs homs-hold homs-fall --out {folder}/compare-three --quiet",
    "score offensive --figure {folder}/score.png --quiet",
    "report homs homs-hold homs-fall -o {folder}/report.html --quiet",
    "explain homs-hold --out {folder}/explain",
    f"which-place offensive --places Aleppo,Hama,Homs,Damascus -n {FEW} --out {{folder}}/studies --quiet",
    f"how-long homs -n {FEW} --out {{folder}}/studies --quiet",
    f"what-it-takes homs -n {FEW} --out {{folder}}/studies --quiet",
    f"mechanisms homs -n {FEW} --out {{folder}}/studies --quiet",
    f"ablate homs -n {FEW} --out {{folder}}/studies --quiet",
    f"branch-dates offensive --days 0,4,8 --expected-days 1,8 -n {FEW} --out {{folder}}/studies --quiet",
)


def take_all(browser: Any, folder: Path) -> None:
    """All pictures, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with served() as address:
        for state in PAGES:
            with opened(browser, f"{address}/{state.query}", ".rout-foot") as page:
                take_states(page, folder, (state, *(TABS if state.act is run_the_batch else ())))
    with served(mesa=True) as address, opened(browser, address, ".rout-map") as page:
        take_states(page, folder, MESA_PAGES)
    for made in make_figures(folder.resolve()):
        print(made, flush=True)
    with opened(browser, f"file://{quote(str(folder.resolve() / 'report.html'))}", "main") as page:
        take_states(page, folder, (State("report"),))


@contextmanager
def opened(browser: Any, address: str, ready: str) -> Iterator[Any]:
    """A page in a window of its own, once it shows ``ready``."""
    width, height = SIZES[0]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.locator(ready).first.wait_for()
    yield page
    page.close()


def take_states(page: Any, folder: Path, states: tuple[State, ...]) -> None:
    """Bring a page into one state after another, and take each at every size, light and dark."""
    for state in states:
        width, height = SIZES[0]
        page.set_viewport_size({"width": width, "height": height})
        state.act(page)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                page.evaluate("window.scrollTo(0, 0)")
                page.mouse.move(0, 0)  # nothing is pointed at
                page.wait_for_timeout(SETTLED_MS)
                name = f"{state.name}-{width}-{scheme}"
                page.screenshot(path=folder / f"{name}-fold.png")
                page.screenshot(path=folder / f"{name}-full.png", full_page=True)
        print(f"{state.name}: {len(SIZES) * len(SCHEMES) * 2} pictures", flush=True)


def make_figures(folder: Path) -> Iterator[str]:
    """Run the commands that draw, in an empty folder of their own; gives each that is done."""
    with TemporaryDirectory() as place:
        for words in COMMANDS:
            command = [part.format(folder=folder) for part in words.split()]
            done = subprocess.run(
                [sys.executable, "-m", "sim", *command],
                cwd=place,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise SystemExit(f"rout {words}\n{done.stderr}")
            yield f"rout {words.split(' --out')[0]}"
    for drawn in folder.glob("studies/**/*.png"):
        shutil.copy(drawn, folder / f"{drawn.parent.name}-{drawn.name}")
    shutil.rmtree(folder / "studies", ignore_errors=True)
