"""What a change is, what it touches, and what the log tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pyoxigraph import NamedNode, Quad

from posgraph import reading
from posgraph.errors import DataError, RefusedChange, UnknownName
from posgraph.names import AUDIT_GRAPH, dataset_graph, inferred_graph
from posgraph.recording import Author, Effect, Key, Recorder, Step
from posgraph.recording.change import MANY
from posgraph.store import MemoryStore, Store
from tests.recording.made_up import loaded, odd, plain, toy

AUTHOR = Author("editor", "10.0.0.7")
GRAPH = dataset_graph("toy")


@pytest.fixture
def store() -> Iterator[Store]:
    with MemoryStore() as found:
        Recorder(found).put(plain(), AUTHOR)
        yield found


@pytest.fixture
def recorder(store: Store) -> Recorder:
    return Recorder(store)


def faults(error: DataError | RefusedChange) -> list[str]:
    return [fault.where for fault in error.faults]


def test_an_edit_touches_the_statements_of_its_rows_alone(store: Store, recorder: Recorder) -> None:
    before = set(store.quads(GRAPH))
    recorder.edit(toy(), [Step("revise", "sources", "s", {"title": "New"})], AUTHOR)
    after = set(store.quads(GRAPH))
    assert [str(quad.object) for quad in before - after] == ['"A source"']
    assert [str(quad.object) for quad in after - before] == ['"New"']


def test_a_direct_link_stays_until_the_last_relation_that_makes_it_is_retracted(store: Store, recorder: Recorder) -> None:
    link = "ASK { ?a pg:entails ?b }"
    _, dataset = recorder.edit(toy(), [Step("retract", "relations", "r1")], AUTHOR)
    assert store.ask(link)
    recorder.edit(dataset, [Step("retract", "relations", "r2")], AUTHOR)
    assert not store.ask(link)


def test_a_reporter_becomes_an_actor_when_there_is_one_of_this_name(store: Store, recorder: Recorder) -> None:
    _, dataset = recorder.edit(toy(), [Step("create", "actors", row={"id": "press", "label": "P", "kind": "person"})], AUTHOR)
    assert store.ask("ASK { ?p dcterms:identifier 'p2' ; pg:reportedBy/skos:prefLabel 'P' }")
    with pytest.raises(RefusedChange, match=r"p2 .column reported_by"):
        recorder.edit(dataset, [Step("retract", "actors", "press")], AUTHOR)


def test_an_edit_takes_the_findings_away_that_rest_on_the_old_rows(store: Store, recorder: Recorder) -> None:
    name = NamedNode("http://example.org/finding")
    store.replace(inferred_graph("toy"), [Quad(name, name, name, NamedNode(inferred_graph("toy")))])
    recorder.edit(toy(), [Step("revise", "events", "e", {"label": "F"})], AUTHOR)
    assert inferred_graph("toy") not in store.graphs()


def test_what_others_say_of_a_row_goes_with_it(store: Store, recorder: Recorder) -> None:
    recorder.put(odd(), AUTHOR, before=toy())
    steps = [Step("revise", "positions", "p3", {"source": "s", "revision_reason": "correction"})]
    _, dataset = recorder.edit(toy(), steps, AUTHOR)
    assert store.ask("ASK { ?s <http://example.org/seen> 'once' }")
    recorder.edit(dataset, [Step("retract", "positions", dataset.positions[-1].id), Step("retract", "positions", "p3"),
                            Step("retract", "sources", "t")], AUTHOR)  # fmt: skip
    assert not store.ask("ASK { ?s <http://example.org/seen> ?o }")
    assert store.ask("ASK { ?s <http://example.org/by> ?o }")


def test_all_faults_of_all_steps_are_told_at_once() -> None:
    steps = [
        Step("revise", "actors", "north", {"kind": "stat", "label": 5}),
        Step("revise", "events", "e", {"statuz": "x", "date": "30.02.2025"}),
        Step("create", "sources", row={"id": "n", "url": "nowhere"}),
    ]
    with pytest.raises(DataError) as raised:
        Recorder(MemoryStore()).edit(toy(), steps, AUTHOR)
    assert faults(raised.value) == [
        "actors (north) column label",
        "actors (north) column kind",
        "events (e) column statuz",
        "events (e) column date",
        "sources (n) column title",
        "sources (n) column url",
    ]


@pytest.mark.parametrize(
    ("row", "kept", "gone"),
    [
        ({"revision_reason": "correction", "stance": "accepts"}, {"quote": "we want", "firmness": 0.75}, ()),
        ({"revision_reason": "change", "stance": "accepts"}, {"actor": "north", "demand": "a"}, ("quote", "source", "firmness")),
    ],
)
def test_a_position_is_revised_by_a_new_one(row: dict[str, str], kept: dict[str, object], gone: tuple[str, ...]) -> None:
    with MemoryStore() as store:
        recorder = Recorder(store)
        recorder.put(plain(), AUTHOR)
        change, dataset = recorder.edit(toy(), [Step("revise", "positions", "p1", row)], AUTHOR)
    new = dataset.by_id("positions")[change.rows[0].key]
    assert (new.revises, new.revision_reason, str(new.stance)) == ("p1", row["revision_reason"], "accepts")
    assert {name: getattr(new, name) for name in kept} == kept
    assert [getattr(new, name) for name in gone] == [None] * len(gone)
    assert "p1" in dataset.by_id("positions")


def test_what_is_corrected_already_is_not_corrected_again(recorder: Recorder) -> None:
    step = Step("revise", "positions", "p1", {"revision_reason": "correction", "stance": "accepts"})
    _, dataset = recorder.edit(toy(), [step], AUTHOR)
    with pytest.raises(RefusedChange, match="p1 is out already"):
        recorder.edit(dataset, [step], AUTHOR)


@pytest.mark.parametrize(
    ("step", "error", "match"),
    [
        (Step("retract", "actors", "north"), RefusedChange, "actor envoy .column part_of., relation r2"),
        (Step("retract", "actors", "nort"), UnknownName, "did you mean 'north'"),
        (Step("revise", "actors", "north", {"id": "other"}), DataError, "retract the row and create another"),
        (Step("revise", "actors", "north", {"part_of": "envoy"}), DataError, "north > envoy > north"),
        (Step("revise", "actors", "north", {"part_of": "north"}), DataError, "another row than this one"),
        (Step("revise", "positions", "p1", {"revises": "p2", "revision_reason": "change"}), DataError, "p1, which is revised"),
        (Step("burn", "actors", "north"), UnknownName, "create, revise, retract"),
        (Step("retract", "actor", "north"), UnknownName, "did you mean 'actors'"),
    ],
)
def test_a_step_that_cannot_be_done_says_why(store: Store, step: Step, error: type[Exception], match: str) -> None:
    version = store.version
    with pytest.raises(error, match=match):
        Recorder(store).edit(toy(), [step], AUTHOR)
    assert store.version == version


def test_the_last_position_of_a_dataset_stays(recorder: Recorder) -> None:
    _, dataset = recorder.edit(toy(), [Step("retract", "positions", p.id) for p in toy().positions], AUTHOR)
    with pytest.raises(RefusedChange, match="last position"):
        recorder.edit(dataset, [Step("retract", "sequencing", "q1")], AUTHOR)


def test_a_row_may_be_made_and_changed_by_one_change(recorder: Recorder) -> None:
    before = datetime.now(UTC)
    steps = [
        Step("create", "sources", row={"id": "n", "title": "N"}),
        Step("revise", "sources", "n", {"title": "M"}),
        Step("revise", "sources", "s", {"title": "1"}),
        Step("revise", "sources", "s", {"title": "2"}),
    ]
    change, dataset = recorder.edit(toy(), steps, AUTHOR)
    assert [row.verb for row in change.rows] == ["created", "revised", "revised", "revised"]
    assert recorder.past(dataset, "toy", before) == toy()


def test_a_change_says_who_when_what_and_why(recorder: Recorder) -> None:
    key = Key("k", "digest")
    steps = [Step("revise", "sources", "s", {"title": "New"})]
    change, _ = recorder.edit(toy(), steps, AUTHOR, reason="It was wrong", key=key)
    assert (change.number, change.kind, change.by, change.address) == (2, "edit", "editor", "10.0.0.7")
    assert (change.dataset, change.reason, change.key) == ("toy", "It was wrong", key)
    assert [(row.before, row.after) for row in change.rows] == [
        ({"id": "s", "title": "A source"}, {"id": "s", "title": "New"})
    ]  # fmt: skip
    assert recorder.journal.by_key("k") == change
    assert recorder.journal.by_key("other") is None


def test_the_log_is_prov_that_sparql_sees(store: Store, recorder: Recorder) -> None:
    recorder.edit(toy(), [Step("revise", "sources", "s", {"title": "New"})], AUTHOR)
    text = """SELECT ?who ?number { ?change a prov:Activity ; pg:changeNumber ?number ; prov:wasAssociatedWith/rdfs:label ?who ;
      prov:generated/dcterms:title "New" }"""
    assert store.select(text).to_dicts() == [{"who": "editor", "number": 2}]


def test_changes_are_found_whatever_gap_a_restored_backup_left(store: Store) -> None:
    recorder, dataset = Recorder(store), toy()
    for title in "abc":
        _, dataset = recorder.edit(dataset, [Step("revise", "sources", "s", {"title": title})], AUTHOR)
    moved = AUDIT_GRAPH.replace("graph/audit", "id/change/")
    store.update(
        f"""WITH <{AUDIT_GRAPH}> DELETE {{ <{moved}4> ?p ?o . ?l pg:lastChange ?x }}
        INSERT {{ <{moved}90000> ?p ?v . ?l pg:lastChange <{moved}90000> }}
        WHERE {{ <{moved}4> ?p ?o . ?l pg:lastChange ?x BIND(IF(?p = pg:changeNumber, 90000, ?o) AS ?v) }}"""
    )
    assert recorder.last() == 90000
    assert [change.number for change in recorder.journal.changes()] == [1, 2, 3, 90000]
    assert [change.number for change in recorder.journal.changes(since=3)] == [90000]
    assert [change.number for change in recorder.journal.latest(2)] == [90000, 3]
    assert [change.number for change in recorder.journal.latest(9, before=3)] == [2, 1]
    change, _ = recorder.edit(dataset, [Step("revise", "sources", "s", {"title": "d"})], AUTHOR)
    assert change.number == 90001


def test_time_does_not_run_backwards_where_the_clock_does() -> None:
    times = iter([datetime(2026, 1, 2, tzinfo=UTC), *[datetime(2026, 1, 1, tzinfo=UTC)] * 9])
    with MemoryStore() as store:
        recorder = Recorder(store, clock=lambda: next(times))
        first = recorder.put(plain(), AUTHOR)
        change, dataset = recorder.edit(toy(), [Step("revise", "sources", "s", {"title": "New"})], AUTHOR)
        assert change.at == first.at + timedelta(microseconds=1)
        assert recorder.past(dataset, "toy", first.at) == toy()


def test_of_two_that_write_the_same_dataset_the_second_is_refused(store: Store) -> None:
    one, other = Recorder(store), Recorder(store)
    head = other.journal.head()
    other.journal.head = lambda: head  # type: ignore[method-assign]  # it looked before the first wrote
    one.edit(toy(), [Step("revise", "sources", "s", {"title": "One"})], AUTHOR)
    with pytest.raises(RefusedChange, match="Another process"):
        other.edit(toy(), [Step("revise", "sources", "s", {"title": "Other"})], AUTHOR)
    assert reading.dataset(list(store.quads(GRAPH))).sources[0].title == "One"


def test_a_dataset_that_lies_in_a_graph_of_another_name_is_edited_there() -> None:
    home = NamedNode("http://example.org/home")
    with MemoryStore() as store:
        store.replace(home.value, plain().quads)
        recorder = Recorder(store)
        _, dataset = recorder.edit(toy(), [Step("revise", "sources", "s", {"title": "New"})], AUTHOR)
        assert GRAPH not in store.graphs()
        assert reading.dataset(list(store.quads(home.value))) == dataset
        recorder.remove(dataset, AUTHOR)
        assert store.graphs() == (AUDIT_GRAPH,)


def test_the_past_is_not_told_where_the_log_does_not_know_it() -> None:
    start = datetime.now(UTC)
    with MemoryStore() as store:  # filled by a version that kept no log
        store.replace(GRAPH, plain().quads)
        recorder = Recorder(store)
        with pytest.raises(UnknownName, match="the log tells all"):
            recorder.past(toy(), "toy", datetime.now(UTC))
        change, dataset = recorder.edit(toy(), [Step("revise", "sources", "s", {"title": "New"})], AUTHOR)
        assert recorder.past(dataset, "toy", change.at) == dataset
        with pytest.raises(UnknownName, match="the log tells all"):
            recorder.past(dataset, "toy", start)


def test_the_past_is_not_told_across_a_write_that_does_not_tell_its_rows(store: Store, recorder: Recorder) -> None:
    moment = datetime.now(UTC)
    name = NamedNode("http://example.org/x")
    beside = recorder.effect(Effect(added=[Quad(name, name, name, name)]), "update", AUTHOR)
    assert beside.dataset == ""
    assert recorder.past(toy(), "toy", moment) == toy()
    touching = recorder.effect(Effect(added=[Quad(name, name, name, NamedNode(GRAPH))]), "update", AUTHOR)
    assert (touching.dataset, touching.to_dict()["dataset"]) == (MANY, None)
    with pytest.raises(UnknownName, match="the log tells all"):
        recorder.past(toy(), "toy", moment)
    assert recorder.past(toy(), "toy", touching.at) == toy()


def test_a_dataset_removed_and_loaded_again_has_a_past_with_a_gap(recorder: Recorder) -> None:
    here = datetime.now(UTC)
    removed = recorder.remove(toy(), AUTHOR, reason="Old")
    other = replace(toy(), title="Other")
    again = recorder.put(loaded(other), AUTHOR)
    assert recorder.past(other, "toy", here) == toy()
    assert recorder.past(other, "toy", removed.at) is None
    assert recorder.past(other, "toy", again.at) == other


def test_the_changes_of_a_row_are_found_by_its_name(recorder: Recorder) -> None:
    steps = [
        Step("revise", "clauses", "plan/1/a", {"text": "B"}),
        Step("revise", "participations", "talks/north/party", {"capability": 3}),
    ]
    change, dataset = recorder.edit(toy(), steps, AUTHOR)
    recorder.edit(dataset, [Step("revise", "events", "e", {"label": "F"})], AUTHOR)
    for table, key in (("clauses", "plan/1/a"), ("participations", "talks/north/party")):
        assert recorder.journal.of_row(dataset.base, "toy", table, key) == [change]
    load = recorder.journal.first_load("toy", change.number)
    assert load is not None
    assert load.number == 1


def test_several_datasets_are_put_as_one_step(store: Store, recorder: Recorder) -> None:
    other, key = replace(toy(), id="other", base="https://example.org/other/"), Key("both", "digest")
    writes = int(store.version.rpartition("-")[2])
    changes = recorder.put_all([loaded(toy()), loaded(other)], AUTHOR, before={"toy": toy()}, key=key)
    assert int(store.version.rpartition("-")[2]) == writes + 1
    assert [(change.number, change.dataset) for change in changes] == [(2, "toy"), (3, "other")]
    assert recorder.journal.all_by_key("both") == recorder.journal.changes(since=1) == changes
    assert reading.dataset(list(store.quads(dataset_graph("other"))), "other") == other


def test_a_large_dataset_is_never_there_in_part_for_readers() -> None:
    class Watched(MemoryStore):
        """A store in which nothing may be collected: whoever reads it then would meet it."""

        def stage(self, quads: Iterable[Quad]) -> str:
            raise AssertionError(f"{len(list(quads))} statements would be shown before they are written")

    say, home = NamedNode("https://example.org/says"), NamedNode(GRAPH)
    many = [Quad(NamedNode(f"https://example.org/{n}"), say, say, home) for n in range(20_000)]
    with Watched() as large:
        Recorder(large).put(plain()._replace(quads=many), AUTHOR)
        assert set(large.quads(GRAPH)) == set(many)
