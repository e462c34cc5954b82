"""Which values of a number the record can bear."""

from __future__ import annotations

from sim.analysis.arms import RecordFit, bearable, close


def test_what_the_record_bears():
    fits = [RecordFit(0.1, 10, 2.0, 0.5), RecordFit(0.2, 10, 2.5, 0.9), RecordFit(0.4, 10, 2.6, 0.95)]
    assert bearable(fits) == (0.2, 0.4)
    assert close(fits) == (0.1, 0.2)
    assert bearable(fits[:1]) is None
