"""Pictures one after another as a film: a GIF by Pillow, an MP4 by ffmpeg where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO

from PIL import Image, ImageColor

from sim.errors import UsageError

KINDS = (".gif", ".mp4")
COLOURS = 128
RATE = 20  # pictures a second of an MP4; in a GIF each has its own time
IN = ["-framerate", str(RATE), "-i", "-", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
MOST_WORDS = 300  # of what ffmpeg says
Picture = tuple[Image.Image, int]  # and how long it is shown, milliseconds


def require_film_kind(path: Path) -> None:
    """Refuse a file that no film can be, or that this machine cannot make; before anything is computed."""
    if path.suffix not in KINDS:
        raise UsageError(f"--out {path}: a film is written as {' or '.join(KINDS)}")
    if path.suffix == ".mp4" and shutil.which("ffmpeg") is None:
        raise UsageError(
            f"--out {path}: .mp4 needs the program ffmpeg, which is not on the path; write a .gif instead"
        )


def palette_of(exact: Sequence[str], samples: Sequence[Image.Image]) -> Image.Image:
    """One set of colours for all pictures, so that only what moves is stored.

    ``exact`` are kept as they are, such as "#0072B2"; ``samples`` of the pictures give the shades between.
    """
    width, height = samples[0].size
    sheet = Image.new("RGB", (width, height * len(samples)))
    for row, image in enumerate(samples):
        sheet.paste(image, (0, row * height))
    shades = sheet.quantize(COLOURS - len(exact), dither=Image.Dither.NONE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in exact for part in ImageColor.getrgb(colour)] + shades)
    return palette


def gif(pictures: Iterable[Picture], palette: Image.Image) -> bytes:
    """A GIF that begins again when it ends."""
    images, times = [], []
    for image, milliseconds in pictures:
        images.append(image.quantize(palette=palette, dither=Image.Dither.NONE))
        times.append(milliseconds)
    sink = BytesIO()
    images[0].save(
        sink, "GIF", save_all=True, append_images=images[1:], duration=times, loop=0, optimize=False,
        disposal=1,
    )  # fmt: skip
    return sink.getvalue()


def mp4(pictures: Iterable[Picture]) -> bytes:
    """An MP4 that browsers play. Raises UsageError with ffmpeg's words where it can make none."""
    with tempfile.TemporaryDirectory() as folder:
        file, log = Path(folder) / "film.mp4", Path(folder) / "log"
        command = ["ffmpeg", "-loglevel", "error", "-y", "-f", "image2pipe", "-c:v", "ppm", *IN, str(file)]
        with (
            log.open("wb") as words,
            subprocess.Popen(command, stdin=subprocess.PIPE, stderr=words) as process,
            suppress(BrokenPipeError),  # what it says before it stops is told below
        ):
            _write(pictures, process.stdin)
        if process.returncode or not file.is_file():
            said = " ".join(log.read_text(encoding="utf-8", errors="replace").split())
            raise UsageError(
                f"ffmpeg made no film: {said[:MOST_WORDS] or process.returncode}; write a .gif instead"
            )
        return file.read_bytes()


def _write(pictures: Iterable[Picture], sink: IO[bytes] | None) -> None:
    """Every picture as often as it takes to be seen for its time."""
    assert sink is not None
    with sink:
        for image, milliseconds in pictures:
            frame = BytesIO()
            image.save(frame, "PPM")
            for _ in range(max(1, round(milliseconds * RATE / 1000))):
                sink.write(frame.getbuffer())
