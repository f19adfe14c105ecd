"""Moments as whole seconds since 1970 of the wall time as written: read, bounded, written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from re import compile

from posgraph.errors import UsageError

EXPECTED = "a date like 2021-03-27, with a time like 2021-03-27T14:00, or as 27.03.2021"
DAY = 86400

_EPOCH = datetime(1970, 1, 1)
_ISO = compile(r"\d{4}-?\d\d-?\d\d([T ].+)?")
_DOTTED = compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: (\d\d:\d\d(?::\d\d)?))?")


def seconds(moment: date) -> int:
    """Seconds of a day's first moment, or of a moment; an offset from UTC is left out: the wall time counts.

    >>> seconds(date(1970, 1, 2)), seconds(datetime.fromisoformat("1970-01-01T01:00+05:00"))
    (86400, 3600)
    """
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return (moment.replace(tzinfo=None) - _EPOCH) // timedelta(seconds=1)


def moment(count: int) -> datetime:
    """The moment so many seconds after 1970; OverflowError outside the years 1 to 9999."""
    return _EPOCH + timedelta(seconds=count)


def shown(count: int, whole: bool) -> date:
    """The moment, or its day where all of a table are whole days."""
    return moment(count).date() if whole else moment(count)


def read(text: str, format: str | None = None) -> int:
    """Read a cell; ``format`` is one of strptime, else :data:`EXPECTED` is read. Raises ValueError.

    >>> read("1970-01-02"), read("02.01.1970"), read("2/1/1970", "%d/%m/%Y"), read("1970-01-01T00:01:00Z")
    (86400, 86400, 86400, 60)
    """
    if format:
        return seconds(datetime.strptime(text, format))
    if _ISO.fullmatch(text):
        return seconds(datetime.fromisoformat(text))
    if dotted := _DOTTED.fullmatch(text):
        day, month, year, time = dotted.groups()
        return seconds(datetime.fromisoformat(f"{year}-{month:0>2}-{day:0>2} {time or '00:00'}"))
    raise ValueError(EXPECTED)


def bound(argument: str, value: date | str | None) -> int | None:
    """A limit of a range, both ends included: a day stands for its first second or, as ``stop``, for its last.

    >>> bound("start", "1970-01-02"), bound("stop", "1970-01-02"), bound("stop", "1970-01-02T00:00")
    (86400, 172799, 86400)
    """
    if value is None or isinstance(value, date):
        parsed, day = value, not isinstance(value, datetime)
    else:
        try:
            count = read(value.strip())
        except (ValueError, AttributeError):
            raise UsageError(argument, value, EXPECTED) from None
        parsed, day = moment(count), ":" not in value
    if parsed is None:
        return None
    return seconds(parsed) + (DAY - 1 if day and argument.endswith("stop") else 0)
