"""Believe: the mean of a Beta belief that comrades will hold, from counted evidence.

    b = (kappa * b0 + held) / (kappa + held + broke)

kappa is how much evidence outweighs the prior b0. In log-odds the change of belief is a
difference of two sums, one for what held and one for what broke, so that it can be told
by cause. Assumption A12; the cue is the same army's recent conduct (Lehmann and Zhukov,
International Organization 2019).
"""

from __future__ import annotations

from sim.model.numeric import log


def belief(held: float, broke: float, prior: float, inertia: float) -> float:
    """Belief in (0, 1) that comrades hold."""
    return (inertia * prior + held) / (inertia + held + broke)


def shift(evidence: float, share: float, inertia: float) -> float:
    """Log-odds that ``evidence`` moves belief by: log(1 + evidence / (kappa * share)).

    ``share`` is b0 for what held and 1 - b0 for what broke; the log-odds of belief are those
    of the prior, plus the first, minus the second.
    """
    return log(1.0 + evidence / (inertia * share))
