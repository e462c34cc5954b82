"""Communities, backers, the command, and rumours: those who do not fight but decide."""

from __future__ import annotations

from sim import vocabulary as v
from sim.chance import draw4
from sim.ensemble import state as st
from sim.ensemble.journal import army_per_cent, note, send_broke
from sim.ensemble.state import BACKER_AGENT, COMMAND_AGENT, COMMUNITY_AGENT, NO_AGENT, State
from sim.numeric import chance_within, log_odds, logistic, stage
from sim.rules import backing, command, news, rising
from sim.world import BELLWETHER, CAPITAL, REFUGE, Fixed, Numbers, P, Switches


@stage
def act_communities(
    f: Fixed, n: Numbers, p: P, on: Switches, s: State, seed: int, run: int, t: int, tick_days: float
) -> None:
    """Communities take a step towards rising, or back."""
    if on.risings == 0:
        return
    for c in range(len(s.stance)):
        here = f.community_place[c]
        if f.community_loyal[c] == 1 or s.controller[here] != 0:
            continue
        left = 1.0
        if s.garrison_start[c] > 0:
            left = min(1.0, s.garrison[here] / s.garrison_start[c])
        fear = rising.fear(n.community_fear[c], s.belief[here], p.belief_prior, left, p.garrison_fear)
        u = draw4(seed, run, t, f.community_key[c, 0], f.community_key[c, 1], v.DRAW_COMMUNITY)
        margin = p.defiance_margin if s.stance[c] == v.QUIET else 0.0
        up = rising.step_up_rate(n.community_grievance[c], fear, margin, p.rise_rate, p.rise_width)
        back = p.defiance_margin if s.stance[c] == v.DEFIANT else 0.0
        down = rising.step_down_rate(n.community_grievance[c], fear, back, p.calm_rate, p.rise_width)
        if s.stance[c] < v.RISEN and u[0] < chance_within(up, tick_days):
            step_up(f, p, s, c, t)
        elif s.stance[c] > v.QUIET and on.recovery == 1 and u[1] < chance_within(down, tick_days):
            step_down(f, s, c, t)


@stage
def step_up(f: Fixed, p: P, s: State, c: int, t: int) -> None:
    """Quiet to defiant, defiant to risen; a rising is news, and raises an armed group."""
    here = f.community_place[c]
    s.stance[c] += 1
    if s.stance[c] == v.DEFIANT:
        note(s, t, v.DEFIANCE, here, COMMUNITY_AGENT, c, 0)
        return
    g = f.community_group[c]
    note(s, t, v.RISING, here, COMMUNITY_AGENT, c, s.group_men[g])
    send_broke(s, here, p.rising_weight, 1.0)
    if s.first_risen[c] < 0:
        s.first_risen[c] = t
    if s.mode[g] == v.DORMANT:
        s.mode[g] = v.PRESSING
        s.group_place[g] = here
        s.target[g] = here
        s.readiness[g] = 1.0


@stage
def step_down(f: Fixed, s: State, c: int, t: int) -> None:
    """Risen to defiant, defiant to quiet; fighters still at home go back to their houses."""
    here = f.community_place[c]
    s.stance[c] -= 1
    note(s, t, v.CALM, here, COMMUNITY_AGENT, c, s.stance[c])
    g = f.community_group[c]
    if s.stance[c] == v.DEFIANT and s.group_place[g] == here:
        s.mode[g] = v.DORMANT
        s.target[g] = v.NOWHERE


@stage
def act_backers(
    f: Fixed, n: Numbers, p: P, on: Switches, s: State, seed: int, run: int, t: int, tick_days: float
) -> None:
    """Backers step back or forward, send men, or urge exile."""
    seen = s.belief[f.anchors[CAPITAL]]
    for b in range(len(s.commitment)):
        role = f.backer_role[b]
        if role == v.BACKS_REBELS:
            continue
        u = draw4(seed, run, t, f.backer_key[b, 0], f.backer_key[b, 1], v.DRAW_BACKER)
        leaving = backing.leaving_rate(n.backer_patience[b], seen, p.leave_rate, p.leave_width)
        if role == v.URGES_EXILE:
            if s.urging[b] == 0 and u[3] < chance_within(leaving, tick_days):
                s.urging[b] = 1
                s.nation[st.URGED] = 1
                note(s, t, v.URGED_EXILE, v.NOWHERE, BACKER_AGENT, b, 0)
            continue
        if on.backers_leave == 1:
            reconsider(n, p, on, s, b, seen, leaving, t, tick_days, u[0], u[1])
        if n.backer_men[b] > 0.0 and entry_open(f, on, s, b):
            if u[2] < chance_within(n.backer_arrivals_per_day[b] * s.commitment[b], tick_days):
                reinforce(f, n, s, b, t)


