"""/id/…: every IRI is found, in every format, and nothing from the data becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

import posgraph
from posgraph import writing
from posgraph.graph import Graph
from posgraph.names import DATA, PG, VOCAB
from posgraph_api.pages.frame import POLICY
from tests.api.serving import Running, serving

OWN = ["/static/icon.svg", "/static/style.css", "/static/posgraph.js"]
"""What a page loads, but for the digests in the names."""

FORMATS = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}


def path(iri: str) -> str:
    """Where a service finds an IRI."""
    for start, place in ((DATA, "/id/"), (PG, "/id/ns/"), (VOCAB, "/id/vocab/")):
        if iri.startswith(start):
            return place + iri.removeprefix(start).rstrip("/")
    raise AssertionError(iri)


class Page(HTMLParser):
    """A page: the addresses that it names, the elements that it has, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.elements: set[str] = set()
        self.scripts: list[str] = []
        self.text = ""
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        given = dict(attrs)
        assert not any(name.startswith("on") or name == "style" for name in given), given
        if tag == "script":
            self._inside = tag
            self.scripts.append(given.get("src") or "")
        if tag == "a":
            self.links.append(given["href"] or "")
        elif "src" in given or "href" in given:
            self.loads.append(given.get("src") or given.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        assert not self._inside or not data.strip(), "a script that stands in the page"
        self.text += data


def test_every_node_of_the_dataset_is_found(client: httpx.Client, graph: Graph) -> None:
    nodes: dict[str, set[str]] = {}
    for triple in writing.triples(graph.dataset):
        nodes.setdefault(triple.subject.value, set()).add(str(triple))
    kinds = {iri.removeprefix(graph.dataset.base).partition("/")[0] for iri in nodes}
    assert {"position", "order", "evidence", "quote", "condition", "clause", "participation", ""} <= kinds
    for iri, said in nodes.items():
        answer = client.get(path(iri), headers={"accept": "application/n-triples"})
        assert answer.status_code == 200, iri
        assert said <= {str(quad.triple) for quad in parse(answer.content, format=RdfFormat.N_TRIPLES)}


@pytest.mark.parametrize(
    "name", ["position/RU001", "order/SQ001", "clause/28-points/c1", "evidence/position/RU001", "condition/RU004", ""]
)
def test_a_thing_is_the_same_in_every_format(client: httpx.Client, graph: Graph, name: str) -> None:
    address = f"/id/miami-2025/{name}".rstrip("/")
    expected = set(graph.store.describe(graph.dataset.base + name))
    assert expected
    for word, form in FORMATS.items():
        answer = client.get(f"{address}?format={word}")
        assert {quad.triple for quad in parse(answer.content, format=form)} == expected
        assert answer.content == client.get(address, headers={"accept": answer.headers["content-type"].partition(";")[0]}).content


def test_a_thing_as_json_tells_labels_and_what_points_to_it(client: httpx.Client) -> None:
    found = client.get("/id/miami-2025/demand/final-agreement").json()
    assert found["label"] == "final agreement"
    assert [kind["label"] for kind in found["types"]] == ["demand"]
    assert {"property": "second step", "iri": f"{DATA}miami-2025/order/SQ002"}.items() <= {
        key: value
        for reference in found["references"]
        if reference["iri"].endswith("/SQ002")
        for key, value in reference.items()
    }.items()  # fmt: skip
    assert found["reference_count"] == len(found["references"])
    position = client.get("/id/miami-2025/position/RU001").json()
    assert position["label"] == "Russia rejects: ceasefire while a referendum is prepared (RU001)"
    [evidence] = [s for s in position["properties"] if s["property"] == PG + "evidence"]
    inside = {s["label"]: s["values"] for s in evidence["values"][0]["properties"]}
    assert inside["source"][0]["iri"] == f"{DATA}miami-2025/source/expertnews-2025-12-29"


@pytest.mark.parametrize(
    "address",
    ["/id/ns/holder", "/id/ns/Position", "/id/vocab/stance/rejects", "/id/vocab/rule/contradiction", "/id/vocab/stance"],
)
def test_terms_and_words_are_found(client: httpx.Client, address: str) -> None:
    for accept in ("text/turtle", "text/html", "application/json"):
        assert client.get(address, headers={"accept": accept}).status_code == 200


def test_every_link_of_a_page_leads_somewhere(client: httpx.Client) -> None:
    seen: set[str] = set()
    todo = [
        "/",
        "/docs",
        "/v1/questions",
        "/sparql",
        "/id/miami-2025",
        "/id/miami-2025/position/RU001",
        "/id/miami-2025/demand/ceasefire",
    ]
    for address in todo:
        page = Page(client.get(address, headers={"accept": "text/html"}).text)
        assert [re.sub(r"\.[0-9a-f]{16}\.", ".", load) for load in page.loads] == OWN
        seen |= {*page.loads}
        seen |= {link for link in page.links if not link.startswith("#")}
    for link in sorted(seen):
        assert link.startswith(("/", "http://", "https://"))
        if link.startswith("/"):
            answer = client.get(link, headers={"accept": "text/html, */*;q=0.1"}, follow_redirects=True)
            assert answer.status_code == 200, (link, answer.text)


def test_a_browser_gets_a_page_that_may_load_nothing_else(client: httpx.Client) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}
    for address in (
        "/",
        "/docs",
        "/v1/questions",
        "/v1/questions/actors",
        "/id/miami-2025/position/RU001",
        "/sparql",
        "/nothing",
    ):
        answer = client.get(address, headers=browser)
        assert answer.headers["content-type"] == "text/html; charset=utf-8", address
        policy = answer.headers["content-security-policy"]
        assert policy == POLICY
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert answer.headers["referrer-policy"] == "same-origin"
        page = Page(answer.text)
        assert {"html", "title", "main", "h1"} <= page.elements
        assert not {"style", "iframe", "img", "object", "embed"} & page.elements
        assert len(page.scripts) == 1
        assert page.scripts[0].startswith("/static/posgraph.")
    assert client.get("/nothing", headers=browser).status_code == 404
    kinds = [client.get(load).headers["content-type"].partition(";")[0] for load in page.loads]
    assert kinds == ["image/svg+xml", "text/css", "text/javascript"]


