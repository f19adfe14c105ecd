"""The questions: each has its answer, its values are bound and never pasted, and rdflib answers the same."""

import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

import posgraph
from posgraph import resources
from posgraph.errors import QueryError, UnknownName, UsageError
from posgraph.graph import load
from posgraph.questions import Question, ask, find, questions
from posgraph.store import MemoryStore
from posgraph.store.terms import Literal, Term, term

FOLDER = resources.ontology() / "questions"
NAMES = sorted(path.stem for path in FOLDER.glob("*.rq"))
BRIDGE = Path(__file__).parent / "ontology" / "cases" / "valid-bridge.ttl"
DAY = "2025-12-29"
BRIDGE_VALUES = {
    "actor": "south",
    "begin": "2024-01-01",
    "dataset": "bridge",
    "day": "2024-05-01",
    "end": "2024-12-31",
    "issue": "crossing",
    "least": 1,
    "one": "north",
    "other": "south",
    "plan": "plan",
    "position": "P1",
    "process": "talks",
    "step": "bridge",
    "word": "same",
}


@pytest.fixture(scope="module")
def miami() -> Iterator[posgraph.Graph]:
    with posgraph.open() as graph:
        graph.infer(as_of=DAY)
        yield graph


@pytest.fixture(scope="module")
def bridge() -> Iterator[posgraph.Graph]:
    with posgraph.open(BRIDGE) as graph:
        graph.infer(as_of="2024-05-01")
        yield graph


def cell(value: Term | None) -> str | float:
    """A value as the tables of answers write it: numbers by value, the rest as text."""
    if value is None:
        return ""
    assert not isinstance(value, pyoxigraph.Triple)
    return written(value.value) if isinstance(value, Literal) else value.value


def written(text: str) -> str | float:
    return round(float(text), 6) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else text


def table(found: object) -> list[list[str | float]]:
    assert isinstance(found, posgraph.store.Solutions)
    return [[*found.variables], *([cell(value) for value in row] for row in found.rows)]


@pytest.mark.parametrize("name", NAMES)
def test_a_question_gives_its_answer(miami: posgraph.Graph, name: str) -> None:
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    expected = [[written(text) for text in line.split("\t")] for line in lines]
    assert table(miami.ask(name)) == expected


def test_there_is_an_answer_for_every_question_and_no_other() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.tsv")) == NAMES == sorted(questions())
    assert len(NAMES) >= 15


@pytest.mark.parametrize("name", NAMES)
def test_a_file_says_what_it_asks_and_runs_as_it_stands(name: str) -> None:
    question = find(name)
    first, second, *_ = question.query.splitlines()
    assert first == f"# {question.text}"
    assert question.text.endswith("?")
    assert second == f"# data: {question.data}"
    assert (resources.data() / question.data).is_dir()
    assert "ORDER BY" in question.query
    assert all(len(line) <= 130 for line in question.query.splitlines())
    body = re.sub(r"<[^>]*>|^#.*$", "", question.query, flags=re.MULTILINE)
    used = set(re.findall(r"(?<![\w?<\"])([a-z]+):[A-Za-z]", body))
    assert used <= set(re.findall(r"^PREFIX (\w+):", question.query, re.M))


@pytest.mark.parametrize("name", NAMES)
def test_the_default_of_a_parameter_is_what_the_query_holds(name: str) -> None:
    question = find(name)
    defaults = {parameter.name: parameter.default for parameter in question.parameters}
    held = dict(re.findall(r'^ *VALUES \?(\w+) \{ "?([^"]*?)"?(?:\^\^xsd:date)? \}$', question.query, re.M))
    assert held == defaults
    assert all(parameter.meaning for parameter in question.parameters)


def test_the_questions_find_what_the_rules_find(miami: posgraph.Graph) -> None:
    def pairs(rule: str) -> set[frozenset[str]]:
        return {frozenset((c.a.position, c.b.position)) for c in miami.conflicts(as_of=DAY, rules=rule).items}

    def asked(name: str, one: str, other: str) -> set[frozenset[str]]:
        return {frozenset((row[one], row[other])) for row in miami.ask(name, day=DAY).to_dicts()}

    assert asked("contradictions", "wanted", "refused") == pairs("contradiction")
    assert asked("refused-consequences", "wanted", "refused") == pairs("refused-consequence")
    assert asked("range-gaps", "positionA", "positionB") == pairs("range")


