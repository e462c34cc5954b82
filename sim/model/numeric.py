"""Exponential, logarithm and their kin from + - * / alone, so that every machine gets the same bits.

The exp and log of a C library differ between processors; these do not. Accuracy is a
few units in the last place over the range the model uses (tested against ``math``).
Sources: argument reduction after W. J. Cody and W. Waite, "Software Manual for the
Elementary Functions" (1980), with the polynomials of Sun's fdlibm; probit after
P. J. Acklam's rational approximation (relative error under 1.2e-9).
"""

from __future__ import annotations

import math

# The two halves of ln 2, exact in their sum, and 1 / ln 2.
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
INVERSE_LN2 = 1.44269504088896338700
EXP_LIMIT = 700.0  # beyond it the argument is clamped: results stay finite and above 0
ROOT_HALF = 0.70710678118654752440


# The next four have compiled forms of their own, made of instructions that work on several numbers at once;
# those that turn whole numbers of 64 bits into real ones, or back, do not before AVX-512.
def real(whole: int) -> float:
    """A whole number from 0 up to, not including, 2 ** 52 as a real number: exact."""
    return float(whole)


def floor(x: float) -> float:
    """The greatest whole number that is not above x, as a real number."""
    return float(math.floor(x))


def two_to(k: float) -> float:
    """2 ** k, of a whole k, for a normal result: exact."""
    return math.ldexp(1.0, int(k))


def split(x: float) -> tuple[float, float]:
    """X > 0, normal, as m * 2 ** k with m in [1/2, 1) and a whole k: exact."""
    m, k = math.frexp(x)
    return m, float(k)


def exp(x: float) -> float:
    """Return e to the power x, with x clamped to [-700, 700]; dimensionless."""
    x = min(EXP_LIMIT, max(-EXP_LIMIT, x))
    k = floor(x * INVERSE_LN2 + 0.5)
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t
            * (
                6.61375632143793436117e-05
                + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08)
            )
        )
    )
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    return y * two_to(k)


def log(x: float) -> float:
    """Natural logarithm of x > 0; x below the smallest normal number is taken as that number."""
    x = max(x, 2.2250738585072014e-308)
    half, exponent = split(x)
    small = 1.0 if half < ROOT_HALF else 0.0
    k = exponent - small
    f = half * (1.0 + small) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    t2 = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half_square = 0.5 * f * f
    return k * LN2_HIGH - ((half_square - (s * (half_square + (t1 + t2)) + k * LN2_LOW)) - f)


def logistic(x: float) -> float:
    """1 / (1 + exp(-x)): log-odds to a share in (0, 1)."""
    return 1.0 / (1.0 + exp(-x))


def log_odds(p: float) -> float:
    """log(p / (1 - p)) for p in (0, 1)."""
    return log(p) - log(1.0 - p)


def chance_within(rate_per_day: float, days: float) -> float:
    """Chance that a hazard of ``rate_per_day`` strikes within ``days``: 1 - exp(-rate * days)."""
    return 1.0 - exp(-rate_per_day * days)


def strikes(uniform: float, rate_per_day: float, days: float) -> bool:
    """Whether a hazard strikes within ``days``, given a uniform draw: uniform < 1 - exp(-rate * days).

    The chance is never above rate * days, so most draws need no exponential.
    """
    expected = rate_per_day * days
    if uniform >= expected:
        return False
    return uniform < 1.0 - exp(-expected)


def spared(uniform: float, most_per_day: float, days: float) -> bool:
    """Whether no hazard of at most ``most_per_day`` can strike: what it depends on need not be known."""
    return uniform >= most_per_day * days


def probit(p: float) -> float:
    """Standard normal quantile of p in (0, 1)."""
    if p < 0.02425:
        q = math.sqrt(-2.0 * log(p))
        return tail(q)
    if p > 1.0 - 0.02425:
        q = math.sqrt(-2.0 * log(1.0 - p))
        return -tail(q)
    q = p - 0.5
    r = q * q
    top = -39.69683028665376 * r + 220.9460984245205
    top = (top * r - 275.9285104469687) * r + 138.3577518672690
    top = (top * r - 30.66479806614716) * r + 2.506628277459239
    low = -54.47609879822406 * r + 161.5858368580409
    low = (low * r - 155.6989798598866) * r + 66.80131188771972
    low = (low * r - 13.28068155288572) * r + 1.0
    return top * q / low


def tail(q: float) -> float:
    """Normal quantile in the tails; q is sqrt(-2 log p)."""
    top = -0.007784894002430293 * q - 0.3223964580411365
    top = (top * q - 2.400758277161838) * q - 2.549732539343734
    top = (top * q + 4.374664141464968) * q + 2.938163982698783
    low = 0.007784695709041462 * q + 0.3224671290700398
    low = (low * q + 2.445134137142996) * q + 3.754408661907416
    low = low * q + 1.0
    return top / low
