"""The parts of the reference: which command makes which sections of the pages."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pages import CALIBRATING, FORECASTING, FRONT_PAGE, LIMITS, MODEL, STUDIES

ANEW, RENEWED = "--replace", "--renew"


@dataclass(frozen=True)
class Part:
    """One command of ``benchmarks``, and the sections that it writes.

    ``stored`` is what it does with stored runs when the reference is made anew: it deletes them
    (``--replace``), keeps what the same rules made for a part before it (``--renew``), or stores none.
    ``minutes`` is about how long it takes on two processors; ``made.csv`` has what it took.
    """

    name: str
    words: str
    sections: Mapping[Path, tuple[str, ...]]
    stored: str
    minutes: int
    long: bool = False

    @property
    def command(self) -> str:
        """The command, as it is typed."""
        return f"python -m benchmarks.{self.words}"

    def arguments(self, *, resume: bool) -> list[str]:
        """Words after the interpreter."""
        stored = RENEWED if self.stored and resume else self.stored
        return ["-m", *shlex.split(f"benchmarks.{self.words} {stored}")]


PARTS = (
    Part("compared", "compared -n 10000", {FRONT_PAGE: ("answer",)}, ANEW, 2),
    Part("record", "wars -n 500", {LIMITS: ("record", "wars")}, ANEW, 1),
    Part("scores", "scores --runs 300 --seed 77", {LIMITS: ("score", "each-off")}, "", 2),
    Part("unattacked", "unattacked --runs 500", {LIMITS: ("unattacked",)}, "", 1),
    Part("unseen", "unseen_wars -n 500", {LIMITS: ("unseen",)}, ANEW, 1),
    Part("hand-fits", "hand_fits --runs 1000", {LIMITS: ("hand-fits",)}, "", 1),
    Part("ten-runs", "ten_runs -n 300 --seed 2024", {LIMITS: ("ten-runs",)}, "", 3),
    Part("sub-units", "sub_units -n 2000", {MODEL: ("sub-units",)}, "", 8),
    Part("studies", "studies -n 500", {
        STUDIES: (
            "ticks", "resolution", "ablation", "dates", "expected-days", "which-place", "how-long",
            "what-it-takes", "mechanisms", "article",
        ),
    }, ANEW, 10),
    Part("unknown-numbers", "unknown_numbers", {
        STUDIES: ("sensitivity", "discover", "effect-by-fit"), CALIBRATING: ("learned",),
        LIMITS: ("arrival",),
    }, ANEW, 10),
    Part("forecasts", "forecasts -n 65536 --only read", {
        FORECASTING: ("scores", "behind", "checks"),
    }, ANEW, 8),
    Part("calibrated", "calibrated -n 81920", {
        CALIBRATING: ("calibrated", "taught", "far"),
    }, RENEWED, 10, long=True),
    Part("left-open", "left_open -n 81920", {
        STUDIES: ("left-open", "dates-learned"),
    }, RENEWED, 6, long=True),
    Part("following-unseen", "following unseen -n 81920", {
        CALIBRATING: ("following-unseen",),
    }, RENEWED, 5, long=True),
    Part("two-steps", "forecasts -n 65536 --only two-steps", {
        FORECASTING: ("two-steps",),
    }, RENEWED, 40, long=True),
    Part("following-left-out", "following left-out -n 65536", {
        CALIBRATING: ("following-left-out",),
    }, RENEWED, 10, long=True),
    Part("halves", "forecasts_without --whole -n 65536", {
        FORECASTING: ("halves",),
    }, RENEWED, 10, long=True),
    Part("penalties", "ways campaigns -n 65536 --only penalties", {
        FORECASTING: ("penalties",),
    }, RENEWED, 20, long=True),
    Part("ways", "ways three-wars -n 81920 --only vectors round wars", {
        CALIBRATING: ("ways", "second-round"), FORECASTING: ("new-runs",),
    }, RENEWED, 20, long=True),
    Part("forecasts-without", "forecasts_without -n 16384", {
        LIMITS: ("forecasts-without",),
    }, RENEWED, 25, long=True),
)  # fmt: skip
"""In the order in which they are made: what a part shares is simulated by one before it."""

ELSEWHERE = {"generated": "python docs/generate.py", "measured": "python -m benchmarks.speed --write"}
"""What makes the blocks whose marks begin with such a word and a colon; neither is a result of runs."""
