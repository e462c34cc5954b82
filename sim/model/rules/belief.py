"""Believe: a hazard learned from breaks and from the time that others stood through (Gamma-Poisson).

    lambda = (a + K) / (a * D + T)

K is what was heard of breaks, T of exposure-time that was stood through beyond that of the rear: both
weighted, faded, and in per cent of the army's men. D is how many days soldiers expected a garrison in
contact to last before any news, ``a`` how many breaks that expectation outweighs. Assumption A12. The cue
is the same army's recent conduct (Lehmann and Zhukov, International Organization 2019); learning from
breakdowns and from their absence as in Keller and Rady (Theoretical Economics 2015).
"""

from __future__ import annotations

from sim.model.numeric import log, logistic


def expectation(days: float, reference: float) -> float:
    """Log-odds that what soldiers expected before any news adds to belief: log(D / D_0); 0 where D_0 is 0.

    Comrades who are expected to last ``reference`` days in contact neither raise nor lower morale.
    """
    return log(days / reference) if reference > 0.0 else 0.0


def shift_broke(broke: float, prior: float) -> float:
    """What breaks add to the log of the hazard: log(1 + K / a)."""
    return log(1.0 + broke / prior)


def shift_held(held: float, prior: float, days: float) -> float:
    """What exposure-time takes from the log of the hazard: log(1 + T / (a * D))."""
    return log(1.0 + held / (prior * days))


def belief(prior: float, shift: float) -> float:
    """Belief in (0, 1) that comrades hold: b0 / (b0 + (1 - b0) * lambda / lambda_0).

    ``prior`` is the log-odds of b0, ``shift`` the log of lambda_0 / lambda, lambda_0 = 1 / D_0.
    """
    return logistic(prior + shift)
