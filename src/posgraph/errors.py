"""The errors of posgraph: one small tree; each carries its data and names the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class PosgraphError(Exception):
    """The root of every error that posgraph raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in a dataset: where it is, what stands there, what was expected, and a hint.

    ``where`` reads ``table.csv row 4 (RU001) column stance``; ``hint`` is a near match or a remedy, or empty.

    >>> print(Fault("positions.csv row 4 (RU001) column stance", "rejcts", "one of: demands, rejects", "rejects"))
    positions.csv row 4 (RU001) column stance: 'rejcts'; expected one of: demands, rejects; did you mean 'rejects'?
    >>> print(Fault("positions.csv row 5 (RU002) column salience", "2", "Salience is a number from 0 to 1"))
    positions.csv row 5 (RU002) column salience: '2'. Salience is a number from 0 to 1
    """

    where: str
    value: str
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        sentence = self.expected[:1].isupper()  # the ontology's shapes speak in sentences
        value = f"{self.value!r}{'.' if sentence else ';'} " if self.value else ""
        hint = f"; did you mean {self.hint!r}?" if self.hint else ""
        return f"{self.where}: {value}{'' if sentence else 'expected '}{self.expected}{hint}"

    def to_dict(self) -> dict[str, str]:
        """The fault as a member of problem+json ``errors``."""
        return {"where": self.where, "value": self.value, "expected": self.expected, "hint": self.hint}


class DataError(PosgraphError, ValueError):
    """The data have faults: all of them at once, and nothing was loaded. ``head`` says how many."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        self.head = f"{count} fault{'s' if count != 1 else ''}; nothing was loaded"
        super().__init__("\n".join([self.head, *map(str, self.faults)]))


class RefusedChange(PosgraphError, ValueError):
    """A change that other rows, or another change, stand in the way of: says which; nothing was changed."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__(message)


class Overtaken(RefusedChange):
    """A change of data that another process has changed since they were read; read them again, and repeat the change."""


class UsageError(PosgraphError, ValueError):
    """An argument that cannot be used: names the value, what was expected, and a near match."""

    def __init__(self, argument: str, value: object, expected: str, hint: str = "") -> None:
        self.fault = Fault(argument, str(value), expected, hint)
        super().__init__(str(self.fault))


class UnknownName(UsageError, LookupError):
    """A name (actor, issue, rule, question, dataset, …) that nothing has."""


class StoreError(PosgraphError):
    """The store cannot be opened, read or written: says which store and what to do."""


class QueryError(PosgraphError, ValueError):
    """A SPARQL text that cannot be run; ``line`` and ``column`` are 1-based, or 0 if unknown."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        self.line, self.column = line, column
        at = f"line {line}, column {column}: " if line else ""
        super().__init__(at + message)
