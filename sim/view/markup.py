"""Small pieces of HTML and SVG as text: everything that comes from a scenario is escaped here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape as _escape


def safe(text: object) -> str:
    """Text as HTML, SVG or an attribute's value may hold it."""
    return _escape(str(text), quote=True)


def joined(parts: Iterable[str]) -> str:
    """Pieces one after another."""
    return "".join(parts)


def mark(spot: tuple[float, float], inner: str, kind: str = "", pick: str = "", hint: str = "") -> str:
    """An SVG group at a spot of the map that keeps its size on the screen however far one zooms in."""
    chosen = f' data-pick="{safe(pick)}"' if pick else ""
    title = f"<title>{safe(hint)}</title>" if hint else ""
    return (
        f'<g class="mark {kind}" style="transform:translate({spot[0]}px,{spot[1]}px) scale(var(--s))"'
        f"{chosen}>{title}{inner}</g>"
    )


def button(pick: str, inner: str, kind: str = "", title: str = "") -> str:
    """A button in HTML that tells the page what was chosen. ``inner`` is HTML."""
    told = f' title="{safe(title)}"' if title else ""
    return f'<button type="button" class="{kind}" data-pick="{safe(pick)}"{told}>{inner}</button>'
