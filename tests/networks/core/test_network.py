"""Networks: what each argument does, worked out by hand, and what is refused."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from posgraph.errors import UnknownName, UsageError
from posgraph.networks import Statements
from tests.networks.core.cases import CASES, PLAIN, arguments, source, statements

WEEK = "week_ignores_year_and_uses_jvm_locale(en_GB here)"
MONTH = "month_ignores_year"
ONE_SIDED = "short_text_conflict_counts_one_sided_mentions"
PRODUCT = "cosine_divides_by_product_of_activities"


def quirky(name: str) -> list[str]:
    return [id for id, case in CASES.items() if name in case["quirks"]]


SAID = Statements.of(
    actor=["n", "n", "s", "s", "w", "w"],
    demand=["vote", "aid", "vote", "vote", "aid", "cease"],
    stance=[1, 1, 0, 1, 1, 0],
    date=["2020-01-01", "2020-01-02", "2020-01-02", "2020-02-01", "2021-01-01", "2021-01-02"],
    document=["1", "1", "2", "3", "4", "4"],
    salience=["0.5", "1", "1", "0.25", "2", "0"],
)


@pytest.mark.parametrize(
    ("kind", "norm", "expected"),
    [
        ("ignore", "none", [2, 1, 0]),
        ("congruence", "none", [1, 1, 0]),
        ("conflict", "none", [1, 0, 0]),
        ("subtract", "none", [0, 1, 0]),
        ("congruence", "average", [1 / 2, 1 / 2, 0]),
        ("congruence", "activity_product", [1 / 4, 1 / 4, 0]),
        ("congruence", "cosine", [1 / 2, 1 / 2, 0]),
        ("ignore", "cosine", [2 / (2**0.5 * 2), 1 / 2, 0]),
        ("congruence", "shared", [1 / 2, 1, 0]),
        ("conflict", "shared", [1 / 2, 0, 0]),
        ("congruence", "jaccard", [1 / 3, 1 / 3, 0]),
        ("conflict", "jaccard", [1 / 3, 0, 0]),
    ],
)
def test_ties_by_hand(kind, norm, expected) -> None:
    network = SAID.network(kind=kind, norm=norm)
    assert network.rows == ("n", "s", "w")
    assert network.matrix[np.triu_indices(3, 1)].tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kind", "norm", "expected"),
    [
        ("ignore", "none", [[1, 0, 1], [0, 0, 2], [1, 1, 0]]),
        ("subtract", "none", [[1, 0, 1], [0, 0, 0], [1, -1, 0]]),
        ("combine", "none", [[1, 0, 1], [0, 0, 3], [1, 2, 0]]),
        ("ignore", "activity", [[0.5, 0, 0.5], [0, 0, 1], [0.5, 0.5, 0]]),
        ("ignore", "prominence", [[0.5, 0, 1 / 3], [0, 0, 2 / 3], [0.5, 1, 0]]),
    ],
)
def test_two_modes_by_hand(kind, norm, expected) -> None:
    network = SAID.network(mode="two", kind=kind, norm=norm)
    assert (network.rows, network.columns) == (("n", "s", "w"), ("aid", "cease", "vote"))
    np.testing.assert_allclose(network.matrix, expected)


def test_weights_count_instead_of_one() -> None:
    network = SAID.network(kind="congruence", weight="salience")
    assert network.matrix[0].tolist() == [0, 0.125, 2]
    with pytest.raises(UsageError, match="has in each row a number"):
        SAID.network(weight="demand")


def test_a_range_includes_both_ends() -> None:
    assert SAID.network(start="2020-01-02", stop="2020-02-01").statements == 3
    assert SAID.network(start=date(2020, 1, 2), stop=datetime(2020, 1, 31)).statements == 2
    assert SAID.network(start="02.01.2021").statements == 1
    late = Statements.of(actor=["a", "a"], demand=["x", "x"], date=["2020-01-01T23:59:30", ""])
    assert (late.network(stop="2020-01-01").statements, late.network(stop="2020-01-01T12:00").statements) == (1, 0)
    assert late.network().statements == 2
    with pytest.raises(UsageError, match="the start lies after the stop"):
        SAID.network(start="2021-01-01", stop="2020-01-01")
    with pytest.raises(UsageError, match="start: 'soon'"):
        SAID.network(start="soon")


def test_exclusion_and_keeping_go_by_column_or_role() -> None:
    assert SAID.network(exclude={"actor": ["n"]}).rows == ("s", "w")
    assert SAID.network(keep={"actor": ["n", "s"], "document": ["1"]}).rows == ("n",)
    assert SAID.network(exclude={"stance": [0]}).statements == 4
    mapped = statements()
    assert (
        mapped.network(keep={"organization": "Party A"}).rows == mapped.network(keep={"actor": ["Party A"]}).rows == ("Party A",)
    )
    assert mapped.network(kind="congruence", exclude={"venue": [""]}).statements == 291
    with pytest.raises(UnknownName, match="did you mean 'stance'"):
        SAID.network(exclude={"stanc": ["1"]})
    with pytest.raises(UnknownName, match=r"exclude actor: 'north'.*one of: n, s, w"):
        SAID.network(exclude={"actor": ["north"]})


def test_isolates_are_those_of_the_range() -> None:
    network = SAID.network(start="2020-01-02", stop="2020-02-01", exclude={"actor": ["s"]}, isolates=True)
    assert network.rows == ("n", "s")
    assert SAID.network(mode="two", keep={"actor": ["w"]}, isolates=True).matrix.tolist() == [[0, 0, 0], [0, 0, 0], [1, 1, 0]]


def test_statements_without_date_or_document_repeat_nothing_but_over_the_whole() -> None:
    same = Statements.of(
        actor=["a"] * 4, demand=["x"] * 4, date=["", "", "2020-01-01", "2020-01-02"], document=["", "", "d", "d"]
    )
    kept = {rule: same.network(duplicates=rule).statements for rule in ("include", "document", "week", "year", "acrossrange")}
    assert kept == {"include": 4, "document": 3, "week": 3, "year": 3, "acrossrange": 1}
    for rule, needed in (("document", "document"), ("week", "date")):
        with pytest.raises(UsageError, match=f"statements with a {needed}"):
            Statements.of(actor=["a"], demand=["x"]).network(duplicates=rule)


def test_weeks_are_iso_weeks_and_keep_their_year() -> None:
    days = ["2019-12-29", "2019-12-30", "2020-01-05", "2020-01-06", "2020-12-29"]
    same = Statements.of(actor=["a"] * 5, demand=["x"] * 5, date=days)
    assert [str(said.date) for said in same.network(duplicates="week").between()] == [
        "2019-12-29",
        "2019-12-30",
        "2020-01-06",
        "2020-12-29",
    ]
    assert [str(said.date) for said in same.network(duplicates="month").between()] == ["2019-12-29", "2020-01-05", "2020-12-29"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"mode": "three"}, "one .actors and actors. or two"),
        ({"kind": "combine"}, "with mode one, one of: ignore, congruence, conflict, subtract"),
        ({"mode": "two", "kind": "conflict"}, "with mode two, one of: ignore, subtract, combine"),
        ({"norm": "no"}, "did you mean 'none'"),
        ({"norm": "activity"}, "did you mean 'activity_product'|with mode one"),
        ({"mode": "two", "norm": "jaccard"}, "with mode two, one of: none, activity, prominence"),
        ({"mode": "two", "kind": "combine", "norm": "activity"}, "a cell is a code"),
        ({"duplicates": "day"}, "one of: include, document"),
        ({"weight": "salienc"}, "did you mean 'salience'"),
    ],
)
def test_what_there_is_not_is_refused(asked, message) -> None:
    with pytest.raises(UsageError, match=message):
        SAID.network(**asked)


def test_without_stances_only_joint_mentions_are_counted() -> None:
    plain = Statements.of(actor=["a", "b"], demand=["x", "x"])
    assert plain.network(norm="cosine").matrix.tolist() == [[0, 1], [1, 0]]
    assert plain.network(norm="jaccard").matrix.tolist() == [[0, 1], [1, 0]]
    with pytest.raises(UsageError, match="statements with a stance"):
        plain.network(kind="conflict")
    with pytest.raises(UsageError, match="statements with a date"):
        plain.networks("months:6")


def test_the_statements_behind_a_cell_are_those_that_add_to_it() -> None:
    conflict = SAID.network(kind="conflict")
    assert [(said.actor, said.stance, said.document) for said in conflict.between("n", "s")] == [
        ("n", True, "1"),
        ("s", False, "2"),
    ]
    assert [said.document for said in SAID.network(kind="congruence").between("s", "n")] == ["1", "3"]
    assert [said.document for said in SAID.network().between("n", "s")] == ["1", "2", "3"]
    assert [said.stance for said in SAID.network(mode="two").between("s", "vote")] == [False, True]
    assert (conflict.between("n", "n"), conflict.between("n", "w")) == ((), ())
    assert [said.demand for said in conflict.between("w")] == ["aid", "cease"]
    with pytest.raises(UnknownName, match="row: 'north'"):
        conflict.between("north", "s")


def test_the_ends_of_a_scale_do_not_agree_and_all_between_does() -> None:
    scale = Statements.of(actor=["a", "b", "c"], demand=["x"] * 3, stance=["-2", "2", "1"])
    congruence = scale.network(kind="congruence")
    assert congruence.matrix.tolist() == [[0, 0, 0.25], [0, 0, 0.75], [0.25, 0.75, 0]]
    assert (congruence.between("a", "b"), len(congruence.between("a", "c"))) == ((), 2)
    same = Statements.of(actor=["a", "b"], demand=["x"] * 2, stance=["3", "3"])
    assert same.network(kind="congruence").matrix[0, 1] == 1
    assert same.network(kind="conflict").matrix[0, 1] == 0


def test_a_network_tells_how_it_was_made() -> None:
    told = SAID.network(kind="subtract", norm="average", duplicates="year").to_dict()
    assert {name: told[name] for name in ("mode", "kind", "norm", "duplicates", "statements", "window", "as_of")} == {
        "mode": "one", "kind": "subtract", "norm": "average", "duplicates": "year", "statements": 6, "window": None,
        "as_of": None,
    }  # fmt: skip
    assert told["rows"] == told["columns"] == told["actors"] == ["n", "s", "w"]
    assert told["matrix"] == [[0, 0, 0.5], [0, 0, 0], [0.5, 0, 0]]


def test_a_graph_has_an_edge_for_each_tie_and_a_node_for_each_name() -> None:
    graph = SAID.network(kind="subtract").graph()
    assert sorted(graph) == ["n", "s", "w"]
    assert list(graph.edges(data=True)) == [("n", "w", {"weight": 1.0, "sign": 1})]
    assert SAID.network(kind="conflict").graph()["n"]["s"]["sign"] == -1
    two = Statements.of(actor=["x", "b"], demand=["x", "y"], stance=["0", "1"]).network(mode="two", kind="subtract").graph()
    assert {node: data["bipartite"] for node, data in two.nodes(data=True)} == {"b": 0, "x": 0, "demand:x": 1, "y": 1}
    assert two["x"]["demand:x"] == {"weight": -1.0, "sign": -1}


def test_a_demand_is_never_the_node_of_an_actor_or_of_another_demand() -> None:
    said = Statements.of(actor=["a", "demand:a"], demand=["a", "demand:a"], stance=[True, False])
    graph = said.network("two", "subtract").graph()
    assert {node: data["label"] for node, data in graph.nodes(data=True) if data["mode"] == "demand"} == {
        "demand:demand:a": "a",
        "demand:demand:demand:a": "demand:a",
    }
    assert sorted(graph.edges(data="weight")) == [
        ("a", "demand:demand:a", 1.0),
        ("demand:a", "demand:demand:demand:a", -1.0),
    ]


def test_a_result_shows_itself_in_one_line() -> None:
    said = Statements.of(actor=["a", "b"], demand=["x", "x"], stance=[True, False], date=["2020-01-01", "2020-03-01"])
    assert repr(said) == "<Statements: 2 of table, columns actor, demand, stance, date; stance boolean>"
    assert repr(said.network(kind="conflict", norm="average")) == (
        "<Network: conflict by average of 2 actors, from 2 statements>"
    )
    assert repr(said.networks("months:2", mode="two")) == "<1 network, 2020-01-01 to 2020-03-01 … 2020-01-01 to 2020-03-01>"


def test_stances_that_are_all_empty_count_nothing_in_any_kind() -> None:
    said = Statements.of(actor=["a", "b"], demand=["x", "x"], stance=[None, float("nan")])
    for mode, kind in (("one", "congruence"), ("one", "subtract"), ("two", "subtract"), ("two", "combine")):
        network = said.network(mode, kind, isolates=True)
        assert network.rows == ("a", "b")
        assert not network.matrix.any()


def test_windows_begin_with_the_calendar_and_end_with_it() -> None:
    said = Statements.of(actor=["a"] * 4, demand=["x"] * 4, date=["0001-01-01", "0001-04-01", "9999-10-01", "9999-12-31"])
    first = said.networks("months:2", stop="0001-04-01")
    assert [str(network.window.middle)[:10] for network in first] == ["0001-02-01", "0001-03-01"]
    last = said.networks("months:2", start="9999-10-01")
    assert [str(network.window.middle)[:10] for network in last] == ["9999-11-01"]


def test_windows_of_events_hold_as_many_statements_on_either_side() -> None:
    networks = SAID.networks("events:3")
    assert [network.statements for network in networks] == [3, 3, 3, 3]
    assert [str(network.window.middle) for network in networks] == ["2020-01-02", "2020-01-02", "2020-02-01", "2021-01-01"]
    assert networks.to_dict()["items"][0]["window"] == {"start": "2020-01-01", "middle": "2020-01-02", "stop": "2020-01-02"}
    assert len(networks[1:]) == 3


def test_months_are_clamped_and_windows_that_are_not_whole_left_out() -> None:
    ends = Statements.of(actor=["a", "a"], demand=["x", "x"], date=["2020-01-31", "2020-04-30"])
    spans = [(str(n.window.start), str(n.window.middle), str(n.window.stop)) for n in ends.networks("months:2")]
    assert spans == [("2020-02-29", "2020-03-29", "2020-04-29")]  # the one around 29 February begins on 29 January
    assert len(ends.networks("years:3")) == 0
    instant = ends.networks("months:1", stop="2020-05-31")
    assert [n.window.start == n.window.stop for n in instant] == [True] * len(instant)


@pytest.mark.parametrize("window", ["months", "months:0", "moons:3", "6", "months:-1", "", "months:12345678"])
def test_a_window_that_is_none_is_refused(window) -> None:
    with pytest.raises(UsageError, match="like months:6"):
        SAID.networks(window)


def test_too_many_windows_are_refused() -> None:
    with pytest.raises(UsageError, match="at most 10,000 windows"):
        SAID.networks("seconds:1")


def test_the_product_of_activities_is_offered_under_its_name() -> None:
    tested = [id for id in quirky(PRODUCT) if CASES[id]["quirks"] == [PRODUCT]]
    assert len(tested) == 28
    for id in tested:
        network = source(CASES[id]).network(**arguments(CASES[id]))
        assert network.norm == "activity_product"
        np.testing.assert_allclose(network.matrix, CASES[id]["results"][0]["matrix"], rtol=0, atol=1e-9)


def test_weeks_and_months_keep_more_than_the_reference_tool_which_leaves_out_the_year() -> None:
    for id in quirky(WEEK) + quirky(MONTH):
        case = CASES[id]
        network = source(case).network(**arguments(case))
        assert network.statements >= case["n_filtered"]
        theirs, ours = set(case["filtered_statement_ids"]), {int(said.id) for said in network.between()}
        if MONTH in case["quirks"]:
            assert theirs < ours


def test_conflict_of_names_counts_statements_that_differ_not_one_sided_mentions() -> None:
    for id in quirky(ONE_SIDED):
        case = CASES[id]
        if case["config"]["agg"] != "conflict" or PRODUCT in case["quirks"] or case["config"].get("norm", "no") != "no":
            continue
        how = arguments(case)
        conflict = source(case).network(**how)
        said = conflict.between()
        a, b = conflict.rows[:2]
        by_hand = sum(
            s.stance != t.stance for s in said for t in said if (s.actor, t.actor) == (a, b) and s.demand == t.demand
        )  # fmt: skip
        assert conflict.matrix[0, 1] == by_hand
        assert not np.allclose(conflict.matrix, case["results"][0]["matrix"]), "the reference tool counts otherwise"


def test_stances_that_are_names_have_no_sides_to_subtract_in_two_modes() -> None:
    (id,) = quirky("short_text_subtract_equals_ignore")
    with pytest.raises(UsageError, match="no sides to subtract"):
        source(CASES[id]).network(**arguments(CASES[id]))
    assert source(CASES[id]).network(mode="two", kind="combine").matrix.max() > 1


def test_all_cases_without_quirks_are_asked_in_the_words_of_the_public_interface() -> None:
    asked = [arguments(CASES[id]) for id in PLAIN]
    assert {how["norm"] for how in asked} >= {"none", "average", "jaccard", "activity", "prominence"}
