"""Keyed chance: every draw is a function of (seed, run, tick, agent, purpose).

Philox4x32-10 (J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random
numbers: as easy as 1, 2, 3", SC 2011). No generator is stored or advanced, so the same
formation has the same random numbers in every branch, whatever thread, chunk or engine asks, and
adding an agent changes nobody else's draws.
"""

from __future__ import annotations

import hashlib

from sim.model.numeric import real

MASK = 0xFFFFFFFF
MULTIPLIER_0 = 0xD2511F53
MULTIPLIER_1 = 0xCD9E8D57
WEYL_0 = 0x9E3779B9
WEYL_1 = 0xBB67AE85
ROUNDS = 10


def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """One Philox4x32-10 block: four 32-bit counter words and two key words to four words."""
    for _ in range(ROUNDS):
        p0 = MULTIPLIER_0 * c0
        p1 = MULTIPLIER_1 * c2
        high0 = (p0 >> 32) & MASK
        high1 = (p1 >> 32) & MASK
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, p1 & MASK, high0 ^ c3 ^ k1, p0 & MASK
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


def draw4(
    seed: int, run: int, tick: int, low: int, high: int, purpose: int
) -> tuple[float, float, float, float]:
    """Four uniforms in (0, 1) for the agent whose key words are ``low`` and ``high``.

    ``int`` because words taken from an array are numpy's in plain Python, and overflow.
    """
    w0, w1, w2, w3 = philox(int(low), int(high), int(tick), int(purpose), int(seed), int(run))
    scale = 1.0 / 4294967296.0
    return (
        (real(w0) + 0.5) * scale, (real(w1) + 0.5) * scale,
        (real(w2) + 0.5) * scale, (real(w3) + 0.5) * scale,
    )  # fmt: skip


def key_of(name: str) -> tuple[int, int]:
    """The two 32-bit key words of an agent, place or parameter: a hash of its name.

    >>> key_of("25th Division") == key_of("25th Division")
    True
    """
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")
