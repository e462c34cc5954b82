"""Memory that closed tabs have left is given back to the system."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import threading
import time
from typing import Any

SETTLED_S = 3.0
"""Solara lets go of what a tab held a second after it was closed."""
_waiting = threading.Lock()
M_ARENA_MAX = -8  # of glibc's malloc.h


ALLOCATOR = "PYTHONMALLOC"


def of_glibc(function: str) -> Any:
    """A function of the C library's allocator, or None: not every C library has them."""
    return getattr(ctypes.CDLL(None), function, None) if sys.platform == "linux" else None


def tell_glibc(function: str, *words: int) -> None:
    """Call a function of the C library's allocator, where there is one."""
    found = of_glibc(function)
    if found is not None:
        found(*words)


def start_over_with_glibc() -> None:
    """Start this process over with glibc's allocator in place of Python's, where there is one.

    Python's own gives back a megabyte at a time, which one small object that stays can keep; glibc gives back
    pages. Whoever has chosen an allocator keeps it.
    """
    if of_glibc("malloc_trim") is not None and ALLOCATOR not in os.environ:
        os.environ[ALLOCATOR] = "malloc"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def one_arena() -> None:
    """Let all threads share one arena of glibc: what is freed in one of several stays in it."""
    tell_glibc("mallopt", M_ARENA_MAX, 1)


def give_back() -> None:
    """Free what nobody holds any more, and let the C library give back what it keeps of it, where it can.

    glibc keeps what was freed between things that are still there: 21 of 270 MB after fifteen tabs.
    """
    gc.collect()
    tell_glibc("malloc_trim", 0)


def give_back_soon() -> None:
    """The same when what a tab held is free; once for all tabs that are closed until then."""
    if not _waiting.acquire(blocking=False):
        return

    def later() -> None:
        time.sleep(SETTLED_S)
        _waiting.release()
        give_back()

    thread = threading.Thread(target=later, daemon=True, name="rout-give-back")
    vars(thread)["current_context"] = None  # Solara's mark of whose tab it is: it must not keep the tab
    thread.start()
