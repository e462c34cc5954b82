"""What the tests of calibration share: fewer vectors and moves than are shipped, as each runs many times."""

from __future__ import annotations

import pytest

from sim.calibration import follow, learn, swarm

FEW = 64


@pytest.fixture(scope="module", autouse=True)
def few_vectors():
    with pytest.MonkeyPatch.context() as patch:
        for module in (follow, learn):
            patch.setattr(module, "VECTORS", FEW)
        patch.setattr(swarm, "MOVES", 4)
        patch.setattr(follow, "SETTLED", 2)
        yield
