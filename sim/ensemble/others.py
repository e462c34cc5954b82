"""Communities, backers, the command, and rumours: those who do not fight but decide."""

from __future__ import annotations

from typing import Any

from sim import vocabulary as v
from sim.chance import draw4
from sim.ensemble.journal import army_per_cent, note, send_broke
from sim.ensemble.state import BACKER_AGENT, COMMAND_AGENT, COMMUNITY_AGENT, NO_AGENT, Codes, State
from sim.numeric import log_odds, logistic, stage, strikes
from sim.rules import backing, command, news, rising
from sim.world import BELLWETHER, CAPITAL, REFUGE


@stage
def act_communities(
    f: Codes, p: Any, on: Any, s: State, seed: int, run: int, t: int, tick_days: float
) -> None:
    """Communities take a step towards rising, or back."""
    if on.risings == 0:
        return
    for c in range(len(s.communities)):
        here = f.communities[c].place
        community = s.communities[c]
        if f.communities[c].loyal == 1 or s.controller[here] != 0:
            continue
        place = s.places[here]
        left = 1.0
        if community.garrison_start > 0:
            left = min(1.0, place.garrison / community.garrison_start)
        fear = rising.fear(community.fear, s.belief[here], p.belief_prior, left, p.garrison_fear)
        u = draw4(seed, run, t, f.communities[c].key_low, f.communities[c].key_high, v.DRAW_COMMUNITY)
        margin = p.defiance_margin if community.stance == v.QUIET else 0.0
        up = rising.step_up_rate(community.grievance, fear, margin, p.rise_rate, p.rise_width)
        back = p.defiance_margin if community.stance == v.DEFIANT else 0.0
        down = rising.step_down_rate(community.grievance, fear, back, p.calm_rate, p.rise_width)
        if community.stance < v.RISEN and strikes(u[0], up, tick_days):
            step_up(f, p, s, c, t)
        elif community.stance > v.QUIET and on.recovery == 1 and strikes(u[1], down, tick_days):
            step_down(f, s, c, t)


@stage
def step_up(f: Codes, p: Any, s: State, c: int, t: int) -> None:
    """Quiet to defiant, defiant to risen; a rising is news, and raises an armed group."""
    community = s.communities[c]
    here = f.communities[c].place
    community.stance += 1
    if community.stance == v.DEFIANT:
        note(s, t, v.DEFIANCE, here, COMMUNITY_AGENT, c, 0)
        return
    g = f.communities[c].group
    note(s, t, v.RISING, here, COMMUNITY_AGENT, c, s.groups[g].men)
    send_broke(s, here, p.rising_weight, 1.0)
    if community.first_risen < 0:
        community.first_risen = t
    if s.groups[g].mode == v.DORMANT:
        s.groups[g].mode = v.PRESSING
        s.groups[g].place = here
        s.groups[g].target = here
        s.groups[g].readiness = 1.0


@stage
def step_down(f: Codes, s: State, c: int, t: int) -> None:
    """Risen to defiant, defiant to quiet; fighters still at home go back to their houses."""
    community = s.communities[c]
    here = f.communities[c].place
    community.stance -= 1
    note(s, t, v.CALM, here, COMMUNITY_AGENT, c, community.stance)
    g = f.communities[c].group
    if community.stance == v.DEFIANT and s.groups[g].place == here:
        s.groups[g].mode = v.DORMANT
        s.groups[g].target = v.NOWHERE


@stage
def act_backers(f: Codes, p: Any, on: Any, s: State, seed: int, run: int, t: int, tick_days: float) -> None:
    """Backers step back or forward, send men, or urge exile."""
    seen = s.belief[f.anchors[CAPITAL]]
    for b in range(len(s.backers)):
        role = f.backers[b].role
        if role == v.BACKS_REBELS:
            continue
        u = draw4(seed, run, t, f.backers[b].key_low, f.backers[b].key_high, v.DRAW_BACKER)
        leaving = backing.leaving_rate(s.backers[b].patience, seen, p.leave_rate, p.leave_width)
        if role == v.URGES_EXILE:
            if s.backers[b].urging == 0 and strikes(u[3], leaving, tick_days):
                s.backers[b].urging = 1
                s.nation[0].urged = 1
                note(s, t, v.URGED_EXILE, v.NOWHERE, BACKER_AGENT, b, 0)
            continue
        if on.backers_leave == 1:
            reconsider(p, on, s, b, seen, leaving, t, tick_days, u[0], u[1])
        rate = s.backers[b].arrivals_per_day * s.backers[b].commitment
        sends = s.backers[b].arriving_men > 0.0 and entry_open(f, on, s, b)
        if sends and strikes(u[2], rate, tick_days):
            reinforce(f, s, b, t)


