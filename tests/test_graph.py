"""The graph: what it opens, what it answers, and that it is the same over files, stores and endpoints."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad

import posgraph
from posgraph import resources
from posgraph.errors import DataError, QueryError, StoreError, UnknownName, UsageError
from posgraph.graph import Graph, load
from posgraph.names import ONTOLOGY_GRAPH, SCHEMES_GRAPH, dataset_graph, inferred_graph
from posgraph.store import DiskStore, MemoryStore, RemoteStore, Solutions
from posgraph.store.lock import SHARES
from tests import forked
from tests.store.conftest import sparql_endpoint

__all__ = ["sparql_endpoint"]

TABLES = {
    "dataset.toml": 'id = "toy"\ntitle = "A toy <talk>"\n',
    "actors.csv": "id,label,kind\nnorth,North,state\nsouth,South,state\n",
    "demands.csv": "id,issue,label\ntruce,war,A truce\nvote,rule,A vote\n",
    "positions.csv": (
        "id,actor,demand,stance,salience,confidence,valid_from\n"
        "p1,north,truce,demands,1,1,2025-01-01\np2,south,truce,rejects,1,1,2025-02-01\np3,north,vote,accepts,1,1,2025-01-01\n"
    ),
}
POSITIONS = "SELECT ?id { ?p a pg:Position ; dcterms:identifier ?id } ORDER BY ?id"


def write(folder: Path, **changes: str) -> Path:
    """The toy dataset as a folder; ``changes`` replace the text of a table."""
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(changes.get(name.partition(".")[0], text))
    return folder


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    return write(tmp_path / "toy")


@pytest.fixture(params=["files", "disk", "remote"])
def graph(request: pytest.FixtureRequest, toy: Path, tmp_path: Path) -> Iterator[Graph]:
    """The toy dataset, opened in each way."""
    if request.param == "files":
        place: Path | str = toy
    elif request.param == "disk":
        place = tmp_path / "talks.store"
        load(toy, place)
    else:
        place = request.getfixturevalue("sparql_endpoint") + "/query"
        with RemoteStore(str(place)) as store:
            store.update("DROP ALL")
            load(toy, store)
    with posgraph.open(place) as found:
        yield found


def test_a_graph_holds_the_same_dataset_however_it_is_opened(graph: Graph, toy: Path) -> None:
    assert graph.id == "toy"
    assert graph.datasets() == ("toy",)
    assert graph.dataset == posgraph.open(toy).dataset
    assert [p.id for p in graph.dataset.positions] == ["p1", "p2", "p3"]


def test_analysis_is_the_same_however_the_graph_is_opened(graph: Graph) -> None:
    (found,) = graph.conflicts(as_of="2025-12-29")
    assert (found.rule, found.a.position, found.b.position) == ("contradiction", "p1", "p2")
    assert len(graph.conflicts(as_of=date(2025, 1, 15))) == 0
    assert len(graph.conflicts(as_of="2025-12-29", actors="north")) == 1
    assert len(graph.conflicts(as_of="2025-12-29", without=["p2"])) == 0
    assert len(graph.overlaps(as_of="2025-12-29")) == 0
    assert graph.ground(["north", "south"], "2025-12-29").to_dict()["actors"] == ["north", "south"]
    assert graph.orders("2025-12-29").to_dict()["consistent"] is True


def test_sparql_sees_positions_and_what_the_ontology_says_of_them(graph: Graph) -> None:
    found = graph.sparql(POSITIONS)
    assert isinstance(found, Solutions)
    assert found.to_dicts() == [{"id": "p1"}, {"id": "p2"}, {"id": "p3"}]
    polar = graph.sparql("SELECT ?x { ?p a pg:Position ; pg:stance/pg:polarity ?x } ORDER BY ?x")
    assert isinstance(polar, Solutions)
    assert [row["x"] for row in polar.to_dicts()] == [-1, 0.5, 1]
    own = graph.sparql(POSITIONS, graphs=[SCHEMES_GRAPH])
    assert isinstance(own, Solutions)
    assert len(own) == 0


def test_rdflib_sees_the_same_rows(graph: Graph) -> None:
    assert [str(row.id) for row in graph.rdf.query(POSITIONS)] == ["p1", "p2", "p3"]  # type: ignore[union-attr]


def test_a_query_may_not_call_other_hosts(graph: Graph) -> None:
    with pytest.raises(QueryError, match="SERVICE is refused"):
        graph.sparql("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_infer_writes_findings_that_sparql_finds(graph: Graph) -> None:
    before = graph.dataset
    assert graph.infer(as_of="2025-12-29") == len(list(graph.store.quads(inferred_graph("toy")))) > 0
    found = graph.sparql("SELECT ?rule { ?c a pg:Conflict ; pg:rule/skos:notation ?rule }")
    assert isinstance(found, Solutions)
    assert found.to_dicts() == [{"rule": "R1"}]
    assert graph.dataset == before
    if graph.store.kind != "remote":  # others may write to an endpoint meanwhile: from there it is read again
        assert graph.dataset is before
    graph.infer(as_of="2025-01-15")
    assert not graph.store.ask("ASK { ?c a pg:Conflict }")


def test_a_question_is_answered(graph: Graph) -> None:
    found = graph.ask("actors")
    assert isinstance(found, Solutions)
    assert len(found) == 2
    with pytest.raises(UnknownName, match="did you mean 'actors'"):
        graph.ask("actor")


def test_what_is_exported_can_be_opened(graph: Graph, tmp_path: Path) -> None:
    for name, to in (("out", None), ("out.ttl", None), ("rdf.trig", "trig"), ("out.xlsx", None)):
        graph.export(tmp_path / name, to)
        with posgraph.open(tmp_path / name) as found:
            assert found.dataset == graph.dataset


def test_a_write_to_the_store_is_seen_in_the_dataset(graph: Graph) -> None:
    assert len(graph.dataset.positions) == 3
    graph.store.update(
        f"""DELETE {{ GRAPH <{dataset_graph("toy")}> {{ ?p ?x ?o }} }}
        WHERE {{ GRAPH <{dataset_graph("toy")}> {{ ?p ?x ?o ; dcterms:identifier "p2" }} }}"""
    )
    assert [p.id for p in graph.dataset.positions] == ["p1", "p3"]
    assert len(graph.conflicts(as_of="2025-12-29")) == 0


def test_faults_in_the_store_are_told(graph: Graph) -> None:
    name = NamedNode(dataset_graph("toy"))
    row, stance = NamedNode(graph.dataset.base + "position/p1"), NamedNode("https://w3id.org/posgraph/ns#stance")
    graph.store.change([], [Quad(row, stance, Literal("maybe"), name)])
    with pytest.raises(DataError, match="stance"):
        graph.conflicts()


def test_the_notebook_view_says_what_is_there(graph: Graph) -> None:
    assert repr(graph) == "<posgraph.Graph toy>"
    assert "A toy &lt;talk&gt;" in graph._repr_html_()
    assert "<th>positions</th><td>3</td>" in graph._repr_html_()


def test_without_data_the_bundled_dataset_is_opened() -> None:
    with posgraph.open() as found:
        assert found.id == resources.BUNDLED
        assert found.dataset == posgraph.open(resources.data() / resources.BUNDLED).dataset


def test_files_are_written_to_a_store_only_when_it_is_asked_for(toy: Path) -> None:
    code = """if True:
        import sys, posgraph
        g = posgraph.open(sys.argv[1])
        g.conflicts(), g.id, g.dataset, g.datasets(), g._repr_html_()
        assert g._store is None
        g.sparql("ASK {}")
        assert g._store is not None"""
    subprocess.run([sys.executable, "-c", code, str(toy)], check=True)


def test_a_file_keeps_what_the_model_does_not_know(toy: Path, tmp_path: Path) -> None:
    said = '<https://w3id.org/posgraph/id/toy/actor/north> <http://example.org/colour> "blue" .'
    with posgraph.open(toy) as found:
        found.export(tmp_path / "toy.nt")
    with (tmp_path / "toy.nt").open("a") as file:
        file.write(said + "\n")
    with posgraph.open(tmp_path / "toy.nt") as found:
        found.export(tmp_path / "again.nt")
        assert found.store.ask("ASK { ?a <http://example.org/colour> 'blue' }")
        found.export(tmp_path / "stored.nt")
    assert said in (tmp_path / "again.nt").read_text().splitlines()
    assert (tmp_path / "stored.nt").read_text() == (tmp_path / "again.nt").read_text()


def test_loading_replaces_a_dataset_and_leaves_others_alone(toy: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", dataset='id = "other"\n')
    store = MemoryStore()
    assert load(other, store) == ("other",)
    assert load(toy, store) == ("toy",)
    Graph(store, dataset="toy").infer("2025-12-29")
    assert inferred_graph("toy") in store.graphs()
    shutil.rmtree(toy)
    load(write(toy, positions=TABLES["positions.csv"].replace("p3,", "p9,")), store)
    assert [p.id for p in Graph(store, dataset="toy").dataset.positions] == ["p1", "p2", "p9"]
    assert [p.id for p in Graph(store, dataset="other").dataset.positions] == ["p1", "p2", "p3"]
    assert store.graphs() == (dataset_graph("other"), dataset_graph("toy"), ONTOLOGY_GRAPH, SCHEMES_GRAPH)


def test_findings_of_several_datasets_stand_side_by_side(toy: Path, tmp_path: Path) -> None:
    store = MemoryStore()
    for path in (toy, write(tmp_path / "other", dataset='id = "other"\n')):
        load(path, store)
    one, other = (Graph(store, dataset=id) for id in ("toy", "other"))
    one.infer("2025-12-29")
    assert one.ask("conflicts-inferred").to_dicts()[0]["conflicts"] == 1
    with pytest.raises(UsageError, match="run posgraph infer"):
        other.ask("conflicts-inferred")
    other.infer("2025-12-29")
    assert store.select("SELECT ?c { ?c a pg:Conflict }").to_dicts() == [
        {"c": f"https://w3id.org/posgraph/id/{id}/conflict/contradiction/p1/p2"} for id in ("other", "toy")
    ]
    assert [len(list(graph.ask("actors"))) for graph in (one, other)] == [2, 2]
    load(toy, store)
    assert other.graphs()[1] in store.graphs()
    assert one.graphs()[1] not in store.graphs()


def test_data_with_faults_load_nothing(toy: Path, tmp_path: Path) -> None:
    bad = write(tmp_path / "bad", positions=TABLES["positions.csv"].replace("rejects", "rejcts"))
    load(toy, tmp_path / "s")
    with pytest.raises(DataError, match="rejcts"):
        load(bad, tmp_path / "s")
    with pytest.raises(DataError, match="rejcts"):
        posgraph.open(bad)
    with posgraph.open(tmp_path / "s") as found:
        assert len(found.dataset.positions) == 3


def test_one_of_several_datasets_must_be_chosen(toy: Path, tmp_path: Path) -> None:
    for path in (toy, write(tmp_path / "other", dataset='id = "other"\n')):
        load(path, tmp_path / "s")
    with posgraph.open(tmp_path / "s") as found:
        assert found.datasets() == ("other", "toy")
        with pytest.raises(UsageError, match="one of other, toy"):
            found.conflicts()
    with posgraph.open(tmp_path / "s", dataset="other") as found:
        assert found.dataset.id == "other"
        assert found.sparql("SELECT ?d { ?d a pg:Dataset }").serialize("csv").count(b"\r\n") == 3  # all are seen


def test_a_dataset_that_is_not_there_is_a_usage_error(toy: Path) -> None:
    with pytest.raises(UnknownName, match="did you mean 'toy'"):
        posgraph.open(toy, dataset="tow")


def test_a_store_without_a_dataset_says_how_to_load_one() -> None:
    with pytest.raises(UsageError, match="posgraph load"):
        Graph(MemoryStore()).conflicts()


def test_a_dataset_folder_is_no_place_to_load_into(toy: Path) -> None:
    before = sorted(toy.iterdir())
    with pytest.raises(StoreError, match="is a dataset"):
        load(toy, toy)
    assert sorted(toy.iterdir()) == before


def test_a_path_that_is_nothing_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        posgraph.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_leaving_the_graph_frees_the_store(toy: Path, tmp_path: Path) -> None:
    load(toy, tmp_path / "s")
    with posgraph.open(tmp_path / "s"), pytest.raises(StoreError, match="is open"):
        DiskStore(tmp_path / "s")
    with pytest.raises(UnknownName):
        posgraph.open(tmp_path / "s", dataset="other")
    DiskStore(tmp_path / "s").close()


def test_connecting_to_an_endpoint_reads_and_does_not_write(toy: Path, sparql_endpoint: str) -> None:
    with RemoteStore(f"{sparql_endpoint}/query") as store:
        store.update("DROP ALL")
        load(toy, store)
    with posgraph.connect(f"{sparql_endpoint}/query") as found:
        assert len(found.conflicts(as_of="2025-12-29")) == 1
        with pytest.raises(StoreError, match="reading only"):
            found.infer()


def test_an_empty_endpoint_says_how_to_load_a_dataset(sparql_endpoint: str) -> None:
    with RemoteStore(f"{sparql_endpoint}/query") as store:
        store.update("DROP ALL")
    for dataset in (None, "toy"):
        said = pytest.raises(UsageError, match=r"a store with a dataset \(posgraph load puts one in\)")
        with said, posgraph.open(f"{sparql_endpoint}/query", dataset=dataset) as found:
            found.conflicts()


def test_the_address_of_updates_is_no_store(toy: Path, sparql_endpoint: str) -> None:
    for act in (lambda url: load(toy, url), posgraph.open):
        with pytest.raises(StoreError, match="give that of queries, such as http://host:7878/query"):
            act(f"{sparql_endpoint}/update")


@pytest.mark.skipif(not SHARES, reason="this system has no shared locks")
def test_a_store_is_read_by_several_at_a_time(toy: Path, tmp_path: Path) -> None:
    load(toy, tmp_path / "s")
    with posgraph.open(tmp_path / "s", read_only=True) as one, posgraph.open(tmp_path / "s", read_only=True) as two:
        assert one.conflicts("2025-12-29").to_dict() == two.conflicts("2025-12-29").to_dict()
        with pytest.raises(StoreError, match="is open"):
            load(toy, tmp_path / "s")
        with pytest.raises(StoreError, match="open for reading only"):
            one.infer("2025-12-29")


def test_a_query_that_would_write_is_refused(graph: Graph) -> None:
    with pytest.raises(QueryError, match="this is an update; queries only read"):
        graph.sparql("DELETE WHERE { ?s ?p ?o }")
    with pytest.raises(QueryError, match="the query is empty"):
        graph.sparql("")


def test_connecting_to_a_service_finds_its_endpoint(toy: Path) -> None:
    arguments = ("serve", "--data", str(toy), "--port", str(free_port()))
    with forked.popen(*arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as service:
        try:
            url = f"http://127.0.0.1:{service.args[-1]}"  # type: ignore[index]
            with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
                assert client.get(f"{url}/health").json()["datasets"] == ["toy"]
            with posgraph.open(url) as opened:
                assert opened.datasets() == ("toy",)
                with pytest.raises(StoreError, match="a posgraph service, which writes its findings itself"):
                    opened.infer()
            for address in (url, f"{url}/", f"{url}/sparql"):
                with pytest.raises(StoreError, match="takes datasets by HTTP: PUT them to"):
                    load(toy, address)
            with posgraph.connect(url) as found:
                assert found.store.place == f"{url}/sparql"
                assert found.dataset == posgraph.open(toy).dataset
        finally:
            service.terminate()


def free_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def test_connect_takes_addresses_only() -> None:
    with pytest.raises(UsageError, match="http://"):
        posgraph.connect("data/miami-2025")


HEAVY = ("rdflib", "pyarrow", "pandas", "httpx", "openpyxl", "fastapi", "networkx", "pyshacl", "pysat", "rich", "oxrdflib")


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import posgraph", ()),
        ("import posgraph; posgraph.open().dataset", ()),
        ("import posgraph; posgraph.open().conflicts()", ("networkx",)),
    ],
)
def test_heavy_libraries_are_loaded_only_when_needed(code: str, allowed: tuple[str, ...]) -> None:
    check = f"{code}\nimport json, sys; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", check], check=True, capture_output=True, text=True)
    assert set(json.loads(done.stdout)) <= set(allowed)
