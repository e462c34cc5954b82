"""What a manifest must hold, and of which kind: a folder may come from anybody, or have been edited."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from sim.scenario.record import Observed

MOST_DAYS = 3650
MOST_TOLD = 3

Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$")]
FileName = Annotated[
    str, StringConstraints(max_length=200, pattern=r"^(\.{0,2}[^./\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*)?$")
]
Count = Annotated[int, Field(ge=0)]
Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]


class Part(BaseModel):
    """A table of a manifest; a later version may add keys."""

    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)


class Place(Part):
    """A place as maps need it."""

    name: Text
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    population: float = Field(ge=0)


class Design(Part):
    """What is varied."""

    how: Text
    names: list[Text] = Field(min_length=1)
    points: int = Field(ge=1)


class Setting(Part):
    """The words and days of the scenario."""

    title: Text
    question: Text = ""
    start: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d)?$")
    horizon_days: float = Field(gt=0, le=MOST_DAYS)
    capital: Text
    bellwether: Text
    refuge: Text = ""
    state_name: Text = "the state"
    map_note: Text = ""
    outline: Text = ""


class Road(Part):
    """The two places that a road joins."""

    between: tuple[Text, Text]


class Held(Part):
    """Who holds a place at the start."""

    controller: Text = "state"


class Community(Part):
    """Whether it can rise."""

    loyal: bool = False


class Backer(Part):
    """Whose side it is on."""

    role: Text = "state"


class Branch(Part):
    """What was done to the bellwether."""

    kind: Literal["free", "hold", "fall"] = "free"


class Scenario(Part):
    """What is read of the scenario without building it."""

    scenario: Setting
    places: dict[Text, Held] = {}
    roads: dict[Text, Road]
    communities: dict[Text, Community] = {}
    backers: dict[Text, Backer] = {}
    branch: Branch = Branch()
    observed: dict[Text, Observed] = {}


class Manifest(Part):
    """A whole manifest. Files are named by its name, so that it leads nowhere else."""

    name: FileName
    scenario_file: Text = ""
    scenario_sha256: Text = ""
    seed: Seed
    engine: Text
    engine_hash: Text
    design: Design | None
    part_rows: int = Field(ge=1, le=2**24)
    runs: Count
    command: Text = ""
    created: Text = ""
    versions: dict[Text, Text] = {}
    days: int = Field(ge=0, le=MOST_DAYS)
    tick_hours: float = Field(gt=0, le=24)
    capital: Text
    bellwether: Text
    refuge: Text = ""
    places: list[Place] = Field(min_length=1)
    units: list[Text]
    communities: list[Text]
    backers: list[Text]
    drawn: list[Text]
    observed: dict[Text, Observed]
    scenario: Scenario


def problems_of(text: bytes) -> list[str]:
    """What is wrong with a manifest: a key and its mistake each, the first few; nothing when it is sound."""
    try:
        found = Manifest.model_validate_json(text)
    except ValidationError as error:
        listed = error.errors(include_url=False, include_context=False, include_input=False)
        return [f"{'.'.join(map(str, one['loc']))}: {one['msg'].lower()}" for one in listed[:MOST_TOLD]]
    return list(_unknown_places(found))[:MOST_TOLD]


def _unknown_places(manifest: Manifest) -> list[str]:
    """Names that stand for places and are the names of none."""
    known = {place.name for place in manifest.places}
    setting = manifest.scenario.scenario
    named = {"capital": manifest.capital, "bellwether": manifest.bellwether, "refuge": manifest.refuge}
    named |= {f"scenario.scenario.{seat}": getattr(setting, seat) for seat in named}
    for name, road in manifest.scenario.roads.items():
        named |= {f"scenario.roads.{name}.between.{end}": place for end, place in enumerate(road.between)}
    return [
        f"{key}: there is no place of that name"
        for key, place in named.items()
        if place and place not in known
    ]
