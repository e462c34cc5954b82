"""Figures small enough to be kept in git."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, PngImagePlugin

ATTEMPTS = ((1.0, 128), (0.75, 64), (0.5, 128), (0.4, 128))
"""Scale and colours, from the best to the smallest; fewer colours would lose the palest bands."""
MOST_BYTES = 190_000


def shrink(path: Path) -> None:
    """Write a PNG again with a palette, and smaller if it must be: git keeps it for ever."""
    with Image.open(path) as image:
        notes = PngImagePlugin.PngInfo()
        for key, text in image.text.items():
            notes.add_itxt(key, text)
        whole = image.convert("RGB")
    for scale, colours in ATTEMPTS:
        size = (round(scale * whole.width), round(scale * whole.height))
        small = whole.resize(size, Image.Resampling.LANCZOS) if scale < 1.0 else whole
        even = small.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        even.save(path, optimize=True, pnginfo=notes)
        if path.stat().st_size <= MOST_BYTES:
            return
