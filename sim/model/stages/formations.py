"""Formations: feel; then hold, break, retreat, obey, counter-attack or arrive."""

from __future__ import annotations

import math

from sim.model import causes
from sim.model import vocabulary as v
from sim.model.chance import draw4
from sim.model.numeric import logistic, spared, strikes
from sim.model.rules import breaking, combat, morale, news, officers, supply
from sim.model.stages.roads import FAR_KM, THROUGH_HELD, held_way_km, passable, search_from
from sim.model.stages.survey import next_to
from sim.model.stages.tell import note, tell_men_broke, tell_stood
from sim.model.state import Row, State


def act_formations(s: State) -> None:
    """Every formation's turn. Each reads what was assessed and writes only itself and what it sends."""
    for unit in s.formations:
        draw_alone(s, unit)
    if together(s):
        for unit in s.formations:
            draw_together(s, unit)
    for unit in s.formations:
        reflect(s, unit)
    if s.parts.rows > 0:
        for unit in s.formations:
            explain(s, unit)
    for unit in s.formations:
        relax(s, unit)
    for unit in s.formations:
        act(s, unit)
    witness(s)


def witness(s: State) -> None:
    """Exposure-time that was stood through becomes news, place by place."""
    for place in s.places:
        if place.stood > 0:
            tell_stood(s, place, place.stood)
            place.stood = 0


def act(s: State, unit: Row) -> None:
    """One formation's turn."""
    if not under_command(unit):
        return
    if unit.status == v.MOVING:
        travel(s, unit)
        return
    hold_officers(s, unit)
    trigger = breaks(s, unit)
    if trigger != v.NO_TRIGGER:
        break_up(s, unit, trigger)
        return
    starve(s, unit)
    fight(s, unit)
    if unit.men == 0:
        unit.status = v.DISSOLVED
    elif not (obeys(s, unit) or counter_attacks(s, unit)):
        stand(s, unit)
    unit.order = v.NOWHERE


def under_command(unit: Row) -> bool:
    """Whether it still is a formation: holding or on the road."""
    return unit.status <= v.MOVING


def draw(s: State, unit: Row) -> None:
    """This step's chances of one formation; ``act_formations`` does each of these for all."""
    draw_alone(s, unit)
    if together(s):
        draw_together(s, unit)


def draw_alone(s: State, unit: Row) -> None:
    """Its own draws."""
    n = s.nation
    u = draw4(n.seed, n.run, n.tick, unit.key_low, unit.key_high, v.DRAW_FORMATION)
    unit.draw_break = u[0]
    unit.draw_quit = u[1]
    unit.draw_officers = u[2]
    unit.draw_apart = u[3]


def together(s: State) -> bool:
    """Whether formations of a garrison may break together. Assumption A135."""
    may: bool = s.mechanisms.together == 1 and s.parameters.together > 0.0
    return may


def draw_together(s: State, unit: Row) -> None:
    """A formation that goes with its garrison in this step has the draws of its place."""
    goes = unit.draw_apart < s.parameters.together and unit.status == v.HOLDING
    if not goes or causes.at_home(s, unit):
        return
    n = s.nation
    place = s.places[unit.place]
    u = draw4(n.seed, n.run, n.tick, place.key_low, place.key_high, v.DRAW_HANDOVER)
    unit.draw_break = u[2]
    unit.draw_officers = u[3]


# --- feel ------------------------------------------------------------------------------
def feel(s: State, unit: Row) -> None:
    """One formation's morale moves; ``act_formations`` does each of these for all, one after the other."""
    reflect(s, unit)
    if s.parts.rows > 0:
        explain(s, unit)
    relax(s, unit)


def reflect(s: State, unit: Row) -> None:
    """Add up the causes that depend on the formation alone, where one has changed."""
    if unit.changed == 1 and under_command(unit):
        unit.own_causes = causes.own(s, unit, s.places[unit.place])
        unit.changed = 0


def target(s: State, unit: Row) -> float:
    """What morale moves towards, log-odds: the sum of its causes."""
    place = s.places[unit.place]
    return unit.own_causes + place.common_causes + causes.contact(s, unit, place)


def relax(s: State, unit: Row) -> None:
    """Morale moves towards its target: at once when the run starts, then step by step."""
    goal = target(s, unit)
    if s.nation.tick > 0:
        goal = morale.relax(unit.morale, goal, s.nation.falling_share, s.nation.recovering_share)
    unit.morale = goal if under_command(unit) else unit.morale


