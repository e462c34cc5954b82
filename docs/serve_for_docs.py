"""A server of the pages for the scripts that photograph and time them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

COMMAND = [sys.executable, "-m", "sim", "view", "homs", "--port", "0", "--no-open"]
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def served(*, mesa: bool = False) -> Iterator[str]:
    """The address of a server of its own, of our pages or of Mesa's, ended afterwards."""
    env = os.environ | {"PYTHONWARNINGS": "ignore"}
    command = [*COMMAND, "--mesa"] if mesa else COMMAND
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
