"""Mesa's browser server, Solara, for our pages and for Mesa's own: on this machine, no telemetry, no CDN."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import warnings
import webbrowser
from typing import Any

from sim.errors import UsageError
from sim.view.memory import one_arena
from sim.view.sources import FILES

PAGES = "sim.view.app"
MESA = "sim.view.mesa_page"
NOWHERE = "http://127.0.0.1:9/"  # what the installed assets lack is not fetched from anywhere else


def serve(scenarios: list[str], host: str, port: int, *, open_browser: bool, pages: str = PAGES) -> None:
    """Serve until Ctrl-C. ``pages`` is a module or a file with a ``Page``.

    Raises UsageError where the port is taken.
    """
    one_arena()
    configure_solara(scenarios, pages)
    listening = bound(host, port)
    url = f"http://{'localhost' if host == '127.0.0.1' else host}:{listening.getsockname()[1]}"
    warm_up(pages)
    import uvicorn
    from solara.server.starlette import app

    from sim.view.guard import Guard

    warnings.filterwarnings("ignore", message="Cookies with samesite")  # of no use to a reader at home
    guard = Guard(app, host, listening.getsockname()[1])
    config = uvicorn.Config(
        guard, log_level="error", access_log=False, proxy_headers=False, server_header=False
    )
    server = uvicorn.Server(config)
    threading.Thread(target=announce, args=(server, url, open_browser), daemon=True).start()
    with listening:
        server.run(sockets=[listening])


def configure_solara(scenarios: list[str], pages: str = PAGES) -> None:
    """Tell Solara what to serve, and to phone nowhere: also where its settings have been read already."""
    os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "False"
    os.environ["SOLARA_ASSETS_CDN"] = NOWHERE
    os.environ["SOLARA_APP"] = pages
    os.environ[FILES] = os.pathsep.join(scenarios)
    import solara.settings
    from solara.server import settings

    settings.telemetry.mixpanel_enable = False
    solara.settings.assets.cdn = NOWHERE
    settings.main.mode = "production"
    settings.theme.loader = "plain"
    settings.theme.title = "Rout"
    settings.assets.fontawesome_enabled = False
    settings.kernel.cull_timeout = "1h"  # of a tab that lost its connection


def bound(host: str, port: int) -> socket.socket:
    """A socket on the port."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        reason = " ".join(str(error.strerror or error).split())
        raise UsageError(f"--port {port}: {reason}; name another, or 0 for any") from None
    return listening


def warm_up(pages: str = PAGES) -> None:
    """Make what the first page needs once for nobody, so that no reader waits for a compiler or an import."""
    if pages != PAGES:
        from sim.view import mesa_page as _mesa  # noqa: F401 # a file of pages is made of this too

        return
    from sim.view import app as _pages  # noqa: F401 # imported ahead of the server's own turn
    from sim.view import controls
    from sim.view.courses import courses
    from sim.view.state import TabState

    watched = TabState("?tick=1").watched.value
    if watched is not None:  # else the scenario is broken, and the page will say how
        controls.assumptions(watched)
        courses(watched, 1)


def announce(server: Any, url: str, open_browser: bool) -> None:
    """Say where the pages are once the server answers, and open them."""
    while not server.started:
        time.sleep(0.05)
    sys.stderr.write(f"Rout is at {url} (Ctrl-C stops it)\n")
    sys.stderr.flush()
    if open_browser:
        webbrowser.open(url)