def explain(s: State, unit: Row) -> None:
    """Every cause's part of a watched formation's morale moves as morale is about to."""
    if not under_command(unit):
        return
    share = 1.0
    if s.nation.tick > 0:
        gap = target(s, unit) - unit.morale
        share = morale.share_closed(gap, s.nation.falling_share, s.nation.recovering_share)
    parts = causes.parts(s, unit, s.places[unit.place])
    for k in range(len(parts)):
        part = s.parts[unit.index, k]
        s.parts[unit.index, k] = part + (parts[k] - part) * share if s.nation.tick > 0 else parts[k]


def explain_rest(s: State, unit: Row) -> None:
    """The parts of morale with which a watched formation is raised: those of its men, and no news yet."""
    for k in range(len(causes.CAUSE_NAMES)):
        s.parts[unit.index, k] = 0.0
    s.parts[unit.index, causes.COHESION] = unit.cohesion
    s.parts[unit.index, causes.CONSCRIPTS] = unit.morale - unit.cohesion


# --- officers, and breaking ------------------------------------------------------------
def held_fast(s: State, place: int) -> bool:
    """Whether the intervention `hold` is in force at a place: its garrison cannot break or leave."""
    n = s.nation
    if n.branch_kind != v.BRANCH_HOLD or place != n.branch_place:
        return False
    day = n.tick * n.tick_days
    return n.branch_from_day <= day < n.branch_until_day


def falls_now(s: State, place: int) -> bool:
    """Whether the intervention `fall` strikes a place in this step: the first one at or after its day."""
    if s.nation.branch_kind != v.BRANCH_FALL or place != s.nation.branch_place:
        return False
    day = s.nation.tick * s.nation.tick_days
    return s.nation.branch_done == 0 and day >= s.nation.branch_from_day


def hold_officers(s: State, unit: Row) -> None:
    """Officers leave when belief falls and a way out exists; new ones may arrive."""
    p = s.parameters
    if s.mechanisms.officers == 0:
        return
    place = s.places[unit.place]
    if unit.officers == 1:
        way = officers.way_out(place.air_exit, place.road_out, p.officers_by_road)
        numbers = (place.belief, way, p.officers_rate, p.officers_belief, p.officers_width)
        if spared(unit.draw_officers, officers.most_leaving(*numbers), s.nation.tick_days):
            return
        rate = officers.leaving_rate(*numbers)
        if strikes(unit.draw_officers, rate, s.nation.tick_days):
            unit.officers = 0
            unit.changed = 1
            unit.morale -= p.officers_effect  # their men see it at once
            if s.parts.rows > 0:
                s.parts[unit.index, causes.OFFICERS] -= p.officers_effect
            s.nation.officers_gone += 1
            note(s, v.OFFICERS_LEFT, place.index, v.FORMATION_AGENT, unit.index, unit.men)
            tell_men_broke(s, v.OFFICERS_LEFT, place, p.officers_weight * p.retreat_weight, unit.men)
    elif s.mechanisms.recovery == 1:
        rate = officers.returning_rate(
            place.belief, p.officers_back_per_day, p.officers_belief, p.officers_width
        )
        if strikes(unit.draw_officers, rate, s.nation.tick_days):
            unit.officers = 1
            unit.changed = 1


def breaks(s: State, unit: Row) -> int:
    """What makes a formation break in this step: an intervention, an overrun, its own hazard, or nothing."""
    p = s.parameters
    place = s.places[unit.place]
    if held_fast(s, unit.place):
        return v.NO_TRIGGER
    if falls_now(s, unit.place):
        return v.BY_INTERVENTION
    if combat.overrun(float(place.defence), float(place.attack), p.overrun_ratio) == 1:
        return v.BY_OVERRUN
    if place.isolation >= 1.0 and gives_up(s, unit, place):
        return v.HOPELESS
    if place.besieging > 0 and agrees(s, unit, place):
        return v.BY_DEAL
    if unit.draw_break >= s.risks[breaking.risk_row(unit.morale)].most * place.exposure:
        return v.NO_TRIGGER
    risk = breaking.contact_rate(logistic(unit.morale), p.break_rate, p.break_steepness, p.critical_morale)
    rate = breaking.exposed_rate(risk, place.exposure)
    if place.road_out == 0 or causes.at_home(s, unit):
        rate = breaking.cornered_rate(risk, p.break_rate, place.exposure, place.quarter)
    return v.BY_HAZARD if strikes(unit.draw_break, rate, s.nation.tick_days) else v.NO_TRIGGER


