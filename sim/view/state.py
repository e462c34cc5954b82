"""The state of one tab: what it watches, at which tick, and what went wrong when it asked for more."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import solara

from sim.errors import RoutError, UsageError
from sim.scenario import field_help
from sim.view.choice import Change, Choice, View, view_of, whole_number
from sim.view.pair import Pair, open_pair, tick_of
from sim.view.sources import first_scenario
from sim.view.watched import Watched, watch

if TYPE_CHECKING:
    from sim.view.film_task import FilmTask
    from sim.view.outcomes_state import OutcomesState


P = ParamSpec("P")


def batched(act: Callable[Concatenate[Any, P], None]) -> Callable[Concatenate[Any, P], None]:
    """Draw a tab's page once when an action is through, not after each of its steps.

    What is wrong is told on the page, and what was shown stays. A fault of ours is told in a line; its
    traceback goes to the server's terminal.
    """

    @wraps(act)
    def once(state: Any, /, *args: P.args, **kwargs: P.kwargs) -> None:
        with state.drawing or nullcontext():
            try:
                act(state, *args, **kwargs)
            except RoutError as error:
                state.problems.value = tuple(error.problems)
            except Exception as error:
                state.problems.value = (fault(error),)

    return once


def fault(error: Exception) -> str:
    """A fault of ours in one line."""
    traceback.print_exception(error)
    return f"a fault in Rout: {type(error).__name__}: {' '.join(str(error).split())}"


class TabState:
    """One per tab and never shared: ``Page`` makes it when the tab opens."""

    def __init__(self, query: str) -> None:
        self.drawing: Any = None  # what draws this tab's page, once it is drawn
        self.page = solara.Reactive("run")
        self.watched: solara.Reactive[Watched | None] = solara.Reactive(None)
        self.tick = solara.Reactive(0)
        self.picked = solara.Reactive("")
        self.pair: solara.Reactive[Pair | None] = solara.Reactive(None)
        self.branches = solara.Reactive(("hold", "fall"))
        self.problems: solara.Reactive[tuple[str, ...]] = solara.Reactive(())
        self.asked = View()  # the link that this tab was opened with
        self.open_link(query)

    @batched
    def open_link(self, query: str) -> None:
        """Show what a link names; where it cannot be read, say so: the page offers the first scenario."""
        self.asked = view = view_of(query, first_scenario())
        self.page.value = view.page
        self.show_branches(view)
        self.open_choice(view.choice, view.tick)

    @batched
    def open_choice(self, choice: Choice, tick: int | None = None) -> None:
        """Watch another run from its start up to ``tick``, or up to where this one stood."""
        watched = watch(choice)
        tick = min(self.tick.value if tick is None else tick, watched.history.last_tick)
        watched.history.at(tick)
        self.problems.value = ()
        self.watched.value = watched
        self.pair.value = None  # made again when it is looked at
        self.tick.value = tick

    def close(self) -> None:
        """The tab is gone: what runs for it stops."""
        if "outcomes" in self.__dict__:
            self.outcomes.close()
        if "film" in self.__dict__:
            self.film.cancel()

    @cached_property
    def outcomes(self) -> OutcomesState:
        """The outcomes page's own state, made when that page is first looked at."""
        from sim.view.outcomes_state import OutcomesState

        return OutcomesState(self.choice, self.asked)

    @cached_property
    def film(self) -> FilmTask:
        """The film that is being made, made when the run page is first looked at."""
        from sim.view.film_task import FilmTask

        return FilmTask()

    @property
    def choice(self) -> Choice:
        """What is watched."""
        watched = self.watched.value
        return watched.choice if watched else Choice(scenario=first_scenario())

    @property
    def view(self) -> View:
        """Everything a link to here must hold."""
        page, choice, tick = self.page.value, self.choice, self.tick.value
        if page == "pair":
            return View(page, replace(choice, branch=""), tick, "-".join(self.branches.value))
        if page == "outcomes":
            outcomes = self.outcomes
            sides = tuple(replace(side, seed=outcomes.seed.value) for side in outcomes.choices.value)
            return View(
                page, choice, tick, sides=sides, runs=outcomes.runs.value, event=outcomes.column.value
            )
        return View(page, choice, tick)

    @batched
    def go(self, page: str) -> None:
        """Show another page; the run page catches up with a tick that only the pair has reached."""
        self.page.value = page
        self.seek(self.tick.value)

    @batched
    def go_back(self, query: str) -> None:
        """Show an earlier view of this tab, by its link; what the outcomes page counted is still there."""
        view = view_of(query, first_scenario())
        if "outcomes" not in self.__dict__:
            self.asked = view  # that page was left before this tab was loaded again
        self.page.value = view.page
        self.show_branches(view)
        if view.page == "outcomes":
            self.outcomes.show(view)
        branch = self.choice.branch if view.page == "pair" else view.choice.branch
        if replace(view.choice, branch=branch) != self.choice:
            self.open_choice(view.choice, view.tick)
        elif view.page == "pair" and self.pair.value is not None:
            self.seek_pair(view.tick)
        else:
            self.seek(view.tick)

    def show_branches(self, view: View) -> None:
        """Compare the branches that a link names, if it names any."""
        left, _, right = view.branches.partition("-")
        if view.branches and (left, right) != self.branches.value:
            self.branches.value, self.pair.value = (left, right), None

    @batched
    def seek(self, tick: int) -> None:
        """Show a tick, earlier or later."""
        watched = self.watched.value
        if watched is not None:
            self.tick.value = watched.history.at(int(tick)).tick

    @batched
    def open_pair(self) -> None:
        """Watch the same run twice, with another branch each, up to where this tab stands."""
        pair = open_pair(self.choice, self.branches.value)
        self.tick.value = pair.reach(self.tick.value)
        self.pair.value = pair

    @batched
    def seek_pair(self, tick: int) -> None:
        """Show a tick of both runs."""
        if self.pair.value is not None:
            self.tick.value = self.pair.value.reach(int(tick))

    @batched
    def seek_divergence(self) -> None:
        """Show the tick in which the two runs diverge, or the last when they never do."""
        pair = self.pair.value
        if pair is not None:
            found = pair.find_divergence()
            self.tick.value = tick_of(found) if found else pair.last_tick

    @batched
    def change_pair(self, what: dict[str, Any]) -> None:
        """A control of the pair was set."""
        left, right = self.branches.value
        if what["key"] in ("left", "right"):
            new = str(what["value"])
            self.branches.value = (new, right) if what["key"] == "left" else (left, new)
            self.pair.value = None
        elif what["key"] == "pick":
            self.pick(str(what["value"]))
        else:
            self.change(what)

    @batched
    def pick(self, what: str) -> None:
        """Choose a place (p3), a formation (f7), a group (g1), or an event: its tick and place (e40:3)."""
        if not what.startswith("e"):
            self.picked.value = what
            return
        tick, _, place = what[1:].partition(":")
        (self.seek_pair if self.page.value == "pair" else self.seek)(int(tick))
        if place.isdecimal():
            self.picked.value = f"p{place}"

    @batched
    def change(self, what: dict[str, Any]) -> None:
        """A control was set."""
        key, value = str(what["key"]), what["value"]
        choice = changed(self.choice, key, value)
        self.open_choice(choice, 0 if key in ("source", "run", "seed") else None)


