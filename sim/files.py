"""Files that are written as a whole or not at all, read only when they end, and plain data as JSON."""

from __future__ import annotations

import errno
import json
import math
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any


def write_atomically(path: Path, data: str | bytes | memoryview) -> Path:
    """Write a file that other eyes see complete or not at all, and that survives a power cut; returns it.

    Text is written as UTF-8, and missing folders are made. When writing fails, what was there
    before stays and nothing else is left. Raises OSError with the name of the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:  # which of the above it was says nothing to a reader, the file's name does
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        with suppress(OSError):
            temporary.unlink()
    _sync_folder(path.parent)
    return path


class TooManyBytesError(ValueError):
    """A file that is larger than what is read of it."""


def read_plain(path: Path, most_bytes: int) -> bytes:
    """The bytes of a plain file: devices and pipes, which may never end, are not opened.

    Raises OSError when it is none or cannot be read, TooManyBytesError when it has more than that.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "is no plain file", str(path))
    with path.open("rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise TooManyBytesError(f"over {most_bytes:,} bytes")
    return data


def _sync_folder(folder: Path) -> None:
    """Make a rename in this folder last; systems that cannot open a folder need no such thing."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def json_text(body: Any) -> str:
    """Plain data as JSON, with null for every number that is not finite: never, or not known."""
    return json.dumps(_nulled(body), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _nulled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _nulled(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_nulled(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