def gives_up(s: State, unit: Row, place: Row) -> bool:
    """Whether a garrison without hope hands over in this step: cut off, enemies near, nobody to come."""
    p, n = s.parameters, s.nation
    if s.mechanisms.handover == 0 or p.handover_rate == 0.0 or not enemies_near(s, place):
        return False
    u = draw4(n.seed, n.run, n.tick, unit.key_low, unit.key_high, v.DRAW_HANDOVER)[0]
    if not strikes(u, breaking.giving_up(p.handover_rate, logistic(unit.morale), place.quarter), n.tick_days):
        return False
    return not relief(s, place)


def agrees(s: State, unit: Row, place: Row) -> bool:
    """Whether a garrison with an enemy before it hands over by agreement in this step. Assumption A123."""
    p, n = s.parameters, s.nation
    if s.mechanisms.deals == 0 or p.deal_rate == 0.0 or causes.at_home(s, unit):
        return False
    u = draw4(n.seed, n.run, n.tick, place.key_low, place.key_high, v.DRAW_HANDOVER)[1]
    offered = place.dealing / (1000 * place.besieging)
    rate = breaking.giving_up(p.deal_rate, logistic(unit.morale), place.quarter)
    return strikes(u, offered * rate, n.tick_days)


def enemies_near(s: State, place: Row) -> bool:
    """Whether a group threatens a place or holds one next to it, or the people there are hostile."""
    return place.threat > 0 or place.around < 0.0 or next_to(s, place, 0) == 1


def relief(s: State, place: Row) -> bool:
    """Whether a held road leads to a place with more strength than this one's own."""
    search_from(s, place.index, THROUGH_HELD)
    for other in s.places:
        held = other.controller == 0 and other.travel_km < FAR_KM
        if held and other.index != place.index and other.defence > place.defence:
            return True
    return False


def break_up(s: State, unit: Row, trigger: int) -> None:
    """A broken formation defects, surrenders, dissolves or retreats; the others hear of it."""
    p = s.parameters
    place = s.places[unit.place]
    unit.broken = 1
    given_up = trigger == v.HOPELESS or trigger == v.BY_DEAL
    kind = handed_over(s, unit) if given_up else fate(s, unit)
    tell_men_broke(s, kind, place, p.retreat_weight, unit.men)
    if s.nation.resolution > 1:
        own = s.siblings[unit.parent]
        own.sent_broke += news.evidence(p.retreat_weight, 100.0 * unit.men / max(1, own.men), 1.0)
    if kind == v.RETREAT:
        there = way_out(s, place)
        note(s, kind, place.index, v.FORMATION_AGENT, unit.index, unit.men, there, trigger)
        if place.passage == 0:
            unit.men -= math.floor(p.straggler_share * unit.men)
        set_out(s, unit, there, v.FOR_RETREAT)
        return
    if kind == v.DEFECTION:
        s.groups[s.communities[unit.community].group].joined += unit.men
        unit.status = v.DEFECTED
    elif kind == v.SURRENDER:
        unit.status = v.SURRENDERED
    else:
        unit.status = v.DISSOLVED
    note(s, kind, place.index, v.FORMATION_AGENT, unit.index, unit.men, v.NOWHERE, trigger)


def fate(s: State, unit: Row) -> int:
    """What becomes of a broken formation: the code of the event."""
    place = s.places[unit.place]
    if changes_sides(s, unit):
        return v.DEFECTION
    if causes.at_home(s, unit):  # they go nowhere else
        return v.SURRENDER if place.attack > 0 else v.DISSOLUTION
    if place.road_out == 0 or not escapes(s, unit, place):
        return v.SURRENDER if place.attack > 0 else v.DISSOLUTION
    return v.DISSOLUTION if quits(s, unit) else v.RETREAT


def changes_sides(s: State, unit: Row) -> bool:
    """Whether the community that a formation was raised from has risen."""
    risen: bool = unit.community >= 0 and s.communities[unit.community].stance == v.RISEN
    return risen


def handed_over(s: State, unit: Row) -> int:
    """What becomes of who gives up: they change sides, surrender to who is near, or disband."""
    place = s.places[unit.place]
    if changes_sides(s, unit):
        return v.DEFECTION
    return v.SURRENDER if place.threat > 0 else v.DISSOLUTION


