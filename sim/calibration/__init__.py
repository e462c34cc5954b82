"""Learning parameters from records: simulate from the prior, condition on the record, check, tell.

The method is simulation-based inference: one run of every scenario for each vector drawn from the
prior, because the record is one run of history. See ``docs/calibrating.md``.
"""
