"""The state of one run as a struct of arrays, and how it is set at the start of a run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.world import Fixed, Floats, Ints


class State(NamedTuple):
    """All that changes in a run. L places, F formations, U their parents, G groups, C communities, B backers."""

    # places: what was heard, and what is on its way
    broke: Floats  # (L,) evidence heard that comrades broke
    held: Floats  # (L,) evidence heard that they held
    sent_broke: Ints  # (L,) evidence of this tick, in millionths, heard in the next
    sent_held: Ints  # (L,)
    controller: Ints  # (L,) 0 the state, g + 1 group g
    lost_tick: Ints  # (L,) last loss, or -1
    first_lost: Ints  # (L,) tick of the first loss, or -1
    first_regained: Ints  # (L,)
    rumour_due: Ints  # (L,) tick at which a false report is denied, or -1
    rumour_size: Ints  # (L,) its evidence, in millionths
    denied_tick: Ints  # (L,) last denial, or -1
    # places: the picture that everybody reads at the start of a tick
    defence: Ints  # (L,) strength of formations holding there
    garrison: Ints  # (L,) their men
    attack: Ints  # (L,) strength of groups pressing
    before: Ints  # (L,) strength of groups pressing or paused before it
    threat: Ints  # (L,) strength of groups on the way to it, before it or next to it
    occupiers: Ints  # (L,) strength of groups standing there
    connected: Ints  # (L,) 1 when state-held roads join it to the capital
    danger_km: Floats  # (L,) road distance to the nearest place not state-held
    belief: Floats  # (L,) that comrades hold
    shift_broke: Floats  # (L,) log-odds that news of breaking takes from belief
    shift_held: Floats  # (L,) log-odds that news of standing adds
    exposure: Floats  # (L,)
    force: Floats  # (L,) log-odds of the force ratio
    around: Floats  # (L,) +1 among a loyal community, less the stance of a restive one
    exit: Ints  # (L,) the safest adjacent held place, or -1
    passage: Ints  # (L,) 1 where a risen community lets garrisons leave in safety
    guard: Ints  # (L,) strength that guards a place the state has lost
    retaken: Ints  # (L,) 1 when formations retook it this tick
    holders: Ints  # (L,) men holding there after this tick's decisions
    # formations
    status: Ints  # (F,)
    place: Ints  # (F,) where it stands, or is going
    origin: Ints  # (F,) where it came from when on the road
    errand: Ints  # (F,)
    days_left: Floats  # (F,) on the road
    men: Ints  # (F,)
    men_start: Ints  # (F,)
    dead: Ints  # (F,)
    loss_carry: Floats  # (F,) fraction of a man not yet counted as dead
    quality: Ints  # (F,) permille
    standing: Floats  # (F,) cohesion less conscripts, log-odds
    morale: Floats  # (F,) log-odds
    officers: Ints  # (F,)
    broken: Ints  # (F,) 1 when it broke at least once
    order: Ints  # (F,) destination ordered, or -1
    # parents of sub-units
    sent_kin_broke: Ints  # (U,)
    sent_kin_held: Ints  # (U,)
    kin_broke: Floats  # (U,)
    kin_held: Floats  # (U,)
    kin_shift: Floats  # (U,)
    # groups
    mode: Ints  # (G,)
    group_place: Ints  # (G,)
    target: Ints  # (G,)
    group_days_left: Floats  # (G,)
    group_men: Ints  # (G,)
    group_dead: Ints  # (G,)
    group_carry: Floats  # (G,)
    group_quality: Ints  # (G,) permille
    readiness: Floats  # (G,)
    joined: Ints  # (G,) men who defected to it this tick
    # communities
    stance: Ints  # (C,)
    garrison_start: Ints  # (C,)
    first_risen: Ints  # (C,) tick, or -1
    # backers
    backer_stance: Ints  # (B,)
    urging: Ints  # (B,)
    commitment: Floats  # (B,) now
    first_left: Ints  # (B,) tick ordered home, or -1
    # the nation
    nation: Ints  # see the indices below
    nation_level: Floats  # see the indices below
    # scratch and tables
    km: Floats  # (L, L) road distance
    hears: Floats  # (L, L) hears[l, k]: share of news from k heard at l
    prestige: Floats  # (L,) in force in this run
    travel: Floats  # (L,)
    done: Ints  # (L,)
    log: Ints  # (capacity, 6) tick, kind, place, agent kind, agent, amount


# indices of State.nation
(
    SENT_BROKE, SENT_HELD, PAY_TICK, LEFT_TICK, MAP_CHANGED, CORRIDOR, FIRST_CUT, EVENTS, ARMY_MEN,
    WITHDRAWALS, OFFICERS_GONE, RUMOURS, GROUP_DEAD, URGED, PRESTIGE_START, BRANCH_DONE,
) = range(16)  # fmt: skip
# indices of State.nation_level
CREDIBILITY, SUPPORT, AIR, LOST_SHARE = range(4)

# kinds of agent in the log
NO_AGENT, UNIT_AGENT, GROUP_AGENT, COMMUNITY_AGENT, BACKER_AGENT, COMMAND_AGENT = range(6)

LOG_COLUMNS = 6


def new_state(fixed: Fixed, log_capacity: int) -> State:
    """Arrays for one run at a time, not yet set; reused from run to run."""
    sizes = {
        "L": len(fixed.place_key),
        "F": len(fixed.unit_place),
        "U": int(fixed.anchors[3]),
        "G": len(fixed.group_place),
        "C": len(fixed.community_place),
        "B": len(fixed.backer_role),
    }
    fields = []
    section = "L"
    first_of_section = {"status": "F", "sent_kin_broke": "U", "mode": "G", "stance": "C", "backer_stance": "B"}
    special = {
        "nation": np.zeros(16, np.int64),
        "nation_level": np.zeros(4),
        "km": np.zeros((sizes["L"], sizes["L"])),
        "hears": np.zeros((sizes["L"], sizes["L"])),
        "prestige": np.zeros(sizes["L"]),
        "travel": np.zeros(sizes["L"]),
        "done": np.zeros(sizes["L"], np.int64),
        "log": np.zeros((log_capacity, LOG_COLUMNS), np.int64),
    }
    for name, kind in State.__annotations__.items():
        section = first_of_section.get(name, section)
        dtype = np.float64 if "Floats" in str(kind) else np.int64
        fields.append(special[name] if name in special else np.zeros(sizes[section], dtype))
    return State(*fields)
