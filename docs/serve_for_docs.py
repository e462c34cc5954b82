"""A server of the pages for the scripts that photograph and time them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

START = "import sys; from sim.cli.view import view; view(sys.argv[1:], port=0, no_open=True)"
MESA = START.replace("no_open=True", "no_open=True, mesa=True")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def served(scenario: str = "homs", start: str = START) -> Iterator[str]:
    """The address of a server of its own, ended afterwards."""
    env = os.environ | {"PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-c", start, scenario]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as process:
        try:
            yield address_told(process)
        finally:
            process.terminate()


def address_told(process: subprocess.Popen[str]) -> str:
    """Where the server says that it is."""
    for line in process.stderr or ():
        found = re.search(r"http://localhost:\d+", line)
        if found:
            return found[0]
    raise SystemExit("the server did not start")