HOSTILE = '<script>alert("x")</script> & "quoted" \'single\' </td>'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A dataset with its own base whose texts try to be markup, and whose ids have spaces and letters of all kinds."""
    folder = tmp_path_factory.mktemp("hostile")
    text = HOSTILE.replace('"', '""')
    tables = {
        "dataset.toml": f"id = 'проба-1'\ntitle = '''{HOSTILE}'''\nbase = 'http://example.org/peace-talks/'\n",
        "actors.csv": f'id,label,kind,same_as\nnörth & co,"{text}",state,https://example.org/n?a=1&b=2\nsouth,South,state,\n',
        "demands.csv": f'id,issue,label,note\nd 1,i,"{text}","javascript:alert(1)"\n',
        "positions.csv": "id,actor,demand,stance,source,quote\n"
        f'p?1#x,nörth & co,d 1,demands,s,"{text}"\np%2F,south,d 1,rejects,s,https://example.org/\n',
        "sources.csv": f'id,title,url\ns,"{text}",https://example.org/?q=1\n',
    }
    for name, content in tables.items():
        (folder / name).write_text(content, encoding="utf-8")
    with serving("--data", str(folder), "--infer") as running:
        yield running


def test_texts_of_the_data_are_never_markup(hostile: Running) -> None:
    with httpx.Client(base_url=hostile.url, timeout=60, headers={"accept": "text/html"}) as client:
        seen, todo = set(), ["/", "/?unsure=salience", "/v1/questions/contents", "/nothing?<script>", "/id/%3Cscript%3E"]
        while todo:
            address = todo.pop()
            answer = client.get(address)
            if "text/html" not in answer.headers["content-type"]:
                continue
            page = Page(answer.text)
            assert len(page.scripts) == 1, address
            assert page.scripts[0].startswith("/static/posgraph."), address
            assert all(link.startswith(("/", "#", "https://example.org/", "http")) for link in page.links)
            for link in page.links:
                if link.startswith("/id/") and "?" not in link and link not in seen:
                    seen.add(link)
                    todo.append(link)
        found = {link for link in seen if not link.startswith(("/id/ns/", "/id/vocab/"))}
        assert len(found) > 8
        assert all(client.get(link).status_code == 200 for link in found)
        page = Page(client.get("/").text)
        assert HOSTILE in page.text


def test_ids_of_all_kinds_are_found_under_the_datasets_own_base(hostile: Running) -> None:
    with httpx.Client(base_url=hostile.url, timeout=60) as client:
        rows = client.get("/v1/positions").json()["items"]
        assert [row["id"] for row in rows] == ["p%2F", "p?1#x"]
        assert [row["iri"] for row in rows] == [
            "http://example.org/peace-talks/position/p%252F",
            "http://example.org/peace-talks/position/p%3F1%23x",
        ]
        for row in rows:
            tail = row["iri"].removeprefix("http://example.org/peace-talks/")
            thing = client.get(f"/id/%D0%BF%D1%80%D0%BE%D0%B1%D0%B0-1/{tail}").json()
            assert thing["iri"] == row["iri"]
            assert client.get(f"/v1/positions/{tail.partition('/')[2]}").json() == row
        assert client.get("/v1/positions", params={"actor": "nörth & co"}).json()["items"][0]["id"] == "p?1#x"


def test_findings_that_were_inferred_are_things_too(hostile: Running) -> None:
    with httpx.Client(base_url=hostile.url, timeout=60) as client:
        answer = client.post("/sparql", data={"query": "SELECT ?c { ?c a pg:Conflict }"})
        [row] = answer.json()["results"]["bindings"]
        iri = row["c"]["value"]
        tail = iri.removeprefix("http://example.org/peace-talks/")
        thing = client.get(f"/id/%D0%BF%D1%80%D0%BE%D0%B1%D0%B0-1/{tail}").json()
        assert thing["iri"] == iri
        assert thing["types"][0]["label"] == "conflict"
        assert thing["label"].startswith(f"contradiction: {HOSTILE} demands: {HOSTILE} (p?1#x) / South rejects: ")
        assert client.get("/v1/questions/conflicts-inferred").status_code == 200


def test_a_thing_of_another_dataset_in_the_store_is_found_too(tmp_path: Path) -> None:
    for id in ("one", "two"):
        folder = tmp_path / id
        folder.mkdir()
        (folder / "actors.csv").write_text(f"id,label,kind\na,Actor of {id},state\n", encoding="utf-8")
        (folder / "demands.csv").write_text("id,issue,label\nd,i,D\n", encoding="utf-8")
        (folder / "positions.csv").write_text("id,actor,demand,stance\np,a,d,demands\n", encoding="utf-8")
        posgraph.graph.load(folder, tmp_path / "store")
    with serving("--data", str(tmp_path / "store"), "--dataset", "two") as service, httpx.Client(base_url=service.url) as client:
        assert client.get("/id/one/actor/a").json()["label"] == "Actor of one"
        assert client.get("/id/two/actor/a").json()["label"] == "Actor of two"
        assert [(d["id"], d["served"]) for d in client.get("/v1/datasets").json()["items"]] == [("one", False), ("two", True)]
        assert client.get("/v1/datasets/one").json()["counts"]["actors"] == 1
        home = Page(client.get("/", headers={"accept": "text/html"}).text)
        assert "/?dataset=one" in home.links
        assert "Actor of one" in Page(client.get("/?dataset=one&unsure=salience", headers={"accept": "text/html"}).text).text
        assert [a["label"] for a in client.get("/v1/actors").json()["items"]] == ["Actor of two"]
        assert NamedNode(f"{DATA}one/actor/a").value in client.get("/id/one/actor/a?format=nt").text
