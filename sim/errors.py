"""Mistakes a user can make, each with its exit code; the command line prints their problems."""

from __future__ import annotations

from typing import ClassVar


class RoutError(Exception):
    """A mistake to report without a traceback: one or more problems, each on one line."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = list(problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)


class UsageError(RoutError):
    """A command, an option or an argument that does not fit."""

    exit_code = 2


class ScenarioError(RoutError):
    """A scenario that cannot be read or does not hold together."""

    exit_code = 3


class NothingFitsError(RoutError):
    """A calibration in which no run comes near the record."""

    exit_code = 4


class RenamedKeyWarning(FutureWarning):
    """A scenario's key has another name now; the old one was understood this time."""


class ResultError(RoutError):
    """A result folder that is missing, corrupt, or belongs to another scenario, seed or engine."""

    exit_code = 5
