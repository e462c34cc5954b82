"""Numbers with their nouns. On its own, since commands that read no scenario count things too."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 run", "1,000 runs", "0 runs"; ``many`` where it is not ``one`` and an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
