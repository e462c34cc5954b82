"""Every variable of the model: one table for each kind of thing, one line for each field.

The table makes the columns of the compiled engine, the attributes of the Mesa agents, the values
at the start of a run and the reference page of the docs. A field has one of three roles:

* ``fixed``: stated by the scenario, changed by nothing (who belongs to whom);
* ``number``: stated by the scenario, or drawn, or set by a design, when the run starts;
* ``state``: changed by the stages.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.model import vocabulary as v
from sim.scenario.schema import Mechanisms, Parameters


@dataclass(frozen=True)
class Field:
    """One variable of every row of a table.

    ``start`` is a state variable's value when a run starts, unless ``stages.start`` computes another.
    ``key`` is the scenario's name of a number.
    """

    name: str
    role: str
    kind: type
    unit: str
    meaning: str
    start: float = 0
    key: str = ""


@dataclass(frozen=True)
class Table:
    """All things of one kind. ``single`` tables have one row, which the state gives without an index."""

    name: str
    meaning: str
    fields: tuple[Field, ...]
    single: bool = False


def fixed(name: str, meaning: str) -> Field:
    """A whole number that the scenario fixes."""
    return Field(name, "fixed", int, "", meaning)


def number(name: str, unit: str, meaning: str, key: str = "", start: float = 0.0) -> Field:
    """A real number of the scenario, which may be drawn; ``start`` for an owner that does not have it."""
    return Field(name, "number", float, unit, meaning, start, key or name)


def whole(name: str, unit: str, meaning: str, start: int = 0) -> Field:
    """A state variable that is a whole number."""
    return Field(name, "state", int, unit, meaning, start)


def real(name: str, unit: str, meaning: str, start: float = 0.0) -> Field:
    """A state variable that is a real number."""
    return Field(name, "state", float, unit, meaning, start)


KEY = (
    fixed("key_low", "first word of the key of its draws, a hash of its name"),
    fixed("key_high", "second word"),
)
EVIDENCE = (
    whole("sent_broke", "millionths", "evidence sent in this step that comrades broke"),
    whole("sent_held", "millionths", "evidence sent in this step that they held"),
    real("broke", "1", "evidence heard so far that comrades broke, faded"),
    real("held", "1", "evidence heard so far that they held, faded"),
)


def slice_of(table: str, meaning: str) -> tuple[Field, Field]:
    """The rows of another table that belong to a row: from the first up to, not including, the second."""
    return fixed(f"{table}_from", f"{meaning}: first row"), fixed(
        f"{table}_to", f"{meaning}: row after the last"
    )


PLACES = Table(
    "places",
    "A node of the map.",
    (
        *KEY,
        *slice_of("edges", "roads that leave it"),
        fixed("rank", "its place in the order of names, which settles ties"),
        fixed("provincial", "1 for a provincial capital"),
        fixed("air_exit", "1 with an airfield or a port that officers can leave by"),
        fixed("controller_at_start", "as controller"),
        fixed("held_before", "1 for the state's, at the start or before the losses that the history tells"),
        number("population", "people", "its people"),
        number("prestige", "1", "weight of news from it; 1 for all with the mechanism `prestige` off"),
        number("attention", "share", "at which its news is heard anywhere; -1: by its prestige"),
        number("haven", "share", "how safe it looks to troops in retreat"),
        whole("controller", "", "0 the state, g + 1 group g"),
        *EVIDENCE,
        whole("lost_tick", "step", "last loss", v.NEVER),
        whole("first_lost", "step", "first loss", v.NEVER),
        whole("first_regained", "step", "first time that it was regained", v.NEVER),
        whole("ceded", "", "1 once the command has given it up"),
        whole("candidate", "", "1 while the command considers giving it up"),
        real("home_km", "km", "length of the shortest state-held way to the capital"),
        whole("rumour_due", "step", "when a false report from it is denied", v.NEVER),
        whole("rumour_size", "millionths", "evidence of that report"),
        whole("denied_tick", "step", "last denial", v.NEVER),
        whole("defence", "men of quality 1", "strength of the formations that hold it"),
        whole("garrison", "men", "men who hold it"),
        whole("attack", "men of quality 1", "strength of the groups that attack it"),
        whole("besieging", "men of quality 1", "strength of the groups that attack or wait before it"),
        whole(
            "threat",
            "men of quality 1",
            "strength of the groups that rest next to it, are on the way to it or stand before it",
        ),
        whole("dealing", "men of quality 1/1000", "strength of those who besiege it, by their deals"),
        whole("sparing", "men of quality 1/1000", "strength of those who threaten it, by whether they spare"),
        real("quarter_next", "share", "whether those who hold places next to it spare who gives up", 1.0),
        real("quarter", "share", "whether those who are near it spare who gives up", 1.0),
        whole("occupiers", "men of quality 1", "strength of the groups that rest in it"),
        whole("occupation_men", "men", "men whom the group that holds it left there"),
        whole("relief", "men of quality 1", "strength of the counter-attack that reaches it in this step"),
        whole("connected", "", "1 when state-held roads join it to the capital"),
        whole("connected_at_start", "", "the same when the run starts"),
        real("isolation", "share", "how far its garrison has been cut off since the start"),
        whole("encircled", "", "1 when it is state-held and no adjacent place is: columns pass it by"),
        real("danger_km", "km", "road distance to the nearest place that is not state-held"),
        whole("front", "", "1 when the state holds it and has lost a place next to it"),
        whole("road_out", "", "1 when a road leads from it to a place that the state holds"),
        whole("exit", "", "where a retreat from it leads, -1 for nowhere, -2 when not looked for", v.UNKNOWN),
        whole("passage", "", "1 where a risen community lets the garrison leave in safety"),
        real("belief", "share", "belief that comrades hold"),
        real(
            "shift_broke",
            "log-odds",
            "what news of breaking adds to the log of the hazard that comrades break",
        ),
        real("shift_held", "log-odds", "what news of standing takes from it"),
        real("approach_days", "days", "way through lost land of the group that would be there first"),
        real("days_away", "days", "until an enemy could attack it"),
        real("exposure", "share", "exposure of its garrison to attack"),
        whole("stood", "men", "men who stood through this step there"),
        real("force", "log-odds", "effect of the force ratio on a garrison in contact"),
        real("around", "1", "+1 for a loyal community, less for one that defies or has risen"),
        real("draw_rumour", "share", "this step's draw for a false report"),
        real("common_causes", "log-odds", "what the causes that all formations here share add to morale"),
        whole("retaken", "", "1 when formations retook it in this step"),
        whole("holders", "men", "men who hold it after this step's decisions"),
        whole("facing", "", "1 while a group attacks it or waits before it, after this step's decisions"),
        whole("taker", "", "the group that takes it in this step, or -1", v.NOWHERE),
        whole("passed_over", "", "1 when nobody was near it, and nobody has moved since"),
        whole("manned", "", "1 once anybody of the state's side has held it"),
        real("abandoned_days", "days", "since the last who held it left"),
        real("travel_km", "km", "road distance that the last search along the roads found"),
        whole("queue", "", "a place that waits in the search along the roads"),
        whole("queued", "", "1 while it waits there"),
    ),
)
EDGES = Table(
    "edges",
    "A road as seen from one of its ends.",
    (fixed("to", "the place at the other end"), fixed("road", "which road")),
)
ROADS = Table("roads", "A road between two places.", (number("km", "km", "its length"),))
SIBLINGS = Table(
    "siblings",
    "The sub-units of one formation together: itself when it is not divided.",
    (
        number("men_given", "men", "men of the whole formation", "men"),
        number("quality", "1", "strength of one of its men"),
        number("cohesion", "log-odds", "morale at rest without its conscripts"),
        number("conscript_share", "share", "conscripts among its men"),
        number("adviser_share", "share", "how far it depends on its backer's advisers"),
        fixed("rank", "its place in the order of names, which settles ties"),
        whole("men", "men", "men of the whole formation when the run starts"),
        *EVIDENCE,
        real("shift", "log-odds", "what its sub-units have seen of each other does to their morale"),
        whole("able_men", "men", "its men with officers in the place that plans a counter-attack"),
        whole("able", "men of quality 1", "their strength"),
        whole("able_morale", "1", "their men times morale in millionths"),
        whole("goes", "", "1 when they may go"),
    ),
)
FORMATIONS = Table(
    "formations",
    "A formation of the state's side, or a sub-unit of one.",
    (
        *KEY,
        fixed("parent", "row of `siblings`: the formation that it is part of"),
        fixed("number", "its number among its siblings, from 0"),
        fixed("rank", "its place in the order of names, which settles ties"),
        fixed("backer", "the backer behind it, or -1"),
        fixed("community", "the community it comes from, or -1"),
        fixed("militia", "1 for a militia"),
        fixed("reserve", "1 for a reserve of the command"),
        fixed("dormant", "1 when it is not there at the start: its community may raise it"),
        fixed("native", "1 when a loyal community of the place where it starts has raised it"),
        fixed("home", "the place where it starts"),
        whole("status", "", "holding, moving, dissolved, surrendered, defected, not raised"),
        whole("place", "", "where it stands, or is going"),
        whole("origin", "", "where it came from, on the road"),
        whole("fled_from", "", "the place that its last retreat led away from, or -1", v.NOWHERE),
        whole("purpose", "", "why it is on the road: retreat, orders, counter-attack"),
        whole("sally", "", "the lost place that it sets out to retake in this step, or -1", v.NOWHERE),
        real("days_left", "days", "time left on the road"),
        whole("men", "men", "men now"),
        whole("men_start", "men", "men at the start, and those who joined"),
        whole("dead", "men", "killed so far"),
        real("loss_carry", "men", "part of a man not yet counted as killed"),
        real("hunger_carry", "men", "part of a man whom hunger has not yet taken"),
        whole("quality_permille", "1/1000", "strength of one of its men"),
        real("cohesion", "log-odds", "morale at rest without its conscripts"),
        real("conscript_share", "share", "conscripts among its men"),
        real("adviser_share", "share", "how far it depends on its backer's advisers"),
        real("morale", "log-odds", "morale now"),
        real("own_causes", "log-odds", "what the causes that depend on it alone add to morale"),
        whole("changed", "", "1 when one of those has changed", 1),
        whole("officers", "", "1 while it has officers", 1),
        whole("broken", "", "1 once it has broken"),
        whole("order", "", "the place that the command has ordered it to, or -1", v.NOWHERE),
        real("draw_break", "share", "this step's draw for breaking"),
        real("draw_quit", "share", "this step's draw for dissolving"),
        real("draw_officers", "share", "this step's draw for its officers"),
        real("draw_apart", "share", "this step's draw for going with its garrison or alone"),
    ),
)
GROUPS = Table(
    "groups",
    "An armed group of the rebels, or the fighters that a community may raise.",
    (
        *KEY,
        fixed("home", "the place where it starts"),
        fixed("rank", "its place in the order of names, which settles ties"),
        fixed("backer", "the backer behind it, or -1"),
        fixed("community", "the community that raises it, or -1"),
        fixed("opportunist", "1 when it attacks only places without defence"),
        fixed("only_aims", "1 when it takes nothing but its aims"),
        fixed("mode_at_start", "as mode"),
        fixed("target_at_start", "as target"),
        *slice_of("aims", "places it wants, the first first"),
        number("men_given", "men", "its men when the run starts", "men"),
        number("quality", "1", "strength of one of its men"),
        number("will_at_rest", "log-odds", "will to fight before any news", "will_to_fight"),
        number("readiness", "share", "rested and supplied: 1 is fully", start=1.0),
        number("reach_km", "km", "how far from home it attacks, by road"),
        number("attacks_from_day", "days", "from when it sets out or attacks"),
        number("speed_given", "km/day", "its speed; 0: the parameter's", "km_per_day"),
        real("km_per_day", "km/day", "its speed on the road"),
        whole("mode", "", "dormant, resting, marching, paused, pressing, returning"),
        whole("place", "", "where it rests, or set out from"),
        whole("target", "", "where it goes, or what it attacks or waits before, or -1"),
        whole(
            "stood", "", "the place in or before which it stood without fighting a step ago, or -1", v.NOWHERE
        ),
        real("days_left", "days", "time left on the road"),
        whole("men", "men", "men now"),
        whole("dead", "men", "killed so far"),
        real("loss_carry", "men", "part of a man not yet counted as killed"),
        whole("quality_permille", "1/1000", "strength of one of its men"),
        number("quarter", "share", "whether those who give up to it are spared"),
        whole("quarter_permille", "1/1000", "the same"),
        number("deals", "share", "how far it lets garrisons hand over by agreement"),
        whole("deals_permille", "1/1000", "the same"),
        whole("joined", "men", "men who went over to it in this step"),
        whole("reachable", "", "1 while the state holds a place that it can reach"),
        real("recovering_share", "share", "of what it lacks in readiness that comes back in one step"),
        real("draw_launch", "share", "this step's draw for setting out"),
        real("draw_press", "share", "this step's draw for attacking"),
        real("draw_turn", "share", "this step's draw for turning back"),
    ),
)
AIMS = Table("aims", "A place that a group wants.", (fixed("place", "the place"),))
COMMUNITIES = Table(
    "communities",
    "The people of one place, who may rise or stand by the state.",
    (
        *KEY,
        fixed("place", "where they live"),
        fixed("loyal", "1 when they stand by the state"),
        fixed("negotiates", "1 when they let a garrison leave in safety"),
        fixed("group", "their armed group, or -1"),
        fixed("stance_at_start", "as stance"),
        number("grievance", "share", "reasons to rise"),
        number("fear", "share", "fear of retaliation while the state looks strong"),
        whole("stance", "", "quiet, defiant, risen"),
        whole("garrison_start", "men", "the garrison before their eyes at the start"),
        whole("first_risen", "step", "first rising", v.NEVER),
        real("draw_rise", "share", "this step's draw for a step towards rising"),
        real("draw_calm", "share", "this step's draw for a step back"),
    ),
)
BACKERS = Table(
    "backers",
    "A foreign power or movement behind one of the sides.",
    (
        *KEY,
        fixed("role", "backs the state, backs the rebels, urges exile"),
        *slice_of("limits", "limits on its commitment"),
        *slice_of("entries", "places its men can come through; none: any way"),
        number("weight", "1", "its part in the support that its side feels"),
        number("air", "1", "its air power, as a share of the defence"),
        number("patience", "share", "the belief below which it doubts"),
        number("commitment_start", "share", "commitment at the start", "commitment"),
        number("arrives_day", "days", "from when it is there"),
        number("arriving_men", "men", "men who come at a time", "reinforcement_men"),
        number("arrivals_per_day", "1/day", "how often they come", "reinforcements_per_day"),
        whole("stance", "", "supporting, scaled down, ordered home"),
        whole("urging", "", "1 once it urges exile"),
        whole("arrived", "", "1 once it is there"),
        whole("first_left", "step", "when it first ordered its people home", v.NEVER),
        real("commitment", "share", "commitment now"),
        real("draw_back", "share", "this step's draw for a step back"),
        real("draw_forward", "share", "this step's draw for a step forward"),
        real("draw_men", "share", "this step's draw for sending men"),
        real("draw_urge", "share", "this step's draw for urging exile"),
    ),
)
LIMITS = Table(
    "limits",
    "A limit on a backer's commitment that has causes outside the model.",
    (Field("day", "fixed", float, "days", "from when"), Field("most", "fixed", float, "share", "at most")),
)
ENTRIES = Table("entries", "A place that a backer's men can come through.", (fixed("place", "the place"),))
ORDERS = Table(
    "orders",
    "An order that the command gives on a date.",
    (
        fixed("place", "the place that is given up, or -1"),
        fixed("to", "where those who are ordered go"),
        *slice_of("ordered", "units that are moved; none where a place is given up"),
        number("day", "days", "when it is given"),
        number("heard", "share", "how far it is heard everywhere that the place is given up"),
        whole("given", "", "1 once it has been given"),
    ),
)
ORDERED = Table("ordered", "A unit that an order moves.", (fixed("unit", "row of `siblings`"),))
HISTORY = Table(
    "history",
    "What was observed before the start.",
    (
        fixed("kind", "kind of event"),
        fixed("place", "where, or -1: heard everywhere"),
        Field("day", "fixed", float, "days", "when, before the start: negative"),
        fixed("men", "men of the army who did it"),
        fixed("lost", "1 when the place was lost by it"),
        Field("days", "fixed", float, "days", "of a stand: days in contact"),
        Field("size", "fixed", float, "1", "evidence besides, in per cent of the army's men who broke"),
    ),
)
JUNCTIONS = Table(
    "junctions", "A place whose loss, with others, cuts the corridor.", (fixed("place", "the place"),)
)
NATION = Table(
    "nation",
    "What there is one of: the clock, the command of the state's side, what everybody hears.",
    (
        *KEY,
        fixed("capital", "a place"),
        fixed("bellwether", "the place that everybody watches"),
        fixed("refuge", "the place that the corridor joins to the capital, or -1"),
        fixed("resolution", "sub-units of a formation"),
        fixed("branch_kind", "free, hold, fall: the intervention"),
        fixed("branch_place", "the place of the intervention"),
        fixed("ticks", "steps of a run"),
        fixed("ticks_per_day", "steps of a day"),
        fixed("basis_given", "men of the army that news counts shares of; 0: those at the start"),
        fixed("pay_raised", "1 when pay was raised before the start"),
        Field("tick_days", "fixed", float, "days", "length of a step"),
        number("confidence", "log-odds", "added to what the command believes of its army"),
        number("own_air", "1", "the state's own air power, as a share of the defence"),
        number("branch_from_day", "days", "when the intervention begins", "from_day"),
        number("branch_until_day", "days", "when the intervention `hold` ends", "until_day"),
        whole("seed", "", "seed of the batch"),
        whole("run", "", "number of the run"),
        whole("tick", "step", "steps done"),
        *EVIDENCE[:2],
        whole("pay_tick", "step", "when pay was raised", v.NEVER),
        whole("left_tick", "step", "when the leadership left", v.NEVER),
        whole("map_changed", "", "1 when a place has changed hands since the last survey", 1),
        whole("corridor", "", "1 while state-held roads join the capital and the refuge", 1),
        whole("first_cut", "step", "when they first did not", v.NEVER),
        whole("army_men", "men", "men of the army at the start"),
        whole("basis_men", "men", "men of the army that news counts shares of"),
        whole("groups_moved", "", "1 when a group stands elsewhere since the last survey", 1),
        whole("withdrawals", "", "ordered withdrawals so far"),
        whole("officers_gone", "", "formations whose officers left, so far"),
        whole("rumours", "", "false reports so far"),
        whole("urged", "", "1 once somebody urges exile"),
        whole("branch_done", "", "1 once the intervention `fall` has struck"),
        whole("unsettled", "", "1 when a group has moved or a place changed hands in this step", 1),
        whole("commanded", "", "formations under command"),
        whole("over", "", "1 once nothing that is recorded can change: nobody acts any more"),
        whole("events", "", "events so far"),
        whole("reports", "", "pieces of evidence sent so far, while the run is watched"),
        real("credibility", "share", "of the command's denials"),
        real(
            "support",
            "share",
            "what troops feel behind them, of all that backers could give; above 1 when others have come",
        ),
        real("support_at_start", "share", "the same when the run starts"),
        real("air", "1", "air power of the state's side, as a share of the defence"),
        real(
            "lost_share",
            "share",
            "prestige lost to the rebels, of all that the state held before its losses began",
        ),
        real("expectation", "log-odds", "what soldiers expected of comrades before any news adds to belief"),
        real("falling_share", "share", "of a gap in morale that closes in one step, downwards"),
        real("recovering_share", "share", "the same upwards"),
        real("tiring_share", "share", "of readiness that is left after one step of attacking"),
    ),
    single=True,
)
RISKS = Table(
    "risks",
    "Bounds on the chance of breaking in one step at exposure 1, by morale (``rules.breaking.risk_row``).",
    (real("most", "1", "the chance is never above it while morale is at least the row's"),),
)
EVENTS = Table(
    "events",
    "What has happened, in order: the log of a run that is watched.",
    (
        whole("tick", "step", "when"),
        whole("kind", "", "kind of event"),
        whole("place", "", "where, or -1"),
        whole("agent_kind", "", "who did it: kind of agent"),
        whole("agent", "", "who did it: its number, or -1"),
        whole("amount", "", "men, evidence or a stance, by kind of event"),
        whole("towards", "", "where the agent goes, or whom its men join, or -1"),
        whole("trigger", "", "what made a formation break"),
    ),
)
REPORTS = Table(
    "reports",
    "Evidence sent, in order, in a run that is watched.",
    (
        whole("tick", "step", "when"),
        whole("held", "", "0 that comrades broke, 1 that they held"),
        whole("kind", "", "kind of event that it comes from"),
        whole("place", "", "where from, or -1: heard everywhere"),
        whole("agent_kind", "", "whose event it was, where it is heard everywhere"),
        whole("agent", "", "its number"),
        whole("size", "millionths", "evidence"),
    ),
)
PARAMETERS = Table(
    "parameters",
    "The parameters of one run.",
    tuple(number(name, "", "") for name in Parameters.model_fields),
    single=True,
)
MECHANISMS = Table(
    "mechanisms",
    "The mechanisms of one run: 1 is on, 0 is off.",
    tuple(fixed(name, "") for name in Mechanisms.model_fields),
    single=True,
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        PARAMETERS, MECHANISMS, NATION, PLACES, EDGES, ROADS, SIBLINGS, FORMATIONS, GROUPS, AIMS, COMMUNITIES,
        BACKERS, LIMITS, ENTRIES, ORDERS, ORDERED, HISTORY, JUNCTIONS, RISKS, EVENTS, REPORTS,
    )
}  # fmt: skip
"""Every table, in the order in which a run's memory holds them."""

MATRICES = {
    "km": ("places", "places", "km", "road distance"),
    "hears": ("places", "places", "share", "news from the first that is heard at the second"),
    "parts": ("watched", "causes", "log-odds", "what each cause adds to a formation's morale, while watched"),
}
"""Tables of real numbers by two indices: rows, columns, unit, meaning."""
