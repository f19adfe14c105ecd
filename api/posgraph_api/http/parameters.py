"""Query parameters: declared as models, read strictly (an unknown or repeated one is an error), described for OpenAPI."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import islice
from typing import Annotated, Any, Self
from urllib.parse import urlencode

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from posgraph.errors import UsageError
from posgraph.model import dates
from posgraph.model.cells import CellError, near, parse
from posgraph.model.schema import BY_NAME
from posgraph_api.http.problems import refused

LIMIT = 1000
MOST = 10_000
PARAMETERS, FAULTS = 1000, 20
"""So many parameters may be given, and so many faults of them are looked for: each costs a search for what was meant."""
_PAGING = ("limit", "cursor", "fields", "format")
"""Parameters that say how a list is given, not what is on it."""


def _day(given: object) -> object:
    return dates.day(given) if isinstance(given, str) else given


Day = Annotated[date, BeforeValidator(_day)]
Texts = tuple[str, ...]
Given = Mapping[str, Sequence[str]]
"""The texts of each parameter of a request that was given and is known."""


def nothing(_given: Given) -> Iterable[UsageError]:
    """What is wrong with texts of any kind: nothing."""
    return ()


class Parameters(BaseModel):
    """The query parameters of a route; each field's ``description`` says what it means, ``expected`` what may be given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def read(cls, request: Request, check: Callable[[Given], Iterable[UsageError]] = nothing) -> Self:
        """The parameters of a request. Empty ones count as not given; every fault, up to FAULTS, is in the one problem
        400.

        ``check`` tells of texts that only the data can refuse, such as names that nothing has.
        """
        given: dict[str, list[str]] = {}
        pairs = request.query_params.multi_items()
        if len(pairs) > PARAMETERS:
            raise refused([UsageError("query", f"{len(pairs)} parameters", f"at most {PARAMETERS}")])
        for name, text in pairs:
            if text:
                given.setdefault(name, []).append(text)
        known = cls.names()
        expected = f"one of: {', '.join(known)}"
        used = {name: texts for name, texts in given.items() if name in known}
        strange = islice((name for name in given if name not in known), FAULTS)
        errors = [UsageError(name, given[name][0], expected, _paging(name, known)) for name in strange]
        twice = [name for name, texts in used.items() if len(texts) > 1 and not known[name]]
        errors += [UsageError(name, " ".join(used[name]), "this parameter once") for name in twice]
        try:
            found = cls.model_validate({name: texts if known[name] else texts[0] for name, texts in used.items()})
        except ValidationError as error:
            wrong = {item["loc"][0]: item for item in error.errors() if item["loc"][0] not in twice}
            errors += [cls._error(name, item["input"], item["type"] == "missing") for name, item in wrong.items()]
        errors += islice(check(used), FAULTS)
        if errors:
            raise refused(errors[:FAULTS])
        return found

    @classmethod
    @cache
    def names(cls) -> dict[str, bool]:
        """Every parameter, and whether it may be repeated."""
        return {field.alias or name: field.annotation == Texts for name, field in cls.model_fields.items()}

    @classmethod
    def _error(cls, where: int | str, value: object, missing: bool) -> UsageError:
        name = str(where)
        field = next(field for own, field in cls.model_fields.items() if name in (own, field.alias))
        extra = field.json_schema_extra
        assert isinstance(extra, dict)
        expected = str(extra["expected"])
        text = "" if missing else " ".join(value) if isinstance(value, list) else str(value)
        return UsageError(name, text, expected, _hint(text, expected))

    @classmethod
    def describe(cls, given: dict[str, Any]) -> list[dict[str, Any]]:
        """The parameters as OpenAPI describes them; ``given`` are those of the operation's example."""
        schema = cls.model_json_schema()
        needed = schema.get("required", ())
        found = []
        for name, field in schema["properties"].items():
            kind = {key: value for key, value in field.items() if key not in ("title", "description", "expected")}
            entry = {
                "name": name, "in": "query", "required": name in needed, "description": field["description"], "schema": kind,
            }  # fmt: skip
            found.append(entry | ({"example": given[name]} if name in given else {}))
        return found

    def following(self, path: str, cursor: str | None) -> dict[str, str]:
        """The header that leads to the next page; none where this is the last."""
        if cursor is None:
            return {}
        given = self.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"cursor": cursor}
        return {"link": f'<{path}?{urlencode(given, doseq=True)}>; rel="next"'}

    def listing(self) -> str:
        """The filters in canonical form, without paging."""
        given = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return urlencode(sorted((k, v) for k, v in given.items() if k not in _PAGING), doseq=True)


