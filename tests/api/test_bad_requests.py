"""Bad requests: each is answered with a problem that says where, what, what was expected, and a near match."""

from __future__ import annotations

import httpx
import pytest

from posgraph_api.http.problems import TYPES, WORDS
from tests.api.serving import ADMIN

CURSOR = "the text in `next` of the page before, unchanged"
OTHER = "a cursor of this list with the same filters"

BAD = [
    # path, status, kind, where, value, expected (its start), hint
    ("/v1/positions?acter=russia", 400, "bad-parameter", "acter", "russia", "one of: dataset, recorded_at, limit", "actor"),
    ("/v1/positions?actor=rusia", 400, "bad-parameter", "actor", "rusia", "one of: anitta-hipper", "russia"),
    ("/v1/positions?stance=rejcts", 400, "bad-parameter", "stance", "rejcts", "one of: accepts", "rejects"),
    ("/v1/positions?demand=issue:nothing-like-it", 400, "bad-parameter", "demand", "issue:nothing-like-it", "one of: ", None),
    ("/v1/positions?id=russia", 400, "bad-parameter", "id", "russia", "one of: ", None),
    ("/v1/relations?by=codr", 400, "bad-parameter", "by", "codr", "one of: ", "coder"),
    ("/v1/positions?issue=cesefire", 400, "unknown-name", "issue", "cesefire", "one of: ", "ceasefire"),
    ("/v1/positions?as_of=2025-13-01", 400, "bad-parameter", "as_of", "2025-13-01", "a day, as 2025-12-29", ""),
    ("/v1/positions?as_of=1735430400", 400, "bad-parameter", "as_of", "1735430400", "a day, as 2025-12-29", ""),
    ("/v1/positions?as_of=29.12.2025", 400, "bad-parameter", "as_of", "29.12.2025", "a day, as 2025-12-29", "2025-12-29"),
    ("/v1/positions?as_of=2025-12", 400, "bad-parameter", "as_of", "2025-12", "a day, as 2025-12-29", ""),
    ("/v1/questions/stances-on-issue?issue=ceasefir", 400, "unknown-name", "issue", "ceasefir", "", "ceasefire"),
    ("/v1/positions?limit=0", 400, "bad-parameter", "limit", "0", "a whole number, 1 to 10000", ""),
    ("/v1/positions?limit=many", 400, "bad-parameter", "limit", "many", "a whole number, 1 to 10000", ""),
    ("/v1/positions?limit=1&limit=2", 400, "bad-parameter", "limit", "1 2", "this parameter once", ""),
    ("/v1/positions?cursor=x", 400, "bad-cursor", "cursor", "x", CURSOR, ""),
    ("/v1/positions?cursor=W10", 400, "bad-cursor", "cursor", "W10", OTHER, ""),
    ("/v1/positions?cursor=W251bGxd", 400, "bad-cursor", "cursor", "W251bGxd", CURSOR, ""),
    ("/v1/positions?cursor=%C3%BC", 400, "bad-cursor", "cursor", "ü", CURSOR, ""),
    ("/v1/positions/RU0001", 404, "unknown-name", "path", "RU0001", "the id of a position", "RU001"),
    ("/v1/positions/a/b", 404, "unknown-name", "path", "a/b", "the id of a position", ""),
    ("/v1/positions/RU001?limit=1", 400, "bad-parameter", "limit", "1", "one of: ", ""),
    ("/v1/clauses/28-point/c1", 404, "unknown-name", "path", "28-point/c1", "the proposal and number", "28-points/c1"),
    ("/v1/clauses/28-points", 404, "not-found", "path", "/v1/clauses/28-points", "a page of this service", "/v1/clauses"),
    ("/v1/datasets/miami", 404, "unknown-name", "path", "miami", "the id of a dataset", "miami-2025"),
    ("/v1/issues?exclusive=maybe", 400, "bad-parameter", "exclusive", "maybe", "one of: false, true", ""),
    ("/v1/conflicts?rule=contradicton", 400, "unknown-name", "rule", "contradicton", "one of: ", "contradiction"),
    ("/v1/conflicts?actor=Rusia", 400, "unknown-name", "actor", "Rusia", "one of: ", "russia"),
    ("/v1/conflicts?issue=teritory", 400, "unknown-name", "issue", "teritory", "one of: ", "territory"),
    ("/v1/conflicts?without=RU9999", 400, "unknown-name", "without", "RU9999", "the id of a position", None),
    ("/v1/conflicts?self=perhaps", 400, "bad-parameter", "self", "perhaps", "true or false", ""),
    ("/v1/conflicts?self_=true", 400, "bad-parameter", "self_", "true", "one of: ", "self"),
    ("/v1/conflicts?ever=true&as_of=2025-12-29", 400, "bad-parameter", "ever", "true, with as_of 2025-12-29", "one of", ""),
    ("/v1/overlaps?kind=sharred", 400, "unknown-name", "kind", "sharred", "one of: ", "shared"),
    ("/v1/orders?limit=-1", 400, "bad-parameter", "limit", "-1", "a whole number from 1", ""),
    ("/v1/settlements?actor=rusia", 400, "unknown-name", "actor", "rusia", "one of: ", "russia"),
    ("/v1/settlements?decide=teritory", 400, "unknown-name", "decide", "teritory", "one of: ", "territory"),
    ("/v1/settlements?as_of=2025-12-29&move=RU0003", 400, "unknown-name", "move", "RU0003", "the id of a red line", "RU003"),
    ("/v1/settlements?as_of=2025-12-29&move=RU017", 400, "unknown-name", "move", "RU017", "the id of a red line", None),
    ("/v1/settlements?as_of=2025-12-29&move=UA048&actor=russia", 400, "unknown-name", "move", "UA048", "the id of a red line",
     None),
    ("/v1/settlements?as_of=2025-12-29&move=SQ001", 400, "unknown-name", "move", "SQ001", "the id of a red line", None),
    ("/v1/settlements?without=RU9999", 400, "unknown-name", "without", "RU9999", "the id of a position", None),
    ("/v1/settlements?limit=0", 400, "bad-parameter", "limit", "0", "a whole number from 1", ""),
    ("/v1/settlements?moved=RU003", 400, "bad-parameter", "moved", "RU003", "one of: dataset, recorded_at, as_of, actor", "move"),
    ("/v1/settlements?ever=true", 400, "bad-parameter", "ever", "true", "one of: dataset, recorded_at, as_of, actor", None),
    ("/v1/trades?limit=0", 400, "bad-parameter", "limit", "0", "a whole number from 1", ""),
    ("/v1/trades?issue=teritory", 400, "unknown-name", "issue", "teritory", "one of: ", "territory"),
    ("/v1/bridges?kind=on-recrd", 400, "unknown-name", "kind", "on-recrd", "one of: on-record, range", "on-record"),
    ("/v1/bridges?rule=rnge", 400, "unknown-name", "rule", "rnge", "one of: ", "range"),
    ("/v1/whatif?set=rusia:ceasefire=accepts", 400, "unknown-name", "set", "rusia", "the id of an actor", "russia"),
    ("/v1/whatif?set=russia:cesefire=accepts", 400, "unknown-name", "set", "cesefire", "the id of a demand", "ceasefire"),
    ("/v1/whatif?set=russia:ceasefire=acepts", 400, "bad-parameter", "set", "acepts", "one of: ", "accepts"),
    ("/v1/whatif?drop=SQ0001", 400, "unknown-name", "drop", "SQ0001", "the id of a position", "SQ001"),
    ("/v1/whatif?relate=ceasefire+requirs+direct-talks", 400, "bad-parameter", "relate", "ceasefire requirs direct-talks",
     "relate DEMAND", "requires"),
    ("/v1/whatif?order=russia:ceasefire+befor+referendum=accepts", 400, "bad-parameter", "order", "ceasefire befor referendum",
     "an order STEP RELATION STEP", "before"),
    ("/v1/whatif?scenario=russia-drops-its-orders", 400, "unknown-name", "scenario", "russia-drops-its-orders", "one of: ",
     "russia-drops-its-order"),
    ("/v1/whatif?set=russia:ceasefire=accepts&set=russia:ceasefire=rejects", 400, "bad-parameter", "changes",
     "set russia:ceasefire=accepts; set russia:ceasefire=rejects", "one change for one target", ""),
    ("/v1/whatif?scenario=army-of-800000&set=russia:army-800000=rejects", 400, "bad-parameter", "changes",
     "set russia:army-800000=accepts; set russia:army-800000=rejects", "one change for one target", ""),
    ("/v1/whatif?deals=perhaps", 400, "bad-parameter", "deals", "perhaps", "true or false", ""),
    ("/v1/whatif?set_=x", 400, "bad-parameter", "set_", "x", "one of: dataset, recorded_at, as_of, set, order", "set"),
    ("/v1/comparison?scenario=army-of-80000", 400, "unknown-name", "scenario", "army-of-80000", "one of: ", "army-of-800000"),
    ("/v1/shifts?kind=concesion", 400, "unknown-name", "kind", "concesion", "one of: first, concession", "concession"),
    ("/v1/shifts?limit=0", 400, "bad-parameter", "limit", "0", "a whole number, 1 to 10000", ""),
    ("/v1/shifts?since=29.12.2025", 400, "bad-parameter", "since", "29.12.2025", "a day, as 2025-12-29", "2025-12-29"),
    ("/v1/shifts?cursor=x", 400, "bad-cursor", "cursor", "x", CURSOR, ""),
    ("/v1/shifts?ever=true&as_of=2025-12-29", 400, "bad-parameter", "ever", "true, with as_of 2025-12-29", "one of", ""),
    ("/v1/convergence", 400, "bad-parameter", "actor", "", "two different actors", ""),
    ("/v1/convergence?actor=russia", 400, "bad-parameter", "actor", "russia", "two different actors", ""),
    ("/v1/convergence?actor=russia&actor=russia", 400, "bad-parameter", "actor", "russia russia", "two different actors", ""),
    ("/v1/convergence?actor=russia&actor=ukraine&actor=france", 400, "bad-parameter", "actor", "russia ukraine france",
     "two different actors", ""),
    ("/v1/convergence?actor=russia&actor=ukrane", 400, "unknown-name", "actor", "ukrane", "one of: ", "ukraine"),
    ("/v1/convergence?actor=russia&actor=ukraine&window=6+months", 400, "bad-parameter", "window", "6 months",
     "a number of days, months or years", ""),
    ("/v1/convergence?actor=russia&actor=ukraine&step=months:0", 400, "bad-parameter", "step", "months:0",
     "a number of days, months or years", ""),
    ("/v1/convergence?actor=russia&actor=ukraine&step=days:1&since=0001-01-01", 400, "bad-parameter", "step", "days:1",
     "a step with which there are at most 10,000 windows", ""),
    ("/v1/convergence?actor=russia&actor=ukraine&since=2025-12-29&until=2025-01-01", 400, "bad-parameter", "since", "2025-12-29",
     "a day not after 2025-01-01", ""),
    ("/v1/report", 400, "bad-parameter", "since", "", "a day, as 2025-12-29", ""),
    ("/v1/report?since=yesterday", 400, "bad-parameter", "since", "yesterday", "a day, as 2025-12-29", ""),
    ("/v1/report?since=2025-12-01&as_of=2025-12-29", 400, "bad-parameter", "as_of", "2025-12-29", "one of: dataset", None),
    ("/v1/robustness?draws=-1", 400, "bad-parameter", "draws", "-1", "a whole number, 0 to 1000", ""),
    ("/v1/robustness?draws=2000", 400, "bad-parameter", "draws", "2000", "a whole number, 0 to 1000", ""),
    ("/v1/robustness?seed=x", 400, "bad-parameter", "seed", "x", "a whole number", ""),
    ("/v1/robustness?limit=0", 400, "bad-parameter", "limit", "0", "a whole number from 1", ""),
    ("/v1/robustness?actor=rusia", 400, "unknown-name", "actor", "rusia", "one of: ", "russia"),
    ("/v1/forecast?capability=russia", 400, "bad-parameter", "capability", "russia", "ACTOR=NUMBER", ""),
    ("/v1/forecast?capability=russia=-1", 400, "bad-parameter", "capability", "russia=-1", "ACTOR=NUMBER", ""),
    ("/v1/forecast?capability=russia=inf", 400, "bad-parameter", "capability", "russia=inf", "ACTOR=NUMBER", ""),
    ("/v1/forecast?capability=rusia=1", 400, "unknown-name", "capability", "rusia", "one of: ", "russia"),
    ("/v1/forecast?capability=russia=1&capability=russia=2", 400, "bad-parameter", "capability", "russia=1 russia=2",
     "one number for one actor", ""),
    ("/v1/exchange?scale=streched", 400, "bad-parameter", "scale", "streched", "one of: stretched, coded", "stretched"),
    ("/v1/exchange?bookkeeping=double", 400, "bad-parameter", "bookkeeping", "double", "one of: published, full", None),
    ("/v1/stability?proposal=28-point", 400, "unknown-name", "proposal", "28-point", "one of: ", "28-points"),
    ("/v1/stability?state=army-800000%2Barmy-cap-60000", 400, "unknown-name", "state", "army-cap-60000", "ids of demands",
     "army-cap-600000"),
    ("/v1/settlement", 404, "not-found", "path", "/v1/settlement", "a page of this service", "/v1/settlements"),
    ("/v1/ground?kind=shared", 400, "bad-parameter", "kind", "shared", "one of: ", None),
    ("/v1/conflict", 404, "not-found", "path", "/v1/conflict", "a page of this service", "/v1/conflicts"),
    ("/v2/conflicts", 404, "not-found", "path", "/v2/conflicts", "a page of this service", "/v1/conflicts"),
    ("/nothing", 404, "not-found", "path", "/nothing", "a page of this service", None),
    ("/static/nothing.css", 404, "not-found", "path", "/static/nothing.css", "a page of this service", None),
    ("/health?deep=1", 400, "bad-parameter", "deep", "1", "one of: ", ""),
    ("/?day=2025-12-29", 400, "bad-parameter", "day", "2025-12-29", "one of: dataset, recorded_at, asof", ""),
    ("/id/miami-2025/actor/rusia", 404, "unknown-name", "path", "https://w3id.org/posgraph/id/miami-2025/actor/rusia",
     "an IRI of which the store says something", "russia"),
    ("/id/miami-2025/actr/russia", 404, "unknown-name", "path", "https://w3id.org/posgraph/id/miami-2025/actr/russia",
     "an IRI of which the store says something", "actor"),
    ("/id/other/actor/russia", 404, "unknown-name", "path", "https://w3id.org/posgraph/id/other/actor/russia",
     "an IRI of which the store says something", ""),
    ("/id/miami-2025/actor/%3Cscript%3E", 404, "unknown-name", "path",
     "https://w3id.org/posgraph/id/miami-2025/actor/%3Cscript%3E", "an IRI of which the store says something", ""),
    ("/id/miami-2025/actor/%FF%00", 404, "unknown-name", "path", "https://w3id.org/posgraph/id/miami-2025/actor/%EF%BF%BD%00",
     "an IRI of which the store says something", ""),
    ("/id/", 404, "unknown-name", "path", "https://w3id.org/posgraph/id//", "an IRI of which the store says something", ""),
    ("/id/miami-2025/actor/russia?format=tutle", 400, "bad-parameter", "format", "tutle", "one of: html, json, ttl", "ttl"),
    ("/sparql?qury=ASK{}", 400, "bad-parameter", "qury", "ASK{}", "one of: query", "query"),
    ("/sparql?query=ASK{}&query=ASK{}", 400, "bad-request", "query", "2 queries", "a SPARQL query", ""),
    ("/sparql?default-graph-uri=http://e.org/", 400, "bad-request", "query", "0 queries", "a SPARQL query", ""),
    ("/sparql?query=ASK{}&default-graph-uri=not%20one", 400, "bad-parameter", "default-graph-uri", "not one", "an absolute", ""),
    ("/sparql?query=ASK%20%7B%0A%20x", 400, "bad-query", "line 1, column 5", "", "a SPARQL 1.1 query", ""),
    ("/sparql?query=", 400, "bad-query", "query", "", "a SPARQL 1.1 query", ""),
    ("/sparql?update=DROP%20ALL", 400, "bad-query", "request", "an update", "a query: SELECT, ASK", ""),
    ("/sparql?query=%23c%0APREFIX%20a:%20%3Ca:%3E%0Ainsert%20data%7B%7D", 400, "bad-query", "line 3, column 1", "an update",
     "a query: SELECT, ASK", ""),
]  # fmt: skip


