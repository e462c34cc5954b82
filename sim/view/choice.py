"""What one tab looks at, and the link that opens the same view again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from sim.errors import UsageError
from sim.model.vocabulary import BRANCH_NAMES
from sim.scenario import field_help
from sim.scenario.fields import follow, is_number
from sim.scenario.renamed import current_name
from sim.scenario.words import MOST_LISTED, did_you_mean, shown, split_name

PAGES = ("run", "pair", "outcomes")
BRANCH_PAIRS = ("", *(f"{one}-{other}" for one in BRANCH_NAMES for other in BRANCH_NAMES))
MOST_SIDES = 5
SIDES = tuple(f"side{n}" for n in range(1, MOST_SIDES + 1))  # what the outcomes page compares
RUN_KEYS = ("scenario", "result", "point", "seed", "run", "branch", "at")
KEYS = ("page", *RUN_KEYS, "branches", "tick", *SIDES, "runs", "event")
EVENT = re.compile(r"[a-z_]{1,40}(\..{1,120})?")
SET = "set."
MOST = 2**32 - 1
MOST_LETTERS = 8_000  # of a link, as far as browsers and servers agree on them
WHOLE = re.compile(r"[0-9]{1,10}")
NUMBER = re.compile(r"[+-]?([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})([eE][+-]?[0-9]{1,3})?")
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


BRANCH_VERBS = {"hold": "holds", "fall": "falls"}
"""What a place does under an intervention."""


def branch_suffix(branch: str, place: str) -> str:
    """What a name gets for its branch, such as ".hold" or ".hold at Hama"."""
    words = " at ".join(word for word in (branch, place) if word)
    return f".{words}" if words else ""


def changed_words(choice: Choice, place: str = "") -> list[str]:
    """What a choice changes of its scenario, a few words each; ``place`` is that of the scenario's branch."""
    branch = {**BRANCH_VERBS, "free": "free"}.get(choice.branch, "")
    where = choice.at or place or "the place of the branch"
    words = [f"{where}: {branch}"] if branch else [f"branch at {choice.at}"] if choice.at else []
    for name, value in choice.changes:
        short = name.partition(".")[2].replace("_", " ")
        words.append(
            f"{short} {'on' if value else 'off'}" if isinstance(value, bool) else f"{short} = {value:g}"
        )
    return words


def film_command(choice: Choice) -> str:
    """The command that films a run of a scenario; none for one of a saved result."""
    if choice.result:
        return ""
    words = ["rout", "film", choice.scenario, "--run", str(choice.run), "--seed", str(choice.seed)]
    words += ["--branch", choice.branch] if choice.branch else []
    words += ["--at", choice.at] if choice.at else []
    for name, value in choice.changes:
        words += ["--set", f"{name}={str(value).lower() if isinstance(value, bool) else repr(value)}"]
    return shlex.join([*words, "-o", "run.gif"])


@dataclass(frozen=True)
class View:
    """Everything in a link: the page, the run and the tick."""

    page: str = "run"
    choice: Choice = Choice()
    tick: int = 0
    branches: str = ""  # of two runs, such as "hold-fall"
    sides: tuple[Choice, ...] = ()  # of the outcomes page, with its runs of each and its event
    runs: int = 0
    event: str = ""


def link_of(view: View) -> str:
    """The query of a link, such as "?scenario=homs&seed=1&run=12&branch=fall&tick=40"."""
    fields = {
        "page": view.page if view.page != "run" else "",
        **choice_fields(view.choice),
        "branches": view.branches,
        "tick": view.tick or "",
        **{key: urlencode(choice_fields(side)) for key, side in zip(SIDES, view.sides, strict=False)},
        "runs": view.runs or "",
        "event": view.event,
    }
    return "?" + urlencode({key: value for key, value in fields.items() if value != ""})


def choice_fields(choice: Choice) -> dict[str, object]:
    """One run as the fields of a link."""
    source = {"result": choice.result} if choice.result else {"scenario": choice.scenario}
    fields = {
        **source, "point": choice.point or "", "seed": choice.seed, "run": choice.run,
        "branch": choice.branch, "at": choice.at,
    }  # fmt: skip
    fields |= {f"{SET}{name}": written(value) for name, value in choice.changes}
    return {key: value for key, value in fields.items() if value != ""}


def written(value: bool | float) -> str:
    """A value as a scenario file writes it."""
    return str(value).lower() if isinstance(value, bool) else f"{value:.12g}"


