"""What is kept of a run or a record: features that a record has too, and a few summaries learned from them.

The features are a day and whether it was lost for each recorded place, how many places were lost by
each of several days, and the share of the army killed where the record knows it. Which of their
combinations tell of a parameter is learned from the simulations themselves: a regression of the
parameters on the features, whose predictions are the summaries (semi-automatic approximate Bayesian
computation: Fearnhead and Prangle, J. R. Statist. Soc. B 74, 2012; with a network: Jiang et al.,
Statistica Sinica 27, 2017).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from sim.calibration.priors import Priors, Record
from sim.calibration.simulate import Simulated
from sim.errors import UsageError

Floats = NDArray[np.float64]
Summarise = Callable[[Floats], Floats]

CURVE = 12  # days at which the places lost so far are counted
SOON = 0.5  # days: early losses are told apart finely, late ones coarsely
NO_DEAD = 1e-5
NETWORK = (192, 96)
EPOCHS, PATIENCE, BATCH = 60, 4, 512
RIDGE = 1e-3


@dataclass(frozen=True)
class Observed:
    """What can be observed of runs or of the record: days (n, places) and log shares killed (n, records)."""

    days: Floats
    dead: Floats


def observed_runs(priors: Priors, found: Simulated, seed: int) -> Observed:
    """Runs as a record would tell of them: days known within its windows, censored at the horizon."""
    days, dead = [], []
    for k, record in enumerate(priors.records):
        own = found.days[:, priors.parts[k]]
        chance = np.random.default_rng([seed, k])
        away = _half_widths(record, priors.precision_days) * chance.uniform(-1.0, 1.0, own.shape)
        days.append(np.where(own < record.horizon, np.fmin(own + away, record.horizon), record.horizon))
        low, high = _dead_window(record)
        factor = 0.5 * np.log(high / low) * chance.uniform(-1.0, 1.0, len(found))
        dead.append(np.log(found.dead[:, k] + NO_DEAD) + factor)
    return Observed(np.hstack(days), np.stack(dead, axis=1))


def observed_record(priors: Priors) -> Observed:
    """The record itself: the middle of each window."""
    days = [day.censored(record.horizon).middle for record in priors.records for day in record.days]
    dead = [0.5 * np.log(low * high) for low, high in map(_dead_window, priors.records)]
    return Observed(np.array([days]), np.array([dead]))


def _half_widths(record: Record, precision: float) -> Floats:
    """How far the middle of each place's window may be from the day, days."""
    spans = [0.0 if day.held else day.last - day.first for day in record.days]
    return 0.5 * np.maximum(spans, precision)


def _dead_window(record: Record) -> tuple[float, float]:
    """Between which shares the army's men were killed; 1 to 1 where the record does not know."""
    return (record.dead.low, record.dead.high) if record.dead is not None else (1.0, 1.0)


def features(priors: Priors, seen: Observed) -> Floats:
    """Numbers that tell of a run or a record, (n, features), before they are scaled."""
    parts = []
    for k, record in enumerate(priors.records):
        days = seen.days[:, priors.parts[k]]
        edges = record.horizon * (np.arange(1, CURVE + 1) / (CURVE + 1.0)) ** 1.5
        parts += [np.log(SOON + np.maximum(days, 0.0)), (days < record.horizon).astype(np.float64)]
        parts.append((days[:, :, None] < edges).mean(axis=1))
        if record.dead is not None:
            parts.append(seen.dead[:, k : k + 1])
    return np.hstack(parts)


@dataclass(frozen=True)
class Scale:
    """How features are scaled: those that never differ are left out."""

    used: NDArray[np.bool_]
    middle: Floats
    spread: Floats

    @classmethod
    def of(cls, x: Floats) -> Scale:
        """The scale of these features (n, features)."""
        middle, spread = x.mean(axis=0), x.std(axis=0)
        used = spread > 1e-9
        return cls(used, middle[used], spread[used])

    def __call__(self, x: Floats) -> Floats:
        """Scaled features; what is far outside all simulations is drawn in."""
        scaled: Floats = np.clip((x[:, self.used] - self.middle) / self.spread, -8.0, 8.0)
        return scaled


def linear(x: Floats, shares: Floats, seed: int, ridge: float = RIDGE) -> Summarise:
    """Summaries by ridge regression; ``ridge`` is the penalty per row, features having a variance of 1."""
    scale = Scale.of(x)
    scaled = scale(x)
    target = _target(shares)
    gram = scaled.T @ scaled + ridge * len(x) * np.eye(scaled.shape[1])
    weights = np.linalg.solve(gram, scaled.T @ (target - target.mean(axis=0)))
    return lambda other: scale(other) @ weights


def require_sklearn() -> None:
    """Raise UsageError where the network cannot be made."""
    if find_spec("sklearn") is None:
        raise UsageError("rout calibrate needs scikit-learn: pip install 'rout[calibrate]'")


def network(x: Floats, shares: Floats, seed: int) -> Summarise:
    """Summaries by a network of two layers, stopped when it no longer learns."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor
    from threadpoolctl import threadpool_limits

    scale = Scale.of(x)
    model = MLPRegressor(
        hidden_layer_sizes=NETWORK, early_stopping=True, validation_fraction=0.1, n_iter_no_change=PATIENCE,
        max_iter=EPOCHS,
        batch_size=min(BATCH, len(x)), random_state=seed, tol=1e-5,
    )  # fmt: skip
    with warnings.catch_warnings(), threadpool_limits(1):  # the same bits whatever the number of cores
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(scale(x).astype(np.float32), _target(shares).astype(np.float32))

    def summarise(other: Floats) -> Floats:
        found = model.predict(scale(other).astype(np.float32))
        return np.asarray(found, np.float64).reshape(len(other), -1)

    return summarise


def _target(shares: Floats) -> Floats:
    """Shares of the prior's probability, scaled to a variance of 1 under the prior."""
    target: Floats = (shares - 0.5) * np.sqrt(12.0)
    return target


WAYS: dict[str, Callable[[Floats, Floats, int], Summarise]] = {"linear": linear, "network": network}
"""Ways to learn summaries, by name."""