@stage
def reconsider(
    p: Any, on: Any, s: State, b: int, seen: float, leaving: float, t: int,
    tick_days: float, u_down: float, u_up: float,
) -> None:  # fmt: skip
    """One step back when belief is below patience, one forward when it is above again."""
    backer = s.backers[b]
    returning = backing.returning_rate(backer.patience, seen, p.return_rate, p.leave_width)
    size = news.evidence(0.5 * p.departure_weight, backer.weight, 1.0)
    if backer.stance < v.ORDERED_HOME and strikes(u_down, leaving, tick_days):
        backer.stance += 1
        s.nation[0].sent_broke += size
        note(s, t, v.DEPARTURE, v.NOWHERE, BACKER_AGENT, b, backer.stance)
        if backer.stance == v.ORDERED_HOME and backer.first_left < 0:
            backer.first_left = t
    elif backer.stance > v.SUPPORTING and on.recovery == 1 and strikes(u_up, returning, tick_days):
        backer.stance -= 1
        s.nation[0].sent_held += size
        note(s, t, v.RETURN, v.NOWHERE, BACKER_AGENT, b, backer.stance)


@stage
def entry_open(f: Codes, on: Any, s: State, b: int) -> bool:
    """Whether a backer's men can come: one of its entry places is held, or it names none."""
    if on.entry_closes == 0 or f.backer_entry[b, 0] < 0:
        return True
    for k in range(f.backer_entry.shape[1]):
        there = f.backer_entry[b, k]
        if there >= 0 and s.controller[there] == 0:
            return True
    return False


@stage
def reinforce(f: Codes, s: State, b: int, t: int) -> None:
    """A backer's men join the first of its militias, by name, that still holds a place."""
    best = v.NOWHERE
    for i in range(len(s.units)):
        code = f.units[i]
        able = code.backer == b and code.militia == 1 and s.units[i].status == v.HOLDING
        if able and (best < 0 or code.rank < f.units[best].rank):
            best = i
    if best >= 0:
        men = int(s.backers[b].arriving_men)
        s.units[best].men += men
        s.units[best].men_start += men
        note(s, t, v.REINFORCEMENT, s.units[best].place, BACKER_AGENT, b, men)


@stage
def act_command(f: Codes, p: Any, on: Any, s: State, seed: int, run: int, t: int, tick_days: float) -> None:
    """The leadership cedes, reinforces, pays, leaves; orders are carried out in the next tick."""
    if s.nation[0].left_tick >= 0:
        return
    capital = f.anchors[CAPITAL]
    seen = logistic(log_odds(s.belief[capital]) + s.nation[0].confidence)
    lost = s.nation[0].lost_share
    u = draw4(seed, run, t, f.command_key[0], f.command_key[1], v.DRAW_COMMAND)
    if on.ceding == 1 and lost >= p.cede_lost and strikes(u[0], p.cede_rate, tick_days):
        cede(f, s, capital, t)
    sends = on.reserve == 1 and seen > p.reinforce_belief
    if sends and strikes(u[1], p.reinforce_rate, tick_days):
        send_reserve(f, s)
    pays = on.pay_rise == 1 and s.nation[0].pay_tick < 0 and lost >= p.pay_lost
    if pays and strikes(u[2], p.pay_rate, tick_days):
        s.nation[0].pay_tick = t
        note(s, t, v.PAY_RISE, v.NOWHERE, COMMAND_AGENT, 0, 0)
    leaves = on.exile == 1 and s.controller[capital] == 0 and may_leave(f, p, s, capital, seen)
    if leaves and strikes(u[3], p.exile_rate, tick_days):
        leave(p, s, capital, t)