def quits(s: State, unit: Row) -> bool:
    """Whether a broken formation dissolves although it could retreat."""
    p = s.parameters
    weights = (p.quit_base, p.quit_conscripts, p.quit_officers, p.quit_despair)
    willing = unit.conscript_share * s.places[unit.place].quarter
    chance = breaking.quitting(
        logistic(unit.morale), p.critical_morale, willing, 1.0 - unit.officers, weights
    )
    return unit.draw_quit < chance


def way_out(s: State, place: Row) -> int:
    """Where a retreat from a place leads, or -1: looked for once for each version of the map."""
    if place.exit == v.UNKNOWN:
        place.exit = best_exit(s, place)
    there: int = place.exit
    return there


def escapes(s: State, unit: Row, place: Row) -> bool:
    """Whether a retreat leads somewhere: not back to where it fled from, and to safety worth the way.

    Any other place is better than one that an enemy stands before.
    """
    there = way_out(s, place)
    if there == v.NOWHERE:  # where roads are never cut, one may be open and nothing held
        return False
    if there == unit.fled_from:
        return False
    if place.besieging > 0:
        return True
    gained = metres(safe_km(s, s.places[there])) - metres(safe_km(s, place))
    cost = metres(s.parameters.retreat_way_cost * held_way_km(s, place.index, there))
    return gained > 0 and gained >= cost


def safe_km(s: State, place: Row) -> float:
    """How safe a place looks from afar, km: beyond some distance from the enemy no safer."""
    p = s.parameters
    return breaking.safety(min(place.danger_km, p.safe_km), place.haven, p.haven_km)


def best_exit(s: State, place: Row) -> int:
    """Of all places that the state holds and held roads reach, the best by safety and way; or -1.

    Of equals, to a metre, the nearest, then the first by name.
    """
    p = s.parameters
    search_from(s, place.index, passable(s))
    best = v.NOWHERE
    best_score = 0
    best_way = 0
    for there in s.places:
        if there.controller == 0 and there.index != place.index and there.travel_km < FAR_KM:
            way = metres(there.travel_km)
            score = metres(breaking.retreat_score(safe_km(s, there), there.travel_km, p.retreat_way_cost))
            nearer = best >= 0 and (way < best_way or (way == best_way and there.rank < s.places[best].rank))
            if best < 0 or score > best_score or (score == best_score and nearer):
                best = there.index
                best_score = score
                best_way = way
    return best


def metres(km: float) -> int:
    """Whole metres, so that equal distances that were added up in another order are equal."""
    return math.floor(1000.0 * km + 0.5)


def set_out(s: State, unit: Row, there: int, purpose: int) -> None:
    """Take the shortest way to ``there`` through what the state holds."""
    unit.status = v.MOVING
    unit.purpose = purpose
    unit.origin = unit.place
    unit.fled_from = unit.place if purpose == v.FOR_RETREAT else v.NOWHERE
    unit.place = there
    unit.days_left = held_way_km(s, unit.origin, there) / s.parameters.retreat_km_per_day
    unit.order = v.NOWHERE


# --- holding ---------------------------------------------------------------------------
def starve(s: State, unit: Row) -> None:
    """A garrison that is cut off and gets nothing loses men to hunger, sickness and the night."""
    isolation = s.places[unit.place].isolation
    if s.mechanisms.starvation == 0 or isolation < 1.0:
        return
    p = s.parameters
    unit.hunger_carry += supply.starving(float(unit.men), isolation, p.starvation_rate, s.nation.tick_days)
    gone = min(unit.men, math.floor(unit.hunger_carry))
    unit.hunger_carry -= gone
    unit.men -= gone


def fight(s: State, unit: Row) -> None:
    """Losses in contact: small, and counted in whole men."""
    place = s.places[unit.place]
    if place.attack == 0:
        return
    unit.loss_carry += combat.losses(
        float(unit.men), float(place.defence), float(place.attack),
        s.parameters.combat_loss_rate, s.nation.tick_days,
    )  # fmt: skip
    dead = min(unit.men, math.floor(unit.loss_carry))
    unit.loss_carry -= dead
    unit.men -= dead
    if dead > 0:
        unit.dead += dead
        unit.changed = 1


def obeys(s: State, unit: Row) -> bool:
    """An ordered move, by a formation that still has officers and a road."""
    there = unit.order
    if there < 0 or there == unit.place or unit.officers == 0 or s.nation.left_tick >= 0:
        return False
    if held_fast(s, unit.place):
        return False
    place = s.places[unit.place]
    if place.connected == 0 or s.places[there].connected == 0:
        return False
    if there == s.nation.capital or place.ceded == 1:
        s.nation.withdrawals += 1
        note(s, v.WITHDRAWAL, place.index, v.FORMATION_AGENT, unit.index, unit.men, there)
        weight = s.parameters.withdrawal_discount * s.parameters.retreat_weight
        tell_men_broke(s, v.WITHDRAWAL, place, weight, unit.men)
    else:
        note(s, v.REINFORCEMENT, there, v.FORMATION_AGENT, unit.index, unit.men, there)
    set_out(s, unit, there, v.FOR_ORDERS)
    return True


