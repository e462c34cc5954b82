"""The Mesa model made from words, numbers and switches, so that Mesa's browser server can make it anew."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from sim.engines.mesa_model import Rout
from sim.errors import UsageError
from sim.model.vocabulary import BRANCH_NAMES
from sim.model.world import build_world
from sim.scenario import Scenario
from sim.scenario.schema import Mechanisms, Parameters
from sim.scenario.words import did_you_mean, shown
from sim.story.history import Followed
from sim.view.choice import Choice
from sim.view.sources import first_scenario, open_choice, scenario_names
from sim.view.watched import watched_run

AS_GIVEN = "as in the scenario"
DOTTED = {name: f"parameters.{name}" for name in Parameters.model_fields} | {
    name: f"mechanisms.{name}" for name in Mechanisms.model_fields
}
"""Numbers and switches by their own names; of two that share one, the switch has it."""
MOST_SEED, MOST_RUN = 100, 199


class Playable(Rout):
    """One run of a scenario by its name: ``Playable("homs", branch="fall", run=3)``.

    ``branch`` and ``at``, its place, leave what the scenario says unless they are given. Further keyword
    arguments are the scenario's switches and numbers by their own names, ``rumours=False`` or
    ``expected_days=4.0``; None is what the scenario says. Raises RoutError with every problem.
    """

    def __init__(
        self,
        name: str = "",
        branch: str = AS_GIVEN,
        at: str = AS_GIVEN,
        seed: int = 1,
        run: int = 0,
        **changes: bool | float | None,
    ) -> None:
        branch, at = ("" if word == AS_GIVEN else word for word in (branch, at))
        plain = Choice(name or first_scenario(), seed=int(seed), run=int(run), branch=branch, at=at)
        choice = with_changes(plain, changes)
        opened = open_choice(choice)
        super().__init__(build_world(opened.scenario), choice.seed, choice.run)
        self.watched = watched_run(choice, opened, Followed(self))

    def step(self) -> None:
        """One time step, and what can be seen after it."""
        super().step()
        self.history.see()

    @property
    def history(self) -> Followed:
        """What was seen so far."""
        found = self.watched.history
        assert isinstance(found, Followed)
        return found


def with_changes(choice: Choice, given: dict[str, Any]) -> Choice:
    """A choice with what differs from its scenario, by dotted names. Raises RoutError."""
    unknown = [name for name in given if name not in DOTTED]
    if unknown:
        raise UsageError(
            f"{shown(unknown[0])}: neither a switch nor a number{did_you_mean(unknown[0], DOTTED)}"
        )
    asked = {DOTTED[name]: value for name, value in given.items() if value is not None}
    if not asked:
        return choice
    scenario = open_choice(choice).scenario
    changes = tuple((name, value) for name, value in asked.items() if value != value_of(scenario, name))
    return Choice(**{**vars(choice), "changes": changes})


def value_of(scenario: Scenario, dotted: str) -> Any:
    """What a scenario says of a switch or a number."""
    table, _, name = dotted.partition(".")
    return getattr(getattr(scenario, table), name)


def signature() -> inspect.Signature:
    """The keywords of a Playable one by one: Mesa looks here for what a model can be made of."""

    def keywords() -> Iterator[inspect.Parameter]:
        for known in inspect.signature(Playable.__init__).parameters.values():
            if known.kind is not inspect.Parameter.VAR_KEYWORD:
                yield known
        for name in DOTTED:
            yield inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None)

    return inspect.Signature(list(keywords()))


vars(Playable)["__init__"].__signature__ = signature()


def model_params(model: Playable) -> dict[str, Any]:
    """What Mesa's page offers to change of a model, as the model has it: ``SolaraViz(model_params=...)``.

    The scenario, its branch, seed and run, and every mechanism. Add a number with a slider of Mesa's:
    ``{**model_params(model), "expected_days": Slider("Expected days", 4.0, 1.0, 16.0, 0.5)}``.
    """
    choice, mechanisms = model.watched.choice, model.watched.scenario.mechanisms
    switches = {
        key: {"type": "Checkbox", "label": key.replace("_", " "), "value": getattr(mechanisms, key)}
        for key in Mechanisms.model_fields
    }
    branches = [AS_GIVEN, *BRANCH_NAMES]
    return {
        "name": one_of("Scenario", choice.scenario, scenario_names()),
        "branch": one_of("Branch", choice.branch or AS_GIVEN, branches),
        "seed": up_to("Seed", choice.seed, MOST_SEED),
        "run": up_to("Run number", choice.run, MOST_RUN),
        **({"at": choice.at} if choice.at else {}),
        **switches,
    }


def one_of(label: str, value: str, values: list[str]) -> dict[str, Any]:
    """One of Mesa's selects."""
    return {"type": "Select", "label": label, "value": value, "values": values}


def up_to(label: str, value: int, most: int) -> dict[str, Any]:
    """One of Mesa's sliders, which reaches the value too."""
    return {
        "type": "SliderInt", "label": label, "value": value, "min": 0, "max": max(most, value), "step": 1,
    }  # fmt: skip
