"""Settings of the service: each declared once, with its help text; a flag and a ``POSGRAPH_…`` variable follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

from posgraph.errors import UsageError


def _setting(default: Any, help: str, *, least: float | None = None, most: float | None = None) -> Any:
    return field(default=default, metadata={"help": help, "least": least, "most": most})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the service runs.

    >>> Settings(port=8080).port, Settings().host
    (8080, '127.0.0.1')
    >>> Settings.from_environment({"POSGRAPH_PORT": "80000"})
    Traceback (most recent call last):
    posgraph.errors.UsageError: POSGRAPH_PORT: '80000'; expected a whole number, 0 to 65535
    """

    data: str | None = _setting(
        None, "Dataset folder, RDF file, store folder or endpoint URL; the bundled Miami dataset if left out"
    )
    dataset: str | None = _setting(None, "Which dataset to serve, where the data hold several")
    host: str = _setting("127.0.0.1", "Address to listen on")
    port: int = _setting(8000, "Port to listen on; 0 takes a free one", least=0, most=65535)
    infer: bool = _setting(
        False, "Write the findings of today into the store before serving, for SPARQL, /id/ and questions; always done for files"
    )
    workers: int = _setting(1, "Web processes; each opens the data itself", least=1, most=256)
    query_workers: int = _setting(2, "Processes that run SPARQL, for each web process", least=1, most=256)
    query_seconds: float = _setting(10.0, "Seconds a SPARQL query or an analysis may take", least=0.1, most=86400)
    query_bytes: int = _setting(50_000_000, "Bytes that the answer to a SPARQL query may have", least=1000)
    query_megabytes: int = _setting(2048, "Megabytes of memory a SPARQL query may take beyond its data (Linux)", least=64)
    request_bytes: int = _setting(1_000_000, "Bytes that the body of a request may have", least=1000)
    free_megabytes: int = _setting(
        64, "Megabytes that must be free on the disk of a store folder for a write; 0: not checked", least=0
    )
    cache_megabytes: int = _setting(64, "Megabytes of answers that each web process keeps in memory", least=0)
    hosts: tuple[str, ...] = _setting(
        (), "Names by which requests may call the service, separated by spaces; * for any. If left out: this machine's own "
        "names where --host is one of them, else any"
    )  # fmt: skip
    cors_origins: tuple[str, ...] = _setting((), "Origins whose pages may read from the service, separated by spaces; * for all")
    stop_seconds: int = _setting(5, "Seconds that running requests are given when the service stops", least=0)
    access_log: bool = _setting(False, "Log every request to standard error")

    def __post_init__(self) -> None:
        for option in options():
            option.check(option.name, getattr(self, option.name))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], **given: Any) -> Settings:
        """Settings from ``POSGRAPH_…`` variables; what is ``given`` (and not None) wins. Raises UsageError."""
        values = {o.name: o.parse(o.variable, environment[o.variable]) for o in options() if environment.get(o.variable)}
        return cls(**(values | {name: value for name, value in given.items() if value is not None}))

    def to_environment(self) -> dict[str, str]:
        """The variables that :meth:`from_environment` reads these settings from.

        >>> Settings(port=1).to_environment()
        {'POSGRAPH_PORT': '1'}
        """
        values = ((o, getattr(self, o.name)) for o in options())
        return {o.variable: o.write(value) for o, value in values if value != o.default}


@dataclass(frozen=True, slots=True)
class Option:
    """One setting as a flag and as a variable; ``type`` is str, int, float, bool or tuple (words)."""

    name: str
    type: type
    default: Any
    help: str
    least: float | None
    most: float | None

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
        if self.type is bool:
            return "true or false"
        if self.type not in (int, float):
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
            raise UsageError(where, text, self.expected) from None
        self.check(where, value)
        return value

    def check(self, where: str, value: Any) -> None:
        """Raise UsageError where a number lies outside its bounds."""
        if self.type not in (int, float):
            return
        if (self.least is not None and not value >= self.least) or (self.most is not None and not value <= self.most):
            raise UsageError(where, value, self.expected)

    def write(self, value: Any) -> str:
        """The value as :meth:`parse` reads it."""
        return " ".join(value) if self.type is tuple else str(value).lower() if self.type is bool else str(value)


_PARSERS: dict[type, Any] = {
    str: str,
    int: int,
    float: float,
    tuple: lambda text: tuple(text.replace(",", " ").split()),
    bool: lambda text: {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[text.lower()],
}


def options() -> Iterator[Option]:
    """Every setting, in order; the command line makes its flags from them."""
    for entry in fields(Settings):
        yield _option(entry)


def _option(entry: Field[Any]) -> Option:
    assert entry.default is not MISSING
    kind = str if entry.default is None else type(entry.default)
    return Option(entry.name, kind, entry.default, **entry.metadata)
