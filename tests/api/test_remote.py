"""A graph over HTTP, and a service over another service: the data are read there, and computed with here."""

from __future__ import annotations

from pathlib import Path

import httpx

import posgraph
from posgraph.graph import Graph
from posgraph.importers import load_quads
from posgraph.store import RemoteStore
from posgraph_api.access.caller import Caller, Right
from posgraph_api.serving.settings import Settings
from posgraph_api.writing.writer import Writer
from tests.api.serving import Running, serving
from tests.store.conftest import remote, sparql_endpoint

__all__ = ["remote", "sparql_endpoint"]  # fixtures

AS_OF = "2025-12-29"


def test_requests_share_one_reading_of_a_remote_dataset() -> None:
    with serving("--access-log") as store, serving("--data", store.url) as service:
        with httpx.Client(base_url=service.url, timeout=60) as client:
            assert client.get("/v1/actors").status_code == 200
            before = sum("/sparql" in line for line in list(store.said))
            for actor in ("russia", "ukraine", "united-states", "france", "germany", "e3"):
                assert client.get(f"/v1/positions?actor={actor}").status_code == 200
                assert client.get(f"/v1/conflicts?as_of=2025-12-29&actor={actor}").status_code == 200
            asked = sum("/sparql" in line for line in list(store.said)) - before
        assert before > 0
        assert asked < 6  # the version, every two seconds


def test_a_graph_over_http_computes_what_the_data_say(service: Running, graph: Graph) -> None:
    with posgraph.connect(service.url) as remote:
        assert remote.settlements(AS_OF).to_dict() == graph.settlements(AS_OF).to_dict()
        changes = ("set russia:army-800000=accepts", "drop RU017")
        assert remote.whatif(changes, AS_OF).to_dict() == graph.whatif(changes, AS_OF).to_dict()
        assert [kept.id for kept in remote.scenarios] == [kept.id for kept in graph.scenarios]
        assert remote.compare(None, AS_OF).to_dict() == graph.compare(None, AS_OF).to_dict()
        for name in ("trades", "bridges", "shifts", "forecast", "exchange", "stability"):
            assert getattr(remote, name)(AS_OF).to_dict() == getattr(graph, name)(AS_OF).to_dict(), name


def test_the_first_dataset_of_an_endpoint_brings_the_ontology(remote: RemoteStore) -> None:
    graph = Graph(remote)
    assert graph.datasets() == ()
    talks = load_quads(Path(__file__).parents[1] / "cli/talks")
    Writer(graph, Settings()).put(talks, Caller("editor", Right.write, ""))
    assert graph.datasets() == ("talks",)
    assert remote.ask("ASK { pg:State a owl:Class }")


def test_what_another_wrote_between_two_writes_is_seen(sparql_endpoint: str, remote: RemoteStore) -> None:
    from posgraph.recording import Author, Recorder, Step

    graph = Graph(remote)
    writer, editor = Writer(graph, Settings()), Caller("editor", Right.write, "")
    writer.put(load_quads(Path(__file__).parents[1] / "cli/talks"), editor)

    def create(name: str) -> Step:
        return Step("create", "actors", row={"id": name, "label": name, "kind": "state"})

    with RemoteStore(f"{sparql_endpoint}/query") as other:
        _ = graph.values("talks")
        writer.edit("talks", [create("one")], editor)
        Recorder(other).edit(Graph(other).values("talks"), [create("two")], Author("other"))
        writer.edit("talks", [create("three")], editor)
        assert {"one", "two", "three"} <= {actor.id for actor in graph.values("talks").actors}


def test_a_service_over_another_answers_the_same(service: Running, client: httpx.Client) -> None:
    with serving("--data", service.url, "--query-seconds", "300") as other:
        for query in ("settlements", "whatif?drop=SQ001", "comparison", "shifts", "stability"):
            path = f"/v1/{query}{'&' if '?' in query else '?'}as_of={AS_OF}"
            assert httpx.get(f"{other.url}{path}", timeout=60).json() == client.get(path).json(), query
