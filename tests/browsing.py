"""A real browser for tests: chromium, and a page that minds where its requests go and what fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE_MS = 30_000
SETTLED_MS = 500  # until what follows what one does by a moment is there
STARTED_MS = 120_000  # for the first page of a server that has loaded nothing yet, on a busy machine


def require_browser() -> Any:
    """Playwright, or a skipped file where it, the pages or chromium are missing."""
    pytest.importorskip("solara", reason="needs the extra: pip install 'rout[view]'")
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install 'rout[browser]'")
    if CHROMIUM is None:
        pytest.skip("needs chromium, such as Debian's package of that name", allow_module_level=True)
    return api


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser."""
    with require_browser().sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield opened
        opened.close()


@contextmanager
def minded(visitor: Any, address: str) -> Iterator[Any]:
    """A page; when it is closed, none of its requests went elsewhere, none failed, no script complained."""
    sheet = visitor.new_page()
    sheet.set_default_timeout(PATIENCE_MS)
    outside, failed, faults = [], [], []
    local = (address, address.replace("localhost", "127.0.0.1"), "data:", "blob:")
    sheet.on("request", lambda request: request.url.startswith(local) or outside.append(request.url))
    sheet.on("response", lambda response: response.status < 400 or failed.append(response.url))
    sheet.on("pageerror", lambda error: faults.append(str(error)))
    sheet.on("console", lambda told: "Content Security Policy" in told.text and faults.append(told.text))
    yield sheet
    sheet.close()
    assert not outside
    assert not failed
    assert not faults


def choose_two_numbers(page: Any) -> None:
    """Ask the sweep's tab for a second number as soon as it is there, and for five values of each.

    What is typed stays when other controls change meanwhile.
    """
    page.get_by_role("tab", name="Sweep a number").click()
    second = page.get_by_label("Second number (optional)")
    second.wait_for()
    assert not page.get_by_label("Second from").count()
    second.fill("parameters.critical_morale")
    page.get_by_label("Values of each").evaluate("e => (e.value = '5', e.dispatchEvent(new Event('change')))")
    page.get_by_text("5 values, ").wait_for()
    second.press("Enter")
    page.get_by_label("Second to").wait_for()
