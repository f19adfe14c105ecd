"""Login: a token gives a browser a session that counts on pages alone, and that no other site's page can use."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.api.serving import Running, serving
from tests.api.test_bad_requests import check

READER, WRITER = "reader-of-the-login", "writer-of-the-login"
PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def closed() -> Iterator[Running]:
    """A service whose reading needs a token, behind a proxy that is this machine."""
    tokens = {"POSGRAPH_READ_TOKEN": READER, "POSGRAPH_WRITE_TOKEN": WRITER}
    with serving("--no-open-reading", "--trusted-proxies", "127.0.0.1", "--access-log", **tokens) as service:
        yield service
    said = "".join(service.said)
    assert READER not in said
    assert WRITER not in said


@pytest.fixture
def browser(closed: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=closed.url, headers=PAGE, timeout=60) as client:
        yield client


def enter(browser: httpx.Client, token: str = WRITER, onward: str = "/", **headers: str) -> httpx.Response:
    return browser.post("/login", data={"token": token, "next": onward}, headers=headers)


def word(page: httpx.Response) -> str:
    """The word that the forms of a session show."""
    found = re.search(r'name="form" value="([0-9a-f]{64})"', page.text)
    assert found is not None, page.text[:500]
    return found[1]


def test_a_browser_is_sent_to_the_login_and_on_to_where_it_wanted(browser: httpx.Client) -> None:
    wanted = "/ground?asof=2025-12-29"
    sent = browser.get(wanted)
    assert (sent.status_code, sent.headers["location"]) == (302, "/login?next=%2Fground%3Fasof%3D2025-12-29")
    assert sent.headers["cache-control"] == "no-store"
    form = browser.get(sent.headers["location"])
    assert form.status_code == 200
    assert f'name="next" value="{wanted}"' in form.text
    assert 'type="password"' in form.text
    done = enter(browser, READER, wanted)
    assert (done.status_code, done.headers["location"]) == (303, wanted)
    assert browser.get(wanted).status_code == 200


def test_programs_are_told_that_they_need_a_token(closed: Running) -> None:
    for path in ("/", "/ground", "/review"):
        check(httpx.get(closed.url + path), 401, "unauthorized")
    check(httpx.get(f"{closed.url}/v1/actors", headers=PAGE | {"accept": "application/json"}), 401, "unauthorized")
    assert httpx.get(f"{closed.url}/v1/actors", headers=PAGE).status_code == 401
    assert httpx.get(f"{closed.url}/ground", headers=PAGE | {"authorization": "Bearer wrong"}).status_code == 401


def test_a_wrong_token_is_not_repeated_and_gives_no_session(browser: httpx.Client) -> None:
    answer = enter(browser, "guessed-by-somebody")
    assert answer.status_code == 401
    assert "guessed" not in answer.text
    assert "set-cookie" not in answer.headers
    assert browser.get("/ground").status_code == 302


def test_guessing_is_counted_as_it_is_with_headers(browser: httpx.Client) -> None:
    here = {"x-forwarded-for": "198.51.100.77"}
    codes = [enter(browser, f"guessed-{n}", **here).status_code for n in range(60)]
    assert set(codes) == {401, 429}
    assert enter(browser, WRITER, **here).status_code == 429


def test_the_cookie_is_for_this_host_and_for_no_script(browser: httpx.Client) -> None:
    told = enter(browser).headers["set-cookie"]
    name = f"posgraph-{browser.base_url.port}"
    assert re.fullmatch(rf"{name}=[\w-]+\.[\w-]{{22}}; Path=/; HttpOnly; SameSite=Lax", told)
    assert WRITER not in told
    safe = enter(browser, **{"x-forwarded-proto": "https"}).headers["set-cookie"]
    assert re.fullmatch(rf"__Host-{name}=[\w-]+\.[\w-]{{22}}; Path=/; HttpOnly; SameSite=Lax; Secure", safe)


@pytest.mark.parametrize(
    "onward",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example", "javascript:alert(1)",
     "", "/a\r\nset-cookie: x=y"],
)  # fmt: skip
def test_nobody_is_led_away_by_the_login(browser: httpx.Client, onward: str) -> None:
    assert 'name="next" value="/"' in browser.get("/login", params={"next": onward}).text
    assert enter(browser, onward=onward).headers["location"] == "/"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/actors"),
        ("POST", "/v1/positions"),
        ("POST", "/v1/changes"),
        ("PATCH", "/v1/actors/russia"),
        ("DELETE", "/v1/actors/russia"),
        ("POST", "/update"),
        ("PUT", "/store"),
        ("GET", "/store"),
        ("POST", "/sparql"),
        ("GET", "/metrics"),
        ("PUT", "/review/1"),
    ],
)
def test_a_session_counts_for_nothing_that_programs_do(browser: httpx.Client, method: str, path: str) -> None:
    assert enter(browser).status_code == 303
    assert browser.get("/ground").status_code == 200
    answer = browser.request(method, path, headers={"accept": "*/*"})
    check(answer, 401, "unauthorized")


def test_a_reader_may_look_at_pages_and_not_at_the_queue(browser: httpx.Client) -> None:
    assert enter(browser, READER).status_code == 303
    sent = browser.get("/review")
    assert (sent.status_code, sent.headers["location"]) == (302, "/login?next=%2Freview")
    assert "log in with another one" in browser.get(sent.headers["location"]).text
    page = browser.get("/login")
    answer = browser.post("/review/new", data={"form": word(page), "actor": "russia"}, headers={"accept": "*/*"})
    check(answer, 403, "forbidden")


def test_logging_out_ends_the_session_and_only_its_own_form_can(browser: httpx.Client) -> None:
    enter(browser)
    page = browser.get("/review")
    assert browser.post("/logout", data={"form": "0" * 64}).status_code == 403
    assert browser.post("/logout", data={}).status_code == 403
    assert browser.post("/logout", data={"form": word(page)}, headers={"origin": "https://evil.example"}).status_code == 403
    assert browser.get("/review").status_code == 200
    assert browser.post("/logout", data={"form": word(page)}).status_code == 303
    assert browser.get("/review").status_code == 302


@pytest.mark.parametrize("page", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}])
def test_no_page_of_another_site_logs_anybody_in(browser: httpx.Client, page: dict[str, str]) -> None:
    answer = enter(browser, **page)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_no_page_of_another_site_logs_anybody_out(closed: Running) -> None:
    from_there = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    answer = httpx.post(f"{closed.url}/logout", headers=PAGE | from_there)  # a browser sends no cookie, but would take one
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("value", ["", "x", "x.y", "eA.nnnnnnnnnnnnnnnnnnnnnn", "%00.", "e" * 5000, "w6Q.\u00e4"])
def test_a_cookie_that_is_none_is_nobody(closed: Running, value: str) -> None:
    cookie = f"posgraph-{httpx.URL(closed.url).port}={value}".encode("latin-1")
    answer = httpx.get(f"{closed.url}/ground", headers=[(b"cookie", cookie), (b"accept", b"text/html")])
    assert answer.status_code == 302


def test_a_session_whose_token_is_gone_is_ended(browser: httpx.Client) -> None:
    from posgraph_api.access.sessions import Session

    name = f"posgraph-{browser.base_url.port}"
    answer = browser.get("/ground", headers={"cookie": f"{name}={Session.begun('no-longer-a-token')}"})
    assert answer.status_code == 302
    assert answer.headers["set-cookie"] == f"{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"


def test_the_login_is_no_place_for_long_or_odd_bodies(browser: httpx.Client) -> None:
    assert (
        browser.post(
            "/login", content=b"token=" + b"a" * 20_000, headers={"content-type": "application/x-www-form-urlencoded"}
        ).status_code
        == 413
    )
    assert browser.post("/login", json={"token": WRITER}).status_code == 415
    assert (
        browser.post("/login", content=b"token=%ff", headers={"content-type": "application/x-www-form-urlencoded"}).status_code
        == 400
    )
