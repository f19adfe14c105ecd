"""The shapes of the JSON answers, for OpenAPI and for the tests; the answers themselves are the library's plain dicts."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from posgraph.model.schema import Column, Kind, Table


class Shape(BaseModel):
    """A shape says all that an answer holds: nothing less, nothing more."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Fault(Shape):
    """One fault: where, what stood there, what was expected, a near match or nothing."""

    where: str
    value: str
    expected: str
    hint: str


class Problem(Shape):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault]
    request_id: str | None = None


class SourceRef(Shape):
    """The source of a quote."""

    id: str
    title: str
    url: str | None
    published: str | None


class Evidence(Shape):
    """A position or a sequence preference as proof: who holds it, on whose word, in which words."""

    position: str
    actor: str
    demand: str = Field(description="The demand; of a sequence preference the order, as `a before b`.")
    stance: str
    salience: float | None
    firmness: float | None
    confidence: float | None
    valid_from: str | None
    valid_to: str | None
    reported_by: str | None
    mode: str | None
    quote: str | None
    source: SourceRef | None
    disputed: bool
    only_if: list[str] = Field(description="Demands without which the holder will not move.")


class OrderEvidence(Evidence):
    """A sequence preference as proof."""

    first: str
    relation: str
    then: str


AnyEvidence = OrderEvidence | Evidence
"""A position or a sequence preference."""


class Finding(Shape):
    """Two positions that a rule brings together."""

    hard: bool
    self_: bool = Field(alias="self")
    issue: str
    a: AnyEvidence
    b: AnyEvidence
    chain: list[str]
    from_: str | None = Field(alias="from")
    until: str | None
    parts: dict[str, Any]


class Conflict(Finding):
    """What two holders cannot both have."""

    rule: str
    severity: float


class Overlap(Finding):
    """What two holders want, or refuse, in common."""

    kind: str
    strength: float


class Conflicts(Shape):
    """A page of conflicts, the most severe first; `partial` where the search for contradictions of orders was cut off. `total` is
    the number of all of them, `total_hard` that of the hard ones.
    """

    as_of: str | None
    items: list[Conflict]
    next: str | None
    partial: bool
    total: int
    total_hard: int


class Overlaps(Shape):
    """A page of overlaps, the strongest first; `total` is the number of all of them."""

    as_of: str | None
    items: list[Overlap]
    next: str | None
    total: int


class Voice(Shape):
    """An actor that is pro or contra, and the way from its position to the demand."""

    actor: str
    via: list[str]
    relations: list[str]
    position: Evidence


class Clash(Shape):
    """A conflict between two of the actors: its rule, and the ids of both positions."""

    rule: str
    a: str
    b: str


class Ask(Shape):
    """A demand, who is pro and who is contra, and with what it clashes."""

    demand: str
    label: str
    issue: str
    pro: list[Voice]
    contra: list[Voice]
    clashes: list[Clash] = Field(
        description="Conflicts, other than refusals, between two of the actors that a position named in this entry is a side of."
    )


class Ground(Shape):
    """The common ground: what all want, what nobody refuses, what is contested."""

    as_of: str | None
    actors: list[str]
    common: list[Ask]
    uncontested: list[Ask]
    contested: list[Ask]


class Because(Shape):
    """One member of a contradiction, in words."""

    member: str
    kind: str
    by: str
    says: str


class Contradiction(Shape):
    """A smallest set of orders, relations and conditions that cannot all hold."""

    members: list[str]
    steps: list[str]
    actors: list[str]
    because: list[Because]


class Concession(Shape):
    """A smallest set of preferences whose withdrawal ends the contradictions; `by` counts them for each actor."""

    withdraw: list[str]
    cost: float
    by: dict[str, int]
    assumed: dict[str, list[str]]


class Cheapest(Concession):
    """The least that must be withdrawn in all; `proven` where nothing can cost less."""

    bound: float
    proven: bool
    scale: int


class Component(Shape):
    """Steps that are tied up with each other in contradictions."""

    steps: list[str]
    contradictions: list[Contradiction]
    concessions: list[Concession]
    hard: list[str]
    message: str
    partial: bool


