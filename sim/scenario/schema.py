"""What a scenario is: every field with its meaning, unit and range.

This file is the one source of validation, of the JSON Schema for editors, of the help
of the sliders in the browser and of the parameter table in the docs. A number may be a
plain number or a distribution; a distribution is drawn once per run, keyed by the
field's name (see ``sim.model.chance``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.record import Observed

Certainty = Literal["reported", "weak", "inferred", "memory", "assumed"]
BranchKind = Literal["free", "hold", "fall"]
HistoryKind = Literal[
    "retreat", "withdrawal", "surrender", "defection", "officers left", "place lost", "place regained",
    "attack repelled", "rising", "departure", "return", "rumour", "stand", "pay rise",
]  # fmt: skip

MEMBERS = {"uniform": 2, "log_uniform": 2, "normal": 2, "triangular": 3}


class Distribution(BaseModel):
    """A number that is not known: drawn once per run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    uniform: tuple[float, float] | None = Field(None, description="[low, high]")
    log_uniform: tuple[float, float] | None = Field(None, description="[low, high], both above 0")
    normal: tuple[float, float] | None = Field(
        None, description="[mean, standard deviation], clamped to the field's range"
    )
    triangular: tuple[float, float, float] | None = Field(None, description="[low, most likely, high]")

    @model_validator(mode="after")
    def _one_shape(self) -> Distribution:
        given = [kind for kind in MEMBERS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise PydanticCustomError(
                "distribution", "a distribution names exactly one of uniform, log_uniform, normal, triangular"
            )
        values = self.values
        if self.kind != "normal" and list(values) != sorted(values):
            raise PydanticCustomError("distribution", "the members of a distribution go from low to high")
        if self.kind == "normal" and values[1] <= 0:
            raise PydanticCustomError("distribution", "the standard deviation of a normal is above 0")
        if self.kind == "log_uniform" and values[0] <= 0:
            raise PydanticCustomError("distribution", "both bounds of a log_uniform are above 0")
        return self

    @property
    def kind(self) -> str:
        """The shape's name."""
        return next(kind for kind in MEMBERS if getattr(self, kind) is not None)

    @property
    def values(self) -> tuple[float, ...]:
        """The shape's members, as written."""
        values: tuple[float, ...] = getattr(self, self.kind)
        return values

    @property
    def middle(self) -> float:
        """The value used where one number is needed (a slider, a Mesa run without draws)."""
        values = self.values
        if self.kind == "log_uniform":
            return float((values[0] * values[1]) ** 0.5)
        if self.kind == "uniform":
            return 0.5 * (values[0] + values[1])
        return values[1] if self.kind == "triangular" else values[0]


def middle_of(value: float | Distribution) -> float:
    """A number, or the middle of the distribution it is drawn from."""
    return value.middle if isinstance(value, Distribution) else float(value)


def _refuse_text(value: Any) -> Any:
    """Numbers are written as numbers: '12' and true are refused, not converted."""
    if isinstance(value, (str, bool)):
        raise PydanticCustomError("number", "a number is expected (write it without quotes)")
    return value


def number(low: float | None = None, high: float | None = None, *, whole: bool = False) -> Any:
    """The type of a field that takes a number in [low, high] or a distribution within it."""

    def check(value: float | Distribution) -> float | Distribution:
        inside = value.values if isinstance(value, Distribution) else (value,)
        if isinstance(value, Distribution) and value.kind == "normal":
            inside = value.values[:1]
        for part in inside:
            if part != part or (low is not None and part < low) or (high is not None and part > high):
                raise PydanticCustomError(
                    "range",
                    "{part} is outside {low} to {high}",
                    {"part": part, "low": "any" if low is None else low, "high": "any" if high is None else high},
                )
            if whole and not isinstance(value, Distribution) and part != int(part):
                raise PydanticCustomError("range", "{part} is not a whole number", {"part": part})
        return value

    schema: dict[str, Any] = {"x-low": low, "x-high": high}
    return Annotated[
        float | Distribution,
        BeforeValidator(_refuse_text),
        AfterValidator(check),
        Field(json_schema_extra=schema),
    ]


Share = number(0, 1)
Whole = number(0, None, whole=True)
Any_ = number(-10, 10)


def meant(default: float, meaning: str, unit: str, group: str, source: str) -> Any:
    """A parameter's default with what a reader must know of it."""
    return Field(default, description=meaning, json_schema_extra={"unit": unit, "group": group, "source": source})


class Strict(BaseModel):
    """Base of every table: unknown keys are errors, values are frozen, text is not made a number."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Sourced(Strict):
    """A thing of the record: where its numbers come from and how certain they are."""

    source: str = Field("", description="Where the numbers come from: source ids of the facts, or an assumption A<n>")
    certainty: Certainty = Field("assumed", description="How certain: reported, weak, inferred, memory or assumed")
    notes: dict[str, str] = Field(default_factory=dict, description="Per field: its own source and how certain it is")


NO_DAY = 10_000.0
"""Later than any horizon: what is due on it does not happen."""


class Place(Sourced):
    """A town, a junction or a base: a node of the theatre's graph."""

    lat: float = Field(ge=-90, le=90, description="Latitude, degrees north")
    lon: float = Field(ge=-180, le=180, description="Longitude, degrees east")
    population: Whole = Field(0, description="People living there")
    prestige: number(0, 20) = Field(1.0, description="How much an event there counts as evidence; 1 is an ordinary town")
    controller: str = Field("state", description="'state' or the name of a group")
    provincial_capital: bool = Field(False, description="Whether losing and regaining it makes a run a recovery")
    air_exit: bool = Field(False, description="Whether commanders can leave from here by air or sea")
    attention: number(-1, 1) = Field(-1.0, description="Share at which its news is heard anywhere; -1: by its prestige")
    haven: Share = Field(0.0, description="How safe retreating troops think it is, beyond its distance from the enemy")


class Road(Sourced):
    """A road between two places."""

    between: tuple[str, str] = Field(description="The two places it joins")
    km: number(0.1, 5000) = Field(description="Length, km")
    name: str = Field("", description="The road's name, such as M5")


class Unit(Sourced):
    """A formation of the state's side: division, brigade, militia."""

    place: str = Field(description="Where it stands at the start")
    men: number(1, 10_000_000, whole=True) = Field(description="Men present, not on paper")
    quality: number(0.01, 10) = Field(1.0, description="Fighting strength of one man; 1 is a line conscript unit")
    cohesion: Any_ = Field(1.0, description="Morale at rest, log-odds: 0 is 0.50, 1 is 0.73, 2 is 0.88")
    conscript_share: Share = Field(0.6, description="Share of conscripts and recalled reservists")
    backer: str = Field("", description="The backer whose advisers sit with it, or none")
    adviser_share: Share = Field(0.0, description="How far it depends on those advisers, 0 to 1")
    militia: bool = Field(False, description="Raised by its backer: reinforced through the backer's entry places")
    community: str = Field("", description="The community it was raised from: it defects to it when that has risen")
    dormant: bool = Field(False, description="Not there at the start: its loyal community raises it once that mobilises")
    reserve: bool = Field(False, description="Held by the command to be sent where the capital decides")
    role: str = Field("", description="Its kind, such as line division: rout check --summary adds formations up by it")


class Group(Sourced):
    """An armed group of the rebels' side."""

    place: str = Field(description="Where it stands at the start")
    men: number(1, 10_000_000, whole=True) = Field(description="Fighters")
    quality: number(0.01, 10) = Field(1.0, description="Fighting strength of one fighter")
    will_to_fight: Any_ = Field(0.5, description="Will to attack at rest, log-odds")
    readiness: Share = Field(1.0, description="Readiness at the start: 1 is rested and supplied")
    aims: tuple[str, ...] = Field((), max_length=12, description="Places it is after, in order; the first not yet taken counts")
    only_aims: bool = Field(False, description="Takes nothing but its aims")
    reach_km: number(0, 5000) = Field(400.0, description="How far from its first place it will go, road km")
    opportunist: bool = Field(False, description="Takes only what has been abandoned, never attacks")
    attacks_from_day: number(0, NO_DAY) = Field(0.0, description="From which day of the run it sets out or attacks; before, it stays where it is and takes only what is abandoned")
    km_per_day: number(0, 2000) = Field(0.0, description="Its speed on the road, km a day; 0: the parameter group_km_per_day")
    quarter: Share = Field(1.0, description="Whether those who give up to it are spared: 1 is known to let them live, 0 to kill them")
    deals: Share = Field(1.0, description="How far it lets garrisons hand over by agreement: 1 as the parameter deal_rate says, 0 never")
    paused_before: str = Field("", description="The place it stands before at the start, if any")
    backer: str = Field("", description="The backer behind it, or none")
    colour: str = Field("", description="Colour such as #5b7f3b; maps draw the nearest of five hues that can be told apart")


class Community(Sourced):
    """People of one place who may rise, or who stand by the state."""

    place: str = Field(description="Where they live")
    loyal: bool = Field(False, description="Stands by the state: never rises, steadies the formations among it")
    grievance: Share = Field(0.5, description="Grievance against the state")
    fear: Share = Field(0.8, description="Fear of retaliation while the state looks as strong as before")
    men: number(1, 10_000_000, whole=True) = Field(500.0, description="Fighters it can raise")
    quality: number(0.01, 10) = Field(0.8, description="Fighting strength of one of them")
    will_to_fight: Any_ = Field(0.3, description="Their will to attack at rest, log-odds")
    stance: Literal["quiet", "defiant", "risen"] = Field("quiet", description="Stance at the start")
    negotiates: bool = Field(True, description="Gives leaving garrisons safe passage, so that they leave whole")
    aims: tuple[str, ...] = Field((), max_length=12, description="Places its fighters are after once risen")
    only_aims: bool = Field(False, description="Its fighters take nothing but these, beside the place where they live")
    reach_km: number(0, 5000) = Field(60.0, description="How far from home its fighters will go, road km")
    fighters: str = Field("", description="Name of its armed group once risen")
    quarter: Share = Field(1.0, description="Whether those who give up to its fighters are spared: 1 is known to let them live, 0 to kill them")
    deals: Share = Field(1.0, description="How far its fighters let garrisons hand over by agreement: 1 as the parameter deal_rate says, 0 never")


class Constraint(Strict):
    """A limit on a backer's commitment that has causes outside the theatre."""

    day: float = Field(ge=-10_000, le=10_000, description="From this day of the run")
    most: float = Field(ge=0, le=1, description="Commitment at most, 0 to 1")
    why: str = Field("", description="The outside cause")


class Backer(Sourced):
    """A foreign power or movement behind one of the sides, or a voice that urges exile."""

    role: Literal["state", "rebels", "urges exile"] = Field("state", description="What it does")
    weight: number(0, 10) = Field(1.0, description="Its part of all the support that troops feel, and of the news when it leaves; what the weights leave of 1 never changes")
    air: number(0, 10) = Field(0.0, description="Air power for defenders in contact, as a share of their own strength")
    patience: Share = Field(0.3, description="Belief that the army holds at which it begins to leave")
    commitment: Share = Field(1.0, description="Commitment at the start, 0 to 1")
    arrives_day: number(0, NO_DAY) = Field(0.0, description="From which day of the run it is there; before, its commitment is 0")
    constraints: tuple[Constraint, ...] = Field((), max_length=8, description="Limits with outside causes")
    entry: tuple[str, ...] = Field((), max_length=4, description="Places through which its men come: any one must be held")
    reinforcement_men: Whole = Field(0, description="Men who come at a time")
    reinforcements_per_day: number(0, 24) = Field(0.0, description="How often they come at full commitment")


class Command(Sourced):
    """The leadership of the state's side."""

    name: str = Field("High command", description="What to call it")
    confidence: Any_ = Field(0.0, description="Added, in log-odds, to what it believes of its army")
    air: number(0, 10) = Field(0.0, description="Air power of its own for defenders in contact, as a share of their own strength; any at all supplies places with an exit by air or sea")


class Order(Sourced):
    """An order of the command on a date: a place is given up, or units are moved."""

    day: number(0, NO_DAY) = Field(description="On which day of the run it is given, unless the leadership has left by then")
    place: str = Field("", description="The place that is given up: its garrison leaves, and everybody hears of it")
    units: tuple[str, ...] = Field((), max_length=200, description="Instead of a place: the units that are moved, wherever they stand")
    to: str = Field("", description="Where they go; empty is the capital")
    heard: Share = Field(1.0, description="How far it is heard everywhere that the place is given up: 1 as the parameter ceding_weight says, 0 for an order that is kept secret")


class HistoryEvent(Sourced):
    """Something the agents have already seen when the run begins."""

    day: float = Field(le=0, ge=-10_000, description="Day of it, 0 is the start (so negative)")
    kind: HistoryKind = Field(description="What happened")
    place: str = Field("", description="Where; empty is everywhere (a backer's departure)")
    men: Whole = Field(0, description="Men of the army who did it: counted by the same weights as in a run")
    days: number(0, 1000) = Field(1.0, description="Of a stand: days in contact, a day under threat counting by its exposure")
    lost: bool = Field(False, description="The place was lost by it")
    size: number(0, 1000) = Field(0.0, description="Evidence besides, at prestige 1, in per cent of the army's men who broke")


class Branch(Strict):
    """What is done to a place: nothing, or an intervention."""

    kind: BranchKind = Field("free", description="free: the model decides; hold: its garrison cannot break; fall: it breaks")
    place: str = Field("", description="At which place of the state's; empty is the bellwether")
    from_day: number(0, NO_DAY) = Field(0.0, description="From which day of the run")
    until_day: number(0, NO_DAY) = Field(NO_DAY, description="Up to which day a place is held; the default is after any horizon")


class Setting(Strict):
    """The run's frame."""

    title: str = Field(min_length=1, description="One line")
    question: str = Field("", description="What the scenario asks")
    description: str = Field("", description="What it assumes, in a few lines")
    start: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$", description="When day 0 begins, local time, as 2024-12-07T06:00")
    army_men: int = Field(0, ge=0, description="Men of the army that news counts shares of; at least those at the start")
    horizon_days: float = Field(45.0, gt=0, le=3650, description="How long a run lasts, days")
    tick_hours: float = Field(3.0, gt=0, le=24, description="Length of a tick, hours")
    resolution: int = Field(1, ge=1, le=1_000_000, description="Sub-units per formation")
    capital: str = Field(description="The place whose loss decides the run, which goes on to its horizon")
    bellwether: str = Field(description="The place everyone watches")
    refuge: str = Field("", description="The state's second stronghold, if any; the corridor runs from it to the capital")
    corridor_junctions: tuple[str, ...] = Field((), max_length=8, description="Junctions of the bellwether whose loss cuts it from the capital")
    outline: str = Field("", description="Country outline for maps: a GeoJSON file beside the scenario; empty is the base map's own")
    map_note: str = Field("", description="Note printed under every map")
    state_name: str = Field("the state", description="What views call the defending side")


class Mechanisms(Strict):
    """Mechanisms that can be turned off, to see the effect of each."""

    news: bool = Field(True, description="Formations hear what others do elsewhere; off: only what happens where they are, and who leaves the country")
    stands: bool = Field(True, description="Time stood through under exposure is news too; off: nor is any stand in the history")
    prestige: bool = Field(True, description="Off: every place has prestige 1")
    public_attention: bool = Field(True, description="News of places that the public watches is heard everywhere; off: it thins with distance alone")
    anticipation: bool = Field(True, description="A garrison is exposed the more, the sooner an enemy could attack; off: only one who is next to it counts")
    rumours: bool = Field(True, description="False reports of retreat, and denials; off: nor is any rumour in the history")
    officers: bool = Field(True, description="Officers can leave before their men")
    advisers: bool = Field(True, description="Advisers' leaving hurts the formations they sit with")
    isolation: bool = Field(True, description="Being cut off from the capital hurts morale")
    starvation: bool = Field(True, description="A garrison that is cut off and gets nothing by air loses men")
    corridor: bool = Field(True, description="Enemy-held places block retreat, orders, reinforcement; off: roads are never cut")
    ceding: bool = Field(True, description="The command orders the periphery to the capital")
    orders: bool = Field(True, description="The command gives the orders that the scenario dates")
    handover: bool = Field(True, description="Garrisons without hope give up without waiting to be attacked")
    reserve: bool = Field(True, description="The command may send its reserve to the bellwether")
    recovery: bool = Field(True, description="Formations counter-attack, new officers arrive, risings calm down, backers return")
    counter_attacks: bool = Field(True, description="Garrisons counter-attack; off with recovery too")
    home_ground: bool = Field(True, description="Who defends the place that they were raised from hears less of the army and goes nowhere else")
    mobilisation: bool = Field(True, description="Loyal communities raise the formations that wait for it once belief in the army falls")
    deals: bool = Field(True, description="A garrison with an enemy before it may hand over by agreement")
    together: bool = Field(True, description="Formations of one garrison may break together, and their officers leave together; off: each by itself")
    risings: bool = Field(True, description="Communities can rise")
    backers_leave: bool = Field(True, description="Backers can scale down and leave")
    voices: bool = Field(True, description="Voices urge exile")
    entry_closes: bool = Field(True, description="Reinforcements stop, and less is felt of a backer, when its entry places are lost; off: they come anyway")
    pay_rise: bool = Field(True, description="The command may raise pay")
    pay_reaches_conscripts: bool = Field(False, description="The pay rise reaches conscripts too")
    quarter: bool = Field(True, description="Whoever expects to be killed does not give up; off: as if everybody were spared")
    exile: bool = Field(True, description="The leadership can leave")
    pausing: bool = Field(True, description="Attackers pause before a defended place until they judge it weak enough; off: they press at once")


Effect = Literal["set", "add", "times"]


class JointColumn(Strict):
    """One column of a posterior and the numbers that it decides."""

    name: str = Field(min_length=1, description="The key as the priors give it; a star stands for many things")
    how: Effect = Field("set", description="set: the number is this; add: this is added to it; times: it is multiplied")
    keys: tuple[str, ...] = Field(min_length=1, description="Dotted names of the numbers")


class Posterior(Strict):
    """What was learned from records: vectors of numbers, of which each run draws one."""

    file: str = Field("", description="A .parquet file that `rout calibrate` wrote, beside the scenario or below it; empty is none")
    war: str = Field("", description="Which of the wars of the calibration this is; empty is another one")
    sha256: str = Field("", description="Of that file; filled in when it is read")
    columns: tuple[JointColumn, ...] = Field((), description="Filled in when the file is read")
    vectors: tuple[tuple[float, ...], ...] = Field((), description="Filled in when the file is read")
    weights: tuple[float, ...] = Field((), description="Filled in when the file is read")

    @model_validator(mode="after")
    def _one_shape(self) -> Posterior:
        sizes = {len(vector) for vector in self.vectors} or {len(self.columns)}
        if sizes != {len(self.columns)} or len(self.weights) != len(self.vectors):
            raise PydanticCustomError("posterior", "each vector has one number for each column, and one weight")
        if self.weights and (min(self.weights) < 0 or not sum(self.weights) > 0):
            raise PydanticCustomError("posterior", "weights are at least 0, and one of them is more")
        if self.columns and not self.vectors:
            raise PydanticCustomError("posterior", "there is no vector to draw")
        return self


NEWS, BELIEF, MORALE, BREAKING = "news", "belief", "morale", "breaking"
OFFICERS, ATTACK, PEOPLE, BACKING, LEADERSHIP = "officers", "attack", "people", "backing", "leadership"


class Parameters(Strict):
    """The numbers of the rules. Rates are hazards per day."""

    # news
    news_half_life_days: number(0.05, 1000) = meant(16.0, "Half-life of news", "days", NEWS, "A1")
    news_reach_km: number(1, 10_000) = meant(70.0, "Road distance over which local news fades", "km", NEWS, "A1")
    news_everywhere: Share = meant(0.1, "Share of any news that telephones and television carry everywhere", "share", NEWS, "A1")
    public_attention: Share = meant(0.04, "Share at which news of a place of prestige 1 is heard anywhere", "share", NEWS, "A2")
    retreat_weight: number(0, 100) = meant(1.0, "Evidence of a retreat, for each per cent of the army's men", "1", NEWS, "A3")
    withdrawal_discount: Share = meant(0.6, "An ordered withdrawal counts as this share of a retreat", "share", NEWS, "A4")
    fall_weight: number(0, 100) = meant(3.0, "Evidence of a place lost, at prestige 1", "1", NEWS, "A3")
    regained_weight: number(0, 100) = meant(4.0, "Breaks that a place regained makes up for, at prestige 1", "1", NEWS, "A3")
    repelled_weight: number(0, 100) = meant(2.0, "Breaks that an attack repelled makes up for, at prestige 1", "1", NEWS, "A5")
    officers_weight: Share = meant(0.3, "Officers' flight counts as this share of their formation's retreat", "share", NEWS, "A6")
    rising_weight: number(0, 100) = meant(2.0, "Evidence of a rising, at prestige 1", "1", NEWS, "A7")
    departure_weight: number(0, 100) = meant(4.0, "Evidence of a backer of weight 1 going home", "1", NEWS, "A8")
    leadership_weight: number(0, 1000) = meant(100.0, "Evidence of the leadership's leaving", "1", NEWS, "A9")
    rumours_per_day: number(0, 24) = meant(0.15, "Rate of false reports from a threatened place that everybody watches", "1/day", NEWS, "A10")
    rumour_credibility: Share = meant(0.5, "A false report counts as this share of the place's fall", "share", NEWS, "A10")
    denial_delay_hours: number(0, 240) = meant(4.0, "How long until a false report is denied", "hours", NEWS, "A10")
    denial_credibility: Share = meant(0.7, "Share of a false report that the first denial takes back", "share", NEWS, "A11")
    contradiction_loss: Share = meant(0.5, "Share of their credibility that denials lose when the place then falls", "share", NEWS, "A11")
    denial_memory_days: number(0, 100) = meant(3.0, "A place that falls within this time of its denial contradicts it", "days", NEWS, "A11")
    # belief
    expected_days: number(0.05, 1000) = meant(11.0, "Days that soldiers expect a garrison in contact to last, before any news", "days", BELIEF, "A12")
    reference_days: number(0, 1000) = meant(10.0, "Expected days at which morale at rest is the cohesion that the scenario states; 0: at any", "days", BELIEF, "A12")
    prior_breaks: number(0.01, 1000) = meant(5.0, "Breaks that weigh as much as what soldiers expected", "1", BELIEF, "A12")
    comrades_breaks: number(0.01, 1000) = meant(1.6, "The same among sub-units of one formation, per cent of its men", "1", BELIEF, "A13")
    belief_prior: number(0.01, 0.99) = meant(0.8, "Belief that comrades hold where they are expected to last the reference days in contact", "share", BELIEF, "A12")
    # morale
    news_effect: number(0, 20) = meant(1.0, "Log-odds of morale per log of the hazard that comrades break", "1", MORALE, "A14")
    comrades_effect: number(0, 20) = meant(0.0, "Log-odds of morale per log of the hazard that the own formation breaks", "1", MORALE, "A13")
    force_effect: number(0, 20) = meant(0.5, "Log-odds of morale per log of the force ratio, in contact", "1", MORALE, "A15")
    force_ratio_limit: number(0, 10) = meant(1.5, "Log of the force ratio is taken within plus or minus this", "1", MORALE, "A15")
    support_effect: number(0, 20) = meant(1.0, "Log-odds of morale lost when all backers are gone", "log-odds", MORALE, "A16")
    isolation_effect: number(0, 20) = meant(0.7, "Log-odds of morale lost by a garrison that has been cut off from the capital", "log-odds", MORALE, "A17")
    air_supply: Share = meant(0.5, "Isolation left where aircraft or ships still come", "share", MORALE, "A90")
    loss_effect: number(0, 100) = meant(3.0, "Log-odds of morale lost per share of the men killed", "log-odds", MORALE, "A18")
    army_cohesion: Any_ = meant(0.0, "Log-odds added to the cohesion of every formation: a level for a whole war", "log-odds", MORALE, "A120")
    conscript_effect: number(0, 20) = meant(0.6, "Log-odds of morale lost by an all-conscript formation", "log-odds", MORALE, "A19")
    pay_effect: number(0, 20) = meant(0.15, "Log-odds of morale gained by those whom a pay rise reaches", "log-odds", MORALE, "A20")
    officers_effect: number(0, 20) = meant(1.0, "Log-odds of morale lost when the officers are gone", "log-odds", MORALE, "A6")
    advisers_effect: number(0, 20) = meant(0.8, "Log-odds of morale lost when the advisers are gone, at full dependence", "log-odds", MORALE, "A21")
    home_effect: number(0, 20) = meant(0.4, "Log-odds of morale among a loyal community; lost among one that has risen", "log-odds", MORALE, "A22")
    home_share: Share = meant(0.5, "Share of the news about the army that does not count for who defends the place that they were raised from", "share", MORALE, "A121")
    leadership_effect: number(0, 20) = meant(3.0, "Log-odds of morale lost when the leadership has left", "log-odds", MORALE, "A9")
    fall_rate: number(0, 100) = meant(2.0, "Rate at which morale falls to its target", "1/day", MORALE, "A23")
    recovery_rate: number(0, 100) = meant(0.4, "Rate at which morale recovers to its target", "1/day", MORALE, "A23")
    cohesion_spread: number(0, 5) = meant(0.4, "Standard deviation of cohesion around what the scenario says of a formation", "log-odds", MORALE, "A24")
    # how formations break
    break_rate: number(0, 100) = meant(1.0, "Hazard of breaking in contact at critical morale", "1/day", BREAKING, "A25")
    break_steepness: number(0, 100) = meant(12.0, "How fast the hazard of breaking falls with morale", "1", BREAKING, "A25")
    critical_morale: Share = meant(0.3, "Morale at which a formation in contact breaks at the break rate", "share", BREAKING, "A25")
    together: Share = meant(0.0, "Chance, in each step, that one draw decides for a formation and the rest of its garrison who breaks and whose officers leave", "share", BREAKING, "A135")
    exposure_threatened: Share = meant(0.5, "Exposure with an enemy who could attack at once", "share", BREAKING, "A26")
    exposure_rear: Share = meant(0.05, "Exposure far from any enemy", "share", BREAKING, "A26")
    anticipation_days: number(0.01, 100) = meant(1.0, "Exposure falls by this scale with the days until an enemy could attack", "days", BREAKING, "A26")
    quit_base: Any_ = meant(-1.5, "Log-odds that a broken formation disbands rather than retreats", "log-odds", BREAKING, "A27")
    quit_conscripts: number(0, 20) = meant(1.0, "The same, added for an all-conscript formation whose men expect to be spared", "log-odds", BREAKING, "A27")
    quit_officers: number(0, 20) = meant(2.5, "The same, added when the officers are gone", "log-odds", BREAKING, "A27")
    quit_despair: number(0, 100) = meant(5.0, "The same, added per unit of morale below the critical", "log-odds", BREAKING, "A27")
    starvation_rate: number(0, 10) = meant(0.01, "Share of its men that a garrison loses a day when it is cut off and gets nothing", "1/day", BREAKING, "A91")
    handover_rate: number(0, 100) = meant(1.0, "Hazard at which a garrison without hope gives up, at morale 0", "1/day", BREAKING, "A95")
    deal_rate: number(0, 100) = meant(0.0, "Hazard at which a garrison with an enemy before it hands over by agreement, at morale 0", "1/day", BREAKING, "A123")
    straggler_share: Share = meant(0.15, "Share of the men lost on a retreat", "share", BREAKING, "A28")
    retreat_km_per_day: number(1, 2000) = meant(120.0, "Speed of formations on the road", "km/day", BREAKING, "A28")
    haven_km: number(0, 2000) = meant(100.0, "A full haven seems this much farther from the enemy", "km", BREAKING, "A29")
    safe_km: number(0, 5000) = meant(100.0, "Distance from the enemy beyond which a place seems no safer", "km", BREAKING, "A80")
    retreat_way_cost: number(0, 100) = meant(1.0, "Safety, in km, that a km of the way to it costs", "1", BREAKING, "A80")
    counter_attacks_per_day: number(0, 24) = meant(0.15, "Rate at which a garrison counter-attacks a weakly held lost neighbour", "1/day", BREAKING, "A84")
    counter_attack_km: number(0, 5000) = meant(60.0, "Length of the road beyond which no garrison counter-attacks", "km", BREAKING, "A84")
    counter_attack_morale: Share = meant(0.65, "Morale below which no formation counter-attacks", "share", BREAKING, "A84")
    counter_attack_ratio: number(0.1, 20) = meant(3.0, "Force ratio to the guard below which no garrison counter-attacks", "1", BREAKING, "A84")
    # officers
    officers_rate: number(0, 100) = meant(1.5, "Highest rate at which officers leave", "1/day", OFFICERS, "A6")
    officers_belief: Share = meant(0.35, "Belief at which they leave at half that rate", "share", OFFICERS, "A6")
    officers_width: number(0.005, 1) = meant(0.05, "Width of that threshold", "share", OFFICERS, "A6")
    officers_by_road: Share = meant(0.4, "Their rate where there is a road to safety but no air or sea exit", "share", OFFICERS, "A6")
    officers_back_per_day: number(0, 24) = meant(0.05, "Rate at which new officers arrive where belief is high", "1/day", OFFICERS, "A6")
    # attack
    advance_rate: number(0, 100) = meant(3.0, "Hazard of a ready group setting out", "1/day", ATTACK, "A31")
    press_rate: number(0, 100) = meant(3.0, "Highest hazard of pressing an attack from the outskirts", "1/day", ATTACK, "A32")
    press_ratio: Any_ = meant(0.0, "Log of the force ratio at which they press at half that rate", "1", ATTACK, "A32")
    press_width: number(0.01, 10) = meant(0.5, "Width of that threshold", "1", ATTACK, "A32")
    press_will: number(0, 20) = meant(2.0, "How far the will to fight outweighs the force ratio", "1", ATTACK, "A32")
    will_effect: number(0, 20) = meant(1.0, "Log-odds of the will to fight per log-odds of the army's belief lost", "1", ATTACK, "A33")
    turn_rate: number(0, 100) = meant(0.5, "Highest hazard of turning back", "1/day", ATTACK, "A33")
    readiness_rate: number(0, 100) = meant(0.8, "Rate at which readiness recovers", "1/day", ATTACK, "A34")
    readiness_after_capture: Share = meant(0.4, "Readiness just after taking a defended place", "share", ATTACK, "A34")
    fatigue_rate: number(0, 100) = meant(0.3, "Rate at which pressing wears readiness down", "1/day", ATTACK, "A34")
    group_km_per_day: number(1, 2000) = meant(100.0, "Speed of groups on the road", "km/day", ATTACK, "A35")
    target_prize: number(0, 20) = meant(0.5, "Taste of a target per prestige", "1", ATTACK, "A36")
    target_distance: number(0, 20) = meant(1.0, "Distaste per 100 km of road", "1", ATTACK, "A36")
    target_force: number(0, 20) = meant(0.5, "Distaste per log of the force ratio", "1", ATTACK, "A36")
    target_aim: number(0, 20) = meant(2.0, "Taste per 100 km gained towards its aim", "1", ATTACK, "A36")
    occupation_share: Share = meant(0.03, "Share of its men that a group leaves in each place it takes", "share", ATTACK, "A82")
    near_km: number(0, 5000) = meant(40.0, "How near a group must be to take a place that nobody holds", "km", ATTACK, "A83")
    overrun_ratio: number(1, 1000) = meant(8.0, "Force ratio at which defenders in contact are overrun", "1", ATTACK, "A37")
    combat_loss_rate: number(0, 1) = meant(0.01, "Share of the men killed per day in contact at even force", "1/day", ATTACK, "A38")
    # people
    rise_rate: number(0, 100) = meant(1.5, "Highest hazard of a step towards rising", "1/day", PEOPLE, "A39")
    rise_width: number(0.005, 1) = meant(0.08, "Width of the threshold of grievance over fear", "share", PEOPLE, "A39")
    defiance_margin: Share = meant(0.1, "Defiance comes this much before rising", "share", PEOPLE, "A39")
    garrison_fear: Share = meant(0.4, "Share of fear that hangs on the local garrison", "share", PEOPLE, "A39")
    calm_rate: number(0, 100) = meant(0.2, "Highest hazard of a step back to quiet", "1/day", PEOPLE, "A40")
    mobilise_rate: number(0, 100) = meant(0.5, "Hazard of a loyal community's mobilising once belief in the army is low", "1/day", PEOPLE, "A122")
    mobilise_belief: Share = meant(0.5, "Belief at which that hazard is at half its height", "share", PEOPLE, "A122")
    mobilise_width: number(0.001, 1) = meant(0.08, "How sharply it depends on belief", "share", PEOPLE, "A122")
    # backing
    leave_rate: number(0, 100) = meant(1.0, "Highest hazard of a backer's step back", "1/day", BACKING, "A41")
    leave_width: number(0.005, 1) = meant(0.05, "Width of the threshold of patience over belief", "share", BACKING, "A41")
    return_rate: number(0, 100) = meant(0.1, "Highest hazard of a backer's step forward again", "1/day", BACKING, "A41")
    entry_share: Share = meant(0.5, "Share that is felt of a backer none of whose entry places is held", "share", BACKING, "A96")
    rebel_backing: number(0, 10) = meant(0.5, "Readiness recovers faster by this share with a full backer of weight 1", "share", BACKING, "A42")
    # leadership
    cede_lost: Share = meant(0.25, "Share of prestige lost at which the command begins to cede the periphery", "share", LEADERSHIP, "A43")
    cede_rate: number(0, 100) = meant(1.0, "Hazard of ceding one more place after that", "1/day", LEADERSHIP, "A43")
    cede_km: number(0, 5000) = meant(60.0, "Held road to the capital below which a place is its own defence and not ceded", "km", LEADERSHIP, "A93")
    ceding_weight: number(0, 100) = meant(1.0, "Evidence, heard everywhere, of a place given up by order, at prestige 1", "1", LEADERSHIP, "A94")
    reinforce_rate: number(0, 100) = meant(0.5, "Hazard of sending the reserve to a threatened bellwether", "1/day", LEADERSHIP, "A44")
    reinforce_belief: Share = meant(0.55, "Belief at the capital below which the reserve is kept there", "share", LEADERSHIP, "A44")
    pay_lost: Share = meant(0.2, "Share of prestige lost at which the command thinks of pay", "share", LEADERSHIP, "A20")
    pay_rate: number(0, 100) = meant(0.3, "Hazard of a pay rise after that", "1/day", LEADERSHIP, "A20")
    exile_rate: number(0, 100) = meant(2.0, "Hazard of the leadership's leaving once all conditions hold", "1/day", LEADERSHIP, "A45")
    voice_effect: number(0, 100) = meant(2.0, "The same, times this once somebody urges exile", "1", LEADERSHIP, "A98")
    exile_belief: Share = meant(0.25, "Belief at the capital below which it may leave", "share", LEADERSHIP, "A45")
    exile_support: Share = meant(0.5, "Support below which backers count as gone", "share", LEADERSHIP, "A45")


# The tables whose entries have names of their own.
NAMED_TABLES = ("places", "roads", "units", "groups", "communities", "backers", "orders")


class Scenario(Strict):
    """A whole scenario, after its chain of `extends` has been laid together."""

    scenario: Setting
    places: dict[str, Place] = Field(min_length=2)
    roads: dict[str, Road] = Field(min_length=1)
    units: dict[str, Unit] = Field(min_length=1)
    groups: dict[str, Group] = Field(min_length=1)
    communities: dict[str, Community] = Field(default_factory=dict)
    backers: dict[str, Backer] = Field(default_factory=dict)
    command: Command = Field(default_factory=Command)
    orders: dict[str, Order] = Field(default_factory=dict)
    history: tuple[HistoryEvent, ...] = ()
    branch: Branch = Field(default_factory=Branch)
    mechanisms: Mechanisms = Field(default_factory=Mechanisms)
    parameters: Parameters = Field(default_factory=Parameters)
    posterior: Posterior = Field(default_factory=Posterior)
    observed: dict[str, Observed] = Field(
        default_factory=dict,
        description="The record to compare with: the day each place was lost, a window of days, or 'held'; read by no rule",
    )

    @property
    def branch_place(self) -> str:
        """Where the intervention is, or would be: the bellwether unless the branch says otherwise."""
        return self.branch.place or self.scenario.bellwether


def mechanisms_on(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """The mechanisms that are on in one of them and have something to do: orders only where there are some."""
    known = [(one.mechanisms, one.orders) for one in scenarios]
    return tuple(
        name
        for name in Mechanisms.model_fields
        if any(getattr(on, name) and (name != "orders" or orders) for on, orders in known)
    )
