"""The command: gives dated orders, cedes the periphery, sends the reserve, raises pay, leaves."""

from __future__ import annotations

from sim.model import vocabulary as v
from sim.model.chance import draw4
from sim.model.numeric import log_odds, logistic, strikes
from sim.model.rules import command, news
from sim.model.stages.formations import held_fast, under_command
from sim.model.stages.tell import note, tell_all_broke
from sim.model.state import Row, State


def act_command(s: State) -> None:
    """The leadership's turn. Its orders are carried out in the next step."""
    if s.nation.left_tick >= 0:
        return
    give_orders(s)
    u = draw(s)
    consider_ceding(s, u[0])
    consider_reserve(s, u[1])
    consider_pay(s, u[2])
    consider_leaving(s, u[3])


def draw(s: State) -> tuple[float, float, float, float]:
    """This step's chances of the command."""
    n = s.nation
    return draw4(n.seed, n.run, n.tick, n.key_low, n.key_high, v.DRAW_COMMAND)


def give_orders(s: State) -> None:
    """Give each order that the scenario dates, once, when its day has come. Assumption A134."""
    if s.mechanisms.orders == 0:
        return
    for order in s.orders:
        if order.given == 0 and s.nation.tick * s.nation.tick_days >= order.day:
            order.given = 1
            if order.place < 0:
                move_units(s, order)
            elif can_be_given_up(s, s.places[order.place]):
                give_up(s, s.places[order.place], order.to, order.heard)


def move_units(s: State, order: Row) -> None:
    """Order units to a place, those too that are still on the road."""
    for k in range(order.ordered_from, order.ordered_to):
        for unit in s.formations:
            if unit.parent == s.ordered[k].unit and under_command(unit) and takes_orders(s, unit):
                unit.order = order.to


def can_be_given_up(s: State, place: Row) -> bool:
    """Whether a place is the state's, with a garrison that can be ordered away."""
    if place.controller != 0:
        return False
    for unit in s.formations:
        if unit.place == place.index and can_be_ordered(s, unit):
            return True
    return False


def consider_ceding(s: State, u: float) -> None:
    """Cede a place once enough prestige is lost."""
    p, n = s.parameters, s.nation
    if s.mechanisms.ceding == 1 and n.lost_share >= p.cede_lost and strikes(u, p.cede_rate, n.tick_days):
        cede(s)


def consider_reserve(s: State, u: float) -> None:
    """Send the reserve while the command still believes in its army."""
    p = s.parameters
    if s.mechanisms.reserve == 0 or not strikes(u, p.reinforce_rate, s.nation.tick_days):
        return
    if believes(s) > p.reinforce_belief:
        send_reserve(s)


def consider_pay(s: State, u: float) -> None:
    """Raise pay, once, when enough prestige is lost."""
    p, n = s.parameters, s.nation
    due = s.mechanisms.pay_rise == 1 and n.pay_tick < 0 and n.lost_share >= p.pay_lost
    if due and strikes(u, p.pay_rate, n.tick_days):
        n.pay_tick = n.tick
        for unit in s.formations:
            unit.changed = 1
        note(s, v.PAY_RISE, v.NOWHERE, v.COMMAND_AGENT, 0, 0)


def consider_leaving(s: State, u: float) -> None:
    """Leave the capital, while it is held, when there is nothing left to hope for."""
    p, n = s.parameters, s.nation
    rate = command.exile_rate(p.exile_rate, n.urged, p.voice_effect)
    if s.mechanisms.exile == 0 or not strikes(u, rate, n.tick_days):
        return
    if s.places[n.capital].controller == 0 and may_leave(s, believes(s)):
        leave(s)


def believes(s: State) -> float:
    """What the command believes of its army, share: the belief at the capital, with its own confidence."""
    return logistic(log_odds(s.places[s.nation.capital].belief) + s.nation.confidence)


def may_leave(s: State, seen: float) -> bool:
    """Whether the conditions for the leadership's leaving hold."""
    n = s.nation
    threatened = 1 if s.places[n.capital].threat > 0 else 0
    cut_off = 1 if n.refuge >= 0 and s.places[n.refuge].connected == 0 else 0
    limits = (s.parameters.exile_belief, s.parameters.exile_support)
    return command.may_leave(seen, threatened, cut_off, n.support, limits) == 1


