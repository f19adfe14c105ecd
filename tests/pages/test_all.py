"""What holds for every page."""

from __future__ import annotations

import httpx
import pytest

from posgraph_api.pages.assets import icon, script, style
from posgraph_api.pages.frame import POLICY
from tests.pages.addresses import ADDRESSES, VIEWS

HTML = {"accept": "text/html", "accept-encoding": "gzip"}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_is_small_and_loads_nothing_but_what_the_service_gives(client: httpx.Client, name: str) -> None:
    with client.stream("GET", ADDRESSES[name], headers=HTML) as answer:
        sent = b"".join(answer.iter_raw())
        assert answer.status_code == (404 if name == "nothing" else 200)
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["content-encoding"] == "gzip"
        assert len(sent) < 30_000


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_not_sent_again_to_who_has_it(client: httpx.Client, name: str) -> None:
    first = client.get(ADDRESSES[name], headers=HTML)
    again = client.get(ADDRESSES[name], headers=HTML | {"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", VIEWS)
def test_equal_views_have_equal_addresses(client: httpx.Client, name: str) -> None:
    path, _, query = ADDRESSES[name].partition("?")
    turned = "&".join([*reversed(query.split("&")), "dataset=", "recorded_at="])
    assert str(client.get(f"{path}?{turned}", headers=HTML, follow_redirects=True).url).endswith(ADDRESSES[name])


@pytest.mark.parametrize("name", VIEWS)
def test_a_parameter_that_a_page_does_not_know_is_told_with_the_one_that_was_meant(client: httpx.Client, name: str) -> None:
    answer = client.get(ADDRESSES[name].partition("?")[0], params={"as_of": "2025-12-29"}, headers=HTML)
    assert answer.status_code == 400
    assert "asof" in answer.text


def test_there_is_one_small_script_and_what_pages_load_is_kept_for_good(client: httpx.Client) -> None:
    assert len(script().data) <= 15_000
    for asset in (script(), style(), icon()):
        answer = client.get(asset.href)
        assert (answer.content, answer.headers["cache-control"]) == (asset.data, "public, max-age=31536000, immutable")