def counter_attacks(s: State, unit: Row) -> bool:
    """Sets out to retake a place, if its garrison has chosen it for that and it still has officers."""
    there = unit.sally
    if there < 0 or unit.officers == 0:
        return False
    note(s, v.COUNTER_ATTACK, there, v.FORMATION_AGENT, unit.index, unit.men, there)
    set_out(s, unit, there, v.FOR_COUNTER_ATTACK)
    return True


def stand(s: State, unit: Row) -> None:
    """A formation that stays under exposure is news too: its men are counted where they stood."""
    if s.mechanisms.stands == 0:
        return
    place = s.places[unit.place]
    place.stood += unit.men
    if s.nation.resolution > 1:
        own = s.siblings[unit.parent]
        weight = news.stood_days(place.exposure, s.parameters.exposure_rear, s.nation.tick_days)
        own.sent_held += news.evidence(weight, 100.0 * unit.men / max(1, own.men), 1.0)


# --- on the road -----------------------------------------------------------------------
def arrives(s: State, unit: Row) -> bool:
    """Whether a formation on the road reaches its goal in this step: the nearest to its time."""
    left: float = unit.days_left - s.nation.tick_days
    return left <= 0.5 * s.nation.tick_days


def travel(s: State, unit: Row) -> None:
    """On the road; on arrival hold or retake; with its goal lost go on or dissolve, at once."""
    there = arrives(s, unit)
    unit.days_left -= s.nation.tick_days
    place = s.places[unit.place]
    if not there and (place.controller == 0 or unit.purpose == v.FOR_COUNTER_ATTACK):
        return
    if retakes(s, unit, place):
        place.retaken = 1
        arrive(s, unit)
    elif place.controller == 0 and not falls_now(s, unit.place):
        arrive(s, unit)
    elif place.road_out == 1 and way_out(s, place) != v.NOWHERE:
        go_on(s, unit, place)
    else:
        unit.broken = 1
        unit.status = v.DISSOLVED
        note(s, v.DISSOLUTION, place.index, v.FORMATION_AGENT, unit.index, unit.men, v.NOWHERE, v.ON_THE_ROAD)
        tell_men_broke(s, v.DISSOLUTION, place, s.parameters.retreat_weight, unit.men)


def go_on(s: State, unit: Row, lost: Row) -> None:
    """A column whose goal is lost goes on from there; what was left of the way to it is still to go."""
    left = max(0.0, unit.days_left)
    set_out(s, unit, way_out(s, lost), v.FOR_RETREAT)
    unit.days_left += left


def retakes(s: State, unit: Row, place: Row) -> bool:
    """Whether all who arrive with it to retake a place outweigh those who guard it and rise for it."""
    if unit.purpose != v.FOR_COUNTER_ATTACK or place.controller == 0:
        return False
    return outweighs(s, place.relief, place)


def outweighs(s: State, force: int, place: Row) -> bool:
    """Whether so much strength retakes a lost place."""
    against = guard(s, place) + resistance(s, place)
    return combat.outweighs(force, against, s.parameters.counter_attack_ratio) == 1


def guard(s: State, place: Row) -> int:
    """Strength that guards a lost place: of groups that rest in it and of men left there. Assumption A30."""
    holder = s.groups[place.controller - 1]
    left = combat.strength(place.occupation_men, holder.quality_permille)
    guards: int = place.occupiers + left
    return guards


def resistance(s: State, place: Row) -> int:
    """Strength of the fighters whom hostile people of a place would raise against those who come back."""
    force = 0
    for community in s.communities:
        hostile = community.loyal == 0 and community.stance >= v.DEFIANT
        if community.place == place.index and hostile:
            group = s.groups[community.group]
            if group.mode == v.DORMANT:  # else they are counted where they are
                force += combat.strength(group.men, group.quality_permille)
    return force


def arrive(s: State, unit: Row) -> None:
    """Hold the place that it has reached."""
    unit.status = v.HOLDING
    note(s, v.ARRIVAL, unit.place, v.FORMATION_AGENT, unit.index, unit.men)
