"""The state of one run in record arrays, one record an agent, and the fixed codes beside it.

A record is passed to compiled code as one pointer. As a tuple of ninety arrays the same state
took ten times as long to compile and cost more to pass around than the model itself.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import config
from numpy.typing import NDArray

from sim.world import MECHANISM_NAMES, PARAMETER_NAMES, PARENTS, Fixed, Floats, Ints

Records = Any
"""A record array: ``NDArray`` of one of the types below (compiled code reads fields as attributes)."""

WHOLE, REAL = np.int64, np.float64


def record(**fields: str) -> np.dtype[np.void]:
    """A record type: field names by type, each a list of words."""
    kinds = {"whole": WHOLE, "real": REAL}
    return np.dtype([(name, kinds[kind]) for kind, names in fields.items() for name in names.split()])


PLACE = record(
    # evidence sent this tick, in millionths; strengths and men; ticks of what happened, or -1
    whole="sent_broke sent_held lost_tick first_lost first_regained rumour_due rumour_size denied_tick "
    "defence garrison attack before threat occupiers exit passage guard retaken holders",
    # beliefs in log-odds or shares, exposure, the mood around, and the place's own numbers
    real="exposure force around prestige population haven",
)
UNIT = record(
    whole="status place origin errand men men_start dead quality officers broken order",
    real="days_left loss_carry standing conscripts adviser_share",
)
KIN = record(whole="sent_broke sent_held men", real="broke held shift")
GROUP = record(
    whole="mode place target men dead quality joined",
    real="days_left loss_carry readiness heart reach_km",
)
COMMUNITY = record(whole="stance garrison_start first_risen", real="grievance fear")
BACKER = record(
    whole="stance urging first_left",
    real="commitment commitment_start weight air patience arriving_men arrivals_per_day",
)
NATION = record(
    whole="sent_broke sent_held pay_tick left_tick map_changed corridor first_cut events army_men last_lost "
    "withdrawals officers_gone rumours urged branch_done",
    real="credibility support air lost_share confidence branch_from_day",
)
PARAMETERS = np.dtype([(name, REAL) for name in PARAMETER_NAMES])
SWITCHES = np.dtype([(name, WHOLE) for name in MECHANISM_NAMES])

PLACE_CODES = record(whole="key_low key_high controller provincial air_exit")
UNIT_CODES = record(
    whole="place backer community militia reserve parent number rank key_low key_high",
)
GROUP_CODES = record(whole="place mode target opportunist backer community rank key_low key_high")
COMMUNITY_CODES = record(whole="place loyal stance negotiates group key_low key_high")
BACKER_CODES = record(whole="role key_low key_high")


class State(NamedTuple):
    """All that changes in a run.

    L places, F formations, U their parents, G groups, C communities, B backers, R roads.
    """

    places: Records  # (L,)
    units: Records  # (F,)
    kin: Records  # (U,)
    groups: Records  # (G,)
    communities: Records  # (C,)
    backers: Records  # (B,)
    nation: Records  # (1,)
    broke: Floats  # (L,) evidence heard that comrades broke
    held: Floats  # (L,) evidence heard that they held
    belief: Floats  # (L,) that comrades hold
    shift_broke: Floats  # (L,) log-odds that news of breaking takes from belief
    shift_held: Floats  # (L,) log-odds that news of standing adds
    morale: Floats  # (F,) log-odds
    controller: Ints  # (L,) 0 the state, g + 1 group g
    connected: Ints  # (L,) 1 when state-held roads join it to the capital
    danger_km: Floats  # (L,) road distance to the nearest place not state-held
    km: Floats  # (L, L) road distance
    hears: Floats  # (L, L) hears[k, l]: share of news from k heard at l
    road_km: Floats  # (R,)
    travel: Floats  # (L,) scratch of one group's choice
    done: Ints  # (L,) scratch
    share: Floats  # (F,) scratch: morale as a share
    risk: Floats  # (F,) scratch: hazard of breaking in contact, per day
    draws: Floats  # (4, F) scratch: this tick's uniforms
    log: Ints  # (capacity, 6) tick, kind, place, agent kind, agent, amount


class Codes(NamedTuple):
    """``world.Fixed`` in records: what no draw changes."""

    places: Records
    units: Records
    groups: Records
    communities: Records
    backers: Records
    unit_low: Ints  # (F,) key words once more, side by side
    unit_high: Ints
    road_start: Ints
    road_neighbour: Ints
    road_index: Ints
    group_aims: Ints
    backer_entry: Ints
    backer_limit_day: Floats
    backer_limit: Floats
    command_key: Ints
    history_place: Ints
    history_day: Floats
    history_broke: Floats
    history_held: Floats
    history_stand: Floats
    junctions: Ints
    anchors: Ints
    clock: Floats


# kinds of agent in the log
NO_AGENT, UNIT_AGENT, GROUP_AGENT, COMMUNITY_AGENT, BACKER_AGENT, COMMAND_AGENT = range(6)

LOG_COLUMNS = 6


def table(size: int, kind: np.dtype[np.void]) -> Records:
    """An empty record array; with the JIT off one whose fields plain Python can name too."""
    rows: NDArray[Any] = np.zeros(size, kind)
    return rows.view(np.recarray) if config.DISABLE_JIT else rows


def readable(rows: NDArray[Any], kind: np.dtype[np.void]) -> Records:
    """A plain vector seen as one record."""
    seen = rows.view(kind)
    return seen.view(np.recarray) if config.DISABLE_JIT else seen


def new_state(fixed: Fixed, log_capacity: int) -> State:
    """Arrays for one run at a time, not yet set; reused from run to run."""
    places, units = len(fixed.place_controller), len(fixed.unit_place)
    return State(
        places=table(places, PLACE),
        units=table(units, UNIT),
        kin=table(int(fixed.anchors[PARENTS]), KIN),
        groups=table(len(fixed.group_place), GROUP),
        communities=table(len(fixed.community_place), COMMUNITY),
        backers=table(len(fixed.backer_role), BACKER),
        nation=table(1, NATION),
        broke=np.zeros(places),
        held=np.zeros(places),
        belief=np.zeros(places),
        shift_broke=np.zeros(places),
        shift_held=np.zeros(places),
        morale=np.zeros(units),
        controller=np.zeros(places, WHOLE),
        connected=np.zeros(places, WHOLE),
        danger_km=np.zeros(places),
        km=np.zeros((places, places)),
        hears=np.zeros((places, places)),
        road_km=np.zeros(len(fixed.road_index) // 2),
        travel=np.zeros(places),
        done=np.zeros(places, WHOLE),
        share=np.zeros(units),
        risk=np.zeros(units),
        draws=np.zeros((4, units)),
        log=np.zeros((log_capacity, LOG_COLUMNS), WHOLE),
    )


def codes_of(fixed: Fixed) -> Codes:
    """The fixed codes of a world, as records."""
    fields: dict[str, Any] = {name: getattr(fixed, name) for name in Codes._fields if name in Fixed._fields}
    kinds = {
        "place": PLACE_CODES,
        "unit": UNIT_CODES,
        "group": GROUP_CODES,
        "community": COMMUNITY_CODES,
        "backer": BACKER_CODES,
    }
    plural = {"community": "communities"}
    for owner, kind in kinds.items():
        keys = getattr(fixed, f"{owner}_key")
        rows = table(len(keys), kind)
        for name in kind.names or ():
            if name in ("key_low", "key_high"):
                rows[name] = keys[:, ("key_low", "key_high").index(name)]
            else:
                rows[name] = getattr(fixed, f"{owner}_{name}")
        fields[plural.get(owner, f"{owner}s")] = rows
    fields["unit_low"], fields["unit_high"] = (np.ascontiguousarray(fixed.unit_key[:, k]) for k in (0, 1))
    return Codes(**fields)
