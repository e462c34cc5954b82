"""One writer at a time: the lock on a result folder, which ends with its process."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sim.errors import ResultError

if sys.platform != "win32":
    import fcntl

FILE = ".lock"


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Hold the folder for this process, or raise ResultError naming the one that has it.

    The system drops the lock when its holder dies, however it dies, so none goes stale.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("a+") as file:
        _acquire(folder, file)
        file.truncate(0)
        file.write(f"process {os.getpid()} on {platform.node()}")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _acquire(folder: Path, file: IO[str]) -> None:
    if sys.platform == "win32":
        return
    try:
        # a record lock: processes forked by the holder do not inherit it
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        holder = file.read().strip() or "another process"
        raise ResultError(
            f"{folder}: {holder} is writing into it; wait for it or give another --out"
        ) from None
