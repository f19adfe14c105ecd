from __future__ import annotations

from datetime import date

import httpx
import pytest

from posgraph.model import Actor, Dataset, Demand, Issue, Position, SequencePreference, When
from posgraph.stance import Stance
from posgraph_api.figures.standalone import standalone
from posgraph_api.pages import matrix
from posgraph_api.pages.drawing import _drawn, _made
from posgraph_api.views.matrix.page import MatrixView
from posgraph_api.views.matrix.seriation import seriated
from tests.pages.datasets import SCRIPT, hostile, large
from tests.pages.visiting import golden, graph_of, visit

DAY = date(2025, 6, 1)


def toy() -> Dataset:
    """North is for one demand on arms and against another; south softened on trade; east once spoke on trade; west never."""
    said = (
        ("n1", "north", "arms-cap", "demands", "2025-01", "selfStated"),
        ("n2", "north", "arms-ban", "rejects", "2025-01", "selfStated"),
        ("n3", "north", "tariff", "neutral", "2025-01", None),
        ("n4", "north", "quota", "opposes", "2025-01", "byOpponent"),
        ("s1", "south", "tariff", "demands", "2025-01", "byOpponent"),
        ("s2", "south", "tariff", "accepts", "2025-03", "byOpponent"),
        ("s3", "south", "arms-cap", "ambiguous", "2025-01", None),
        ("x1", "south", "arms-cap", "demands", "2025-07", None),
    )
    rows = [
        Position(id=id, actor=actor, demand=demand, stance=Stance(stance), valid_from=When.parse(begin), mode=mode)
        for id, actor, demand, stance, begin, mode in said
    ]
    over = Position(
        id="e1",
        actor="east",
        demand="quota",
        stance=Stance.demands,
        valid_from=When.parse("2025-01"),
        valid_to=When.parse("2025-02"),
    )
    order = SequencePreference(id="o1", actor="south", first="tariff", relation="before", then="arms-cap", stance=Stance.demands)
    return Dataset(
        id="toy",
        actors=tuple(Actor(id=id, label=id.title(), kind="state") for id in ("north", "south", "east", "west")),
        issues=(Issue(id="arms", label="arms"), Issue(id="trade", label="trade"), Issue(id="sea", label="sea")),
        demands=(
            Demand(id="arms-cap", issue="arms", label="a cap"),
            Demand(id="arms-ban", issue="arms", label="a ban"),
            Demand(id="tariff", issue="trade", label="a tariff"),
            Demand(id="quota", issue="trade", label="a quota"),
        ),
        positions=(*rows, over),
        sequencing=(order,),
    )


def view_of(dataset: Dataset, **query: object) -> MatrixView:
    view = matrix.PAGE.view(visit(matrix.PAGE, graph_of(dataset), **({"asof": DAY} | query)))
    assert isinstance(view, MatrixView)
    return view


def signs(view: MatrixView) -> dict[str, list[str]]:
    return {
        head.id: [f"{one.mark}{one.small}{one.arrow}" if one else "" for one in row]
        for head, row in zip(view.rows, view.cells, strict=True)
    }


def test_a_cell_shows_the_strongest_stance_what_is_mixed_and_who_moved() -> None:
    view = view_of(toy(), order="name")
    assert [head.id for head in view.columns] == ["arms", "trade"]
    assert signs(view) == {"east": ["", "…"], "north": ["±2", "−½2°"], "south": ["?", "+½°▲"]}


def test_what_begins_after_the_day_is_not_there_yet() -> None:
    assert signs(view_of(toy(), order="name", asof=date(2025, 7, 1)))["south"][0] == "+1◇"


def test_reports_of_one_day_that_disagree_are_marked_and_no_stance_stands_for_them() -> None:
    both = [
        Position(id=s, actor="a", demand="d", stance=Stance(s), valid_from=When.parse("2025")) for s in ("demands", "rejects")
    ]
    data = Dataset(
        id="toy",
        actors=(Actor(id="a", label="A", kind="state"),),
        issues=(Issue(id="i", label="I"),),
        demands=(Demand(id="d", issue="i", label="D"),),
        positions=tuple(both),
    )
    assert signs(view_of(data)) == {"a": ["±2!"]}


def test_the_drawer_holds_what_is_in_force_what_was_and_the_orders() -> None:
    opened = view_of(toy(), cell="south~trade").opened
    assert opened is not None
    assert [s.id for s in opened.statements] == ["s2"]
    assert [s.id for s in opened.earlier] == ["s1"]
    assert [s.id for s in opened.orders] == ["o1"]
    assert [(move.day, move.sign, move.meaning.word) for move in opened.moves] == [("2025-03", "▲", "concession")]


