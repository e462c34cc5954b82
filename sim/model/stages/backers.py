"""Foreign backers: a step back or forward, men sent, exile urged."""

from __future__ import annotations

from sim.model import vocabulary as v
from sim.model.chance import draw4
from sim.model.numeric import spared, strikes
from sim.model.rules import backing, news
from sim.model.stages.tell import note, tell_all_broke, tell_all_held
from sim.model.state import Row, State


def act_backers(s: State) -> None:
    """Every backer's turn."""
    for backer in s.backers:
        draw(s, backer)
    for backer in s.backers:
        act(s, backer)


def act(s: State, backer: Row) -> None:
    """Arrive; then step back or forward and send men, or urge exile; the rebels' backers do no more."""
    if not is_there(s, backer) or backer.role == v.BACKS_REBELS:
        return
    if backer.role == v.URGES_EXILE:
        urge(s, backer)
        return
    reconsider(s, backer)
    send_men(s, backer)


def draw(s: State, backer: Row) -> None:
    """This step's chances of one backer."""
    n = s.nation
    u = draw4(n.seed, n.run, n.tick, backer.key_low, backer.key_high, v.DRAW_BACKER)
    backer.draw_back = u[0]
    backer.draw_forward = u[1]
    backer.draw_men = u[2]
    backer.draw_urge = u[3]


def is_there(s: State, backer: Row) -> bool:
    """Whether a backer has come; when the state's does, everybody hears of it."""
    n = s.nation
    if backer.arrived == 0 and n.left_tick < 0 and n.tick * n.tick_days >= backer.arrives_day:
        backer.arrived = 1
        if backer.role == v.BACKS_STATE:
            tell_all_held(s, v.BACKING_BEGUN, v.BACKER_AGENT, backer.index, made_up(s, backer, 2))
            note(s, v.BACKING_BEGUN, v.NOWHERE, v.BACKER_AGENT, backer.index, 0)
        return False
    there: bool = backer.arrived == 1
    return there


def doubt(s: State, backer: Row) -> float:
    """Rate at which a backer's belief in the army gives way, per day."""
    p = s.parameters
    seen = s.places[s.nation.capital].belief
    return backing.leaving_rate(backer.patience, seen, p.leave_rate, p.leave_width)


def urge(s: State, backer: Row) -> None:
    """A voice for exile speaks up once, when it no longer believes."""
    if s.mechanisms.voices == 0 or backer.urging == 1:
        return
    if spared(backer.draw_urge, s.parameters.leave_rate, s.nation.tick_days):
        return
    if strikes(backer.draw_urge, doubt(s, backer), s.nation.tick_days):
        backer.urging = 1
        s.nation.urged = 1
        note(s, v.URGED_EXILE, v.NOWHERE, v.BACKER_AGENT, backer.index, 0)


def reconsider(s: State, backer: Row) -> None:
    """One step back when belief is below patience, one forward when it is above again."""
    p, n = s.parameters, s.nation
    if s.mechanisms.backers_leave == 0:
        return
    if spared(backer.draw_back, p.leave_rate, n.tick_days) and spared(
        backer.draw_forward, p.return_rate, n.tick_days
    ):
        return
    stays = backer.stance == v.ORDERED_HOME or backer.commitment == 0.0
    if not stays and strikes(backer.draw_back, doubt(s, backer), n.tick_days):
        step_back(s, backer)
        return
    if s.mechanisms.recovery == 0 or not may_return(s, backer):
        return
    seen = s.places[n.capital].belief
    returning = backing.returning_rate(backer.patience, seen, p.return_rate, p.leave_width)
    if strikes(backer.draw_forward, returning, n.tick_days):
        backer.stance -= 1
        tell_all_held(s, v.RETURN, v.BACKER_AGENT, backer.index, made_up(s, backer, 1))
        note(s, v.RETURN, v.NOWHERE, v.BACKER_AGENT, backer.index, backer.stance)


def step_back(s: State, backer: Row) -> None:
    """Scale down, or order its people home."""
    backer.stance += 1
    tell_all_broke(s, v.DEPARTURE, v.BACKER_AGENT, backer.index, half_a_departure(s, backer))
    note(s, v.DEPARTURE, v.NOWHERE, v.BACKER_AGENT, backer.index, backer.stance)
    if backer.stance == v.ORDERED_HOME and backer.first_left < 0:
        backer.first_left = s.nation.tick


def half_a_departure(s: State, backer: Row) -> int:
    """Evidence of one step of two, millionths."""
    return news.evidence(0.5 * s.parameters.departure_weight, backer.weight, 1.0)


def made_up(s: State, backer: Row, steps: int) -> int:
    """Evidence that they held which makes up for so many of the two steps of a departure, millionths."""
    days = 0.5 * steps * s.parameters.expected_days
    return news.evidence(s.parameters.departure_weight * days, backer.weight, 1.0)


def may_return(s: State, backer: Row) -> bool:
    """Whether there is a leadership to come back to, and the backer's limit lets more of it come."""
    if backer.stance == v.SUPPORTING or s.nation.left_tick >= 0:
        return False
    most = limit(s, backer)
    return backing.commitment(backer.commitment_start, backer.stance - 1, most) > backing.commitment(
        backer.commitment_start, backer.stance, most
    )


def limit(s: State, backer: Row) -> float:
    """The last limit on a backer's commitment that is in force, 1 without one."""
    most = 1.0
    for k in range(backer.limits_from, backer.limits_to):
        if s.limits[k].day <= s.nation.tick * s.nation.tick_days:
            most = s.limits[k].most
    return most


def send_men(s: State, backer: Row) -> None:
    """Men arrive from time to time, while they have a way in and somebody to send them to."""
    arrivals = backer.arrivals_per_day * backer.commitment
    due = (
        s.nation.left_tick < 0
        and backer.arriving_men > 0.0
        and strikes(backer.draw_men, arrivals, s.nation.tick_days)
    )
    if due and entry_open(s, backer):
        reinforce(s, backer)


def entry_open(s: State, backer: Row) -> bool:
    """Whether a backer has a way in: one of its entry places is held, or it names none."""
    if s.mechanisms.entry_closes == 0 or backer.entries_from == backer.entries_to:
        return True
    for k in range(backer.entries_from, backer.entries_to):
        if s.places[s.entries[k].place].controller == 0:
            return True
    return False


def reinforce(s: State, backer: Row) -> None:
    """A backer's men join the first of its militias, by name, that still holds a place."""
    best = v.NOWHERE
    for unit in s.formations:
        able = unit.backer == backer.index and unit.militia == 1 and unit.status == v.HOLDING
        if able and (best < 0 or unit.rank < s.formations[best].rank):
            best = unit.index
    if best >= 0:
        men = int(backer.arriving_men)
        unit = s.formations[best]
        unit.men += men
        unit.men_start += men
        unit.changed = 1
        note(s, v.REINFORCEMENT, unit.place, v.BACKER_AGENT, backer.index, men, best)
