"""The review over HTTP: a text is pasted, quoted, proposed, looked at and decided, by people who know nothing of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

import posgraph
from tests.api.serving import Running, serving
from tests.cli.console import run
from tests.pages.datasets import HEBREW, LONG, SCRIPT
from tests.pages.test_login import PAGE

DEMAND = "all-sanctions-lifted"
TEXT = "Asked about the\nsanctions, he said that they must never be lifted whole. Nobody asked again."
TYPED = {
    "table": "positions", "actor": "Ukraine", "demand": DEMAND, "stance": "rejects", "valid_from": "2025-12-20",
    "quote": "the sanctions, he said that they must never be lifted", "text": TEXT, "source_title": "An interview",
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("review") / "miami.store"
    posgraph.load("miami-2025", place)
    return place


@pytest.fixture(scope="module")
def tokens(store: Path) -> dict[str, str]:
    """The tokens of two people."""
    made = {name: run("token", "create", name, "--right", "write", "--data", str(store), data=None) for name in ("anna", "ben")}
    return {name: done.stdout.strip() for name, done in made.items()}


@pytest.fixture(scope="module")
def desk(store: Path, tokens: dict[str, str]) -> Iterator[Running]:
    with serving("--data", str(store), "--query-workers", "1") as service:
        assert tokens
        yield service


class Person:
    """Somebody with a browser, who sends what a page's form holds."""

    def __init__(self, url: str, token: str) -> None:
        self.http = httpx.Client(base_url=url, headers=PAGE, timeout=60)
        assert self.http.post("/login", data={"token": token, "next": "/review"}).status_code == 303

    def look(self, path: str) -> httpx.Response:
        """Open a page."""
        page = self.http.get(path)
        assert page.status_code == 200, page.text
        assert page.headers["cache-control"] == "no-store"
        return page

    def propose(self, **typed: str) -> str:
        """Propose what is typed; the address of the draft."""
        done = self.http.post("/review/new", data=hidden(self.look("/review/new")) | TYPED | typed)
        assert done.status_code == 303, done.text
        return done.headers["location"]

    def send(self, page: httpx.Response, did: str, reason: str = "", **typed: str) -> httpx.Response:
        """Send the form of a draft's page, as it was when it was looked at."""
        return self.http.post(page.request.url.path, data=filled(page) | {"did": did, "reason": reason} | typed)


@pytest.fixture(scope="module")
def anna(desk: Running, tokens: dict[str, str]) -> Iterator[Person]:
    found = Person(desk.url, tokens["anna"])
    yield found
    found.http.close()


@pytest.fixture(scope="module")
def ben(desk: Running, tokens: dict[str, str]) -> Iterator[Person]:
    found = Person(desk.url, tokens["ben"])
    yield found
    found.http.close()


def hidden(page: httpx.Response) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))


def filled(page: httpx.Response) -> dict[str, str]:
    """What a browser would send of the form of a draft, as its page shows it."""
    form = page.text.partition('<form class="entry"')[2].partition("</form>")[0]
    plain = dict(re.findall(r'<input(?: type="hidden")?(?: id="\w+")? name="(\w+)" value="([^"]*)"', form))
    radio = re.findall(r'<input type="radio" name="(\w+)" value="(\w+)"[^>]* checked>', form)
    areas = re.findall(r'<textarea id="\w+" name="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    chosen = re.findall(
        r'<select id="\w+" name="(\w+)"[^>]*>(?:(?!</select>).)*<option value="([^"]*)" selected>', form, re.DOTALL
    )
    return {name: unescape(text) for name, text in [*plain.items(), *radio, *areas, *chosen]}


def words(page: httpx.Response) -> str:
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<datalist.*?</datalist>|<[^>]*>", " ", page.text, flags=re.DOTALL)).split())


def held(desk: Running) -> list[dict[str, str]]:
    found = httpx.get(f"{desk.url}/v1/positions", params={"actor": "ukraine", "limit": 1000}).json()["items"]
    return [row for row in found if row["demand"] == DEMAND]


def conflicts(desk: Running) -> int:
    return len(httpx.get(f"{desk.url}/v1/conflicts", params={"as_of": "2025-12-29", "limit": 1000}).json()["items"])