def option(default: Any, description: str, expected: str = "", **more: Any) -> Any:
    """One parameter: what it means, and (for the message of an error) what may be given. Without a default (...) it is needed."""
    return Field(default, description=description, json_schema_extra={"expected": expected or description}, **more)


class About(Parameters):
    """Which data a question is about; :meth:`posgraph_api.service.Service.at` follows them."""

    dataset: str | None = option(None, "The dataset that is asked about, by id; the one that is served if left out.")
    recorded_at: str | None = option(
        None,
        "The data as they were recorded at this moment, such as 2026-11-22T10:00:00Z; now if left out.",
        "a moment with its time zone, as 2026-11-22T10:00:00Z, or a day",
    )


ABOUT = frozenset(About.model_fields)
"""The names of the parameters that say which data a question is about."""


class Page(About):
    """Paging: where to begin, and how many."""

    limit: int = option(LIMIT, f"How many items a page has, at most {MOST}.", f"a whole number, 1 to {MOST}", ge=1, le=MOST)
    cursor: str | None = option(None, "Where to go on: the text in `next` of the page before.")


AS_OF = "a day, as 2025-12-29"


def _paging(name: str, known: Collection[str]) -> str:
    """The parameter that a name most likely meant: pages of other services are numbered, here they have cursors."""
    return near(name, known) or ("cursor" if name in ("offset", "page", "skip", "after") and "cursor" in known else "")


ONE_OF = "one of: "
"""What an expectation that lists words begins with."""


def _hint(text: str, expected: str) -> str:
    """What a text that cannot be used most likely meant; empty where nothing comes near."""
    if expected == AS_OF:
        return _meant(text)
    return near(text, expected.removeprefix(ONE_OF).split(", ")) if expected.startswith(ONE_OF) else ""


def _meant(text: str) -> str:
    """The day that a text in another order of day, month and year can only mean; empty where there is none."""
    try:
        parse(BY_NAME["positions"].column("valid_from"), text)
    except CellError as error:
        try:
            return dates.day(error.hint).isoformat()
        except ValueError:
            pass
    return ""


def each(find: Callable[[str], object], texts: Iterable[str], name: str = "") -> Iterator[UsageError]:
    """What the library says of each text that it refuses; ``name``: that of the parameter, where the library has another."""
    for text in texts:
        try:
            find(text)
        except UsageError as error:
            yield named(error, name) if name else error


def named(error: UsageError, name: str) -> UsageError:
    """An error of the library with the name that its argument has among the parameters."""
    return type(error)(name, error.fault.value, error.fault.expected, error.fault.hint)


class Dated(About):
    """Parameters of an answer that holds for a day."""

    @property
    def day(self) -> date | None:
        """The day that the answer holds for; part of its key, since today's answer ends with today. None for all times."""
        return date.today()


class OnDay(Dated):
    """The day a question is about."""

    as_of: Day | None = option(None, "Only what is in force on this day; today if left out.", AS_OF)

    @property
    def day(self) -> date | None:
        """The day that the answer holds for."""
        return self.as_of or date.today()


class Moment(OnDay):
    """The time a question is about."""

    ever: bool = option(False, "Switch the filter by time off: all positions whose times overlap.", "true or false")

    @property
    def day(self) -> date | None:
        """The day that the answer holds for; None for all times."""
        return None if self.ever else super().day
