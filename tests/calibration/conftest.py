"""What the tests of calibration share: fewer vectors than are shipped, as each is run many times."""

from __future__ import annotations

import pytest

from sim.calibration import follow, learn

FEW = 64


@pytest.fixture(scope="module", autouse=True)
def few_vectors():
    with pytest.MonkeyPatch.context() as patch:
        for module in (follow, learn):
            patch.setattr(module, "VECTORS", FEW)
        yield
