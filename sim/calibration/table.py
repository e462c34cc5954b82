"""What was learned, as a table, in sentences, as plain numbers and as the file of the posterior."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.calibration.coverage import LEAST_COVERAGE, LEAST_P, MOST_COVERAGE
from sim.calibration.fit import LEVEL, Fit
from sim.calibration.follow import RUNS, TEMPERATURE
from sim.calibration.learn import Learned
from sim.calibration.predictive import Predicted
from sim.calibration.priors import Priors, Unknown
from sim.calibration.simulate import engine_hash
from sim.counting import begun, counted
from sim.report.table import Table
from sim.scenario.posterior import Meaning, Vectors
from sim.version import VERSION

LEVELS = (0.05, 0.5, 0.95)
PRIOR_WIDTH = LEVELS[2] - LEVELS[0]
LEARNED, WEAKLY = 0.5, 0.2
NO_INTERVAL = "no interval"
VERDICTS = ("learned", "weakly learned", "not identified", NO_INTERVAL)
TWO_DIGITS = 99.5  # what is less is told to two digits
FOLLOWING = "vectors whose runs follow the record"
SPARE = 2**32 - 1
"""Keys the draws of a war that is not among those fitted."""


def percent(share: float) -> str:
    """A share in per cent, to one place: a table has one precision."""
    return f"{100 * share:.1f} %"


@dataclass(frozen=True)
class Row:
    """One unknown: its prior's median and 5 to 95 %, the posterior's, and what that means."""

    name: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    shrinkage: float  # by how much the interval is narrower than the prior's, in shares of its probability
    coverage: float
    p_value: float
    sound: bool

    @property
    def verdict(self) -> str:
        """Whether it was learned."""
        if not self.sound:
            return NO_INTERVAL
        if self.shrinkage >= LEARNED:
            return VERDICTS[0]
        return VERDICTS[1] if self.shrinkage >= WEAKLY else VERDICTS[2]

    def as_json(self) -> dict[str, Any]:
        """Plain numbers; without a posterior where its intervals are not to be believed."""
        told = dict(zip(("low", "median", "high"), self.posterior, strict=True)) if self.sound else None
        return {
            "name": self.name,
            "prior": dict(zip(("low", "median", "high"), self.prior, strict=True)),
            "posterior": told,
            "shrinkage": self.shrinkage if self.sound else None,
            "verdict": self.verdict,
            "coverage": self.coverage,
            "uniform_p": self.p_value,
        }


def rows(learned: Learned) -> tuple[Row, ...]:
    """A row for each unknown."""
    shares = learned.sample.quantiles(LEVELS)
    checked = learned.coverage
    return tuple(
        Row(
            name=one.name,
            prior=_values(one, np.array(LEVELS)),
            posterior=_values(one, shares[:, k]),
            shrinkage=1.0 - float(shares[2, k] - shares[0, k]) / PRIOR_WIDTH,
            coverage=float(checked.shares[k]),
            p_value=float(checked.p_values[k]),
            sound=bool(checked.sound[k]),
        )
        for k, one in enumerate(learned.priors.unknowns)
    )


def _values(unknown: Unknown, shares: Any) -> tuple[float, float, float]:
    low, median, high = (float(value) for value in unknown.values(shares))
    return low, median, high


def tables(found: tuple[Row, ...]) -> Iterator[Table]:
    """The rows in words, a table for each verdict, the best learned first."""
    heads = ("Number", "Prior 5–95 %", "Posterior 5–95 %", "Median", "Coverage")
    for verdict in VERDICTS:
        ordered = sorted((row for row in found if row.verdict == verdict), key=lambda row: -row.shrinkage)
        if ordered:
            title = f"{begun(verdict)}: {len(ordered)} of {len(found)} numbers"
            yield Table(title, heads, tuple(_cells(row) for row in ordered))


def _cells(row: Row) -> tuple[str, ...]:
    told = (_span(row.posterior), f"{row.posterior[1]:.3g}") if row.sound else ("–", "–")
    return row.name.replace("parameters.", ""), _span(row.prior), *told, percent(row.coverage)


def _span(values: tuple[float, float, float]) -> str:
    """From the low to the high number, to two digits."""
    low, high = (f"{value:.2g}" if abs(value) < TWO_DIGITS else f"{value:.0f}" for value in values[::2])
    return f"{low} to {high}".replace("-", "−")


def predicted_table(found: tuple[Predicted, ...]) -> Table:
    """How the posterior's runs fit the record that it was learned from."""
    heads = ("Scenario", "Places", "CRPS, days", "Prior", "Within 5–95 %", "Width, days")
    cells = tuple(
        (f"{one.war}: {one.scenario}", f"{one.places}", f"{one.crps:.2f}", f"{one.prior_crps:.2f}",
         f"{one.within}", f"{one.width:.1f}")
        for one in found
    )  # fmt: skip
    return Table(
        "Runs of the posterior against the record they were learned from: a fit, no test", heads, cells
    )


