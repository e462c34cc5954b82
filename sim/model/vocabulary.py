"""The words of the model: every code that is stored, with the name a reader sees.

Codes are plain integers so that compiled and interpreted code share them; the
name of a code is its position in the matching ``*_NAMES`` tuple.
"""

from __future__ import annotations

from typing import Final

# --- formations -----------------------------------------------------------------
HOLDING: Final = 0
MOVING: Final = 1
DISSOLVED: Final = 2
SURRENDERED: Final = 3
DEFECTED: Final = 4
NOT_RAISED: Final = 5
FORMATION_STATUS_NAMES: Final = (
    "holding", "moving", "dissolved", "surrendered", "defected", "not raised",
)  # fmt: skip

# Why a formation is on the road: what its arrival means.
FOR_RETREAT: Final = 0
FOR_ORDERS: Final = 1
FOR_COUNTER_ATTACK: Final = 2

# What made a formation break.
NO_TRIGGER: Final = 0
BY_HAZARD: Final = 1
BY_OVERRUN: Final = 2
BY_INTERVENTION: Final = 3
HOPELESS: Final = 4
ON_THE_ROAD: Final = 5
BY_DEAL: Final = 6
TRIGGER_NAMES: Final = ("", "hazard", "overrun", "intervention", "hopeless", "on the road", "deal")

# --- rebel groups ---------------------------------------------------------------
DORMANT: Final = 0
RESTING: Final = 1
MARCHING: Final = 2
PAUSED: Final = 3
PRESSING: Final = 4
RETURNING: Final = 5
GROUP_MODE_NAMES: Final = ("dormant", "resting", "marching", "paused", "pressing", "returning")

# --- communities ----------------------------------------------------------------
QUIET: Final = 0
DEFIANT: Final = 1
RISEN: Final = 2
STANCE_NAMES: Final = ("quiet", "defiant", "risen")

# --- backers --------------------------------------------------------------------
SUPPORTING: Final = 0
SCALED_DOWN: Final = 1
ORDERED_HOME: Final = 2

BACKS_STATE: Final = 0
BACKS_REBELS: Final = 1
URGES_EXILE: Final = 2
BACKER_ROLE_NAMES: Final = ("state", "rebels", "urges exile")

# --- the branch: an intervention at one place --------------------------------------
BRANCH_FREE: Final = 0
BRANCH_HOLD: Final = 1
BRANCH_FALL: Final = 2
BRANCH_NAMES: Final = ("free", "hold", "fall")

# --- kinds of agent, as the event log names them -----------------------------------
NO_AGENT: Final = 0
FORMATION_AGENT: Final = 1
GROUP_AGENT: Final = 2
COMMUNITY_AGENT: Final = 3
BACKER_AGENT: Final = 4
COMMAND_AGENT: Final = 5

# --- events ---------------------------------------------------------------------
RETREAT: Final = 0
DISSOLUTION: Final = 1
SURRENDER: Final = 2
DEFECTION: Final = 3
WITHDRAWAL: Final = 4
OFFICERS_LEFT: Final = 5
PLACE_LOST: Final = 6
PLACE_REGAINED: Final = 7
ATTACK_BEGUN: Final = 8
ATTACK_REPELLED: Final = 9
PAUSE: Final = 10
DEFIANCE: Final = 11
RISING: Final = 12
CALM: Final = 13
DEPARTURE: Final = 14
RETURN: Final = 15
URGED_EXILE: Final = 16
RUMOUR: Final = 17
DENIAL: Final = 18
PAY_RISE: Final = 19
CEDED: Final = 20
REINFORCEMENT: Final = 21
LEADERSHIP_LEFT: Final = 22
ARRIVAL: Final = 23
COUNTER_ATTACK: Final = 24
CORRIDOR_CUT: Final = 25
CORRIDOR_OPENED: Final = 26
STAND: Final = 27  # never logged one by one: it is news, and history may name it
BACKING_BEGUN: Final = 28
MOBILISATION: Final = 29
EVENT_NAMES: Final = (
    "retreat",
    "dissolution",
    "surrender",
    "defection",
    "withdrawal",
    "officers left",
    "place lost",
    "place regained",
    "attack begun",
    "attack repelled",
    "pause",
    "defiance",
    "rising",
    "calm",
    "departure",
    "return",
    "urged exile",
    "rumour",
    "denial",
    "pay rise",
    "place ceded",
    "reinforcement",
    "leadership left",
    "arrival",
    "counter-attack",
    "corridor cut",
    "corridor opened",
    "stand",
    "backing begun",
    "mobilisation",
)

# --- purposes of a draw: one Philox block of four words each -----------------------
DRAW_FORMATION: Final = 1  # words: break, quit, officers, with its garrison or alone
DRAW_GROUP: Final = 2  # words: launch, press, turn back, spare
DRAW_TARGET: Final = 3  # word 0: taste for one candidate place
DRAW_COMMUNITY: Final = 4  # words: step up, step down
DRAW_BACKER: Final = 5  # words: step down, step up, reinforcement, urging
DRAW_COMMAND: Final = 6  # words: cede, reinforce, pay, exile
DRAW_PLACE: Final = 7  # word 0: rumour
DRAW_PARAMETER: Final = 8  # word 0: a parameter that is not known
DRAW_SPREAD: Final = 9  # word 0: cohesion of a formation or sub-unit around the scenario's
DRAW_COUNTER_ATTACK: Final = 10  # word 0: a place's counter-attack
DRAW_HANDOVER: Final = (
    11  # words: a formation without hope; of a place: a deal, who breaks, whose officers leave
)

# --- outcomes: exactly one per run ------------------------------------------------
CAPITAL_FELL: Final = 0
EXILE: Final = 1
RECOVERY: Final = 2
CAPITAL_ALONE: Final = 3
TWO_ENCLAVES: Final = 4
SIEGE: Final = 5
LINE_HOLDS: Final = 6
OUTCOME_NAMES: Final = (
    "capital_fell",
    "exile",
    "recovery",
    "capital_alone",
    "two_enclaves",
    "siege",
    "line_holds",
)

STATE: Final = 0  # controller code of the state; group g controls with code g + 1
NOWHERE: Final = -1
UNKNOWN: Final = -2  # a place that nobody has looked for since the map changed
NEVER: Final = -1  # a tick that did not come
EVIDENCE_UNIT: Final = 1_000_000  # evidence is summed in whole millionths: exact in any order