def check(answer: httpx.Response, status: int, kind: str) -> dict[str, object]:
    """The body of a problem of this status and kind."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail", "errors", "request_id"}
    assert body["request_id"] == answer.headers["x-request-id"]
    assert (body["type"], body["title"], body["status"]) == (TYPES + kind, WORDS[kind], status)
    assert body["detail"]
    return body


@pytest.mark.parametrize(("path", "status", "kind", "where", "value", "expected", "hint"), BAD, ids=[row[0] for row in BAD])
def test_a_bad_request_is_told_what_is_wrong(
    client: httpx.Client, path: str, status: int, kind: str, where: str, value: str, expected: str, hint: str | None
) -> None:
    body = check(client.get(path), status, kind)
    [fault] = body["errors"]
    assert (fault["where"], fault["value"]) == (where, value)
    assert fault["expected"].startswith(expected)
    if hint is not None:
        assert fault["hint"] == hint


def test_every_fault_is_told_at_once(client: httpx.Client) -> None:
    body = check(client.get("/v1/positions?actor=rusia&stance=rejcts&mode=selfstated"), 400, "bad-parameter")
    assert [(fault["where"], fault["hint"]) for fault in body["errors"]] == [
        ("actor", "russia"), ("stance", "rejects"), ("mode", "selfStated"),
    ]  # fmt: skip
    body = check(client.get("/v1/conflicts?limit=x&as_of=y&self=z"), 400, "bad-parameter")
    assert {fault["where"] for fault in body["errors"]} == {"as_of", "self", "limit"}


def test_faults_of_every_kind_are_told_together(client: httpx.Client) -> None:
    asked = (
        "as_of=29.12.2025&actor=rusia&actor=ukraine&actor=france2&rule=R0&issue=teritory&without=RU9999&limit=1&limit=2&acter=x"
    )
    body = check(client.get(f"/v1/conflicts?{asked}"), 400, "bad-parameter")
    assert [(fault["where"], fault["value"], fault["hint"]) for fault in body["errors"]] == [
        ("acter", "x", "actor"),
        ("limit", "1 2", ""),
        ("as_of", "29.12.2025", "2025-12-29"),
        ("actor", "rusia", "russia"),
        ("actor", "france2", "france"),
        ("issue", "teritory", "territory"),
        ("rule", "R0", body["errors"][6]["hint"]),
        ("without", "RU9999", body["errors"][7]["hint"]),
    ]
    assert "expected a day, as 2025-12-29; did you mean '2025-12-29'?" in body["detail"]
    body = check(client.get("/v1/positions?actor=rusia&issue=teritory&as_of=29.12.2025&limit=0&acter=x"), 400, "bad-parameter")
    assert {fault["where"] for fault in body["errors"]} == {"acter", "limit", "as_of", "actor", "issue"}
    body = check(client.get("/v1/questions/stances-on-issue?issue=ceasefir&day=29.12.2025&dya=x"), 400, "bad-parameter")
    assert {fault["where"] for fault in body["errors"]} == {"dya", "day", "issue"}


def test_every_fault_of_a_scenario_is_told_at_once(client: httpx.Client) -> None:
    asked = "set=rusia:ceasefire=accepts&set=russia:ceasefire=acepts&drop=SQ0001&scenario=no-such&actor=ukrane&as_of=x&deal=true"
    body = check(client.get(f"/v1/whatif?{asked}"), 400, "bad-parameter")
    assert [(fault["where"], fault["value"], fault["hint"]) for fault in body["errors"]] == [
        ("deal", "true", "deals"),
        ("as_of", "x", ""),
        ("actor", "ukrane", "ukraine"),
        ("scenario", "no-such", ""),
        ("set", "rusia", "russia"),
        ("set", "acepts", "accepts"),
        ("drop", "SQ0001", "SQ001"),
    ]


def test_every_position_that_is_no_red_line_is_told_at_once(client: httpx.Client) -> None:
    body = check(client.get("/v1/settlements?as_of=2025-12-29&move=RU017&move=RU003&move=UA011"), 400, "unknown-name")
    assert [(fault["where"], fault["value"]) for fault in body["errors"]] == [("move", "RU017"), ("move", "UA011")]
    body = check(client.get("/v1/settlements?as_of=29.12.2025&move=RU0003&actor=rusia&limit=0&decide=x"), 400, "bad-parameter")
    assert {fault["where"] for fault in body["errors"]} == {"as_of", "move", "actor", "limit", "decide"}


def test_every_fault_of_two_actors_is_told_at_once(client: httpx.Client) -> None:
    asked = "actor=rusia&window=6&step=x&since=y&until=31.12.2025"
    body = check(client.get(f"/v1/convergence?{asked}"), 400, "bad-parameter")
    assert [fault["where"] for fault in body["errors"]] == ["actor", "since", "until", "actor", "window", "step"]


def test_a_cursor_belongs_to_its_list_and_filters(client: httpx.Client) -> None:
    cursor = client.get("/v1/actors?limit=1").json()["next"]
    assert client.get("/v1/actors", params={"cursor": cursor, "limit": "5"}).status_code == 200
    for path in ("/v1/actors?kind=person", "/v1/sources", "/v1/conflicts?as_of=2025-12-29"):
        body = check(client.get(f"{path}{'&' if '?' in path else '?'}cursor={cursor}"), 400, "bad-cursor")
        assert body["errors"][0]["expected"] == OTHER


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/v1/conflicts", "/v1/questions", "/id/miami-2025/actor/russia", "/health"])
def test_reading_takes_get_and_head_only(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path, headers={"authorization": f"Bearer {ADMIN}"})
    body = check(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert body["errors"] == [{"where": "method", "value": method, "expected": "GET", "hint": ""}]


@pytest.mark.parametrize("path", ["/v1/actors", "/v1/conflicts", "/id/miami-2025/actor/russia", "/", "/sparql?query=ASK%7B%7D"])
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    own = {"date": "", "x-request-id": ""}
    assert {**whole.headers, **own} == {**head.headers, **own}


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/v1/actors", "GET, HEAD, OPTIONS, POST"),
        ("/v1/conflicts", "GET, HEAD, OPTIONS"),
        ("/sparql", "GET, HEAD, OPTIONS, POST"),
    ],
)
def test_options_names_the_methods(client: httpx.Client, path: str, allow: str) -> None:
    answer = client.options(path)
    assert (answer.status_code, answer.content, answer.headers["allow"]) == (204, b"", allow)


@pytest.mark.parametrize(
    "path", ["/v1/actors", "/v1/conflicts", "/", "/docs", "/id/miami-2025/actor/russia", "/sparql?query=ASK%7B%7D"]
)
def test_what_nobody_can_give_is_not_acceptable(client: httpx.Client, path: str) -> None:
    body = check(client.get(path, headers={"accept": "image/png"}), 406, "not-acceptable")
    assert body["errors"][0]["where"] == "Accept"


def test_every_answer_tells_browsers_not_to_guess(client: httpx.Client) -> None:
    for path in ("/", "/v1/actors", "/nothing", "/static/style.css"):
        assert client.get(path).headers["x-content-type-options"] == "nosniff"
