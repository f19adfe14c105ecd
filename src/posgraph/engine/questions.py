"""From the limits of a question to the numbers that kernels work with."""

from __future__ import annotations

from posgraph.engine.columns import Columns
from posgraph.engine.limits import Limits
from posgraph.engine.meetings import Meetings
from posgraph.engine.pairs import Question


def question(meetings: Meetings, limits: Limits, columns: Columns, ever: bool) -> Question:
    """The rows of the table that are asked for, and which pairs count."""
    row = meetings.kept(limits)
    codes = limits.codes(columns.actors)
    one = int(codes[0]) if codes is not None and len(codes) == 1 else -1
    return Question(meetings.x[row], meetings.y[row], meetings.rule[row], row, limits.within, one, ever)