def test_a_value_changes_the_answer(miami: posgraph.Graph) -> None:
    before = miami.ask("stances-on-issue", issue="army-size", day="2025-12-23").to_dicts()
    after = miami.ask("stances-on-issue", issue="army-size", day="2025-12-24").to_dicts()
    assert ("UA045", "rejects") in {(row["position"], row["stance"]) for row in before}
    assert ("UA011", "accepts") in {(row["position"], row["stance"]) for row in after}
    assert "UA045" not in {row["position"] for row in after}


@pytest.mark.parametrize(
    "value", ['" } ?s ?p ?o . { "', "x\n} #", "'''", "\\", "}", "?day", "<http://example.org/>", "\u2028 VALUES ?day { 1 }"]
)
def test_a_value_is_a_term_and_never_text_of_the_query(miami: posgraph.Graph, value: str) -> None:
    question = find("stances-on-issue")
    text = question.bind(issue=value)
    assert str(term(value)) in text
    assert len(text.splitlines()) >= len(question.query.splitlines())
    assert question.run(miami.store, issue=value).to_dicts() == []


def test_a_bound_query_is_a_text_that_can_be_run_and_shared(miami: posgraph.Graph) -> None:
    text = find("sources").bind(least=8)
    assert miami.sparql(text).to_dicts() == miami.ask("sources", least="8").to_dicts()
    assert len(miami.ask("sources", least=8).to_dicts()) < len(miami.ask("sources").to_dicts())


def test_an_unknown_question_is_told_with_a_near_match() -> None:
    with pytest.raises(UnknownName, match="did you mean 'contradictions'"):
        find("contradiction")


def test_an_unknown_parameter_is_told_with_a_near_match(miami: posgraph.Graph) -> None:
    with pytest.raises(UnknownName, match="did you mean 'issue'"):
        miami.ask("stances-on-issue", isue="ceasefire")
    with pytest.raises(UnknownName, match="expected none"):
        miami.ask("roles", day=DAY)


@pytest.mark.parametrize(("name", "value"), [("day", "yesterday"), ("day", "2025-13-01"), ("day", "")])
def test_a_value_of_the_wrong_kind_is_told(miami: posgraph.Graph, name: str, value: str) -> None:
    with pytest.raises(UsageError, match="a date, such as 2025-12-29"):
        miami.ask("contradictions", **{name: value})
    with pytest.raises(UsageError, match="a number"):
        miami.ask("sources", least="many")


@pytest.mark.parametrize(
    ("question", "values", "said"),
    [
        ("stances-on-issue", {"issue": "army-sise"}, "parameter issue: 'army-sise'; expected the id of the issue: .*'army-size'"),
        ("known-through-others", {"actor": "rusia"}, "parameter actor: 'rusia'; .*did you mean 'russia'"),
        ("overlaps-between", {"other": "rusia"}, "parameter other: 'rusia'; .*did you mean 'russia'"),
        ("orders-around-a-step", {"step": "ceasefyre"}, "did you mean 'ceasefire'"),
        ("evidence", {"position": "RU04"}, "did you mean 'RU0"),
        ("clauses-of-a-plan", {"plan": "20-point"}, "did you mean '20-points'"),
        ("processes", {"process": "ru-ua-"}, "did you mean 'ru-ua'"),
        ("contents", {"dataset": "miami"}, "did you mean 'miami-2025'"),
        ("claimed-links", {"word": "incompatibel"}, "did you mean 'incompatible'"),
    ],
)
def test_a_value_that_names_nothing_in_the_dataset_is_told(
    miami: posgraph.Graph, question: str, values: dict[str, str], said: str
) -> None:
    with pytest.raises(UnknownName, match=said):
        miami.ask(question, **values)


def test_a_default_that_names_nothing_in_the_dataset_is_told(bridge: posgraph.Graph) -> None:
    with pytest.raises(UnknownName, match=r"parameter issue: 'security-guarantees'; .*: bridge-kind, crossing, toll"):
        bridge.ask("stances-on-issue")


def test_what_a_dataset_holds_is_asked_of_the_dataset_in_hand(bridge: posgraph.Graph) -> None:
    assert bridge.ask("contents").to_dicts() == bridge.ask("contents", dataset="bridge").to_dicts() != []


