"""Competency questions: what the ontology must be able to answer, each an English sentence with its SPARQL query.

A file ``ontology/questions/NAME.rq`` begins with comments: the question, its dataset, its parameters, what it needs. The rest
is a query that runs as it stands, with the defaults in ``VALUES``; beside it ``NAME.tsv`` holds the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posgraph import resources
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph.model.schema import RELATIONS
from posgraph.names import is_inferred
from posgraph.store.interface import Store
from posgraph.store.results import Result
from posgraph.store.terms import Value, term

_NAMING = MappingProxyType(
    {
        "actor": ("actors",),
        "dataset": (),
        "one": ("actors",),
        "other": ("actors",),
        "issue": ("issues",),
        "plan": ("proposals",),
        "position": ("positions", "sequencing"),
        "process": ("processes",),
        "step": ("demands",),
        "word": (),
    }
)
"""The tables whose ids a parameter of such a name takes; none for the words of the schema, and for the dataset itself."""

_SHOWN = 12  # names that a message lists
_PARAMETER = re.compile(r"(?P<name>\w+) = (?P<default>.+?) — (?P<meaning>.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question takes; its kind (``date``, ``number`` or ``text``) is that of its default.

    >>> Parameter("day", "2025-12-29", "the date").kind
    'date'
    """

    name: str
    default: str
    meaning: str

    @property
    def kind(self) -> str:
        """What a value must be: ``date``, ``number`` or ``text``."""
        return next((kind for kind, (read, _) in _KINDS.items() if _fits(read, self.default)), "text")

    def read(self, value: Any) -> Value:
        """The value as it enters the query; UsageError where it is not of the parameter's kind."""
        read, expected = _KINDS.get(self.kind, (str, "a text"))
        try:
            return read(str(value))
        except (ValueError, InvalidOperation):
            raise UsageError(f"parameter {self.name}", value, expected, self.default) from None


def _fits(read: Callable[[str], Value], text: str) -> bool:
    try:
        read(text)
    except (ValueError, InvalidOperation):
        return False
    return True


def _number(text: str) -> Decimal | int:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return int(number) if number == number.to_integral_value() else number


