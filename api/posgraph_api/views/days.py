"""Days as they are written in the data: a vague date is told as vague."""

from __future__ import annotations

from datetime import date

from posgraph.model import When


def since(day: date | None, *written: str | None) -> str:
    """A first day, as the first of these dates has it that begins on it; empty where there is none.

    >>> since(date(2018, 11, 1), "2018-02", "2018-11"), since(date(2018, 11, 2), "2018-11"), since(None, "2018")
    ('2018-11', '2018-11-02', '')
    """
    return next((text for text in _single(written) if day and When.parse(text).first == day), str(day or ""))


def until(day: date | None, *written: str | None) -> str:
    """A last day, as the first of these dates has it that ends on it.

    >>> until(date(2024, 6, 30), None, "2024-06~"), until(date(2024, 6, 29), "2024-06~")
    ('2024-06~', '2024-06-29')
    """
    return next((text for text in _single(written) if day and When.parse(text).last == day), str(day or ""))


def _single(written: tuple[str | None, ...]) -> list[str]:
    """Those that are no interval, which has its bounds apart."""
    return [text for text in written if text and "/" not in text]
