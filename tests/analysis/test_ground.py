"""Common ground of a set of actors."""

from posgraph.analysis.ground import ground
from posgraph.model import Participation, Process
from tests.analysis.toys import NOW, Demand, Issue, position, relation, toy, when


def lists(result):
    return {name: [ask.demand for ask in getattr(result, name)] for name in ("common", "uncontested", "contested")}


def test_what_all_want_is_common_what_some_want_uncontested_what_one_refuses_contested() -> None:
    d = toy([
        position("p1", "n", "exchange"), position("p2", "s", "exchange", "accepts"),
        position("p3", "n", "vote"),
        position("p4", "n", "truce"), position("p5", "s", "truce", "rejects"),
        position("p6", "s", "war", "rejects"),
    ])  # fmt: skip
    assert lists(ground(d, ["n", "s"], NOW)) == {"common": ["exchange"], "uncontested": ["vote"], "contested": ["truce"]}


def test_yes_to_the_narrow_counts_for_the_wide_and_says_why() -> None:
    d = toy([position("p", "n", "narrow"), position("q", "s", "wide")], relations=[relation("narrow entails wide")])
    found = ground(d, ["n", "s"], NOW)
    assert lists(found) == {"common": ["wide"], "uncontested": ["narrow"], "contested": []}
    voice = found.to_dict()["common"][0]["pro"][0]
    assert (voice["actor"], voice["via"], voice["relations"]) == ("n", ["narrow", "wide"], ["narrow.entails.wide"])
    assert voice["position"]["position"] == "p"


def test_no_to_a_requirement_contests_what_requires_it() -> None:
    d = toy([position("p", "n", "plan"), position("q", "s", "price", "rejects")], relations=[relation("plan requires price")])
    found = ground(d, ["n", "s"], NOW)
    assert lists(found)["contested"] == ["plan"]
    assert found.contested[0].contra[0].via == ("plan", "price")


def test_what_all_want_but_one_also_refuses_is_contested() -> None:
    d = toy([position("p", "n", "vote"), position("q", "s", "vote"), position("r", "s", "vote", "rejects")])
    assert lists(ground(d, ["n", "s"], NOW)) == {"common": [], "uncontested": [], "contested": ["vote"]}


def test_others_do_not_count() -> None:
    d = toy([position("p", "n", "vote"), position("q", "s", "vote"), position("r", "t", "vote", "rejects")])
    assert lists(ground(d, ["n", "s"], NOW))["common"] == ["vote"]
    assert lists(ground(d, as_of=NOW))["contested"] == ["vote"]


def part(actor, role="party", process="talks", until=None):
    return Participation(process=process, actor=actor, role=role, valid_to=when(until))


def test_the_parties_of_the_main_process_are_meant_unless_others_are_named() -> None:
    rows = [position("p", "n", "vote"), position("q", "s", "vote"), position("r", "t", "vote", "rejects")]
    parts = (part("n"), part("s"), part("t", "mediator"), part("t", process="older"))
    processes = (Process(id="talks", label="Talks"), Process(id="older", label="Older"))
    main = toy(rows, participations=parts, processes=processes, process="talks")
    assert ground(main, as_of=NOW).actors == ("n", "s")
    assert ground(toy(rows, participations=parts, processes=processes), as_of=NOW).actors == ("n", "s", "t")
    left = toy(rows, participations=(part("n"), part("s"), part("t", until="2025-11")), processes=processes, process="talks")
    assert ground(left, as_of=NOW).actors == ("n", "s")


def test_where_the_main_process_names_no_party_those_of_its_rounds_are_meant_before_those_of_a_meeting() -> None:
    rows = [position("p", "n", "vote"), position("q", "s", "vote"), position("r", "t", "vote", "rejects")]
    processes = (
        Process(id="talks", label="Talks"),
        Process(id="round", label="Round", kind="round", part_of="talks"),
        Process(id="call", label="Call", kind="meeting", part_of="round"),
    )
    parts = (part("n", process="round"), part("s", process="round"), part("t", process="call"))
    assert ground(toy(rows, participations=parts, processes=processes, process="talks"), as_of=NOW).actors == ("n", "s")


