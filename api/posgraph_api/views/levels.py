"""Levels: a polarity as one of 21 classes of a diverging ramp, red to blue, which all of the common colour blindnesses can tell.

The colours of the classes stand in ``static/css``; a sign stands beside every colour, so that nothing rests on it alone.
"""

from __future__ import annotations

LEVELS = 21


def level(polarity: float | None) -> str:
    """The class of a polarity −1 … 1; ``s-none`` without one.

    >>> level(-1.0), level(0.0), level(0.75), level(None)
    ('s0', 's10', 's18', 's-none')
    """
    if polarity is None:
        return "s-none"
    return f"s{round((max(-1.0, min(1.0, polarity)) + 1) * (LEVELS - 1) / 2 + 1e-9)}"


def sign(polarity: float | None) -> str:
    """The sign that stands for a polarity in a picture.

    >>> sign(1.0), sign(-0.5), sign(0.0), sign(None)
    ('+', '−', '0', '?')
    """
    if polarity is None:
        return "?"
    return "+" if polarity > 0 else "−" if polarity < 0 else "0"
