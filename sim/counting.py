"""Numbers with their nouns. On its own, since commands that read no scenario count things too."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 run", "1,000 runs", "0 runs"; ``many`` where it is not ``one`` and an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def agreeing(name: str, singular: str, plural: str) -> str:
    """The verb that goes with a name: plural where its last word ends as plurals do, as in "the forces"."""
    return plural if name.endswith("s") and not name.endswith("ss") else singular


def listed(names: Sequence[str]) -> str:
    """Names in a row: "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def begun(words: str) -> str:
    """Words at the beginning of a sentence."""
    return words[:1].upper() + words[1:]