_KINDS: dict[str, tuple[Callable[[str], Value], str]] = {
    "date": (date.fromisoformat, "a date, such as 2025-12-29"),
    "number": (_number, "a number"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the dataset that its answer is given for, its parameters, and its query.

    ``needs_inferred``: it asks for findings, which ``posgraph infer`` writes into the store.
    """

    name: str
    text: str
    data: str
    parameters: tuple[Parameter, ...]
    query: str
    needs_inferred: bool

    @classmethod
    def parse(cls, name: str, text: str) -> Question:
        """Read the text of a question file; UsageError where a comment of its head is not understood."""
        head = [line.removeprefix("#").strip() for line in text.splitlines() if line.startswith("#")]
        fields: dict[str, list[str]] = {"data": [], "param": [], "needs": []}
        for line in head[1:]:
            key, _, value = line.partition(":")
            if key not in fields:
                raise UsageError(f"question {name}", line, "data:, param: or needs: after the first line")
            fields[key].append(value.strip())
        return cls(
            name=name,
            text=head[0],
            data="".join(fields["data"]),
            parameters=tuple(_parameter(name, value) for value in fields["param"]),
            query=text,
            needs_inferred="inferred" in fields["needs"],
        )

    def bind(self, **values: Any) -> str:
        r"""The query with these values in the place of defaults: a text that can be run, shared and changed.

        A value enters as an RDF term, never as text of the query. Raises UnknownName for a parameter that the question does
        not have, UsageError for a value of the wrong kind.

        >>> text = find("stances-on-issue").bind(issue='a "quoted" name')
        >>> [line.strip() for line in text.splitlines() if "VALUES" in line]
        ['VALUES ?issue { "a \\"quoted\\" name" }', 'VALUES ?day { "2025-12-29"^^xsd:date }']
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        text = self.query
        for name, value in values.items():
            if name not in known:
                raise _unknown(f"parameter of question {self.name}", name, known)
            text = _replace(text, name, str(term(known[name].read(value))))
        return text

    @property
    def names_rows(self) -> bool:
        """True where a parameter takes the id of something in the dataset, or of the dataset."""
        return any(parameter.name in _NAMING for parameter in self.parameters)

    def fill(self, dataset: Dataset, /, **values: Any) -> dict[str, Any]:
        """These values, with the dataset's own id where the question wants the id of a dataset and none is given.

        Raises UnknownName where a value, or the default in its place, names nothing in the dataset.

        >>> import posgraph
        >>> with posgraph.open() as g:
        ...     find("contents").fill(g.dataset), find("evidence").fill(g.dataset, position="UA001")
        ({'dataset': 'miami-2025'}, {'position': 'UA001'})
        """
        filled = dict(values)
        for parameter in self.parameters:
            if parameter.name not in _NAMING:
                continue
            if parameter.name == "dataset":
                filled.setdefault("dataset", dataset.id)
            known = sorted(_names(parameter.name, dataset))
            given = str(filled.get(parameter.name, parameter.default))
            if given not in known:
                shown = ", ".join(known[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
                raise UnknownName(
                    f"parameter {parameter.name}", given, f"{parameter.meaning}: {shown or 'none is there'}", near(given, known)
                )
        return filled

    def run(self, store: Store, graphs: Sequence[str] | None = None, /, **values: Any) -> Result:
        """The answer over a store, or over some of its graphs; UsageError where it asks for findings and they hold none."""
        query = self.bind(**values)
        if self.needs_inferred and not any(is_inferred(name) and (graphs is None or name in graphs) for name in store.graphs()):
            raise UsageError("question", self.name, "a store with findings: run posgraph infer, or graph.infer(), before")
        return store.query(query, graphs=graphs)

    def __str__(self) -> str:
        return self.text


def questions() -> MappingProxyType[str, Question]:
    """Every question by name, sorted.

    >>> questions()["absent-plans"].text
    'Which joint plans are stated not to exist, and on whose word?'
    """
    return MappingProxyType(_all(resources.ontology() / "questions"))


def find(name: str) -> Question:
    """The question of that name; UnknownName, with a near match, where there is none.

    >>> find("contradictions").parameters
    (Parameter(name='day', default='2025-12-29', meaning='the date'),)
    """
    known = questions()
    if name not in known:
        raise _unknown("question", name, known)
    return known[name]


def ask(store: Store, name: str, /, **values: Any) -> Result:
    """The answer to a question over a whole store, whatever datasets it holds."""
    return find(name).run(store, **values)


@cache
def _all(folder: Path) -> dict[str, Question]:
    return {path.stem: Question.parse(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.rq"))}


def _parameter(question: str, text: str) -> Parameter:
    found = _PARAMETER.fullmatch(text)
    if not found:
        raise UsageError(f"question {question}", text, "param: NAME = DEFAULT — MEANING")
    return Parameter(**found.groupdict())


def _names(parameter: str, dataset: Dataset) -> Iterable[str]:
    """What a parameter of this name may be called in a dataset."""
    if parameter == "dataset":
        return (dataset.id,)
    if parameter == "word":
        return RELATIONS
    return (id for table in _NAMING[parameter] for id in dataset.by_id(table))


def _replace(query: str, name: str, value: str) -> str:
    """The query with this value in its line ``VALUES ?name { value }``."""
    found = re.search(rf"^ *VALUES \?{name} \{{ (?P<value>.*) \}}$", query, re.MULTILINE)
    if not found:
        raise UsageError("question", name, f"a line VALUES ?{name} {{ … }} in its query")
    return query[: found.start("value")] + value + query[found.end("value") :]


def _unknown(what: str, name: str, known: Mapping[str, object]) -> UnknownName:
    return UnknownName(what, name, f"one of {', '.join(known)}" if known else "none", near(name, known))