def test_what_is_proposed_is_in_the_graph_when_it_is_accepted_and_nowhere_before(
    desk: Running, anna: Person, ben: Person
) -> None:
    before, count = held(desk), conflicts(desk)
    path = anna.propose()
    page = ben.look(path)
    assert "<mark>the\nsanctions, he said that they must never be lifted</mark> whole." in page.text
    assert "1 new conflict, 0 conflicts gone, as of 2025-12-20" in words(page)
    assert "Proposed by anna" in words(page)
    assert held(desk) == before
    assert conflicts(desk) == count
    asked = f'ASK {{ ?p <http://www.w3.org/ns/oa#exact> ?q FILTER CONTAINS(?q, "{TYPED["quote"][-20:]}") }}'
    assert httpx.get(f"{desk.url}/sparql", params={"query": asked}).json()["boolean"] is False
    done = ben.send(page, "accept", "heard the recording")
    assert (done.status_code, done.headers["location"]) == (303, path)
    (new,) = [row for row in held(desk) if row not in before]
    assert (new["stance"], new["quote"]) == ("rejects", TYPED["quote"])
    assert conflicts(desk) == count + 1
    after = ben.look(path)
    assert f'href="/id/miami-2025/position/{new["id"]}"' in after.text
    assert "Accepted by ben" in words(after)
    assert "New conflicts 1" in words(after)
    assert httpx.get(f"{desk.url}/id/miami-2025/position/{new['id']}").status_code == 200
    change = httpx.get(f"{desk.url}/v1/changes", params={"limit": 1000}).json()["items"][-1]
    number = path.rpartition("/")[2]
    assert change["reason"] == f"draft {number}, proposed by anna, accepted by ben: heard the recording"
    assert change["by"] == "ben"
    assert httpx.get(f"{desk.url}/sparql", params={"query": asked}).json()["boolean"] is True


def test_of_two_reviewers_the_second_is_told_what_the_first_did_and_loses_nothing(anna: Person, ben: Person) -> None:
    path = anna.propose()
    first, second = anna.look(path), ben.look(path)
    assert anna.send(first, "edit", "it was milder", stance="opposes").status_code == 303
    late = ben.send(second, "edit", "he named a day", valid_from="2025-12-21", note="typed for ten minutes")
    assert late.status_code == 409
    assert "anna edited it" in words(late)
    assert "it was milder" in words(late)
    assert "Stance: rejects opposes" in words(late)
    assert 'value="2025-12-21"' in late.text
    assert "typed for ten minutes" in late.text
    assert 'value="he named a day"' in late.text
    assert 'value="rejects" selected' in late.text
    assert "Now: opposes" in words(late)
    assert hidden(late)["version"] == "2"
    typed = {"stance": "opposes", "valid_from": "2025-12-21", "note": "typed for ten minutes"}
    assert ben.http.post(path, data=filled(late) | {"did": "edit", "reason": "he named a day"} | typed).status_code == 303
    record = words(ben.look(path))
    assert record.index("ben edited it") < record.index("anna edited it") < record.index("anna proposed it")


