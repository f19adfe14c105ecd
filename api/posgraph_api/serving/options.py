"""One setting in all its forms: a flag, a variable of the environment, a key of a file."""

from __future__ import annotations

from dataclasses import MISSING, Field, dataclass, fields
from typing import Any

from posgraph.errors import UsageError
from posgraph.model.cells import near


@dataclass(frozen=True, slots=True)
class Option:
    """One setting; ``type`` is str, int, float, bool or tuple (words). ``group`` is the heading that it stands under.

    A ``secret`` is never shown, and is no flag, since everybody on a machine can read the flags of its processes.
    """

    name: str
    type: type
    default: Any
    help: str
    group: str
    least: float | None
    most: float | None
    choices: tuple[str, ...]
    secret: bool

    @property
    def flag(self) -> str:
        """The flag of the command line, as ``--query-seconds``."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """The variable of the environment, as ``POSGRAPH_QUERY_SECONDS``."""
        return "POSGRAPH_" + self.name.upper()

    @property
    def expected(self) -> str:
        """What may be written, in words."""
        if self.choices:
            return f"one of: {', '.join(self.choices)}"
        if self.type is bool:
            return "true or false"
        if self.type is tuple:
            return "words separated by spaces"
        if self.type is str:
            return "a text"
        kind = "a whole number" if self.type is int else "a number"
        if self.least is not None and self.most is not None:
            return f"{kind}, {self.least:g} to {self.most:g}"
        return kind if self.least is None else f"{kind}, {self.least:g} or more"

    def parse(self, where: str, text: str) -> Any:
        """The value of a written setting; raises UsageError, which names ``where``."""
        try:
            value = _PARSERS[self.type](text)
        except (ValueError, KeyError):
            raise self._unusable(where, text) from None
        self.check(where, value)
        return value

    def take(self, where: str, value: Any) -> Any:
        """The value of a setting in a TOML file, which knows numbers, truth values and lists; raises UsageError."""
        if self.type is tuple and isinstance(value, list) and all(isinstance(word, str) for word in value):
            value = tuple(value)
        elif self.type in (tuple, str) and isinstance(value, str):
            value = self.parse(where, value)
        elif self.type is float and type(value) is int:
            value = float(value)
        elif type(value) is not self.type:  # a truth value is no whole number here
            raise self._unusable(where, value)
        self.check(where, value)
        return value

    def check(self, where: str, value: Any) -> None:
        """Raise UsageError where a number lies outside its bounds, or a word is none of those on offer."""
        low = self.least is not None and not value >= self.least
        if low or (self.most is not None and not value <= self.most) or (self.choices and value not in self.choices):
            raise self._unusable(where, value)

    def write(self, value: Any) -> str:
        """The value as :meth:`parse` reads it."""
        return " ".join(value) if self.type is tuple else str(value).lower() if self.type is bool else str(value)

    def _unusable(self, where: str, value: Any) -> UsageError:
        shown = "…" if self.secret else value
        return UsageError(where, shown, self.expected, near(str(value), self.choices) if self.choices else "")


_PARSERS: dict[type, Any] = {
    str: str,
    int: int,
    float: float,
    tuple: lambda text: tuple(text.replace(",", " ").split()),
    bool: lambda text: {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[text.lower()],
}


def options_of(settings: type) -> tuple[Option, ...]:
    """The settings that a dataclass declares, in order; one that names no group stands in that of the one before it."""
    found: list[Option] = []
    for entry in fields(settings):
        found.append(_option(entry, found[-1].group if found else ""))
    return tuple(found)


def _option(entry: Field[Any], group: str) -> Option:
    assert entry.default is not MISSING
    said = dict(entry.metadata)
    kind = said.pop("kind") or (str if entry.default is None else type(entry.default))
    return Option(entry.name, kind, entry.default, **{**said, "group": said["group"] or group})
