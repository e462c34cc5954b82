"""One writer at a time: a lock on a result folder, which the system drops when its holder dies."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sim.errors import ResultError

FILE = ".lock"


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Hold the folder for this process, or raise ResultError naming the one that has it."""
    folder.mkdir(parents=True, exist_ok=True)
    handles: list[int] = []
    try:
        held = FileLock(folder / FILE, preserve_lock_file=True, on_acquired=handles.append).acquire(timeout=0)
    except Timeout:
        raise ResultError(
            f"{folder}: {_holder(folder)} is writing into it; wait for it or give another --out"
        ) from None
    with held:
        os.ftruncate(handles[0], 0)
        os.write(handles[0], f"\nprocess {os.getpid()} on {platform.node()}".encode())
        try:
            yield
        finally:
            os.ftruncate(handles[0], 0)


def _holder(folder: Path) -> str:
    """Who holds the folder, from the second byte on: Windows lets nobody else read the first."""
    with (folder / FILE).open(encoding="utf-8") as file:
        file.seek(1)
        return file.read() or "another process"
