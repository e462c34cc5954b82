"""What the studies find, in sentences made from their numbers, whatever these are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.ablation import Ablated, Ablation
from sim.analysis.arms import MOST_ERROR_DAYS, Arms, RecordFit, close
from sim.analysis.sentences import percent, points, signed


def dates_sentence(arms: Arms) -> str:
    """How much the bellwether's fate changes, by the day on which it is decided."""
    curve, theatre = arms.curve, arms.theatre
    effects = curve.happened
    most = int(np.argmax([abs(effect.value) for effect in effects]))
    text = (
        f"Decided on day {curve.points[0]:g}, letting {theatre.bellwether} fall instead of holding it "
        f"changes the chance that {theatre.capital} falls within {curve.horizon_days:g} days by "
        f"{points(effects[0])} points"
    )
    if most > 0 and effects[most].low > effects[0].high:
        text += (
            f"; the most it changes is {points(effects[most])} points, decided on day {curve.points[most]:g}"
        )
    return f"{text}; {_at_the_end(arms)}."


def _at_the_end(arms: Arms) -> str:
    """What is left of the effect on the last days, and in how many runs it comes too late."""
    curve = arms.curve
    told = [k for k, effect in enumerate(curve.happened) if effect.excludes_zero]
    last = len(curve.points) - 1
    share = percent(arms.too_late[last])
    late = f"by then {arms.theatre.bellwether} has been lost before in {share} of the runs"
    if not told:
        return "on no day can the change be told from none"
    if told[-1] < last:
        return f"after day {curve.points[told[-1]]:g} it cannot be told from none"
    return f"on day {curve.points[last]:g} it is {points(curve.happened[last])} points, and {late}"


def weights_sentence(arms: Arms, fits: Sequence[RecordFit], recorded: str) -> str:
    """The effect at the weights that the record can bear, and beyond them."""
    curve = arms.curve
    values = [100.0 * effect.value for effect in curve.happened]
    whole = (
        f"Over weights of a stand from {curve.points[0]:g} to {curve.points[-1]:g}, letting "
        f"{arms.theatre.bellwether} fall instead of holding it changes the chance that "
        f"{arms.theatre.capital} falls by {signed(min(values))} to {signed(max(values))} points"
    )
    if not fits:
        return f"{whole}; there is no record to say which of them it can bear."
    size = f"{fits[0].places} places, free runs of {recorded!r}"
    if curve.admissible is None:
        return f"{whole}; at none of them do nine in ten of the recorded days lie within the runs ({size})."
    strict = close(fits)
    text = (
        f"{whole}; by {_between(arms, curve.admissible)} at the weights from "
        f"{curve.admissible[0]:g} to {curve.admissible[1]:g}, which the record can bear: at them nine in ten "
        f"of its days lie between the 5 and 95 % quantiles of the runs ({size})"
    )
    if strict is None or strict[0] > curve.admissible[1] or strict[1] < curve.admissible[0]:
        return f"{text}."
    strict = (max(strict[0], curve.admissible[0]), min(strict[1], curve.admissible[1]))
    return (
        f"{text}. Where the medians also miss it by {MOST_ERROR_DAYS:g} days at most on average, "
        f"from {strict[0]:g} to {strict[1]:g}, it is {_between(arms, strict)}."
    )


def _between(arms: Arms, span: tuple[float, float]) -> str:
    """The least and the greatest effect at the values within a span, in points."""
    pairs = zip(arms.curve.points, arms.curve.happened, strict=True)
    inside = [100.0 * effect.value for at, effect in pairs if span[0] <= at <= span[1]]
    return f"{signed(min(inside))} to {signed(max(inside))} points"


def ablation_sentence(found: Ablation) -> str:
    """Which mechanisms carry the effect."""
    whole, theatre = found.whole, found.theatre
    lower = sorted((one for one in found.without if one.change.high < 0.0), key=lambda one: one.change.value)
    higher = sorted((one for one in found.without if one.change.low > 0.0), key=lambda one: -one.change.value)
    text = (
        f"Letting {theatre.bellwether} fall instead of holding it changes the chance that {theatre.capital} "
        f"falls by {points(whole.effect)} points"
    )
    if lower:
        text += "; it is smaller, or turned round, without " + ", ".join(_left(one) for one in lower)
    if higher:
        text += "; larger without " + ", ".join(_left(one) for one in higher)
    rest = len(found.without) - len(lower) - len(higher)
    return f"{text}; without any of the other {rest} it cannot be told from that." if rest else f"{text}."


def _left(one: Ablated) -> str:
    return f"{one.off.replace('_', ' ')} ({signed(100.0 * one.effect.value)})"
