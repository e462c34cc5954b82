"""Figures small enough to be kept in git."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, PngImagePlugin

COLOURS, SCALES, MOST_BYTES = 128, (1.0, 0.85, 0.75, 0.65, 0.55), 190_000


def shrink(path: Path) -> None:
    """Write a PNG again with a palette, and smaller if it must be: git keeps it for ever."""
    with Image.open(path) as image:
        notes = PngImagePlugin.PngInfo()
        for key, text in image.text.items():
            notes.add_itxt(key, text)
        whole = image.convert("RGB")
    for scale in SCALES:
        size = (round(scale * whole.width), round(scale * whole.height))
        small = whole.resize(size, Image.Resampling.LANCZOS) if scale < 1.0 else whole
        small.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(path, optimize=True, pnginfo=notes)
        if path.stat().st_size <= MOST_BYTES:
            return
