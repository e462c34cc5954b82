"""Counts per day: what is in which bin, and that merging is exact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sim.results.daily import add_up, count_daily, decode, encode, histogram, no_counts

SHARES = hnp.arrays(
    np.float32,
    hnp.array_shapes(min_dims=2, max_dims=2, max_side=12),
    elements=st.floats(0, 1, width=32) | st.just(float("nan")),
)


def test_a_value_is_counted_at_the_per_cent_it_rounds_to():
    shares = np.array([[0.0, 0.004, 0.006, 0.5, 0.996, 1.0]], np.float32)
    at = [int(np.flatnonzero(row)[0]) for row in histogram(shares)]
    assert at == [0, 0, 1, 50, 100, 100]


def test_what_is_not_a_number_is_in_no_bin():
    assert histogram(np.array([[np.nan, 0.5]], np.float32)).sum(axis=1).tolist() == [0, 1]


@given(SHARES)
def test_every_number_is_in_one_bin(shares):
    counted = histogram(shares).sum(axis=1)
    assert counted.tolist() == (~np.isnan(shares)).sum(axis=0).tolist()


@given(SHARES, st.data())
def test_counts_of_parts_add_up_to_the_whole_in_any_order(shares, data):
    held = (np.nan_to_num(shares) > 0.5).astype(np.uint8)[:, :, None]

    def counted(rows):
        return count_daily({"men_share": shares[rows], "morale": shares[rows], "held": held[rows]})

    cut = data.draw(st.integers(0, len(shares)))
    whole = counted(slice(None)).as_arrays()
    for parts in ([slice(None, cut), slice(cut, None)], [slice(cut, None), slice(None, cut)]):
        merged = add_up(counted(part) for part in parts).as_arrays()
        assert all((merged[name] == whole[name]).all() for name in whole)


def test_encoding_gives_the_same_bytes_and_counts_back():
    counts = add_up([no_counts(3, 2), count_daily({"men_share": np.full((5, 4), 0.3, np.float32),
                                                   "morale": np.full((5, 4), np.nan, np.float32),
                                                   "held": np.ones((5, 4, 2), np.uint8)})])  # fmt: skip
    again = decode(encode(counts))
    assert encode(again) == encode(counts)
    assert again.runs == 5
    assert again.morale.sum() == 0
    assert again.held.tolist() == [[5, 5]] * 4


def test_an_archive_cut_anywhere_is_refused():
    data = encode(no_counts(3, 2))
    for size in range(0, len(data), 7):
        with pytest.raises(ValueError, match=r"not an archive|pickled"):
            decode(data[:size])