def leave(s: State) -> None:
    """The leadership leaves: orders cease, and everybody hears of it."""
    s.nation.left_tick = s.nation.tick
    size = news.evidence(s.parameters.leadership_weight, 1.0, 1.0)
    tell_all_broke(s, v.LEADERSHIP_LEFT, v.COMMAND_AGENT, 0, size)
    note(s, v.LEADERSHIP_LEFT, s.nation.capital, v.COMMAND_AGENT, 0, 0)


def cede(s: State) -> None:
    """Give up the place least worth its distance: its garrison is ordered home."""
    capital = s.nation.capital
    mark_candidates(s)
    best = v.NOWHERE
    best_score = 0.0
    for place in s.places:
        if place.candidate == 1:
            score = command.ceding_score(s.km[place.index, capital], place.prestige)
            first = best >= 0 and score == best_score and place.rank < s.places[best].rank
            if best < 0 or score > best_score or first:
                best = place.index
                best_score = score
    if best < 0:
        return
    give_up(s, s.places[best], capital, 1.0)


def give_up(s: State, place: Row, there: int, heard: float) -> None:
    """Order a place's garrison to another place; so far everybody hears that it is given up."""
    place.ceded = 1
    note(s, v.CEDED, place.index, v.COMMAND_AGENT, 0, place.garrison, there)
    if s.parameters.ceding_weight * heard > 0.0:
        size = news.evidence(s.parameters.ceding_weight * heard, 1.0, place.prestige)
        tell_all_broke(s, v.CEDED, v.COMMAND_AGENT, 0, size)
    for unit in s.formations:
        if unit.place == place.index and can_be_ordered(s, unit):
            unit.order = there


def can_be_ordered(s: State, unit: Row) -> bool:
    """Whether a formation holds a place and is the command's to move."""
    return unit.status == v.HOLDING and takes_orders(s, unit)


def takes_orders(s: State, unit: Row) -> bool:
    """Whether a formation is the command's to move: no backer's own, none that lives where it stands. A99."""
    if unit.backer >= 0 and unit.adviser_share >= 1.0:
        return False
    return unit.community < 0 or s.communities[unit.community].place != unit.place


def mark_candidates(s: State) -> None:
    """Mark the places that can be ceded: with somebody to obey, and on no other garrison's way home."""
    found = False
    for place in s.places:
        place.candidate = 0
    for unit in s.formations:
        obeys = unit.officers == 1 and can_be_ordered(s, unit)
        if obeys and s.places[unit.place].candidate == 0 and may_cede(s, s.places[unit.place]):
            s.places[unit.place].candidate = 1
            found = True
    if not found:
        return
    for unit in s.formations:
        place = s.places[unit.place]
        joined = place.controller == 0 and place.connected == 1 and place.garrison > 0
        if joined and can_be_ordered(s, unit):
            keep_way_home(s, place)


def keep_way_home(s: State, place: Row) -> None:
    """No place on the shortest held way from a garrison that can be ordered home is ceded before it."""
    at = place.index
    while at != s.nation.capital:
        here = s.places[at]
        at = s.nation.capital
        for e in range(here.edges_from, here.edges_to):
            edge = s.edges[e]
            there = s.places[edge.to]
            if there.controller == 0 and there.home_km + s.roads[edge.road].km == here.home_km:
                there.candidate = 0
                at = there.index
                break


def may_cede(s: State, place: Row) -> bool:
    """Whether a place can be ceded: quiet, garrisoned, reached, no stronghold, not ceded or won back yet."""
    n = s.nation
    if place.index == n.capital or place.index == n.bellwether or place.index == n.refuge:
        return False
    if held_fast(s, place.index) or place.home_km < s.parameters.cede_km:
        return False
    if place.ceded == 1 or place.first_regained >= 0:
        return False
    return place.connected == 1 and place.garrison > 0 and place.attack == 0 and place.haven < 0.5


def send_reserve(s: State) -> None:
    """Order the reserve to a bellwether that is threatened and can still be reached."""
    there = s.places[s.nation.bellwether]
    if there.threat == 0 or there.connected == 0:
        return
    for unit in s.formations:
        if unit.reserve == 1 and unit.place != there.index and can_be_ordered(s, unit):
            unit.order = there.index
