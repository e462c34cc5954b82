"""Where compiled code is kept: a folder named by a hash of our own sources.

numba's cache notices an edit in the file of a compiled function, but not in the files it calls;
a changed rule would silently run as the old one. So every state of the sources has its own folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
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
    os.environ[VARIABLE] = str(parent / name)
    if not (parent / name).exists():
        prune(parent)


def default_parent() -> Path:
    """The user's cache folder for this program."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "rout"


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
    folder = Path(os.environ.get(VARIABLE, ""))
    return folder.is_dir() and any(folder.rglob("compiled.run_many*.nbc"))


def prune(parent: Path) -> None:
    """Drop the oldest folders of other states; another process's are only missed, not broken."""
    try:
        folders = sorted(parent.glob("rout-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    except OSError:
        return
    for folder in folders[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
