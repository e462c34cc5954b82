"""What the tests of the browser share. What needs the extra is skipped where it is not installed."""

from __future__ import annotations

import os

import pytest

os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "False"  # before solara is imported anywhere


@pytest.fixture(scope="session")
def watched():
    from sim.view.choice import Choice
    from sim.view.watched import watch

    found = watch(Choice(scenario="homs", run=3))
    found.history.at(40)
    return found
