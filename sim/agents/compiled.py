"""What would be slow in plain Python, compiled one by one: the very same functions, the same bits.

With ``NUMBA_DISABLE_JIT=1`` these are the plain functions themselves.
"""

from __future__ import annotations

from numba import njit

from sim import chance
from sim.rules import belief, control

draw4 = njit(cache=True)(chance.draw4)
shift = njit(cache=True)(belief.shift)
all_pairs_km = njit(cache=True)(control.all_pairs_km)
connect = njit(cache=True)(control.connect)
nearest_enemy_km = njit(cache=True)(control.nearest_enemy_km)
travel_km = njit(cache=True)(control.travel_km)