@stage
def may_leave(f: Codes, p: Any, s: State, capital: int, seen: float) -> bool:
    """Whether the conditions for the leadership's leaving hold."""
    refuge = f.anchors[REFUGE]
    threatened = 1 if s.places[capital].threat > 0 else 0
    cut_off = 1 if refuge >= 0 and s.connected[refuge] == 0 else 0
    limits = (p.exile_belief, p.exile_support)
    support = s.nation[0].support
    return command.may_leave(seen, threatened, cut_off, s.nation[0].urged, support, limits) == 1


@stage
def leave(p: Any, s: State, capital: int, t: int) -> None:
    """The leadership leaves: orders cease, and everybody hears of it."""
    s.nation[0].left_tick = t
    s.nation[0].sent_broke += news.evidence(p.leadership_weight, 1.0, 1.0)
    note(s, t, v.LEADERSHIP_LEFT, capital, COMMAND_AGENT, 0, 0)


@stage
def cede(f: Codes, s: State, capital: int, t: int) -> None:
    """Order the garrison of the place least worth its distance to the capital."""
    best = v.NOWHERE
    best_score = 0.0
    for here in range(len(s.controller)):
        if here == capital or here == f.anchors[BELLWETHER] or here == f.anchors[REFUGE]:
            continue
        if (
            s.connected[here] == 0
            or s.places[here].garrison == 0
            or s.places[here].attack > 0
            or s.places[here].haven >= 0.5
        ):
            continue
        score = command.ceding_score(s.km[here, capital], s.places[here].prestige)
        if best < 0 or score > best_score:
            best = here
            best_score = score
    if best < 0:
        return
    note(s, t, v.CEDED, best, COMMAND_AGENT, 0, s.places[best].garrison)
    for i in range(len(s.units)):
        if s.units[i].status == v.HOLDING and s.units[i].place == best:
            s.units[i].order = capital


@stage
def send_reserve(f: Codes, s: State) -> None:
    """Order the reserve to a bellwether that is threatened and can still be reached."""
    bellwether = f.anchors[BELLWETHER]
    if s.places[bellwether].threat == 0 or s.connected[bellwether] == 0:
        return
    for i in range(len(s.units)):
        if f.units[i].reserve == 1 and s.units[i].status == v.HOLDING and s.units[i].place != bellwether:
            s.units[i].order = bellwether


@stage
def act_rumours(f: Codes, p: Any, on: Any, s: State, seed: int, run: int, t: int, tick_days: float) -> None:
    """False reports of retreat from threatened places, and their denial some hours later."""
    if on.rumours == 0:
        return
    delay = max(1, int(p.denial_delay_hours / (24.0 * tick_days) + 0.5))
    for here in range(len(s.controller)):
        if s.places[here].rumour_due == t:
            deny(p, s, here, t, delay * tick_days)
        elif s.places[here].rumour_due < 0 and s.places[here].threat > 0 and s.places[here].garrison > 0:
            u = draw4(seed, run, t, f.places[here].key_low, f.places[here].key_high, v.DRAW_PLACE)[0]
            if strikes(u, p.rumours_per_day, tick_days):
                weight = p.rumour_credibility * p.retreat_weight
                size = news.evidence(
                    weight, army_per_cent(s, s.places[here].garrison), s.places[here].prestige
                )
                s.places[here].sent_broke += size
                s.places[here].rumour_size = size
                s.places[here].rumour_due = t + delay
                s.nation[0].rumours += 1
                note(s, t, v.RUMOUR, here, NO_AGENT, v.NOWHERE, size)


@stage
def deny(p: Any, s: State, here: int, t: int, days: float) -> None:
    """Take back part of what a false report told; how much depends on earlier denials."""
    place = s.places[here]
    left = news.fading(days, p.news_half_life_days)
    believed = s.nation[0].credibility
    size = int(place.rumour_size * left * believed)
    place.sent_broke -= size
    place.rumour_due = v.NEVER
    place.denied_tick = t
    note(s, t, v.DENIAL, here, NO_AGENT, v.NOWHERE, size)
