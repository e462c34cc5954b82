"""Memory that closed tabs have left is given back to the system."""

from __future__ import annotations

import ctypes
import gc
import sys


def give_back() -> None:
    """Free what nobody holds any more, and let the C library give back what it keeps of it, where it can.

    glibc keeps what was freed between things that are still there: 21 of 270 MB after fifteen tabs.
    """
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # not in every C library
        if trim is not None:
            trim(0)
