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


class OrderEvidence(Evidence):
    """A sequence preference as proof."""

    first: str
    relation: str
    then: str


class Finding(Shape):
    """Two positions that a rule brings together."""

    hard: bool
    self_: bool = Field(alias="self")
    issue: str
    a: OrderEvidence | Evidence
    b: OrderEvidence | Evidence
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
    """A page of conflicts, the most severe first."""

    as_of: str | None
    items: list[Conflict]
    next: str | None


class Overlaps(Shape):
    """A page of overlaps, the strongest first."""

    as_of: str | None
    items: list[Overlap]
    next: str | None


_TYPES: dict[Kind, type] = {Kind.degree: float, Kind.number: float, Kind.whole: int, Kind.flag: bool}


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