def test_a_cell_without_a_record_opens_an_empty_drawer() -> None:
    at = visit(matrix.PAGE, graph_of(toy()), asof=DAY, cell="west~sea")
    assert "No position of this actor" in _drawn(at, matrix.PAGE, "http://x").data.decode()


def test_actors_without_a_position_and_issues_without_one_are_told() -> None:
    view = view_of(toy())
    assert (view.silent, view.untouched) == (("West",), 1)


def test_a_chosen_actor_has_a_row_even_without_a_position_and_an_issue_limits_the_columns() -> None:
    view = view_of(toy(), actor=("west", "north"), issue="trade")
    assert signs(view) == {"north": ["−½2°"], "west": [""]}


def test_those_who_say_the_same_of_the_same_demands_stand_together() -> None:
    said = {"a": {"x": 1.0, "y": 1.0}, "b": {"x": -1.0, "y": -1.0}, "c": {"x": 1.0, "y": 0.5}, "d": {"x": -1.0, "y": -0.5}}
    assert seriated(said) in (["a", "c", "d", "b"], ["b", "d", "c", "a"])
    assert seriated({}) == []


def test_positions_first_puts_the_most_spoken_on_top() -> None:
    assert [head.id for head in view_of(toy(), order="positions").rows] == ["north", "south", "east"]


def test_rows_and_json_hold_every_cell_with_a_record() -> None:
    at = visit(matrix.PAGE, graph_of(toy()), asof=DAY, order="name")
    view = matrix.PAGE.view(at)
    assert matrix.PAGE.table
    assert matrix.PAGE.result
    columns, rows = matrix.PAGE.table(view, at)
    found = list(rows)
    assert [(row["actor"], row["issue"], row["summary"], row["count"]) for row in found] == [
        ("east", "trade", "…", 0), ("north", "arms", "±", 2), ("north", "trade", "−", 2), ("south", "arms", "?", 1),
        ("south", "trade", "+", 1),
    ]  # fmt: skip
    assert all(set(row) == set(columns) for row in found)
    cells = matrix.PAGE.result(view, at)["cells"]
    assert (cells[1]["stance"], cells[1]["polarity"], cells[1]["mixed"]) == (None, None, True)
    assert (cells[4]["polarity"], cells[4]["moved"], cells[4]["earlier"]) == (0.5, "concession", ["s1"])


def test_the_picture_of_the_matrix() -> None:
    at = visit(matrix.PAGE, graph_of(toy()), asof=DAY)
    assert matrix.PAGE.figure
    figure = matrix.PAGE.figure(matrix.PAGE.view(at), at)
    assert figure
    golden("matrix.svg", standalone(figure, "Stance matrix", "", ""))


def test_hostile_texts_stay_texts() -> None:
    at = visit(matrix.PAGE, graph_of(hostile()), asof=DAY, cell="a b?c#d%e~f&g=h+i~i&amp")
    for body in (_drawn(at, matrix.PAGE, "http://x"), _made(at, matrix.PAGE, "svg")):
        assert SCRIPT.encode() not in body.data
        assert b"<i>issue" not in body.data
    assert at.query.cell
    assert matrix.PAGE.view(at).opened is not None


def test_a_large_matrix_is_drawn_whole_with_a_sign_in_each_cell() -> None:
    view = view_of(large(60, 40, 900), asof=date(2025, 12, 1))
    assert (len(view.rows), len(view.columns), view.compact) == (60, 40, True)


def test_before_all_records_the_page_says_so() -> None:
    at = visit(matrix.PAGE, graph_of(toy()), asof=date(2020, 1, 1))
    assert b"No position is on record" in _drawn(at, matrix.PAGE, "http://x").data
    assert matrix.PAGE.figure
    assert matrix.PAGE.figure(matrix.PAGE.view(at), at) is None


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("cell=rusia~ceasefire", "russia~ceasefire"),
        ("order=camps", "camp"),
        ("actor=rusia", "russia"),
        ("issue=ceasfire", "ceasefire"),
    ],
)
def test_what_nothing_is_called_is_refused_with_what_was_meant(client: httpx.Client, query: str, meant: str) -> None:
    answer = client.get(f"/matrix.json?{query}")
    assert answer.status_code == 400
    assert [error["hint"] for error in answer.json()["errors"]] == [meant]
