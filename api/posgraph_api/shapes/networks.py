"""The shapes of networks: ties as a matrix, their structure, and what is behind one."""

from __future__ import annotations

from pydantic import Field, RootModel

from posgraph_api.shapes import Evidence, Shape
from posgraph_api.shapes.changes import AssumedNumbers

Number = int | float


class NetworkWindow(Shape):
    """A window of time; its days are all included."""

    start: str
    middle: str
    stop: str


class NetworkBlocs(Shape):
    """A partition of the actors by modularity; computed, not asserted."""

    blocs: list[list[str]]
    modularity: float
    resolution: float
    on: str
    method: str


class BrokerRoles(Shape):
    """Pairs of neighbours without a tie, by the blocs of the three."""

    coordinator: int
    consultant: int
    representative: int
    liaison: int


class NetworkBroker(Shape):
    """How an actor stands between others."""

    actor: str
    bloc: int
    betweenness: float
    constraint: float | None
    participation: float | None
    across: float
    roles: BrokerRoles


class NetworkBrokers(Shape):
    """Every actor, the greatest betweenness first."""

    items: list[NetworkBroker]
    on: str


class NetworkBalance(Shape):
    """How few ties stand against two camps, and how many triangles are balanced."""

    ties: int
    frustration: int
    at_least: int
    exact: bool
    normalised: float | None
    camps: list[list[str]]
    either: list[str]
    against: list[list[str]]
    triangles: int
    balanced: int
    share: float | None
    on: str


class NetworkPolarisation(Shape):
    """How far agreement lies within two camps and conflict between them."""

    score: float | None
    within: float | None
    between: float | None
    camps: list[list[str]]
    either: list[str]
    exact: bool
    at_most: float | None
    measure: str
    equal: bool
    on: list[str]


class BackboneTie(Shape):
    """A tie, and how likely chance alone made it that heavy."""

    a: str
    b: str
    weight: float
    p: float


class NetworkBackbone(Shape):
    """The ties that the disparity filter keeps."""

    alpha: float
    items: list[BackboneTie]
    left_out: int
    weight: float | None
    on: str


class NetworkStructure(Shape):
    """Measures of a network; `without` says why one of them is null."""

    blocs: NetworkBlocs | None
    brokers: NetworkBrokers | None
    balance: NetworkBalance | None
    polarisation: NetworkPolarisation | None
    backbone: NetworkBackbone | None
    without: dict[str, str]


class Network(Shape):
    """A network of actors, or of actors and demands: `matrix[i][j]` is the tie of `rows[i]` and `columns[j]`."""

    mode: str
    kind: str
    norm: str
    duplicates: str
    rows: list[str]
    columns: list[str]
    actors: list[str]
    labels: dict[str, str]
    matrix: list[list[Number]]
    window: NetworkWindow | None
    statements: int
    as_of: str | None
    by: str
    weight: str
    assumed: list[AssumedNumbers]
    structure: NetworkStructure | None = None


class Networks(Shape):
    """A network for each window, in the order of time."""

    items: list[Network]
    next: str | None


class TieStatement(Shape):
    """A statement behind a tie."""

    id: str
    actor: str
    demand: str
    stance: str
    date: str | None
    document: str
    quote: str
    source: str
    url: str
    weight: float
    reported_by: str
    mode: str


class TiePair(Shape):
    """Two positions that a tie counts, once, by all rules or kinds of overlap by which they meet."""

    kind: str
    a: str
    b: str
    rules: list[str]
    chain: list[str]
    relations: list[str]
    from_: str | None = Field(alias="from")
    until: str | None
    weight: float


class NetworkTie(Shape):
    """A tie with all that is behind it; `pairs` is null where it was not counted by meaning."""

    row: str
    column: str
    weight: Number
    statements: list[TieStatement]
    positions: list[Evidence]
    pairs: list[TiePair] | None


class NetworkAnswer(RootModel[Network | Networks | NetworkTie]):
    """A network; with `window` one for each window; with `between` one tie."""
