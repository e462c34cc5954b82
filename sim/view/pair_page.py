"""Two runs side by side, ticking together, with the place where they diverged marked."""

from __future__ import annotations

import solara

from sim.counting import agreeing
from sim.geography.basemap import NOTE
from sim.story.divergence import Divergence
from sim.view import components as ui
from sim.view import controls, panels
from sim.view.choice import BRANCH_VERBS, link_of
from sim.view.courses import both_courses
from sim.view.detail import detail
from sim.view.log import log_since
from sim.view.map_layer import layer_of
from sim.view.pair import Pair, place_of, tick_of, told
from sim.view.state import TabState
from sim.view.watched import Watched


@solara.component
def PairPage(state: TabState) -> None:
    """Controls, the two maps, one time line, and both courses in one chart."""
    pair = state.pair.value
    solara.use_effect(lambda: state.open_pair() if pair is None else None, [pair])
    if pair is None:
        return
    picker = controls.picker(pair.left, state.picked.value)
    with solara.Div(classes=["rout-pair-page"]):
        ui.Controls(
            groups=[*controls.what_is_paired(state.choice, state.branches.value, pair.left.scenario), picker],
            event_change=state.change_pair,
        )
        PairTime(state, pair)
        tick = min(state.tick.value, pair.last_tick)
        ui.Words("p", both_standings(pair, tick), "rout-lead")
        ui.Words("p", diverged_words(pair, pair.divergence(tick)), "rout-after")
        ui.MapKey(state=pair.left.state_name, parties=pair.left.parties)
        with solara.Div(classes=["rout-pair", "rout-maps"]):
            for side in pair.sides:
                SideMap(state, pair, side)
        with solara.Div(classes=["rout-pair"]):
            for side in pair.sides:
                SideDetails(state, pair, side)
        DivergenceWords(state, pair)
        ui.Legend(state=pair.left.state_name, parties=pair.left.parties, note=NOTE)
        ui.Courses(charts_text=ui.Sent(both_courses(pair, state.tick.value)))


@solara.component
def SideMap(state: TabState, pair: Pair, side: Watched) -> None:
    """The map of one of the two."""
    tick, words = min(state.tick.value, pair.last_tick), branch_words(side)
    seen, diverged = side.history.at(tick), pair.divergence(tick)
    layer = layer_of(side, seen, state.picked.value, place_of(diverged) if diverged else -1)
    with solara.Div(classes=["rout-panel"]):
        ui.Words("h2", words)
        ui.MapOf(side, layer, f"{words}: {panels.map_words(side, seen)}", state.pick)


@solara.component
def SideDetails(state: TabState, pair: Pair, side: Watched) -> None:
    """Where one of the two stands, its figures and what happens only there."""
    tick, picked = min(state.tick.value, pair.last_tick), state.picked.value
    seen = side.history.at(tick)
    with solara.Div(classes=["rout-panel"]):
        ui.Words("h2", branch_words(side))
        ui.StandingOf(side, seen)
        ui.Tiles(tiles=panels.outcome_so_far(side, seen))
        ui.EventLog(story_text=ui.Sent(log_since(side, tick, pair.divergence(tick))), event_pick=state.pick)
        if picked:
            ui.Chosen(detail(side, seen, picked), state.pick)


def branch_words(side: Watched) -> str:
    """What is done at the place of the branch in a run."""
    place = side.scenario.branch_place
    kinds = {kind: f"{place} {word} (by intervention)" for kind, word in BRANCH_VERBS.items()}
    return kinds.get(side.scenario.branch.kind, f"{place}: the model decides")


def both_standings(pair: Pair, tick: int) -> str:
    """What the two runs have come to at a tick, in one sentence."""
    seen = [side.history.at(tick) for side in pair.sides]
    kinds = [side.scenario.branch.kind for side in pair.sides]
    place, state = pair.left.scenario.branch_place, pair.left.state_name
    done = [
        {"hold": f"{place} held", "fall": f"{place} let fall"}.get(kind, "no intervention") for kind in kinds
    ]
    held = [sum(at.state_held for at in each.places) for each in seen]
    capital = pair.left.scenario.scenario.capital
    kept = [each.places[pair.left.index(capital)].state_held for each in seen]
    return (
        f"By day {seen[0].day:.1f} {state} {agreeing(state, 'holds', 'hold')} {held[0]} of "
        f"{len(seen[0].places)} places with {done[0]}, and {held[1]} with {done[1]}; "
        f"{capital} is {in_both(kept)}."
    )


def in_both(kept: list[bool]) -> str:
    """Whether a place is held in the first and in the second run."""
    first, second = ("held" if each else "lost" for each in kept)
    return f"{first} in both" if first == second else f"{first} in the first and {second} in the second"


def diverged_words(pair: Pair, found: Divergence | None) -> str:
    """Where the two diverged, in a sentence."""
    if found is None:
        return "So far both runs are the same."
    if place_of(found) < 0:
        return f"They diverged on day {found.first.day:.1f}."
    where = pair.left.names.places[place_of(found)]
    return f"They diverged on day {found.first.day:.1f} at {where} (ringed on both maps)."


@solara.component
def PairTime(state: TabState, pair: Pair) -> None:
    """One time line for both, and where they diverge."""
    tick = min(state.tick.value, pair.last_tick)
    diverged, day = pair.divergence(tick), pair.left.history.at(tick).day
    ui.Transport(
        tick=tick,
        last=pair.last_tick,
        now=f"{pair.left.date(day)} (day {day:.1f})",
        marks=[(tick_of(diverged), "They diverge here")] if diverged else [],
        link=link_of(state.view),
        run=repr((state.choice, state.branches.value)),
        event_seek=state.seek_pair,
    )


@solara.component
def DivergenceWords(state: TabState, pair: Pair) -> None:
    """Where the two diverged, in words."""
    found = pair.divergence(min(state.tick.value, pair.last_tick))
    ui.DivergenceTold(
        diverged=divergence_words(pair, found) if found else None,
        event_find=lambda _: state.seek_divergence(),
    )


def divergence_words(pair: Pair, found: Divergence) -> dict[str, str]:
    """When and where they diverged, and what each did there."""
    place, (left, right) = place_of(found), told(found)
    where = pair.left.names.places[place] if place >= 0 else "everywhere"
    return {"day": f"{found.first.day:.1f}", "where": where, "left": left, "right": right}
