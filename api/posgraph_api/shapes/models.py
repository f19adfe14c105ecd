"""The shapes of the published models: forecasts, exchanges, and the stability of packages."""

from __future__ import annotations

from pydantic import Field

from posgraph_api.shapes import AnyEvidence, Shape


class Numbers(Shape):
    """Where an actor stands on a line, with what weight, and which numbers were assumed."""

    actor: str
    position: float
    salience: float
    capability: float
    weight: float
    assumed: list[str]
    demands: list[str]
    positions: list[AnyEvidence]


class Pulled(Numbers):
    """The same, with how far the actor pulls the mean."""

    pull: float


class _Line(Shape):
    issue: str
    label: str
    kind: str
    unit: str | None
    scale: list[float]
    left_out: list[str]


class NumberedLine(_Line):
    """An issue as a line, with who stands where."""

    actors: list[Numbers]


class Estimate(Shape):
    """One method: its value, its measured error, and the band between `low` and `high`."""

    method: str
    value: float
    error: float
    low: float
    high: float


class Chance(Shape):
    """How likely the model takes a position to be the outcome."""

    position: float
    probability: float


class Condorcet(Shape):
    """The probabilistic Condorcet distribution."""

    expected: float
    modal: float | None = Field(description="Null where several are equally likely.")
    distribution: list[Chance]
    settled: bool


class Forecast(_Line):
    """One issue as a line: every method beside the plain baselines."""

    estimates: list[Estimate]
    spread: float
    stated: list[float]
    condorcet: Condorcet
    actors: list[Pulled]


class Forecasts(Shape):
    """Where each issue with numbers may end; `assumes` says what that rests on."""

    as_of: str
    actors: list[str]
    items: list[Forecast]
    alone: list[NumberedLine] = Field(description="Issues on which only one actor has a number: no forecast.")
    capability_unknown: list[str]
    skipped: list[str]
    outcomes_within_stated: list[int]
    assumes: str


class BeforeAfter(Shape):
    """An outcome before and after."""

    before: float
    after: float


class Moved(Shape):
    """How far an actor moves on an issue, and the outcome by it."""

    actor: str
    issue: str
    from_: float = Field(alias="from")
    to: float
    outcome: BeforeAfter


class Exchange(Shape):
    """Two actors each give on the issue that they care less about; `others` gain or lose by it."""

    gain: float
    i: str
    j: str
    i_gives: str
    j_gives: str
    moves: list[Moved]
    effects: dict[str, float]
    others: dict[str, float]


class Exchanges(Shape):
    """The exchanges that the model realises, the greatest gain first."""

    as_of: str
    actors: list[str]
    scale: str
    bookkeeping: str
    candidates: int
    items: list[Exchange]
    total: float
    outcomes: dict[str, BeforeAfter]
    issues: list[NumberedLine]
    capability_unknown: list[str]
    skipped: list[str]
    assumes: str


class WorthTerm(Shape):
    """What a position adds to the worth of a package: salience × polarity."""

    position: str
    salience: float
    polarity: float
    value: float
    assumed: list[str]


class Answer(Shape):
    """A move that answers a move."""

    actor: str
    to: str


class Gain(Shape):
    """A move by which a party would gain, and the answer that deters it; null where there is none."""

    move: str
    answer: list[Answer] | None


class Unmet(Shape):
    """What a party's ranking would have to say for it to stay: this state no higher, or all of one of these groups."""

    rank_no_higher: str
    or_all_of: list[list[str]]


class PartyStands(Shape):
    """What a package is worth to a party, whether it would stay, and what deters it from leaving."""

    actor: str
    worth: float
    terms: list[WorthTerm]
    stable: dict[str, bool]
    gains: dict[str, list[Gain]]
    changes: dict[str, list[Unmet]]


class RankingCount(Shape):
    """How many of all rankings would make the package stable for a party."""

    stable: int
    of: int


class Package(Shape):
    """A package of demands, with the verdict under each concept."""

    package: str
    demands: list[str]
    movable: bool = Field(description="False where no party can put anything in or take anything out.")
    vacuous: bool = Field(
        description="True where no party is known to refuse any of it, nor gains by a move: nothing can be said."
    )
    refused: dict[str, list[str]] = Field(description="The demands in it that somebody refuses, and who does.")
    equilibrium: dict[str, bool]
    actors: list[PartyStands]
    rankings: dict[str, dict[str, RankingCount]]


class Step(Shape):
    """A demand that is put in or taken out."""

    put_in: str = ""
    take_out: str = ""


class PackageState(Shape):
    """A state between which the parties could move."""

    package: str
    steps: list[Step]
    demands: list[str]
    worth: dict[str, float]


class Stability(Shape):
    """Which packages no party would leave; `partial` where states were cut."""

    as_of: str
    actors: list[str]
    items: list[Package]
    states: dict[str, PackageState]
    cut: int
    cut_next_to_packages: int
    partial: bool
    positions: list[AnyEvidence]
    reading: str
    assumes: str