def test_issues_limit_the_demands_that_are_listed() -> None:
    d = toy(
        [position("p", "n", "vote"), position("q", "n", "cap")],
        issues=[Issue(id="arms", label="Arms")],
        demands=[Demand(id="cap", issue="arms", label="Cap")],
    )
    assert lists(ground(d, as_of=NOW, issues=["arms"]))["common"] == ["cap"]


def test_each_actor_speaks_once_by_the_shortest_chain_then_the_weightiest_position() -> None:
    d = toy(
        [position("p", "n", "narrow", salience=1), position("q", "n", "wide", "accepts"), position("r", "n", "wide", "supports")],
        relations=[relation("narrow entails wide")],
    )
    (wide,) = [ask for ask in ground(d, ["n"], NOW).common if ask.demand == "wide"]
    assert [voice.position.position for voice in wide.pro] == ["r"]


def test_ever_shows_where_a_demand_stood_at_any_time() -> None:
    d = toy(
        [
            position("p", "n", "vote"),
            position("q", "s", "vote", begin="2025-01", end="2025-02"),
            position("r", "s", "vote", "rejects", "2025-06"),
        ]
    )
    assert lists(ground(d, ["n", "s"], ever=True)) == {"common": ["vote"], "uncontested": ["vote"], "contested": ["vote"]}
    assert ground(d, ["n", "s"], ever=True).to_dict()["as_of"] is None


CLASHING = toy(
    [
        position("p", "n", "freeze", "accepts"),
        position("q", "s", "hand-over", salience=0.9, firmness=1),
        position("r", "t", "keep", salience=1),
        position("x", "n", "truce", "conditional", only_if=("vote",)),
        position("y", "s", "vote", "rejects"),
    ],
    relations=[relation("hand-over entails leave"), relation("leave incompatible freeze"), relation("keep incompatible leave")],
)  # fmt: skip


def test_what_nobody_refuses_but_clashes_with_what_another_of_the_actors_wants_says_so() -> None:
    found = ground(CLASHING, ["n", "s"], NOW)
    entries = {ask["demand"]: ask for ask in found.to_dict()["uncontested"]}
    one = [{"rule": "incompatible", "a": "p", "b": "q"}]
    assert {demand: ask["clashes"] for demand, ask in entries.items()} == {
        "freeze": one, "hand-over": one, "leave": one, "truce": [{"rule": "deadlock", "a": "x", "b": "y"}],
    }  # fmt: skip
    # with a third at the table the clash with it is told too, the most severe first: t wants more than n accepts
    (hand_over,) = [ask for ask in ground(CLASHING, ["n", "s", "t"], NOW).uncontested if ask.demand == "hand-over"]
    assert [(c.rule, c.a, c.b) for c in hand_over.clashes] == [("incompatible", "q", "r"), ("incompatible", "p", "q")]


def test_clashes_are_those_of_others_and_of_the_date_that_is_asked_for() -> None:
    assert [ask.clashes for ask in ground(CLASHING, ["s"], NOW).common] == [(), ()]
    assert not any(ask.clashes for ask in ground(CLASHING, ["n", "s"], NOW, without=["p", "y"]).uncontested)
    assert not any(
        ask.clashes for ask in ground(CLASHING, ["n", "s"], NOW, without=["leave.incompatible.freeze", "x"]).uncontested
    )
    past = toy([position("p", "n", "a", end="2024"), position("q", "s", "b")], relations=[relation("a incompatible b")])
    assert [ask.clashes for ask in ground(past, ["n", "s"], NOW).uncontested] == [()]
    assert [len(ask.clashes) for ask in ground(past, ["n", "s"], ever=True).uncontested] == [1, 1]


def test_without_a_position_what_it_superseded_does_not_come_back() -> None:
    d = toy(
        [
            position("p", "n", "vote", begin="2024"),
            position("q", "n", "vote", "rejects", begin="2025"),
            position("r", "s", "vote"),
        ]
    )
    assert lists(ground(d, ["n", "s"], NOW, without="q")) == {"common": [], "uncontested": ["vote"], "contested": []}
    assert [voice.actor for voice in ground(d, ["n", "s"], NOW, without="q").uncontested[0].pro] == ["s"]


def test_a_notebook_shows_ground_as_a_table() -> None:
    assert "<td>common</td><td>vote</td><td>n</td>" in ground(toy([position("p", "n", "vote")]), as_of=NOW)._repr_html_()
