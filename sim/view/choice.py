"""What one tab looks at, and the link that opens the same view again."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from sim.errors import UsageError
from sim.model.vocabulary import BRANCH_NAMES
from sim.scenario import parse_override
from sim.scenario.renamed import current_name

PAGES = ("run", "pair", "outcomes")
BRANCH_PAIRS = ("", *(f"{one}-{other}" for one in BRANCH_NAMES for other in BRANCH_NAMES))
SET = "set."
MOST = 2**32 - 1
Change = tuple[str, bool | float]


@dataclass(frozen=True)
class Choice:
    """One run: of which scenario or saved result, on which random seed, and what was changed.

    ``branch`` and ``at``, its place, leave what the scenario says where they are "". ``changes`` are
    dotted names with their values.
    """

    scenario: str = ""
    result: str = ""  # a saved result: its scenario is the one it was run with
    point: int = 0  # of that result's design
    seed: int = 1
    run: int = 0
    branch: str = ""
    at: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def overrides(self) -> dict[str, object]:
        """Everything laid over the scenario, by dotted name."""
        branch = {"branch.kind": self.branch} if self.branch else {}
        at = {"branch.place": self.at} if self.at else {}
        return {**dict(self.changes), **branch, **at}

    @property
    def name(self) -> str:
        """What to call it."""
        return (self.result or self.scenario) + branch_suffix(self.branch, self.at)


def branch_suffix(branch: str, place: str) -> str:
    """What a name gets for its branch, such as ".hold" or ".hold at Hama"."""
    words = " at ".join(word for word in (branch, place) if word)
    return f".{words}" if words else ""


@dataclass(frozen=True)
class View:
    """Everything in a link: the page, the run and the tick."""

    page: str = "run"
    choice: Choice = Choice()
    tick: int = 0
    branches: str = ""  # of two runs, such as "hold-fall"


def link_of(view: View) -> str:
    """The query of a link, such as "?scenario=homs&seed=1&run=12&branch=fall&tick=40"."""
    choice = view.choice
    source = {"result": choice.result} if choice.result else {"scenario": choice.scenario}
    fields = {
        "page": view.page if view.page != "run" else "",
        **source,
        "point": choice.point or "",
        "seed": choice.seed,
        "run": choice.run,
        "branch": choice.branch,
        "at": choice.at,
        "branches": view.branches,
        "tick": view.tick or "",
    }
    fields |= {f"{SET}{name}": written(value) for name, value in choice.changes}
    return "?" + urlencode({key: value for key, value in fields.items() if value != ""})


def written(value: bool | float) -> str:
    """A value as a scenario file writes it."""
    return str(value).lower() if isinstance(value, bool) else f"{value:.12g}"


def view_of(query: str, scenario: str) -> View:
    """Read a link's query; ``scenario`` is meant where it names none. Raises UsageError."""
    fields = dict(parse_qsl(query.lstrip("?")))
    changes = tuple(
        parse_override(f"{current_name(key.removeprefix(SET))}={fields[key]}")
        for key in fields
        if key.startswith(SET)
    )
    result = fields.get("result", "")
    defaults = {"point": "0", "seed": "1", "run": "0", "tick": "0"}
    numbers = {
        key: whole_number(f"the link's {key}", fields.get(key, value)) for key, value in defaults.items()
    }
    tick = numbers.pop("tick")
    choice = Choice(
        scenario="" if result else fields.get("scenario", scenario),
        result=result,
        **numbers,
        branch=one_of(fields, "branch", ("", *BRANCH_NAMES)),
        at=fields.get("at", ""),
        changes=changes,  # type: ignore[arg-type] # checked with the scenario
    )
    branches = one_of(fields, "branches", BRANCH_PAIRS)
    return View(one_of(fields, "page", PAGES), choice, tick, branches)


def whole_number(name: str, text: str) -> int:
    """A seed, or the number of a run, in a link or from a control. Raises UsageError."""
    if not text.isdecimal() or int(text) > MOST:
        raise UsageError(f"{name} is {text!r}, no whole number: a whole number from 0 to {MOST} is expected")
    return int(text)


def one_of(fields: dict[str, str], key: str, known: tuple[str, ...]) -> str:
    """A word in a link, the first of ``known`` where there is none."""
    text = fields.get(key, known[0])
    if text not in known:
        likely = ", ".join(word for word in known if word)
        raise UsageError(f"the link's {key} is {text!r}: one of {likely} is expected")
    return text
