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
    """Step back or forward and send men, or urge exile; the rebels' backers do nothing."""
    if backer.role == v.BACKS_REBELS:
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


def doubt(s: State, backer: Row) -> float:
    """Rate at which a backer's belief in the army gives way, per day."""
    p = s.parameters
    seen = s.places[s.nation.capital].belief
    return backing.leaving_rate(backer.patience, seen, p.leave_rate, p.leave_width)


def urge(s: State, backer: Row) -> None:
    """A voice for exile speaks up once, when it no longer believes."""
    if backer.urging == 1 or spared(backer.draw_urge, s.parameters.leave_rate, s.nation.tick_days):
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
    seen = s.places[n.capital].belief
    returning = backing.returning_rate(backer.patience, seen, p.return_rate, p.leave_width)
    size = news.evidence(0.5 * p.departure_weight, backer.weight, 1.0)
    made_up = news.evidence(0.5 * p.departure_weight * p.expected_days, backer.weight, 1.0)
    if backer.stance < v.ORDERED_HOME and strikes(backer.draw_back, doubt(s, backer), n.tick_days):
        backer.stance += 1
        tell_all_broke(s, v.DEPARTURE, v.BACKER_AGENT, backer.index, size)
        note(s, v.DEPARTURE, v.NOWHERE, v.BACKER_AGENT, backer.index, backer.stance)
        if backer.stance == v.ORDERED_HOME and backer.first_left < 0:
            backer.first_left = n.tick
    elif (
        backer.stance > v.SUPPORTING
        and s.mechanisms.recovery == 1
        and strikes(backer.draw_forward, returning, n.tick_days)
    ):
        backer.stance -= 1
        tell_all_held(s, v.RETURN, v.BACKER_AGENT, backer.index, made_up)
        note(s, v.RETURN, v.NOWHERE, v.BACKER_AGENT, backer.index, backer.stance)


def send_men(s: State, backer: Row) -> None:
    """Men arrive from time to time while they have a way in."""
    arrivals = backer.arrivals_per_day * backer.commitment
    due = backer.arriving_men > 0.0 and strikes(backer.draw_men, arrivals, s.nation.tick_days)
    if due and entry_open(s, backer):
        reinforce(s, backer)


def entry_open(s: State, backer: Row) -> bool:
    """Whether a backer's men can come: one of its entry places is held, or it names none."""
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
