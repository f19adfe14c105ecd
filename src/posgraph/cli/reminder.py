"""A reminder on stderr: an answer for today, from data that end long before today, tells an old state of affairs."""

from __future__ import annotations

from datetime import date, timedelta

from posgraph.cli import streams
from posgraph.model import Dataset

LONG = timedelta(days=90)


def remind(dataset: Dataset, as_of: date | None, ever: bool, today: date | None = None, last: date | None = None) -> None:
    """Where no date was asked for, and nothing begins in the 90 days before today: say when the data end.

    ``last`` is the day on which the last position begins, where the dataset does not hold them.

    >>> remind(Dataset(id="toy"), None, False)
    """
    if as_of or ever:
        return
    dates = [row.valid_from for row in dataset.positions] + [row.valid_from for row in dataset.sequencing]
    last = max((when.first for when in dates if when and when.first), default=last)
    if last and (today or date.today()) - last > LONG:
        streams.say(f"Note: the last of these positions begins on {last}; what was said since is not in the data.")
        streams.say("Name a day with --as-of.")