def view_of(query: str, scenario: str) -> View:
    """Read a link's query; ``scenario`` is meant where it names none. Raises UsageError."""
    fields = fields_of(query, KEYS)
    return View(
        one_of(fields, "page", PAGES),
        choice_of(fields, scenario),
        whole_number("the link's tick", fields.get("tick", "0")),
        one_of(fields, "branches", BRANCH_PAIRS),
        tuple(choice_of(fields_of(fields[key], RUN_KEYS), scenario) for key in SIDES if key in fields),
        whole_number("the link's runs", fields.get("runs", "0")),
        event_of(fields.get("event", "")),
    )


def choice_of(fields: dict[str, str], scenario: str) -> Choice:
    """The run that the fields of a link name. Raises UsageError."""
    result = fields.get("result", "")
    defaults = {"point": "0", "seed": "1", "run": "0"}
    numbers = {
        key: whole_number(f"the link's {key}", fields.get(key, value)) for key, value in defaults.items()
    }
    return Choice(
        scenario="" if result else fields.get("scenario", scenario),
        result=result,
        **numbers,
        branch=one_of(fields, "branch", ("", *BRANCH_NAMES)),
        at=fields.get("at", ""),
        changes=tuple(change_of(key.removeprefix(SET), fields[key]) for key in fields if key.startswith(SET)),
    )


def event_of(text: str) -> str:
    """The day column that a link asks about. Raises UsageError for what cannot be one."""
    if text and not EVENT.fullmatch(text):
        raise UsageError(f"the link's event is {shown(text)}, no day that runs have")
    return text


def fields_of(query: str, known: Sequence[str] = KEYS) -> dict[str, str]:
    """What a link sets, by key: by its current name where it has another now.

    Raises UsageError for keys that are none or given twice, and for too many letters.
    """
    if len(query) > MOST_LETTERS:
        raise UsageError(f"the link has {len(query)} letters; at most {MOST_LETTERS} are read")
    pairs = [(key_of(key), text) for key, text in parse_qsl(query.removeprefix("?"), keep_blank_values=True)]
    keys = [key for key, _ in pairs]
    unknown = [key for key in dict.fromkeys(keys) if key not in known and not key.startswith(SET)]
    if unknown:
        likely = did_you_mean(unknown[0], known)
        listed = ", ".join(shown(key) for key in unknown[:MOST_LISTED])
        raise UsageError(f"the link sets {listed}, which is nothing that a link can set{likely}")
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise UsageError(f"the link sets {shown(twice[0])} twice")
    return dict(pairs)


def key_of(key: str) -> str:
    """A key of a link; that of a change under the name that its field has now."""
    return f"{SET}{current_name(key.removeprefix(SET))}" if key.startswith(SET) else key


def change_of(name: str, text: str) -> Change:
    """A number or a switch that a link sets. Raises UsageError for anything else."""
    if text in ("true", "false"):
        return name, text == "true"
    if not NUMBER.fullmatch(text):
        raise UsageError(f"the link sets {shown(name)} to {shown(text)}: a number, true or false is expected")
    return name, float(text)


def require_settable(changes: Iterable[Change]) -> None:
    """Raise UsageError unless every change is of a number or a switch of the scenario, and of its kind."""
    for name, value in changes:
        path = split_name(name, {})
        if not path or not all(path):
            raise UsageError(f"{shown(name)}: expected a dotted name such as parameters.expected_days")
        field_help(name)  # refuses what is no field
        _, field, _ = follow(path)
        switch = path[0] == "mechanisms"
        if not switch and not (field is not None and is_number(field) and path[0] != "history"):
            raise UsageError(f"{shown(name)}: neither a number nor a switch that can be set here")
        if switch != isinstance(value, bool):
            expected = "true or false" if switch else "a number"
            raise UsageError(f"{shown(name)}: {written(value)} does not fit; {expected} is expected")


def whole_number(name: str, text: str) -> int:
    """A seed, or the number of a run, in a link or from a control. Raises UsageError."""
    if not WHOLE.fullmatch(text) or int(text) > MOST:
        raise UsageError(f"{name} is {shown(text)}, no whole number from 0 to {MOST}")
    return int(text)


def one_of(fields: dict[str, str], key: str, known: tuple[str, ...]) -> str:
    """A word in a link, the first of ``known`` where there is none."""
    text = fields.get(key, known[0])
    if text not in known:
        likely = ", ".join(word for word in known if word)
        raise UsageError(f"the link's {key} is {text!r}: one of {likely} is expected")
    return text
