"""Steps with a guard: done wholly, once, and in order, on every backend."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from posgraph.store import Guard, RemoteStore, Store, Transaction
from posgraph.store.interface import STAGING

LOG, G, H = (f"http://example.org/{name}" for name in ("log", "g", "h"))
A, P, LAST = (NamedNode(f"http://example.org/{name}") for name in ("a", "p", "last"))


def quad(value: object, graph: str = G) -> Quad:
    return Quad(A, P, Literal(value), NamedNode(graph))  # type: ignore[arg-type]


def guard(old: int, new: int, mark: str) -> Guard:
    log = NamedNode(LOG)
    head = [Quad(log, LAST, Literal(number), log) for number in (old, new)]
    return Guard(old=head[0] if old else None, new=head[1], mark=Quad(change(new), P, Literal(mark), log))


def change(number: int) -> NamedNode:
    return NamedNode(f"http://example.org/change/{number}")


def held(store: Store, graph: str = G) -> list[str]:
    return sorted(each.object.value for each in store.quads(graph))  # type: ignore[union-attr]


def test_what_is_put_into_a_graph_that_is_dropped_stays(store: Store) -> None:
    store.replace(G, [quad(1), quad(2)])
    assert store.commit(Transaction(drop=[G, H], added=[quad(3)], guard=guard(0, 1, "x")))
    assert held(store) == ["3"]
    assert store.graphs() == (G, LOG)


def test_what_is_put_into_a_graph_that_is_moved_to_stays(store: Store) -> None:
    store.replace(G, [quad(1)])
    staging = store.stage([quad(2)])
    assert store.commit(Transaction(move={staging: G}, gone=[quad(1)], added=[quad(3)], guard=guard(0, 1, "x")))
    assert held(store) == ["2", "3"]
    assert list(store.quads(staging)) == []


def test_a_graph_that_is_dropped_is_not_listed_and_nothing_else_is_left(remote: RemoteStore) -> None:
    remote.replace(G, [quad(1)])
    remote.replace(H, [quad(2, H)])
    assert remote.commit(Transaction(drop=[G], guard=guard(0, 1, "x")))
    assert remote.graphs() == (H, LOG)
    listed, _ = remote.fetch("SELECT ?g { GRAPH ?g {} }", "text/csv", None)
    assert STAGING not in listed.decode()


def test_blank_nodes_of_what_is_put_in_stay_together_and_come_once(store: Store) -> None:
    node = BlankNode("n")
    ring = [Quad(A, P, node, NamedNode(G)), Quad(node, P, Literal(1), NamedNode(G))]
    store.replace(G, [quad(n) for n in range(5)])
    assert store.commit(Transaction(drop=[G], added=ring, guard=guard(0, 1, "x")))
    assert len(list(store.quads(G))) == 2
    assert store.ask(f"ASK {{ {A} {P} ?n . ?n {P} 1 }}")


def test_a_step_whose_guard_does_not_hold_does_nothing(store: Store) -> None:
    store.replace(G, [quad(1)])
    store.replace(H, [quad(9, H)])
    assert store.commit(Transaction(guard=guard(0, 1, "first")))
    staging = store.stage([quad(2)])
    late = Transaction(drop=[H], move={staging: G}, gone=[quad(1)], added=[quad(3)], guard=guard(0, 1, "second"))
    assert not store.commit(late)
    assert (held(store), held(store, H)) == (["1"], ["9"])
    assert sorted(each.object.value for each in store.quads(LOG)) == ["1", "first"]  # type: ignore[union-attr]


def test_a_step_that_arrives_again_after_others_does_nothing(remote: RemoteStore) -> None:
    remote.replace(G, [quad(1)])
    step = Transaction(drop=[G], added=[quad(2)], guard=guard(0, 1, "x"))
    text = step.guarded(f"{STAGING}1-x")
    remote.update(text)
    remote.update(text)
    assert held(remote) == ["2"]
    assert remote.commit(Transaction(added=[quad(3)], guard=guard(1, 2, "y")))
    remote.update(text)
    assert held(remote) == ["2", "3"]
    assert remote.graphs() == (G, LOG)
    assert not remote.ask(f"ASK {{ GRAPH <{STAGING}1-x> {{ ?s ?p ?o }} }}", graphs=[f"{STAGING}1-x"])


@pytest.mark.parametrize("old", [0, 1])
def test_of_two_steps_that_follow_the_same_one_only_the_first_is_done(store: Store, old: int) -> None:
    if old:
        assert store.commit(Transaction(guard=guard(0, 1, "start")))
    assert store.commit(Transaction(added=[quad("a")], guard=guard(old, old + 1, "a")))
    assert not store.commit(Transaction(added=[quad("b")], guard=guard(old, old + 1, "b")))
    assert held(store) == ["a"]