def test_questions_see_one_dataset_of_a_store() -> None:
    store = MemoryStore()
    load(resources.data() / resources.BUNDLED, store)
    load(BRIDGE, store)
    for id, day in (("miami-2025", DAY), ("bridge", "2024-05-01")):
        posgraph.Graph(store, dataset=id).infer(as_of=day)
    for id, place in (("miami-2025", None), ("bridge", BRIDGE)):
        with posgraph.open(place) as alone:
            alone.infer(as_of=DAY if place is None else "2024-05-01")
            both = posgraph.Graph(store, dataset=id)
            for name, question in questions().items():
                values = {} if place is None else {p.name: BRIDGE_VALUES[p.name] for p in question.parameters}
                assert table(both.ask(name, **values)) == table(alone.ask(name, **values)), (id, name)


def test_every_parameter_that_takes_an_id_is_looked_up() -> None:
    named = {p.name for q in questions().values() for p in q.parameters if p.kind == "text"}
    assert {name for name in named if find_by_parameter(name).names_rows} == named


def find_by_parameter(name: str) -> Question:
    return next(q for q in questions().values() if any(p.name == name for p in q.parameters))


def test_kinds_of_parameters_follow_their_defaults() -> None:
    kinds = {p.name: p.kind for q in questions().values() for p in q.parameters}
    assert kinds["day"] == kinds["begin"] == "date"
    assert kinds["least"] == "number"
    assert kinds["issue"] == kinds["actor"] == "text"
    assert find("sources").parameters[0].read(Decimal("2.5")) == Decimal("2.5")


def test_a_question_about_findings_asks_for_them_first() -> None:
    with posgraph.open() as graph, pytest.raises(UsageError, match="run posgraph infer"):
        graph.ask("conflicts-inferred")


def test_only_questions_about_findings_need_them() -> None:
    findings = re.compile(r"pg:(Conflict|Overlap|Deadlock|Shift)\b")
    for question in questions().values():
        assert question.needs_inferred == bool(findings.search(question.query)), question.name


def test_a_head_that_is_not_understood_is_a_fault() -> None:
    with pytest.raises(UsageError, match="data:, param: or needs:"):
        Question.parse("toy", "# What?\n# date: miami-2025\nASK {}")
    with pytest.raises(UsageError, match="param: NAME = DEFAULT — MEANING"):
        Question.parse("toy", "# What?\n# data: miami-2025\n# param: day\nASK {}")
    with pytest.raises(UsageError, match="a line VALUES"):
        Question.parse("toy", "# What?\n# data: toy\n# param: day = 2025-12-29 — the date\nASK {}").bind(day=DAY)


def test_a_question_whose_query_is_wrong_says_where() -> None:
    with pytest.raises(QueryError):
        Question.parse("toy", "# What?\n# data: miami-2025\nSELECT * {").run(MemoryStore())


def test_the_bridge_talks_have_a_shift_an_agreement_and_an_absent_plan(bridge: posgraph.Graph) -> None:
    (shift,) = ask(bridge.store, "shifts-inferred").to_dicts()
    assert shift == {"actor": "north", "kind": "concession", "old": "stone", "before": "demands", "target": "stone",
                     "after": "accepts", "from": "P1", "to": "P5", "day": "2024-04-01"}  # fmt: skip
    assert {row["plan"]: row["status"] for row in bridge.ask("proposals").to_dicts()} == {
        "accord": "adopted",
        "joint": "absent",
        "plan": "tabled",
    }
    (change,) = bridge.ask("changes", begin="2024-01-01", end="2024-12-31").to_dicts()
    assert (change["old"], change["new"]) == ("P1", "P5")
    (plan,) = bridge.ask("absent-plans").to_dicts()
    assert plan["quote"] == "There is no joint plan."


@pytest.fixture(scope="module")
def plain(bridge: posgraph.Graph) -> rdflib.Dataset:
    """The bridge talks in rdflib's own store and query engine."""
    quads = [quad for name in bridge.store.graphs() for quad in bridge.store.quads(name)]
    text = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    dataset = rdflib.Dataset(default_union=True)
    assert text is not None
    return dataset.parse(data=text.decode(), format="nquads")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", NAMES)
def test_rdflib_gives_the_same_answer(bridge: posgraph.Graph, plain: rdflib.Dataset, name: str) -> None:
    question = find(name)
    values = {parameter.name: BRIDGE_VALUES[parameter.name] for parameter in question.parameters}
    rows = [["" if value is None else written(str(value)) for value in row] for row in plain.query(question.bind(**values))]
    assert rows == table(question.run(bridge.store, **values))[1:]


def test_questions_do_not_load_rdflib() -> None:
    code = "import sys, posgraph.questions; print([name for name in ('rdflib', 'networkx', 'pyshacl') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
