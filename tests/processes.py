"""Processes that tests start: the pages served by one of their own, and requests to it byte by byte."""

from __future__ import annotations

import base64
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PATIENCE_S = 600.0
"""How long a test waits for a process: long enough for a busy machine, for only one that hangs is meant."""


@contextmanager
def started(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A process that Ctrl-C can stop, even where the tests ignore it, and that ends with its test."""
    if os.name == "posix":
        options["preexec_fn"] = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def served(*scenarios: str, folder: Path = ROOT, mesa: bool = False) -> Iterator[str]:
    """Serve these scenarios from ``folder``, on Mesa's own page if so; gives the address."""
    command = [sys.executable, "-m", "sim", "view", *scenarios, "--port", "0", "--no-open"]
    command += ["--mesa"] if mesa else []
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    with started(command, stderr=subprocess.PIPE, text=True, env=env, cwd=folder) as process:
        assert process.stderr is not None
        for line in process.stderr:
            found = re.search(r"http://localhost:\d+", line)
            if found:
                break
        else:
            raise AssertionError("the server did not start")
        yield found[0]


def port_of(address: str) -> int:
    """The port in an address."""
    return int(address.rpartition(":")[2])


def asked(
    address: str, path: str = "/", headers: Sequence[tuple[str, str]] = (), method: str = "GET"
) -> tuple[int, dict[str, str], str]:
    """Status, headers (names in lower case) and text of one answer; Host is sent only if it is given."""
    connection = http.client.HTTPConnection("127.0.0.1", port_of(address), timeout=PATIENCE_S)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text
    finally:
        connection.close()


def opened_socket(address: str, headers: Sequence[tuple[str, str]]) -> int:
    """The status with which the server answers somebody who asks for a websocket; 101 is an open one."""
    lines = [
        "GET /jupyter/api/kernels/0123456789/channels?session_id=abc HTTP/1.1",
        *(f"{name}: {value}" for name, value in headers),
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
    ]
    with socket.create_connection(("127.0.0.1", port_of(address)), timeout=PATIENCE_S) as line:
        line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        answer = line.recv(4096).decode("latin-1")
    return int(answer.split()[1]) if answer else 0
