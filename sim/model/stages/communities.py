"""Communities: a step towards rising, or back."""

from __future__ import annotations

from sim.model import vocabulary as v
from sim.model.chance import draw4
from sim.model.numeric import spared, strikes
from sim.model.rules import news, rising
from sim.model.stages.formations import explain_rest
from sim.model.stages.groups import standing
from sim.model.stages.tell import note, tell_broke
from sim.model.state import Row, State


def act_communities(s: State) -> None:
    """Every community's turn."""
    for community in s.communities:
        draw(s, community)
    for community in s.communities:
        act(s, community)


def draw(s: State, community: Row) -> None:
    """This step's chances of one community."""
    n = s.nation
    u = draw4(n.seed, n.run, n.tick, community.key_low, community.key_high, v.DRAW_COMMUNITY)
    community.draw_rise = u[0]
    community.draw_calm = u[1]


def act(s: State, community: Row) -> None:
    """A step towards rising, or back; loyal people mobilise."""
    if community.loyal == 1:
        mobilise(s, community)
        return
    leaning = leans(s, community)
    if leaning > 0:
        step_up(s, community)
    elif leaning < 0:
        step_down(s, community)


def leans(s: State, community: Row) -> int:
    """1 for a step towards rising, -1 for one back, by people whose place the state holds; else 0."""
    p, n = s.parameters, s.nation
    if s.mechanisms.risings == 0 or s.places[community.place].controller != 0:
        return 0
    if spared(community.draw_rise, p.rise_rate, n.tick_days) and spared(
        community.draw_calm, p.calm_rate, n.tick_days
    ):
        return 0
    feared = fear(s, community)
    margin = p.defiance_margin if community.stance == v.QUIET else 0.0
    up = rising.step_up_rate(community.grievance, feared, margin, p.rise_rate, p.rise_width)
    back = p.defiance_margin if community.stance == v.DEFIANT else 0.0
    down = rising.step_down_rate(community.grievance, feared, back, p.calm_rate, p.rise_width)
    if community.stance < v.RISEN and strikes(community.draw_rise, up, n.tick_days):
        return 1
    if community.stance > v.QUIET and s.mechanisms.recovery == 1:
        return -1 if strikes(community.draw_calm, down, n.tick_days) else 0
    return 0


def fear(s: State, community: Row) -> float:
    """Fear of retaliation now, share."""
    p = s.parameters
    place = s.places[community.place]
    left = 1.0
    if community.garrison_start > 0:
        left = min(1.0, place.garrison / community.garrison_start)
    return rising.fear(community.fear, place.belief, p.belief_prior, left, p.garrison_fear)


def step_up(s: State, community: Row) -> None:
    """Quiet to defiant, defiant to risen."""
    if community.stance == v.QUIET:
        community.stance = v.DEFIANT
        note(s, v.DEFIANCE, community.place, v.COMMUNITY_AGENT, community.index, 0)
    else:
        rise(s, community)


def rise(s: State, community: Row) -> None:
    """Rise: it is news, and raises an armed group."""
    place = s.places[community.place]
    community.stance = v.RISEN
    group = s.groups[community.group]
    note(s, v.RISING, place.index, v.COMMUNITY_AGENT, community.index, group.men)
    tell_broke(s, v.RISING, place, news.evidence(s.parameters.rising_weight, 1.0, place.prestige))
    if community.first_risen < 0:
        community.first_risen = s.nation.tick
    if group.mode == v.DORMANT:
        group.mode = v.PRESSING
        group.place = community.place
        group.target = community.place
        group.readiness = 1.0
        s.nation.groups_moved = 1


def step_down(s: State, community: Row) -> None:
    """Risen to defiant, defiant to quiet; fighters still at home go back to their houses."""
    community.stance -= 1
    note(s, v.CALM, community.place, v.COMMUNITY_AGENT, community.index, community.stance)
    group = s.groups[community.group]
    if community.stance == v.DEFIANT and standing(group) == community.place:
        group.mode = v.DORMANT
        s.nation.groups_moved = 1
        group.target = v.NOWHERE


def mobilise(s: State, community: Row) -> None:
    """Loyal people raise the formations that wait for it, once belief in the army is low. Assumption A122."""
    p, n = s.parameters, s.nation
    place = s.places[community.place]
    if s.mechanisms.mobilisation == 0 or place.controller != 0:
        return
    if spared(community.draw_rise, p.mobilise_rate, n.tick_days):
        return
    rate = rising.mobilising_rate(place.belief, p.mobilise_rate, p.mobilise_belief, p.mobilise_width)
    if strikes(community.draw_rise, rate, n.tick_days):
        raise_formations(s, community)


def may_be_raised(s: State, unit: Row) -> bool:
    """Whether a formation waits for its people's call, in a place that the state holds."""
    return unit.status == v.NOT_RAISED and s.places[unit.place].controller == 0


def raise_formations(s: State, community: Row) -> None:
    """All formations that wait for these people, where those places are the state's."""
    men = 0
    for unit in s.formations:
        if unit.community == community.index and may_be_raised(s, unit):
            unit.status = v.HOLDING
            men += unit.men
            if s.parts.rows > 0:
                explain_rest(s, unit)
    if men > 0:
        note(s, v.MOBILISATION, community.place, v.COMMUNITY_AGENT, community.index, men)