@stage
def reconsider(
    n: Numbers, p: P, on: Switches, s: State, b: int, seen: float, leaving: float, t: int,
    tick_days: float, u_down: float, u_up: float,
) -> None:  # fmt: skip
    """One step back when belief is below patience, one forward when it is above again."""
    returning = backing.returning_rate(n.backer_patience[b], seen, p.return_rate, p.leave_width)
    size = news.evidence(0.5 * p.departure_weight, n.backer_weight[b], 1.0)
    if s.backer_stance[b] < v.ORDERED_HOME and u_down < chance_within(leaving, tick_days):
        s.backer_stance[b] += 1
        s.nation[st.SENT_BROKE] += size
        note(s, t, v.DEPARTURE, v.NOWHERE, BACKER_AGENT, b, s.backer_stance[b])
        if s.backer_stance[b] == v.ORDERED_HOME and s.first_left[b] < 0:
            s.first_left[b] = t
    elif s.backer_stance[b] > v.SUPPORTING and on.recovery == 1 and u_up < chance_within(returning, tick_days):
        s.backer_stance[b] -= 1
        s.nation[st.SENT_HELD] += size
        note(s, t, v.RETURN, v.NOWHERE, BACKER_AGENT, b, s.backer_stance[b])


@stage
def entry_open(f: Fixed, on: Switches, s: State, b: int) -> bool:
    """Whether a backer's men can come: one of its entry places is held, or it names none."""
    if on.entry_closes == 0 or f.backer_entry[b, 0] < 0:
        return True
    for k in range(f.backer_entry.shape[1]):
        there = f.backer_entry[b, k]
        if there >= 0 and s.controller[there] == 0:
            return True
    return False


@stage
def reinforce(f: Fixed, n: Numbers, s: State, b: int, t: int) -> None:
    """A backer's men join the first of its militias, by name, that still holds a place."""
    best = v.NOWHERE
    for i in range(len(s.status)):
        if f.unit_backer[i] == b and f.unit_militia[i] == 1 and s.status[i] == v.HOLDING:
            if best < 0 or f.unit_rank[i] < f.unit_rank[best]:
                best = i
    if best >= 0:
        men = int(n.backer_men[b])
        s.men[best] += men
        s.men_start[best] += men
        note(s, t, v.REINFORCEMENT, s.place[best], BACKER_AGENT, b, men)


@stage
def act_command(
    f: Fixed, n: Numbers, p: P, on: Switches, s: State, seed: int, run: int, t: int, tick_days: float
) -> None:
    """The leadership cedes, reinforces, pays, leaves; orders are carried out in the next tick."""
    if s.nation[st.LEFT_TICK] >= 0:
        return
    capital = f.anchors[CAPITAL]
    seen = logistic(log_odds(s.belief[capital]) + n.command_confidence[0])
    lost = s.nation_level[st.LOST_SHARE]
    u = draw4(seed, run, t, f.command_key[0], f.command_key[1], v.DRAW_COMMAND)
    if on.ceding == 1 and lost >= p.cede_lost and u[0] < chance_within(p.cede_rate, tick_days):
        cede(f, n, s, capital, t)
    sends = on.reserve == 1 and seen > p.reinforce_belief
    if sends and u[1] < chance_within(p.reinforce_rate, tick_days):
        send_reserve(f, s)
    if on.pay_rise == 1 and s.nation[st.PAY_TICK] < 0 and lost >= p.pay_lost:
        if u[2] < chance_within(p.pay_rate, tick_days):
            s.nation[st.PAY_TICK] = t
            note(s, t, v.PAY_RISE, v.NOWHERE, COMMAND_AGENT, 0, 0)
    if on.exile == 1 and s.controller[capital] == 0 and may_leave(f, p, s, capital, seen):
        if u[3] < chance_within(p.exile_rate, tick_days):
            leave(p, s, capital, t)


