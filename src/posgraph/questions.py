"""Competency questions: what the ontology must be able to answer, each an English sentence with its SPARQL query.

A file ``ontology/questions/NAME.rq`` begins with comments: the question, its dataset, its parameters, what it needs. The rest
is a query that runs as it stands, with the defaults in ``VALUES``; beside it ``NAME.tsv`` holds the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posgraph import resources
from posgraph.errors import UnknownName, UsageError
from posgraph.names import INFERRED_GRAPH
from posgraph.store.interface import Store
from posgraph.store.results import Result
from posgraph.store.terms import Value, term

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

    def run(self, store: Store, **values: Any) -> Result:
        """The answer over a store; UsageError where the question asks for findings and the store holds none."""
        query = self.bind(**values)
        if self.needs_inferred and INFERRED_GRAPH not in store.graphs():
            raise UsageError("question", self.name, "a store with findings: run posgraph infer, or graph.infer(), before")
        return store.query(query)

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
    """The answer to a question over a store."""
    return find(name).run(store, **values)


@cache
def _all(folder: Path) -> dict[str, Question]:
    return {path.stem: Question.parse(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.rq"))}


def _parameter(question: str, text: str) -> Parameter:
    found = _PARAMETER.fullmatch(text)
    if not found:
        raise UsageError(f"question {question}", text, "param: NAME = DEFAULT — MEANING")
    return Parameter(**found.groupdict())


def _replace(query: str, name: str, value: str) -> str:
    """The query with this value in its line ``VALUES ?name { value }``."""
    found = re.search(rf"^ *VALUES \?{name} \{{ (?P<value>.*) \}}$", query, re.MULTILINE)
    if not found:
        raise UsageError("question", name, f"a line VALUES ?{name} {{ … }} in its query")
    return query[: found.start("value")] + value + query[found.end("value") :]


def _unknown(what: str, name: str, known: Mapping[str, object]) -> UnknownName:
    near = get_close_matches(name, known, n=1)
    return UnknownName(what, name, f"one of {', '.join(known)}" if known else "none", near[0] if near else "")
