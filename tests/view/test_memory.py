"""What a closed tab has left is given back to the system."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import pytest

from sim.view.memory import give_back

MANY, LETTERS = 60_000, 1_000


def resident_mb() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="glibc alone keeps it"
)
def test_memory_between_things_that_stay_is_given_back():
    made = [bytearray(LETTERS) for _ in range(MANY)]
    stay = made[::100]
    most = resident_mb()
    del made
    kept = resident_mb()
    give_back()
    assert len(stay) == MANY // 100
    assert most - kept < 0.2 * MANY * LETTERS / 1e6, "it is not given back by itself"
    assert kept - resident_mb() > 0.5 * MANY * LETTERS / 1e6


def test_a_tab_that_is_closed_stops_its_work_and_gives_back(monkeypatch):
    app = pytest.importorskip("sim.view.app", reason="needs the extra: pip install 'rout[view]'")
    done = []
    monkeypatch.setattr(app, "give_back", lambda: done.append("given back"))

    class Tab:
        def close(self):
            done.append("stopped")

    app.closed(Tab())
    assert done == ["stopped", "given back"]
