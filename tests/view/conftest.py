"""What the tests of the browser share: they are skipped where the extra is not installed."""

from __future__ import annotations

import os

import pytest

os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "False"  # before solara is imported anywhere

pytest.importorskip("solara", reason="the browser needs the extra: pip install 'rout[view]'")


@pytest.fixture(scope="session")
def watched():
    from sim.view.choice import Choice
    from sim.view.watched import watch

    found = watch(Choice(scenario="homs", run=3))
    found.history.at(40)
    return found
