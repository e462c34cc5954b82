"""Who may talk to the pages: nobody but the pages themselves.

Every page that a browser has open can send requests to a server on the same machine, and a name
of the outside world can be made to point here. So each request, HTTP and WebSocket alike, must name
this server as its host and, as far as the browser says where it comes from, must come from it.
This stands ahead of Solara, which checks neither.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
ASSETS = "/_solara/cdn"
METHODS = ("GET", "HEAD", "POST")
# Not passed on: what a proxy would say of where the pages are, for there is none and whoever says it is not
# believed; and the wish for compression, because the scripts of a page are read here.
DROPPED = ("script-name", "x-script-name", "x-forwarded-", "accept-encoding")
REFUSED = "Rout answers only its own pages, at the address that it has printed ({}).\n"
INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
# Vue compiles its templates in the browser, which is evaluation; styles are written into the page.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'{}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    b"x-frame-options": b"DENY",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}


@dataclass(frozen=True)
class Guard:
    """An ASGI application in front of another, which sees only what this lets through."""

    app: Callable[[Scope, Receive, Send], Awaitable[None]]
    host: str  # as given to --host
    port: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif not is_ours(scope, self.hosts(scope)):
            await refuse(scope, send, 403, REFUSED.format(f"http://localhost:{self.port}"))
        elif scope["path"].startswith(ASSETS) and not is_asset(scope["path"]):
            await refuse(scope, send, 404, "There is no such file.\n")
        else:
            kept = [pair for pair in scope["headers"] if not pair[0].decode("latin-1").startswith(DROPPED)]
            passed = {**scope, "headers": kept}
            await self.app(passed, receive, guarded(send) if scope["type"] == "http" else send)

    def hosts(self, scope: Scope) -> frozenset[str]:
        """What a request may call this server: loopback names, the host served, the address it came to."""
        arrived, _ = scope.get("server") or ("", 0)
        names = {*LOOPBACK, *(bracketed(name.lower()) for name in (self.host, arrived) if name)}
        ports = ("", f":{self.port}") if self.port == 80 else (f":{self.port}",)
        return frozenset(f"{name}{port}" for name in names for port in ports)


def bracketed(name: str) -> str:
    """A name or an address as it stands in front of a port."""
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


def is_ours(scope: Scope, hosts: frozenset[str]) -> bool:
    """Whether a request names this server, and comes from its own pages or from the reader."""
    named, origins = sent(scope, b"host"), sent(scope, b"origin")
    if len(named) != 1 or named[0] not in hosts:
        return False
    if scope["type"] == "websocket":
        return origins == [f"http://{named[0]}"]
    if scope["method"] not in METHODS or origins not in ([], [f"http://{named[0]}"]):
        return False
    foreign = any(site in ("same-site", "cross-site") for site in sent(scope, b"sec-fetch-site"))
    return not foreign or is_followed_link(scope)


def is_followed_link(scope: Scope) -> bool:
    """Whether a request opens the pages in a tab of their own, as a link in a letter does."""
    destination = (sent(scope, b"sec-fetch-mode"), sent(scope, b"sec-fetch-dest"))
    return destination == (["navigate"], ["document"]) and (scope["method"], scope["path"]) == ("GET", "/")


def sent(scope: Scope, name: bytes) -> list[str]:
    """Every value that a request gives to a header, in lower case."""
    return [value.decode("latin-1").lower() for key, value in scope["headers"] if key == name]


def is_asset(path: str) -> bool:
    """Whether a path names a file of the installed assets.

    Solara would delete a folder that is asked for in a file's place, and look elsewhere for what is missing.
    """
    from solara.server import settings

    folder = settings.assets.proxy_cache_dir.resolve()
    file = (folder / path.removeprefix(ASSETS).strip("/")).resolve()
    return file.is_relative_to(folder) and file.is_file() and not path.endswith("/")


async def refuse(scope: Scope, send: Send, status: int, words: str) -> None:
    """Answer without asking the application."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    answer = guarded(send)
    await answer({"type": "http.response.start", "status": status, "headers": headers})
    await answer({"type": "http.response.body", "body": words.encode()})


def guarded(send: Send) -> Send:
    """A way to send an answer, with what forbids framing it and running anybody else's code in it.

    The scripts that stand in a page are allowed by their hashes, so it is held back until it is whole.
    """
    held: list[Message] = []

    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start" and is_page(message):
            held.append(message)
        elif message["type"] == "http.response.start":
            await send(with_policy(message, ()))
        elif not held or message["type"] != "http.response.body":
            await send(message)
        else:
            held.append(message)
            if not message.get("more_body"):
                page = b"".join(part.get("body", b"") for part in held[1:])
                await send(with_policy(held[0], INLINE_SCRIPT.findall(page)))
                await send({"type": "http.response.body", "body": page})

    return send_guarded


def is_page(start: Message) -> bool:
    """Whether an answer is an HTML page."""
    return any(name == b"content-type" and value.startswith(b"text/html") for name, value in start["headers"])


def with_policy(start: Message, scripts: Iterable[bytes]) -> Message:
    """The start of an answer with its policy, in which these scripts may run."""
    hashes = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in scripts)
    policy = POLICY.format("".join(f" 'sha256-{one}'" for one in dict.fromkeys(hashes)))
    added = {**ALWAYS, b"content-security-policy": policy.encode()}
    kept = [pair for pair in start["headers"] if pair[0].lower() not in added]
    return {**start, "headers": [*kept, *added.items()]}