def test_a_decision_on_what_has_changed_meanwhile_is_refused(desk: Running, anna: Person, ben: Person) -> None:
    path, before = anna.propose(), held(desk)
    old = ben.look(path)
    assert ben.send(old, "accept", stance="opposes").status_code == 422  # changed, and no reason given
    assert anna.send(anna.look(path), "edit", "milder", stance="opposes").status_code == 303
    assert ben.send(old, "accept").status_code == 409
    assert "anna edited it" in words(ben.send(old, "reject"))  # before anything else is asked of whoever comes late
    assert "anna edited it" in words(ben.send(old, "edit", form="0" * 64))
    assert ben.send(old, "reject", "no").status_code == 409
    assert held(desk) == before
    stale = ben.http.post(path, data=hidden(old) | {"did": "accept"}, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    done = anna.send(anna.look(path), "reject", "not proved")
    assert done.status_code == 303
    late = ben.send(old, "edit", "better", note="what ben typed")
    assert late.status_code == 409
    assert "anna rejected it" in words(late)
    assert "what ben typed" in late.text
    again = ben.http.post("/review/new", data=filled(late))
    assert again.status_code == 303
    assert again.headers["location"] != path
    assert "what ben typed" in ben.look(again.headers["location"]).text


def test_what_is_rejected_stays_with_its_reason(desk: Running, anna: Person, ben: Person) -> None:
    path, before = anna.propose(), held(desk)
    page = ben.look(path)
    bare = ben.send(page, "reject", " ")
    assert bare.status_code == 422
    assert "A reason is needed" in words(bare)
    assert ben.send(page, "reject", "The paper took it back").status_code == 303
    assert "Rejected by ben: The paper took it back" in words(ben.look(path))
    listed = words(ben.look("/review?state=rejected"))
    assert "The paper took it back" in listed
    assert held(desk) == before
    number = path.rpartition("/")[2]
    assert TYPED["quote"] in ben.look(f"/review/new?from={number}").text


def test_what_was_changed_is_shown_again_before_it_can_be_accepted(desk: Running, anna: Person) -> None:
    path, before = anna.propose(), held(desk)
    done = anna.send(anna.look(path), "accept", "it was milder", stance="opposes")
    assert (done.status_code, done.headers["location"]) == (303, f"{path}?saved=1")
    assert "saved as version 2. Nothing was accepted yet" in words(anna.look(f"{path}?saved=1"))
    assert held(desk) == before


def test_faults_stand_at_their_fields_and_nothing_that_was_typed_is_lost(anna: Person) -> None:
    typed = TYPED | {"stance": "rejcts", "quote": "they must be lifted", "note": "kept", "valid_from": "20.12.2025"}
    page = anna.http.post("/review/new", data=hidden(anna.look("/review/new")) | typed)
    assert page.status_code == 422
    faults = dict(re.findall(r'id="(\w+)-fault">([^<]*)', page.text))
    assert set(faults) == {"stance", "quote", "valid_from"}
    assert "Did you mean rejects?" in faults["stance"]
    for name in faults:
        assert re.search(rf'name="{name}"[^>]*aria-describedby="{name}-fault[^>]*aria-invalid="true"', page.text)
    assert 'value="rejcts" selected' in page.text
    assert "they must be lifted" in page.text
    assert 'value="20.12.2025"' in page.text
    assert "never be lifted whole" in page.text


def test_the_same_form_sent_twice_proposes_once(anna: Person) -> None:
    form = hidden(anna.look("/review/new")) | TYPED
    one, two = (anna.http.post("/review/new", data=form).headers["location"] for _ in range(2))
    assert one == two


def test_a_program_may_send_the_forms_with_a_token_and_needs_no_word(desk: Running, tokens: dict[str, str]) -> None:
    header = {"authorization": f"Bearer {tokens['anna']}"}
    done = httpx.post(f"{desk.url}/review/new", data=TYPED, headers=header)
    assert done.status_code == 303, done.text
    path = done.headers["location"]
    late = httpx.post(desk.url + path, data={"did": "reject", "reason": "a test"}, headers=header | {"if-match": '"7"'})
    assert late.status_code == 412
    gone = httpx.post(desk.url + path, data={"did": "reject", "reason": "a test"}, headers=header | {"if-match": '"1"'})
    assert gone.status_code == 303


@pytest.mark.parametrize("reason", ["ends\0here", "a\x1b[31mb", "x" * 2001])
def test_a_reason_is_one_that_every_format_of_the_log_can_hold(anna: Person, reason: str) -> None:
    path = anna.propose()
    assert anna.send(anna.look(path), "reject", reason).status_code == 400
    assert anna.http.post("/review/new", data=hidden(anna.look("/review/new")) | TYPED | {"reason": reason}).status_code == 400
    assert anna.send(anna.look(path), "reject", "a test").status_code == 303


def test_likely_duplicates_stand_side_by_side(anna: Person, ben: Person) -> None:
    row = next(each for each in posgraph.open().dataset.positions if each.quote)
    path = anna.propose(actor=row.actor, demand=row.demand, quote="", text="", note="one")
    page = ben.look(path)
    assert f'id="s-{row.id}"' in page.text
    assert "the same holder on the same demand" in words(page)
    other = anna.propose(actor=row.actor, demand=row.demand, quote="", text="", note="two")
    assert f'href="{other}"' in ben.look(path).text


def test_a_wanted_order_is_proposed_as_well(desk: Running, anna: Person, ben: Person) -> None:
    path = anna.propose(table="sequencing", demand="", first="ceasefire", relation="before", then="referendum", actor="ukraine")
    assert ben.send(ben.look(path), "accept").status_code == 303
    found = httpx.get(f"{desk.url}/v1/sequencing", params={"limit": 1000}).json()["items"]
    assert TYPED["quote"] in [row["quote"] for row in found]


FORGED = {
    "no word": {"form": ""},
    "a wrong word": {"form": "0" * 64},
    "the word of another session": {"form": "theirs"},
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_a_form_without_the_word_of_its_session_does_nothing(
    desk: Running, anna: Person, ben: Person, change: dict[str, str]
) -> None:
    change = {"form": hidden(ben.look("/review/new"))["form"]} if change["form"] == "theirs" else change
    path, before = anna.propose(), held(desk)
    page = anna.look(path)
    answer = anna.http.post(path, data=hidden(page) | {"did": "accept"} | change)
    assert answer.status_code == 403
    assert "nothing was done" in words(answer)
    count = len(re.findall("/review/[0-9]+", anna.look("/review?state=all").text))
    new = anna.http.post("/review/new", data=hidden(anna.look("/review/new")) | TYPED | change)
    assert new.status_code == 403
    assert "never be lifted whole" in new.text
    assert len(re.findall("/review/[0-9]+", anna.look("/review?state=all").text)) == count
    assert held(desk) == before


@pytest.mark.parametrize("page", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "same-site"}])
def test_a_form_that_another_site_sends_does_nothing(desk: Running, anna: Person, page: dict[str, str]) -> None:
    path, before = anna.propose(), held(desk)
    answer = anna.http.post(path, data=hidden(anna.look(path)) | {"did": "accept"}, headers=page)
    assert answer.status_code == 403
    assert held(desk) == before


