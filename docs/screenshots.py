"""Make the pictures of the browser that the README and docs/browser.md show: ``python docs/screenshots.py``.

``python docs/screenshots.py --all FOLDER`` takes every page and every figure instead, to be looked at.
Needs ``pip install 'rout[browser]'`` and chromium. Each picture of the README is a PNG under 200 kB.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gallery import step_mesa, take_all
from PIL import Image
from serve_for_docs import ARGS, served

IMAGES = Path(__file__).parent / "images"
MOST_BYTES = 200_000
# enough for flat drawings, and half of the bytes; maximum coverage keeps the hues of small marks
COLOURS = 256
FIGURES_MS = 600_000


@dataclass(frozen=True)
class Picture:
    """A file's name, what is opened, the window, and what is done before the picture is taken."""

    name: str
    query: str
    width: int
    height: int
    act: Callable[[Any], None] = lambda page: None
    mesa: bool = False  # of Mesa's own page


def look_closer(page: Any) -> None:
    """Choose the bellwether."""
    page.get_by_label("Place or formation").select_option(label="Homs")
    page.locator(".rout-detail h3").wait_for()


def run_batch(page: Any) -> None:
    """Run the batch that is offered, and choose a bar."""
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("status").wait_for()
    page.get_by_role("status").wait_for(state="detached", timeout=FIGURES_MS)
    page.locator(".bar-group").nth(1).click()
    page.locator(".rout-behind button").first.wait_for()


def sweep_two(page: Any) -> None:
    """Sweep two numbers, and look at the maps."""
    page.get_by_role("tab", name="Sweep a number").click()
    second = page.get_by_label("Second number (optional)")
    second.fill("parameters.critical_morale")
    second.press("Enter")
    page.get_by_label("Second from").wait_for()
    page.get_by_role("button", name="Sweep", exact=True).click()
    page.get_by_role("status").wait_for()
    page.get_by_role("status").wait_for(state="detached", timeout=FIGURES_MS)
    page.locator(".rout-sweep figure").last.scroll_into_view_if_needed()


PICTURES = (
    Picture("run", "?scenario=homs&run=3&tick=14", 1400, 950, look_closer),
    Picture("pair", "?scenario=homs&run=3&page=pair&tick=12", 1400, 950),
    Picture("outcomes", "?scenario=homs&page=outcomes", 1400, 950, run_batch),
    Picture("sweep", "?scenario=homs&page=outcomes", 1400, 950, sweep_two),
    Picture("phone", "?scenario=homs&run=3&tick=14", 390, 844),
    Picture("mesa", "", 1400, 950, step_mesa, mesa=True),
)


def take(browser: Any, address: str, picture: Picture) -> Path:
    """Open, act, and store one picture."""
    page = browser.new_page(viewport={"width": picture.width, "height": picture.height})
    page.set_default_timeout(FIGURES_MS)
    page.goto(f"{address}/{picture.query}")
    page.locator(".rout-map" if picture.mesa else ".rout-foot").first.wait_for()
    picture.act(page)
    page.wait_for_timeout(900)  # for animations to end
    path = IMAGES / f"browser-{picture.name}.png"
    page.screenshot(path=path)
    page.close()
    flat = (
        Image.open(path)
        .convert("RGB")
        .quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    )
    flat.save(path, optimize=True)
    return path


def take_pictures(browser: Any) -> None:
    """Take all pictures that the README and the docs show."""
    IMAGES.mkdir(exist_ok=True)
    for mesa in (False, True):
        with served(mesa=mesa) as address:
            for picture in (each for each in PICTURES if each.mesa == mesa):
                path = take(browser, address, picture)
                size = path.stat().st_size
                print(f"{path.name}: {size / 1000:.0f} kB")
                if size > MOST_BYTES:
                    raise SystemExit(f"{path}: larger than {MOST_BYTES} bytes")


def main() -> None:
    """Take the pictures that are asked for."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description="Pictures of the pages.")
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="every page and figure, into this folder")
    folder = parser.parse_args().all
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        if folder:
            take_all(browser, folder)
        else:
            take_pictures(browser)
        browser.close()


if __name__ == "__main__":
    main()
