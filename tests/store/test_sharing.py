"""Several writers over one endpoint, and answers that get lost: real sockets, a real server."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from posgraph.errors import Overtaken, StoreError
from posgraph.graph import Graph, load
from posgraph.names import dataset_graph
from posgraph.recording import Author, Recorder, Step
from posgraph.store import RemoteStore
from tests.store.lossy import Lossy, losing

EDITS = 50
ME = Author("editor")
TALKS = Path(__file__).parents[1] / "cli/talks"


@pytest.fixture
def endpoint(sparql_endpoint: str, remote: RemoteStore) -> str:
    """The query URL of an endpoint that holds a small dataset."""
    load(TALKS, remote)
    return f"{sparql_endpoint}/query"


@pytest.fixture
def lossy(sparql_endpoint: str) -> Iterator[Lossy]:
    parts = urlsplit(sparql_endpoint)
    with losing((str(parts.hostname), int(parts.port or 0))) as proxy:
        yield proxy


def actor(name: str) -> Step:
    return Step("create", "actors", row={"id": name, "label": name, "kind": "state"})


def create(where: str, names: list[str]) -> int:
    """Create actors, one by one; how often another writer came before."""
    overtaken = 0
    with RemoteStore(where) as store:
        graph, recorder = Graph(store), Recorder(store)
        for name in names:
            while True:
                since = recorder.last()
                try:
                    recorder.edit(graph.values(graph.id), [actor(name)], ME, since=since)
                    break
                except Overtaken:
                    overtaken += 1
    return overtaken


def test_two_writers_lose_nothing_and_number_without_gaps(endpoint: str) -> None:
    names = [[f"{writer}-{n}" for n in range(EDITS)] for writer in ("left", "right")]
    with ThreadPoolExecutor(2) as pool:
        overtaken = sum(pool.map(create, [endpoint] * 2, names))
    assert overtaken > 0  # else they did not meet
    with RemoteStore(endpoint) as store, Graph(store) as graph:
        assert {name for side in names for name in side} <= {actor.id for actor in graph.dataset.actors}
        changes = Recorder(store).journal.changes(0, 10_000)
        assert [change.number for change in changes] == list(range(1, 2 * EDITS + 2))
        assert {change.rows[0].key for change in changes[1:]} == {name for side in names for name in side}
        assert store.select("SELECT ?s { ?s pg:changeNumber ?n, ?m FILTER(?n != ?m) }").to_dicts() == []
        assert [change.at for change in changes] == sorted({change.at for change in changes})


def test_a_change_of_values_that_another_has_changed_is_refused(endpoint: str) -> None:
    with RemoteStore(endpoint) as store, RemoteStore(endpoint) as other:
        recorder, dataset = Recorder(store), Graph(store).dataset
        since = recorder.last()
        Recorder(other).edit(dataset, [actor("first")], ME)
        with pytest.raises(Overtaken):
            recorder.edit(dataset, [actor("second")], ME, since=since)
        with pytest.raises(Overtaken):
            recorder.remove(dataset, ME, since=since)
        assert "first" in {actor.id for actor in Graph(store).dataset.actors}
        assert recorder.last() == since + 1


def test_a_change_of_a_row_that_was_changed_past_the_log_is_refused(endpoint: str) -> None:
    with RemoteStore(endpoint, foreign_seconds=3600) as store, RemoteStore(endpoint) as stranger:
        recorder, graph = Recorder(store), Graph(store)
        dataset = graph.dataset
        label = dataset.actors[0].label
        name = dataset.actors[0].id
        stranger.update(
            f'DELETE {{ GRAPH ?g {{ ?a skos:prefLabel ?l }} }} INSERT {{ GRAPH ?g {{ ?a skos:prefLabel "Other" }} }} '
            f'WHERE {{ GRAPH ?g {{ ?a dcterms:identifier "{name}" ; skos:prefLabel ?l FILTER(STR(?l) = "{label}") }} }}'
        )
        step = Step("revise", "actors", name, row={"label": "Mine"})
        with pytest.raises(Overtaken):
            recorder.edit(graph.dataset, [step], ME)
        store.refresh()
        assert graph.dataset.actors[0].label == "Other"
        recorder.edit(graph.dataset, [step], ME)
        assert Graph(store).dataset.actors[0].label == "Mine"


def test_a_change_whose_answer_is_lost_is_done_once_and_told_as_done(endpoint: str, lossy: Lossy) -> None:
    with RemoteStore(f"http://127.0.0.1:{lossy.port}/query") as store, RemoteStore(endpoint) as direct:
        dataset, before = Graph(store).dataset, Recorder(direct).last()
        lossy.mark, lossy.lose = b"lastChange", 1
        change, _ = Recorder(store).edit(dataset, [actor("x")], ME)
        assert lossy.sent == 2  # sent again, since nobody said that it was done
        lossy.lose, lossy.sent = 99, 0
        following, _ = Recorder(store).edit(Graph(direct).dataset, [actor("y")], ME)
        assert lossy.sent > 2  # given up, and then its mark is found
        assert (change.number, following.number) == (before + 1, before + 2)
        assert [each.id for each in Recorder(direct).journal.changes(before)] == [change.id, following.id]
        lossy.lose = 0


def test_an_update_whose_answer_is_lost_is_sent_once_and_told_as_done(endpoint: str, lossy: Lossy) -> None:
    with RemoteStore(f"http://127.0.0.1:{lossy.port}/query") as store:
        recorder = Recorder(store)
        before = recorder.last()
        lossy.mark, lossy.lose = b"counter", 1
        change = recorder.push("INSERT { GRAPH <http://example.org/g> { <http://example.org/counter> pg:note ?u } } "
                               "WHERE { BIND(STRUUID() AS ?u) }", ME)  # fmt: skip
        assert (change.number, lossy.sent) == (before + 1, 1)
        assert len(list(store.quads("http://example.org/g"))) == 1


def test_a_change_that_never_arrives_is_told_as_not_done(endpoint: str) -> None:
    with RemoteStore(endpoint) as store, RemoteStore(endpoint, update="http://127.0.0.1:9/update") as deaf:
        before, dataset = Recorder(store).last(), Graph(store).dataset
        with pytest.raises(StoreError, match="cannot be reached"):
            Recorder(deaf).edit(dataset, [actor("x")], ME)
        assert Recorder(store).last() == before
        assert "x" not in {actor.id for actor in Graph(store).dataset.actors}


def push(where: str, count: int) -> list[int]:
    with RemoteStore(where) as store:
        insert = "INSERT DATA { GRAPH <http://example.org/g> { <http://example.org/a> pg:note 'a' } }"
        return [Recorder(store).push(insert, ME).number for _ in range(count)]


def test_updates_pushed_down_beside_other_changes_have_numbers_of_their_own(endpoint: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        pushed = [pool.submit(push, endpoint, 20) for _ in range(2)]
        pool.submit(create, endpoint, [f"a{n}" for n in range(10)]).result()
        numbers = [number for each in pushed for number in each.result()]
    with RemoteStore(endpoint) as store:
        changes = Recorder(store).journal.changes(0, 1000)
        assert [change.number for change in changes] == list(range(1, 52))
        assert sorted(numbers) == [change.number for change in changes if change.kind == "update"]
        heads = store.select("SELECT ?c { ?log pg:lastChange ?c }").to_dicts()
        assert [row["c"].rpartition("/")[2] for row in heads] == ["51"]


def test_a_dataset_that_cannot_take_its_place_leaves_nothing_behind(endpoint: str) -> None:
    from posgraph.importers import load_quads

    with RemoteStore(endpoint) as store:
        recorder, dataset = Recorder(store), Graph(store).dataset
        (loaded,) = load_quads(TALKS)
        since = recorder.last()
        recorder.edit(dataset, [actor("x")], ME)
        with pytest.raises(Overtaken):
            recorder.put(loaded, ME, before=dataset, since=since)
        listed, _ = store.fetch("SELECT ?g { GRAPH ?g {} }", "text/csv", None)
        assert "staging" not in listed.decode()
        assert dataset_graph(dataset.id) in store.graphs()
