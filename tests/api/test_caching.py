"""The cache: computed once, bounded, and never of an error."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from posgraph_api.http.caching import Body, Cache


def test_what_several_ask_at_once_is_computed_once() -> None:
    cache, started, go, computed = Cache[str](10, len), Event(), Event(), []

    def compute() -> str:
        computed.append(1)
        started.set()
        assert go.wait(30)
        return "a"

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(cache.get, "key", compute) for _ in range(4)]
        assert started.wait(30)
        go.set()
        assert [each.result() for each in asked] == ["a"] * 4
    assert computed == [1]


def test_an_error_is_raised_to_all_who_wait_and_is_not_kept() -> None:
    cache, together = Cache[str](10, len), Barrier(2)

    def fail() -> str:
        raise ValueError("no")

    def ask() -> str:
        together.wait(30)
        return cache.get("key", fail)

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(ask), pool.submit(ask)]:
            with pytest.raises(ValueError, match="no"):
                each.result()
    assert cache.get("key", lambda: "a") == "a"


def test_the_least_recently_used_goes_first() -> None:
    cache = Cache[str](3, len)
    for name in ("a", "b", "c"):
        cache.get(name, lambda name=name: name)
    cache.get("a", lambda: "never")
    cache.get("d", lambda: "d")
    assert [cache.get(name, lambda: "") for name in ("a", "c", "d", "b")] == ["a", "c", "d", ""]


def test_what_is_too_heavy_is_given_but_not_kept() -> None:
    cache = Cache[str](3, len)
    assert cache.get("a", lambda: "long text") == "long text"
    assert cache.get("a", lambda: "b") == "b"


def test_equal_bytes_of_another_type_have_another_tag() -> None:
    assert Body.of(b"{}", "application/json").etag == Body.of(b"{}", "application/json").etag
    assert Body.of(b"{}", "application/json").etag != Body.of(b"{}", "application/ld+json").etag