@stage
def may_leave(f: Fixed, p: P, s: State, capital: int, seen: float) -> bool:
    """Whether the conditions for the leadership's leaving hold."""
    refuge = f.anchors[REFUGE]
    threatened = 1 if s.threat[capital] > 0 else 0
    cut_off = 1 if refuge >= 0 and s.connected[refuge] == 0 else 0
    limits = (p.exile_belief, p.exile_support)
    support = s.nation_level[st.SUPPORT]
    return command.may_leave(seen, threatened, cut_off, s.nation[st.URGED], support, limits) == 1


@stage
def leave(p: P, s: State, capital: int, t: int) -> None:
    """The leadership leaves: orders cease, and everybody hears of it."""
    s.nation[st.LEFT_TICK] = t
    s.nation[st.SENT_BROKE] += news.evidence(p.leadership_weight, 1.0, 1.0)
    note(s, t, v.LEADERSHIP_LEFT, capital, COMMAND_AGENT, 0, 0)


@stage
def cede(f: Fixed, n: Numbers, s: State, capital: int, t: int) -> None:
    """Order the garrison of the place least worth its distance to the capital."""
    best = v.NOWHERE
    best_score = 0.0
    for here in range(len(s.controller)):
        if here == capital or here == f.anchors[BELLWETHER] or here == f.anchors[REFUGE]:
            continue
        if s.connected[here] == 0 or s.garrison[here] == 0 or s.attack[here] > 0 or n.place_haven[here] >= 0.5:
            continue
        score = command.ceding_score(s.km[here, capital], s.prestige[here])
        if best < 0 or score > best_score:
            best = here
            best_score = score
    if best < 0:
        return
    note(s, t, v.CEDED, best, COMMAND_AGENT, 0, s.garrison[best])
    for i in range(len(s.status)):
        if s.status[i] == v.HOLDING and s.place[i] == best:
            s.order[i] = capital


@stage
def send_reserve(f: Fixed, s: State) -> None:
    """Order the reserve to a bellwether that is threatened and can still be reached."""
    bellwether = f.anchors[BELLWETHER]
    if s.threat[bellwether] == 0 or s.connected[bellwether] == 0:
        return
    for i in range(len(s.status)):
        if f.unit_reserve[i] == 1 and s.status[i] == v.HOLDING and s.place[i] != bellwether:
            s.order[i] = bellwether


@stage
def act_rumours(
    f: Fixed, p: P, on: Switches, s: State, seed: int, run: int, t: int, tick_days: float
) -> None:
    """False reports of retreat from threatened places, and their denial some hours later."""
    if on.rumours == 0:
        return
    delay = max(1, int(p.denial_delay_hours / (24.0 * tick_days) + 0.5))
    for here in range(len(s.controller)):
        if s.rumour_due[here] == t:
            deny(p, s, here, t, delay * tick_days)
        elif s.rumour_due[here] < 0 and s.threat[here] > 0 and s.garrison[here] > 0:
            u = draw4(seed, run, t, f.place_key[here, 0], f.place_key[here, 1], v.DRAW_PLACE)[0]
            if u < chance_within(p.rumours_per_day, tick_days):
                weight = p.rumour_credibility * p.retreat_weight
                size = news.evidence(weight, army_per_cent(s, s.garrison[here]), s.prestige[here])
                s.sent_broke[here] += size
                s.rumour_size[here] = size
                s.rumour_due[here] = t + delay
                s.nation[st.RUMOURS] += 1
                note(s, t, v.RUMOUR, here, NO_AGENT, v.NOWHERE, size)


@stage
def deny(p: P, s: State, here: int, t: int, days: float) -> None:
    """Take back part of what a false report told; how much depends on earlier denials."""
    left = news.fading(days, p.news_half_life_days)
    believed = s.nation_level[st.CREDIBILITY]
    size = int(s.rumour_size[here] * left * believed)
    s.sent_broke[here] -= size
    s.rumour_due[here] = v.NEVER
    s.denied_tick[here] = t
    note(s, t, v.DENIAL, here, NO_AGENT, v.NOWHERE, size)


