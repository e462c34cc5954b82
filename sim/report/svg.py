"""A matplotlib figure as the address of an image, which an HTML page can hold."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO

from matplotlib.figure import Figure

from sim.plots.style import fix_layout, styled

FONT, FONTS = b"'DejaVu Sans'", b"'DejaVu Sans', Verdana, sans-serif"


def svg_address(figure: Figure) -> str:
    """The figure as SVG in a data address: it needs no file, no network and no font of its own."""
    sink = BytesIO()
    fix_layout(figure)
    with styled():
        figure.savefig(sink, format="svg", metadata={"Date": None, "Creator": None})
    text = b64encode(sink.getvalue().replace(FONT, FONTS)).decode("ascii")
    return f"data:image/svg+xml;base64,{text}"