def test_looking_changes_nothing_whatever_the_address_asks_for(desk: Running, anna: Person) -> None:
    path = anna.propose()
    version, page = httpx.get(f"{desk.url}/v1/changes").text, anna.look(path).text
    for query in ("?did=accept&version=1", "?did=reject&reason=x", "?saved=1"):
        anna.look(path + query)
    assert httpx.get(f"{desk.url}/v1/changes").text == version
    assert anna.look(path).text.partition('name="key"')[0] == page.partition('name="key"')[0]


def test_hostile_texts_are_texts(anna: Person, ben: Person) -> None:
    quote = f"{SCRIPT} & “{HEBREW}”"
    path = anna.propose(
        text=f"</textarea>{quote} {LONG}", quote=quote, note="{{ 7 * 7 }}", source_title=SCRIPT, source_publisher='"><b>',
        reported_by="<u>x",
    )  # fmt: skip
    for page in (ben.look(path), ben.look("/review"), ben.look(f"/review/new?from={path.rpartition('/')[2]}")):
        assert "<script>alert" not in page.text
        assert "<u>x" not in page.text
    assert "{{ 7 * 7 }}" in ben.look(path).text
    assert "<mark>&lt;script&gt;alert(1)&lt;/script&gt; &amp; “" in ben.look(path).text
    refused = anna.http.post("/review/new", data=hidden(anna.look("/review/new")) | TYPED | {"source_url": "javascript:alert(1)"})
    assert refused.status_code == 422
    assert "source_url-fault" in refused.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/review/0", 404),
        ("/review/99999999999999999999", 404),
        ("/review/x", 404),
        ("/review/new?from=999999", 404),
        ("/review/new?dataset=no-such", 400),
        ("/review?state=acepted", 400),
        ("/review?before=x", 200),
        ("/review?dataset=no-such&asof=2025-12-29", 200),
    ],
)
def test_an_address_that_leads_nowhere_says_so(anna: Person, path: str, status: int) -> None:
    assert anna.http.get(path).status_code == status


@pytest.mark.parametrize(
    ("data", "status"),
    [({"did": "erase"}, 400), ({"did": "accept", "version": "x"}, 400), ({"did": "accept", "version": "77"}, 409)],
)
def test_a_form_that_asks_for_what_there_is_not_is_refused(anna: Person, data: dict[str, str], status: int) -> None:
    path = anna.propose()
    assert anna.http.post(path, data=hidden(anna.look(path)) | data).status_code == status


def test_a_form_is_bounded(anna: Person) -> None:
    form = hidden(anna.look("/review/new")) | TYPED | {"text": "a" * 1_100_000}
    assert anna.http.post("/review/new", data=form).status_code == 413


def test_the_queue_is_beside_the_data_and_outlives_the_service(store: Path, tokens: dict[str, str], anna: Person) -> None:
    path = anna.propose(note="kept over a restart")
    assert (store / "review.sqlite").is_file()
    assert "ends with the service" not in anna.look("/review").text
    assert path.rpartition("/")[2] in anna.look("/review").text
