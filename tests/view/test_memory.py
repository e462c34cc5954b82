"""What a closed tab has left is given back to the system."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sim.view import memory
from sim.view.memory import give_back, give_back_soon

MANY, LETTERS = 60_000, 1_000


def resident_mb() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


ON_GLIBC = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="glibc alone keeps it"
)


@ON_GLIBC
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


@ON_GLIBC
@pytest.mark.parametrize(("given", "allocator"), [(None, "malloc"), ("pymalloc", "pymalloc")])
def test_the_server_starts_over_once_with_the_allocator_of_glibc_unless_one_is_chosen(given, allocator):
    code = "import os, sys; from sim.view import memory; print('started', flush=True);"
    code += "memory.start_over_with_glibc(); print(os.environ['PYTHONMALLOC'], sys.argv[1:])"
    env = {name: value for name, value in os.environ.items() if name != "PYTHONMALLOC"}
    env |= {"PYTHONMALLOC": given} if given else {}
    command = [sys.executable, "-c", code, "a word", "--port"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout.splitlines()
    assert told[:-1] == ["started"] * (1 if given else 2)
    assert told[-1] == f"{allocator} ['a word', '--port']"


def test_a_tab_that_is_closed_stops_its_work_and_gives_back(monkeypatch):
    app = pytest.importorskip("sim.view.app", reason="needs the extra: pip install 'rout[view]'")
    done = []
    monkeypatch.setattr(app, "give_back_soon", lambda: done.append("given back"))

    class Tab:
        def close(self):
            done.append("stopped")

    app.closed(Tab())
    assert done == ["stopped", "given back"]


def test_what_many_closed_tabs_have_left_is_given_back_once_when_it_is_free(monkeypatch):
    done, given = [], threading.Event()
    monkeypatch.setattr(memory, "SETTLED_S", 0.2)
    monkeypatch.setattr(memory, "give_back", lambda: (done.append(time.monotonic()), given.set()))
    began = time.monotonic()
    for _ in range(5):
        give_back_soon()
    assert given.wait(5.0)
    time.sleep(0.3)
    assert len(done) == 1
    assert done[0] - began >= 0.2
    given.clear()
    give_back_soon()  # and again for those that are closed later
    assert given.wait(5.0)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone has arenas")
def test_threads_of_the_server_share_one_arena():
    code = """
import threading
from sim.view.memory import one_arena
one_arena()
made = []
threads = [threading.Thread(target=lambda: made.append(bytearray(100_000))) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
import ctypes
ctypes.CDLL(None).malloc_stats()
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr
    assert told.count("Arena ") == 1, told
