"""How many requests somebody may send: a bucket that fills at a steady rate, and gives one drop for each request."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

MOST = 10_000
"""So many buckets are kept. The one unused for longest goes first; it has had the most time to fill."""


_ROUNDING = 1e-6  # whoever waits as long as was said is let through


@dataclass(frozen=True, slots=True)
class Limit:
    """``rate`` requests a second, and ``burst`` at once after a pause. A rate of 0 is no limit."""

    rate: float
    burst: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """How full a bucket was, at which time (in seconds of any clock that does not go back)."""

    level: float
    at: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass, how many more may follow at once, and in how many seconds the next one may (0: now)."""

    passes: bool
    left: int
    wait: float

    def headers(self, limit: Limit) -> dict[str, str]:
        """What an answer says of it, after draft-ietf-httpapi-ratelimit-headers.

        >>> Verdict(False, 0, 0.2).headers(Limit(5, 10))
        {'ratelimit-policy': '"requests";q=10;w=2', 'ratelimit': '"requests";r=0;t=1', 'retry-after': '1'}
        """
        told = {
            "ratelimit-policy": f'"requests";q={limit.burst};w={max(1, math.ceil(limit.burst / limit.rate))}',
            "ratelimit": f'"requests";r={self.left};t={math.ceil(self.wait)}',
        }
        return told if self.passes else told | {"retry-after": str(max(1, math.ceil(self.wait)))}


def filled(bucket: Bucket | None, now: float, limit: Limit) -> float:
    """How full a bucket is at a time; one that is new is full.

    >>> filled(Bucket(1.0, at=10), 12, Limit(2, 10)), filled(None, 12, Limit(2, 10))
    (5.0, 10.0)
    """
    if bucket is None:
        return float(limit.burst)
    return min(float(limit.burst), bucket.level + max(0.0, now - bucket.at) * limit.rate)


def take(bucket: Bucket | None, now: float, limit: Limit) -> tuple[Bucket, Verdict]:
    """Take a drop, if there is one: the bucket afterwards, and what becomes of the request. One refused costs nothing.

    >>> bucket, first = take(None, 0, Limit(2, 1))
    >>> first, take(bucket, 0, Limit(2, 1))[1], take(bucket, 0.5, Limit(2, 1))[1].passes
    (Verdict(passes=True, left=0, wait=0.5), Verdict(passes=False, left=0, wait=0.5), True)
    """
    level = filled(bucket, now, limit)
    passes = level >= 1 - _ROUNDING
    level = max(0.0, level - passes)
    at = now if bucket is None else max(now, bucket.at)
    return Bucket(level, at), Verdict(passes, int(level), max(0.0, (1 - level) / limit.rate))


class Buckets:
    """The buckets of all who are limited alike, by key; at most ``most`` of them."""

    def __init__(self, limit: Limit, most: int = MOST) -> None:
        self.limit, self._most = limit, most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: str, now: float) -> Verdict:
        """Take a drop from somebody's bucket."""
        bucket, verdict = take(self._buckets.get(key), now, self.limit)
        self._buckets[key] = bucket
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return verdict

    def look(self, key: str, now: float) -> Verdict:
        """What :meth:`take` would say, with nothing taken."""
        return take(self._buckets.get(key), now, self.limit)[1]