class Stage(Shape):
    """A step of the roadmap, and how many stages lead up to it."""

    step: str
    rank: int
    also: list[str] = Field([], description="Steps that are the same step.")
    entails: list[str] = Field(
        [], description="Wider steps of a later rank that this one entails; an order binds a step only where it names it."
    )


class Asked(Shape):
    """What the roadmap asks of an actor."""

    actor: str
    withdraw: list[str]
    orders: list[str]


class Relation(Shape):
    """A relation between two demands that a contradiction or the roadmap rests on."""

    id: str
    demand_a: str
    relation: str
    demand_b: str
    by: str
    source: str | None
    note: str | None


class Orders(Shape):
    """Whether one order of the steps suits all; if not, why not and what it takes."""

    as_of: str | None
    consistent: bool
    components: list[Component]
    cheapest: Cheapest | None
    roadmap: list[Stage]
    asks: list[Asked]
    preferences: list[OrderEvidence]
    conditions: list[Evidence]
    relations: list[Relation]
    partial: bool


class QuestionParameter(Shape):
    """A value that a question takes."""

    name: str
    default: str
    meaning: str
    kind: str


class QuestionRef(Shape):
    """A question, its parameters and its query; `needs_inferred`: it asks for findings that are written into the store."""

    name: str
    text: str
    data: str
    parameters: list[QuestionParameter]
    needs_inferred: bool
    query: str


class Questions(Shape):
    """Every question."""

    items: list[QuestionRef]
    next: str | None


class DatasetRef(Shape):
    """A dataset in the store; `served` is true of the one that the other answers are about."""

    id: str
    iri: str
    title: str | None
    licence: str | None
    description: str | None
    served: bool


class Datasets(Shape):
    """The datasets in the store."""

    items: list[DatasetRef]
    next: str | None


class DatasetOne(DatasetRef):
    """A dataset, and how many rows each table has."""

    counts: dict[str, int] | None
    version: str = Field(description="Another one after each write of the dataset.")


class Value(Shape):
    """A value: a thing (`iri` and `label`) or a text (`value`); `properties` where it is told here what it says."""

    iri: str = ""
    label: str = ""
    value: str = ""
    datatype: str = ""
    properties: list[Statement] = []


class Statement(Shape):
    """A property with its values."""

    property: str
    label: str
    values: list[Value]


class Reference(Shape):
    """A thing that points to this one."""

    property: str
    iri: str
    label: str


class Thing(Shape):
    """What is said of an IRI, and what points to it."""

    iri: str
    label: str
    types: list[Value]
    properties: list[Statement]
    references: list[Reference]
    reference_count: int


class Health(Shape):
    """The service runs: its version, and, for who may read, what is loaded."""

    status: str
    posgraph: str
    datasets: list[str] | None = None


class Ready(Shape):
    """Whether the service can answer, whether it takes writes, and the reasons where it cannot answer."""

    status: str
    posgraph: str
    writing: bool
    reasons: list[str]


_TYPES: dict[Kind, type] = {Kind.degree: float, Kind.number: float, Kind.amount: float, Kind.whole: int, Kind.flag: bool}


def row(table: Table) -> type[Shape]:
    """The shape of one row of a table."""
    fields: dict[str, Any] = {"iri": (str, ...)} | {column.name: (_type(column), ...) for column in table.columns}
    return create_model(table.record.__name__, __base__=Shape, __doc__=table.record.__doc__, **fields)


def rows(table: Table, item: type[Shape]) -> type[Shape]:
    """The shape of a page of rows."""
    name = table.name.capitalize()
    fields: dict[str, Any] = {"items": (list[item], ...), "next": (str | None, ...)}  # type: ignore[valid-type]
    return create_model(name, __base__=Shape, __doc__=f"A page of {table.name}, by key.", **fields)


def _type(column: Column) -> Any:
    if column.is_list:
        return list[str]
    kind: Any = _TYPES.get(column.kind, str)
    return kind if column.required else kind | None
