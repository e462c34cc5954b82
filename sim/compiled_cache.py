"""Where compiled code is kept: a folder named by a hash of our own sources.

numba's cache notices an edit in the file of a compiled function, but not in the files it calls;
a changed rule would silently run as the old one. So every state of the sources has its own folder.
Where that folder cannot be written, nothing is kept, and each process compiles for itself: numba would
look for another folder, of which the above is true again, or fail.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

VARIABLE = "NUMBA_CACHE_DIR"
KEPT = 6  # folders of other states of the sources that stay, newest first


def prepare() -> None:
    """Point numba at this state's folder; must run before numba is imported."""
    name = f"rout-{source_hash()}"
    given = os.environ.get(VARIABLE)
    if given and Path(given).name == name:
        return
    parent = Path(given) if given else default_parent()
    if parent is None:
        return
    os.environ[VARIABLE] = str(parent / name)
    if not _exists(parent / name):
        prune(parent)


def default_parent() -> Path | None:
    """The user's cache folder for this program; None for a user without a home folder."""
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(base or Path.home() / ".cache") / "rout"
    except RuntimeError:
        return None


def _exists(folder: Path) -> bool:
    """Whether there is such a folder, as far as this user may know."""
    try:
        return folder.exists()
    except OSError:
        return False


@cache
def problem() -> str:
    """Why compiled code cannot be kept, in words; empty where it can. The folder is made."""
    if not os.environ.get(VARIABLE):
        return "no home folder is known; set XDG_CACHE_HOME to a folder that can be written"
    folder = Path(os.environ[VARIABLE])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return f"{folder} cannot be written ({error.strerror})"
    return ""


def source_hash() -> str:
    """A short hash of every source that compiled code can come from."""
    root = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted([*root.glob("model/**/*.py"), *root.glob("engines/*.py")]):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    digest.update((root / "scenario" / "schema.py").read_bytes())
    return digest.hexdigest()


def is_warm() -> bool:
    """Whether the ensemble engine has been compiled for this state of the sources."""
    return not problem() and any(Path(os.environ[VARIABLE]).rglob("compiled.run_many*.nbc"))


def prune(parent: Path) -> None:
    """Drop the oldest folders of other states; another process's are only missed, not broken."""
    try:
        folders = sorted(parent.glob("rout-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    except OSError:
        return
    for folder in folders[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
