"""What query workers are given and what they give: a task, the data, the limits, and the reply."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Protocol

from posgraph.errors import Fault
from posgraph_api.http.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One query: its text, the graphs that the protocol names, and the media types for either kind of result.

    A media type is empty where the client accepts none of its kind. ``base`` is what relative IRIs in the text are relative
    to. ``own_dataset``: the text has FROM clauses of its own. ``stream``: whoever asks takes a large answer in pieces.
    """

    text: str
    results: str
    graph: str
    base: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    own_dataset: bool = False
    stream: bool = False


class Rest(Protocol):
    """The pieces of an answer that are still to come."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces, each once."""

    async def __anext__(self) -> bytes:
        """The next piece; raises Problem where a limit is met."""

    async def aclose(self) -> None:
        """Say that nobody reads on."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker answered: ``head`` with ``type`` or ``error`` (as :mod:`posgraph_api.querying.worker` says), and the body.

    ``rest``: the pieces after ``body`` of an answer that is given in pieces; reading it raises Problem where a limit is met
    on the way. ``version``: that of the data that were asked, None where it is not known.
    """

    head: dict[str, Any]
    body: bytes
    rest: Rest | None = None
    version: Hashable = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The data as workers take them: a message and the body of it. ``discard`` is called when no worker needs it any more."""

    head: dict[str, Any]
    body: bytes = field(default=b"", repr=False)
    discard: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take, and how many may wait.

    >>> Limits(10, 50_000_000, 2048).told
    'seconds=10, bytes=50000000, megabytes=2048, rows=1000000'
    """

    seconds: float
    bytes: int
    megabytes: int
    rows: int = 1_000_000
    queue: int = 64

    @property
    def told(self) -> str:
        """The limits of one query, as the header Posgraph-Limits has them."""
        return f"seconds={self.seconds:g}, bytes={self.bytes}, megabytes={self.megabytes}, rows={self.rows}"

    def busy(self, detail: str) -> Problem:
        """The problem of too many queries at once; it says when to come again."""
        return Problem(503, "busy", detail, headers={"retry-after": str(int(self.seconds) + 1)})

    def too_long(self) -> Problem:
        """The problem of a query that took longer than the limit."""
        hint = "fewer patterns, or more that share variables"
        fault = Fault("query", "", f"a query that ends within {self.seconds:g} s", hint)
        return Problem(422, "time-limit", f"The query was ended after {self.seconds:g} s", [fault])

    def too_large(self, unit: str) -> Problem:
        """The problem of an answer with too many ``rows`` or ``bytes``."""
        most = f"{self.rows if unit == 'rows' else self.bytes} {unit}"
        fault = Fault("query", "", f"a query whose answer has at most {most}", "LIMIT")
        return Problem(422, "answer-too-large", f"The answer has more than {most}; none of it is sent", [fault])

    def died(self) -> Problem:
        """The problem of a query whose process ended by itself: most often for want of memory."""
        most = f"{self.megabytes} megabytes of memory"
        fault = Fault("query", "", f"a query that needs at most {most}", "LIMIT, or fewer rows to sort and group")
        return Problem(503, "query-ended", f"The process that ran the query ended; a query may take {most}", [fault])
