"""The W3C's tests of updates, run on a real service: each begins with an empty store, and ends with a look at all of it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from tests.api.serving import serving
from tests.w3c.manifests import Case, Contents, cases, deviations, path
from tests.w3c.matching import Row, same
from tests.w3c.test_query import RDF

TOKEN = "a-token-for-the-tests-of-the-w3c"
OURS = "<https://w3id.org/posgraph/graph/"
FOLDERS = (
    "add", "basic-update", "clear", "copy", "delete", "delete-data", "delete-insert", "delete-where", "drop", "move",
    "syntax-update-1", "syntax-update-2", "update-silent",
)  # fmt: skip
CASES = list(cases(*FOLDERS))
KNOWN = deviations()


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A service over a store in memory, which is quick to write to; the bundled dataset goes first."""
    with (
        serving(POSGRAPH_ADMIN_TOKEN=TOKEN, POSGRAPH_RATE="0") as service,
        httpx.Client(base_url=service.url, timeout=60, headers={"authorization": f"Bearer {TOKEN}"}) as client,
    ):
        assert client.post("/update", data={"update": "DROP ALL"}).status_code == 204
        yield client


def content(client: httpx.Client) -> list[Row]:
    """Everything in the store, but for what the service keeps itself."""
    found = parse(client.get("/store").content, format=RdfFormat.N_QUADS)
    return [(str(q.subject), str(q.predicate), str(q.object), str(q.graph_name)) for q in found if OURS not in str(q.graph_name)]


def expected(contents: Contents) -> list[Row]:
    """The statements of the files, each file with blank nodes of its own."""
    named = [("DEFAULT", file) for file in contents.default] + [(f"<{name}>", file) for name, file in contents.named]
    found: list[Row] = []
    for name, file in named:
        quads = parse(path(file).read_bytes(), format=RDF[path(file).suffix][1], base_iri=file, rename_blank_nodes=True)
        found += [(str(q.subject), str(q.predicate), str(q.object), name) for q in quads]
    return found


def fill(client: httpx.Client, contents: Contents) -> None:
    """Empty the store of what earlier tests left, and put the files of this one in."""
    for name in sorted({row[3] for row in content(client)}):
        assert client.delete("/store", params=_place(name)).status_code == 204
    for name, file in [("DEFAULT", file) for file in contents.default] + [(f"<{name}>", file) for name, file in contents.named]:
        base = f"@base <{file}> . ".encode()  # what <> in a file is: the file itself, in whatever graph it comes to lie
        answer = client.put(
            "/store", params=_place(name), content=base + path(file).read_bytes(), headers={"content-type": "text/turtle"}
        )
        assert answer.status_code in (201, 204), answer.text


def _place(name: str) -> dict[str, str]:
    return {"default": ""} if name == "DEFAULT" else {"graph": name[1:-1]}


def send(client: httpx.Client, case: Case) -> httpx.Response:
    headers = {"content-type": "application/sparql-update"}
    text = f"BASE <{case.text}> " + path(case.text).read_text(encoding="utf-8")
    return client.post("/update", content=text.encode(), headers=headers)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_an_update_does_what_the_standard_says(client: httpx.Client, case: Case, request: pytest.FixtureRequest) -> None:
    if case.id in KNOWN:
        request.applymarker(pytest.mark.xfail(reason=KNOWN[case.id], strict=True))
    if "Negative" in case.kind:
        answer = send(client, case)
        assert answer.status_code == 400
        assert answer.json()["type"].endswith("bad-update")
        return
    if case.kind == "UpdateEvaluationTest":
        fill(client, case.before)
    answer = send(client, case)
    if case.kind == "UpdateEvaluationTest":
        assert answer.status_code == 204, answer.text
        assert same(content(client), expected(case.after))
    else:  # it must be read; that it names a graph which is not there is another matter
        assert answer.status_code == 204 or "does not exist" in answer.json()["detail"], answer.text


def test_the_tests_are_there() -> None:
    assert len(CASES) == 157
