"""The command as a process: help, version, colour, pipes, and what it loads."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import fake_engine
import pytest
from processes import PATIENCE_S, started

from sim.version import VERSION

ROOT = Path(__file__).parents[2]
SLOW = """
import dataclasses, fake_engine, sim.cli.setup
slow = dataclasses.replace(fake_engine.ENGINE, ns_per_agent_tick=20_000.0)
sim.cli.setup.engine_named = lambda name: slow
from sim.__main__ import main
main()
"""


def call(*words: str, code: str = "from sim.__main__ import main; main()", **environment: str):
    """Run ``rout`` as a process of its own."""
    paths = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    clean = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env=clean | paths | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )


def test_help_names_the_commands_and_the_exit_codes():
    done = call("--help", COLUMNS="120")
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("run", "compare", "check", "schema"))
    assert all(f"{code} " in done.stdout for code in (0, 1, 2, 3, 4, 5, 70, 130))


def test_help_loads_nothing_heavy():
    heavy = "{'numpy', 'numba', 'pyarrow', 'pydantic', 'mesa', 'matplotlib', 'scipy', 'pandas'}"
    code = f"import sys, atexit\natexit.register(lambda: print(sorted({heavy} & set(sys.modules))))\n"
    done = call("--help", code=code + "from sim.__main__ import main; main()")
    assert "branch-dates" in done.stdout
    assert done.stdout.rstrip().endswith("[]")


def test_version():
    assert call("--version").stdout == f"rout {VERSION}\n"


def test_an_unknown_command_is_a_usage_error():
    done = call("rum")
    assert done.returncode == 2
    assert "rum" in done.stderr


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colour_follows_the_environment(environment, coloured):
    done = call("--help", **environment)
    assert ("\x1b[3" in done.stdout or "\x1b[1;3" in done.stdout) is coloured


def test_schema_is_json_and_a_reader_may_stop_reading():
    done = call("schema")
    assert json.loads(done.stdout)["title"] == "Rout scenario"
    code = "import os\nread, write = os.pipe()\nos.dup2(write, 1)\nos.close(read)\n"
    broken = call("schema", code=code + "from sim.__main__ import main; main()")
    assert broken.stderr == ""


def test_check_says_what_is_wrong_and_where(tmp_path):
    (tmp_path / "bad.toml").write_text("[scenario]\ntitel = 1\n")
    good, bad = str(fake_engine.SCENARIO), str(tmp_path / "bad.toml")
    assert call("check", good).stdout == f"{good}: no problems\n"
    done = call("check", good, bad)
    assert done.returncode == 3
    assert f"{bad}:2:" in done.stderr
    done = call("check", bad, "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["files"][0]["problems"]


def test_every_shipped_scenario_is_sound():
    from sim.scenario.shipped import known_names

    done = call("check", *known_names())
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
@pytest.mark.parametrize(
    ("how", "ignored"), [(signal.SIGINT, False), (signal.SIGINT, True), (signal.SIGTERM, False)]
)
def test_ctrl_c_keeps_what_is_done_and_is_exit_code_130(tmp_path, monkeypatch, how, ignored):
    """The tests may run where Ctrl-C is ignored, as in the background of a shell; what they start is not."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if ignored else signal.getsignal(signal.SIGINT)
    try:
        stopped_by(tmp_path, how)
    finally:
        signal.signal(signal.SIGINT, before)


def stopped_by(tmp_path, how):
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
        "FAKE_SECONDS_PER_RUN": "0.01",
    }
    words = ["run", str(fake_engine.SCENARIO), "-n", "100000", "--out", str(tmp_path)]
    with started(
        [sys.executable, "-c", SLOW, *words],
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        deadline = time.monotonic() + PATIENCE_S
        while not (tmp_path / "small" / "manifest.json").exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(how)
        printed, told = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert printed == ""
    assert "the same command goes on from there" in told
    assert "Traceback" not in told


def test_the_self_test_tells_each_check_and_fails_with_one(rout, monkeypatch):
    from sim.cli import selftest

    def broken():
        raise ValueError("a made-up fault")

    quick = (
        ("versions", selftest.versions),
        ("caches", selftest.caches),
        ("closed form", selftest.closed_form),
    )
    monkeypatch.setattr(selftest, "CHECKS", quick)
    done = rout("selftest")
    assert done.exit_code == 0, done.output
    assert [line[:6] for line in done.stdout.splitlines()] == ["ok    "] * 3
    monkeypatch.setattr(selftest, "CHECKS", (*quick, ("broken", broken)))
    done = rout("selftest", "--json")
    assert done.exit_code == 70
    assert json.loads(done.stdout)["checks"][-1] == {
        "check": "broken", "passed": False, "words": "ValueError: a made-up fault",
    }  # fmt: skip


@pytest.mark.nightly
def test_the_self_test_passes(tmp_path):
    done = call("selftest")
    assert done.returncode == 0, done.stdout
    assert "FAILED" not in done.stdout