def changed(choice: Choice, key: str, value: Any) -> Choice:
    """A choice with one control set. Raises RoutError for what is no number, or out of range."""
    if key == "source":
        kind, _, name = str(value).partition(":")
        scenario, result = (name, "") if kind == "scenario" else ("", name)
        return replace(choice, scenario=scenario, result=result, point=0, branch="", at="", changes=())
    if key == "branch":
        return replace(choice, branch=str(value))
    if key == "at":
        return replace(choice, at=str(value))
    if key == "reset":
        return replace(choice, branch="", at="", changes=())
    if key in ("seed", "run", "point"):
        fields: dict[str, Any] = {key: whole_number(key, str(value).strip())}
        return replace(choice, **fields)
    return replace(choice, changes=with_change(choice.changes, key, value))


def with_change(changes: tuple[Change, ...], name: str, value: Any) -> tuple[Change, ...]:
    """Changes with one more, or without it where the value is None or empty: as in the scenario."""
    rest = tuple(change for change in changes if change[0] != name)
    if value is None or value == "":
        return rest
    return (*rest, (name, value if isinstance(value, bool) else number(name, value)))


def number(name: str, value: Any) -> float:
    """A number that a control sent. The scenario's own checks come later."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise UsageError(f"{name}: {value!r} is no number; {field_help(name).description.lower()}") from None
