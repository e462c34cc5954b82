"""Pages of other people, open in the same browser, and what they get of a server on this machine: nothing."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from processes import asked, opened_socket, port_of, served

pytest.importorskip("solara", reason="needs the extra: pip install 'rout[view]'")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FOREIGN_HOSTS = (
    "evil.example",
    "evil.example:{port}",
    "localhost:1",
    "localhost",
    "localhost:{port}.evil.example",
    "",
)
FOREIGN_ORIGINS = (
    "http://evil.example", "http://evil.example:{port}", "http://localhost:1", "http://localhost",
    "https://localhost:{port}", "http://127.0.0.1:{port}", "http://localhost:{port}@evil.example",
    "null", "file://", "",
)  # fmt: skip
ATTACK = """<!doctype html><title>attack</title><script>
const target = "TARGET", got = {};
const note = (name, value) => { got[name] = value; };
const attempt = (name, promise) => promise.then(value => note(name, value), () => note(name, "nothing"));
const socket = new Promise((yes, no) => {
    const kernel = "/jupyter/api/kernels/abc/channels?session_id=abc";
    const line = new WebSocket(target.replace("http", "ws") + kernel);
    line.onopen = () => yes("open"); line.onerror = no; line.onclose = no;
});
const tag = (name, url) => new Promise((yes, no) => {
    const made = document.createElement(name);
    made.onload = () => yes("loaded"); made.onerror = no; made.src = url;
    document.documentElement.append(made);
});
window.done = Promise.all([
    attempt("socket", socket),
    attempt("fetch", fetch(target + "/").then(answer => answer.text())),
    attempt("opaque", fetch(target + "/readyz", {mode: "no-cors", method: "POST"}).then(a => a.type)),
    attempt("script", tag("script", target + "/static/main-vuetify.js")),
    attempt("image", tag("img", target + "/static/assets/favicon.svg")),
]).then(() => new Promise(yes => {
    const frame = document.createElement("iframe");
    frame.onload = () => setTimeout(() => yes(got), 300);
    frame.src = target + "/"; document.documentElement.append(frame);
}));
</script>"""


@pytest.fixture(scope="module")
def address():
    with served("homs") as found:
        yield found


@contextmanager
def second_server(folder: Path):
    """Another server of this machine, on a port of its own."""
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def home(address):
    return f"localhost:{port_of(address)}"


def test_the_pages_of_the_server_itself_are_served(address):
    for name in ("localhost", "127.0.0.1", "LocalHost"):
        status, _, text = asked(address, "/", [("Host", f"{name}:{port_of(address)}")])
        assert status == 200
        assert "Rout" in text
    assert opened_socket(address, [("Host", home(address)), ("Origin", address)]) == 101


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_request_that_names_another_host_gets_nothing(address, host):
    named = [("Host", host.format(port=port_of(address)))]
    for path in ("/", "/readyz", "/static/main-vuetify.js", "/?scenario=homs"):
        status, _, text = asked(address, path, named)
        assert status in (400, 403)
        assert "Homs" not in text
    assert opened_socket(address, [*named, ("Origin", address)]) in (400, 403)


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_request_of_another_origin_gets_nothing(address, origin):
    headers = [("Host", home(address)), ("Origin", origin.format(port=port_of(address)))]
    assert opened_socket(address, headers) == 403
    assert asked(address, "/", headers)[0] == 403
    assert asked(address, "/_solara/api/close/abc?session_id=abc", headers, "POST")[0] == 403


def test_a_socket_without_an_origin_and_headers_given_twice_get_nothing(address):
    host, origin = ("Host", home(address)), ("Origin", address)
    assert opened_socket(address, [host]) == 403
    assert opened_socket(address, [host, origin, ("Origin", "http://evil.example")]) in (400, 403)
    assert opened_socket(address, [host, ("Host", "evil.example"), origin]) in (400, 403)


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_what_a_browser_says_a_foreign_page_asks_for_is_refused(address, site):
    said = [("Host", home(address)), ("Sec-Fetch-Site", site)]
    for mode, kind in (
        ("no-cors", "script"),
        ("cors", "empty"),
        ("navigate", "iframe"),
        ("navigate", "embed"),
    ):
        asks = [*said, ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", kind)]
        assert asked(address, "/", asks)[0] == 403
    link = [*said, ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")]
    assert asked(address, "/?scenario=homs", link)[0] == 200, "a link in a letter opens"
    assert asked(address, "/resourcez", link)[0] == 403, "but only the pages"


def test_every_answer_forbids_framing_and_foreign_code(address):
    for path in ("/", "/static/main-vuetify.js", "/nothing/here", "/readyz"):
        _, headers, _ = asked(address, path, [("Host", home(address))])
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers
    assert asked(address, "/", [("Host", "evil.example")])[1]["x-frame-options"] == "DENY"


def test_headers_cannot_move_the_pages_elsewhere(address):
    moved = [("x-script-name", "/evil"), ("script-name", "/evil"), ("x-forwarded-host", "evil.example")]
    _, _, text = asked(address, "/", [("Host", home(address)), *moved])
    assert "evil" not in text
    assert "evil" not in asked(address, "/", [("Host", home(address))])[2]


def test_a_request_for_a_folder_of_assets_deletes_nothing(tmp_path):
    """Solara's own server takes away a folder that is asked for as if it were a file."""
    from solara.server import settings

    from sim.view.guard import is_asset

    folder = settings.assets.proxy_cache_dir
    (folder / "kept" / "within").mkdir(parents=True, exist_ok=True)
    (folder / "kept" / "within" / "file.js").write_text("1")
    try:
        assert is_asset("/_solara/cdn/kept/within/file.js")
        for path in (
            "/kept/within",
            "/kept",
            "/kept/within/",
            "/../cdn/kept/within",
            "/kept/absent.js",
            "//etc/passwd",
            "",
        ):
            assert not is_asset(f"/_solara/cdn{path}")
    finally:
        shutil.rmtree(folder / "kept")


def test_a_folder_of_assets_is_still_there_after_it_was_asked_for(address):
    """The same over the wire."""
    from solara.server import settings

    folder = settings.assets.proxy_cache_dir / "kept" / "within"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        assert asked(address, "/_solara/cdn/kept/within", [("Host", home(address))])[0] == 404
        assert folder.is_dir()
    finally:
        shutil.rmtree(folder.parent, ignore_errors=True)


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("needs chromium, such as Debian's package of that name")
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install 'rout[browser]'")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_a_page_from_another_port_gets_nothing(address, browser, tmp_path, name):
    target = address.replace("localhost", name)
    (tmp_path / "attack.html").write_text(ATTACK.replace("TARGET", target))
    with second_server(tmp_path) as port:
        page = browser.new_page()
        page.goto(f"http://localhost:{port}/attack.html", wait_until="commit")
        got = page.evaluate("window.done")
        frames = [frame for frame in page.frames if frame.parent_frame]
        inside = [frame.evaluate("document.body ? document.body.innerText : ''") for frame in frames]
        page.close()
    assert got == dict.fromkeys(("socket", "fetch", "opaque", "script", "image"), "nothing")
    assert not any("Rout" in text for text in inside)


@pytest.mark.browser
def test_code_that_gets_into_a_page_does_not_run(address, browser):
    page, told = browser.new_page(), []
    page.on("console", lambda message: told.append(message.text))
    page.goto(f"{address}/readyz")
    page.evaluate("document.body.innerHTML = '<img src=/none onerror=\"window.ran = true\">'")
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in told)
    page.close()
