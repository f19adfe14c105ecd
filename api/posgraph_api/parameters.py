"""Query parameters: declared as models, read strictly (an unknown or repeated one is an error), described for OpenAPI."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated, Any, Self
from urllib.parse import urlencode

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from posgraph.errors import Fault
from posgraph.model import dates
from posgraph.model.cells import near
from posgraph_api.problems import unusable

LIMIT = 1000
MOST = 10_000
_PAGING = ("limit", "cursor")


def _day(given: object) -> object:
    return dates.day(given) if isinstance(given, str) else given


Day = Annotated[date, BeforeValidator(_day)]
Texts = tuple[str, ...]


class Parameters(BaseModel):
    """The query parameters of a route; each field's ``description`` says what it means, ``expected`` what may be given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def read(cls, request: Request) -> Self:
        """The parameters of a request. Empty ones count as not given; every fault is in the one problem 400."""
        given: dict[str, list[str]] = {}
        for name, text in request.query_params.multi_items():
            if text:
                given.setdefault(name, []).append(text)
        known = cls.names()
        expected = f"one of: {', '.join(known)}"
        unknown = [Fault(name, given[name][0], expected, near(name, known)) for name in given if name not in known]
        twice = [name for name, texts in given.items() if len(texts) > 1 and not known.get(name, True)]
        if faults := unknown + [Fault(name, " ".join(given[name]), "this parameter once") for name in twice]:
            raise unusable(faults)
        try:
            return cls.model_validate({name: texts if known[name] else texts[0] for name, texts in given.items()})
        except ValidationError as error:
            raise unusable([cls._fault(item["loc"], item["input"]) for item in error.errors()]) from None

    @classmethod
    @cache
    def names(cls) -> dict[str, bool]:
        """Every parameter, and whether it may be repeated."""
        return {field.alias or name: field.annotation == Texts for name, field in cls.model_fields.items()}

    @classmethod
    def _fault(cls, where: tuple[int | str, ...], value: object) -> Fault:
        name = str(where[0])
        field = next(field for own, field in cls.model_fields.items() if name in (own, field.alias))
        extra = field.json_schema_extra
        assert isinstance(extra, dict)
        return Fault(name, str(value), str(extra["expected"]))

    @classmethod
    def describe(cls, given: dict[str, Any]) -> list[dict[str, Any]]:
        """The parameters as OpenAPI describes them; ``given`` are those of the operation's example."""
        schema = cls.model_json_schema()
        found = []
        for name, field in schema["properties"].items():
            kind = {key: value for key, value in field.items() if key not in ("title", "description", "expected")}
            entry = {"name": name, "in": "query", "required": False, "description": field["description"], "schema": kind}
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
    """One parameter: what it means, and (for the message of an error) what may be given."""
    return Field(default, description=description, json_schema_extra={"expected": expected or description}, **more)


class Page(Parameters):
    """Paging: where to begin, and how many."""

    limit: int = option(LIMIT, f"How many items a page has, at most {MOST}.", f"a whole number, 1 to {MOST}", ge=1, le=MOST)
    cursor: str | None = option(None, "Where to go on: the text in `next` of the page before.")


AS_OF = "A day, as 2025-12-29"


class Moment(Parameters):
    """The time a question is about."""

    as_of: Day | None = option(None, "Only what is in force on this day; today if left out.", AS_OF)
    ever: bool = option(False, "Switch the filter by time off: all positions whose times overlap.", "true or false")