def sentences(learned: Learned, found: tuple[Row, ...], draws: int) -> Iterator[str]:
    """What was done with so many vectors and what it says."""
    calm = learned.priors.calm
    if calm:
        worlds = ", ".join(f"{one.war}: {one.name}" for one in calm)
        yield (
            f"Under {learned.vectors:,} of {draws:,} vectors drawn an army that nobody attacks stands "
            f"({worlds}; at most {counted(calm[0].most_lost, 'place')} lost in {calm[0].days:g} days): only "
            "these count."
        )
    counts = {word: sum(row.verdict == word for row in found) for word in VERDICTS}
    yield (
        f"Of {len(found)} numbers {counts['learned']} were learned, {counts['weakly learned']} weakly "
        f"learned and {counts['not identified']} not identified; {counts[NO_INTERVAL]} have no interval. "
        f"Learned: the 5 to 95 % interval is at most {percent(1 - LEARNED)} as wide as the prior's, measured "
        f"in the prior's own probability; weakly learned: at most {percent(1 - WEAKLY)}."
    )
    best = learned.chosen
    others = "; ".join(
        f"{one.name}: {percent(one.skill)}, coverage {percent(one.pooled)}"
        for one in learned.tried
        if one is not best
    )
    yield (
        f"Way: {best.name}, chosen by the CRPS on simulated truths near the record: {percent(best.skill)} "
        f"below the prior's, coverage {percent(best.pooled)} ({others})."
    )
    checked = learned.coverage
    yield (
        f"Checked on {checked.truths:,} other simulated truths near the record: 90 % intervals hold "
        f"{percent(checked.pooled)} of all truths. A number has an interval where they hold "
        f"{percent(LEAST_COVERAGE)} to {percent(MOST_COVERAGE)} of its own and its ranks are uniform "
        f"(chi-square p of {LEAST_P:g} or more)."
    )
    yield fit_sentence(learned.fit)
    yield (
        f"Intervals are of single numbers. Scenarios draw whole vectors: {len(learned.whole.weights):,} "
        f"whose runs follow the record, made from the nearest ({RUNS} runs of each, "
        f"temperature {TEMPERATURE:g})."
    )


def fit_sentence(fit: Fit) -> str:
    """Whether the record could have come from the model."""
    said = (
        f"The record lies {fit.record:.3f} from its nearest simulations (mean of places, in spreads); "
        f"{percent(fit.share_farther)} of {len(fit.truths):,} simulated truths lie as far from theirs, "
        f"and {percent(LEVEL)} no farther than {fit.limit:.3f}"
    )
    return f"{said}: {'the model can make such a record' if fit.fits else 'nothing fits'}."


# --- the file ----------------------------------------------------------------------------
def vectors(learned: Learned, draws: int, seed: int, created: str) -> Vectors:
    """The posterior as a file has it: what is fixed, what was learned, and the priors of any other war."""
    priors, sample = learned.priors, learned.whole
    size = len(sample.weights)
    fixed = [(Meaning(key, "set"), np.full(size, value)) for key, value in priors.fixed.items()]
    own = [(one.meaning, one.values(sample.shares[:, k])) for k, one in enumerate(priors.unknowns)]
    columns = [*fixed, *own, *_any_war(priors, size, seed)]
    return Vectors(
        meanings=tuple(meaning for meaning, _ in columns),
        values=np.stack([values for _, values in columns], axis=1),
        weights=sample.weights,
        wars=priors.wars,
        provenance={
            "title": priors.title,
            "priors": priors.path.name,
            "priors_sha256": priors.sha256,
            "engine_hash": engine_hash(),
            "rout": VERSION,
            "seed": seed,
            "draws": draws,
            "standing": learned.vectors,
            "created": created,
            "way": FOLLOWING,
            "temperature": TEMPERATURE,
            "intervals": learned.chosen.name,
            "fits": learned.fit.fits,
            "truths": learned.coverage.truths,
            "without_interval": [row.name for row in rows(learned) if not row.sound],
        },
    )


def _any_war(priors: Priors, size: int, seed: int) -> Iterator[tuple[Meaning, Any]]:
    """For a war that was not fitted, what is drawn for each war apart comes from its prior."""
    for k, one in enumerate(priors.each_war):
        shares = np.random.default_rng([seed, SPARE, k]).uniform(size=size)
        yield one.meaning, one.values(shares)
