"""A matplotlib figure as an SVG element that stands in a page: small, scalable and read aloud."""

from __future__ import annotations

import io
import re
from collections import Counter
from html import escape

from matplotlib.figure import Figure

from sim.plots.style import settle, styled

FONTS = "'DejaVu Sans', Verdana, sans-serif"
LONG_PATH = re.compile(r'<path d="([^"]{300,})"([^>]*)/>')
LONG_NUMBER = re.compile(r"(\d+\.\d{2})\d+")


def inline_svg(figure: Figure, key: str, title: str, alt: str) -> str:
    """The figure as an ``<svg>`` with a title and a description; ``key`` keeps its ids apart from others'."""
    buffer = io.StringIO()
    settle(figure)
    with styled():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    body = text[text.index("<svg") :]
    inside = body[body.index(">") + 1 :]
    inside = re.sub(r"<metadata>.*?</metadata>", "", inside, flags=re.DOTALL)
    inside = re.sub(r"<style.*?</style>", "", inside, flags=re.DOTALL)
    inside = re.sub(r"<!--.*?-->", "", inside, flags=re.DOTALL)
    inside = _own_ids(_used_ids(inside), key).replace("'DejaVu Sans'", FONTS)
    inside = (
        re.sub(r">\s+<", "><", LONG_NUMBER.sub(r"\1", inside))
        .replace("\n", " ")
        .replace("xlink:href", "href")
    )
    return _opening(body, key, title, alt) + inside.strip()


def _opening(body: str, key: str, title: str, alt: str) -> str:
    """The element's start, without a width of its own: the page decides."""
    box = re.search(r'viewBox="([^"]+)"', body)
    assert box is not None  # matplotlib writes one
    return (
        f'<svg viewBox="{box[1]}" role="img" aria-labelledby="{key}-title {key}-desc">'
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-desc">{escape(alt)}</desc>'
    )


def _used_ids(text: str) -> str:
    """Without the ids that nothing refers to."""
    used = set(re.findall(r"#([\w-]+)", text))
    return re.sub(r' id="([\w-]+)"', lambda found: found[0] if found[1] in used else "", text)


def _own_ids(text: str, key: str) -> str:
    text = re.sub(r'\bid="', f'id="{key}-', text)
    text = re.sub(r'href="#', f'href="#{key}-', text)
    return text.replace("url(#", f"url(#{key}-")


def share_paths(page: str) -> tuple[str, str]:
    """The page with each long path that its pictures repeat drawn once, and an ``<svg>`` that holds those."""
    seen = Counter(found[1] for found in LONG_PATH.finditer(page))
    names = {path: f"shared-{i}" for i, path in enumerate(path for path, times in seen.items() if times > 1)}

    def used(found: re.Match[str]) -> str:
        return f'<use href="#{names[found[1]]}"{found[2]}/>' if found[1] in names else found[0]

    held = "".join(f'<path id="{name}" d="{path}"/>' for path, name in names.items())
    return LONG_PATH.sub(used, page), f'<svg class="unseen" aria-hidden="true"><defs>{held}</defs></svg>'


def share_styles(page: str) -> tuple[str, str]:
    """The page with a class for each ``style`` that its pictures repeat, and the rules of those classes."""
    names: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        return f'class="{names.setdefault(found[1], f"s{len(names)}")}"'

    shared = re.sub(r'style="([^"]*)"', named, page)
    return shared, "\n".join(f".{name} {{ {style} }}" for style, name in names.items())
