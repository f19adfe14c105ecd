"""How many requests pass: properties of the buckets, with a clock that is passed in."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from posgraph_api.access.rates import Bucket, Buckets, Limit, filled, take

LIMITS = st.builds(Limit, st.floats(0.01, 1000), st.integers(1, 1000))
GAPS = st.lists(st.floats(0, 5), max_size=200)


@given(LIMITS, GAPS)
def test_no_more_pass_than_the_burst_and_what_has_flowed_in_since(limit: Limit, gaps: list[float]) -> None:
    now, passed, bucket = 0.0, 0, None
    for gap in gaps:
        now += gap
        bucket, verdict = take(bucket, now, limit)
        passed += verdict.passes
        assert 0 <= verdict.left <= limit.burst
        assert passed <= limit.burst + now * limit.rate + 0.01


@given(LIMITS, GAPS)
def test_whoever_waits_as_long_as_is_said_is_let_through(limit: Limit, gaps: list[float]) -> None:
    now, bucket = 0.0, None
    for gap in gaps:
        now += gap
        bucket, verdict = take(bucket, now, limit)
        if not verdict.passes:
            assert verdict.wait > 0
            assert int(verdict.headers(limit)["retry-after"]) >= verdict.wait
            assert take(bucket, now + verdict.wait, limit)[1].passes


@given(LIMITS, st.integers(1, 50))
def test_a_request_that_is_refused_costs_nothing(limit: Limit, refused: int) -> None:
    bucket = Bucket(0.0, 0.0)
    for _ in range(refused):
        bucket, verdict = take(bucket, 0.0, limit)
        assert not verdict.passes
    assert math.isclose(filled(bucket, 1 / limit.rate, limit), 1.0)


@given(LIMITS, st.floats(0, 100), st.floats(0, 100))
def test_a_clock_that_goes_back_gives_nothing(limit: Limit, later: float, back: float) -> None:
    bucket, _ = take(None, later, limit)
    assert filled(bucket, later - back, limit) <= filled(bucket, later, limit)
    assert take(bucket, later - back, limit)[0].at == later


def test_everyone_has_a_bucket_and_memory_has_a_bound() -> None:
    buckets = Buckets(Limit(1, 1), most=10)
    for n in range(10):
        assert buckets.take(str(n), 0.0).passes
    assert not buckets.take("0", 0.0).passes  # and so the one used last
    for n in range(100, 109):
        buckets.take(str(n), 0.0)
    assert len(buckets) == 10
    assert not buckets.look("0", 0.0).passes
    assert buckets.look("1", 0.0).passes
