"""R8 and the overlap of orders where an order is held as a condition."""

from hypothesis import given, settings

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.force import in_force
from posgraph.analysis.overlaps import overlaps
from tests.analysis import oracle
from tests.analysis.made_up import datasets
from tests.analysis.toys import NOW, order, position, relation, toy

WAITING = position("p", "n", "truce", "conditional", only_if=("treaty",))
REFUSAL = order("x", "s", "treaty before truce", "rejects")


def refused(dataset, **asked):
    items = conflicts(dataset, **{"as_of": NOW, "rules": ["R8"], **asked}).items
    return [(*c.ids, " > ".join(c.chain)) for c in items]


def agreed(dataset):
    return [o.ids for o in overlaps(dataset, NOW, kinds=["order"])]


def test_a_condition_is_an_order_that_another_can_refuse() -> None:
    d = toy([WAITING], [REFUSAL])
    assert refused(d) == [("p", "x", "treaty > truce")]
    assert conflicts(d, NOW, rules=["R8"]).items[0].a.only_if == ("treaty",)
    assert refused(toy([WAITING], [order("x", "s", "truce before treaty", "rejects")])) == []
    assert refused(toy([WAITING], [order("x", "s", "treaty meets truce", "rejects")])) == []


def test_one_who_refuses_the_demand_itself_sets_no_condition() -> None:
    assert refused(toy([position("p", "n", "truce", "rejects", only_if=("treaty",))], [REFUSAL])) == []


def test_a_condition_on_steps_that_are_the_same_names_the_relation() -> None:
    d = toy([WAITING], [order("x", "s", "peace before truce", "rejects")], [relation("peace same treaty")])
    assert refused(d) == [("p", "x", "treaty > truce")]
    assert conflicts(d, NOW, rules=["R8"]).items[0].parts["relations"] == ("peace.same.treaty",)


def test_a_preference_that_says_the_same_stands_for_the_condition() -> None:
    d = toy([WAITING], [REFUSAL, order("o", "n", "truce after treaty")])
    assert refused(d) == [("o", "x", "treaty > truce")]
    assert refused(d, without=["o"]) == []
    other = toy([WAITING], [REFUSAL, order("o", "t", "truce after treaty")])
    assert [pair[:2] for pair in refused(other)] == [("o", "x"), ("p", "x")]


def test_the_condition_stands_for_itself_on_days_without_such_a_preference() -> None:
    d = toy([WAITING], [REFUSAL, order("o", "n", "treaty before truce", begin="2025-03", end="2025-04")])
    assert [pair[:2] for pair in refused(d)] == [("p", "x")]
    assert [pair[:2] for pair in refused(d, as_of="2025-03-15")] == [("o", "x")]
    found = {c.ids: c.to_dict() for c in conflicts(d, ever=True, rules=["R8"])}
    assert sorted(found) == [("o", "x"), ("p", "x")]
    assert (found["p", "x"]["from"], found["p", "x"]["until"]) == (None, "2025-02-28")
    always = toy([WAITING], [REFUSAL, order("o", "n", "treaty before truce")])
    assert [pair[:2] for pair in refused(always, as_of=None, ever=True)] == [("o", "x")]


def test_a_condition_and_an_order_can_be_the_same_order() -> None:
    assert agreed(toy([WAITING], [order("o", "s", "treaty before truce")])) == [("o", "p")]
    assert agreed(toy([WAITING, position("q", "s", "truce", only_if=("treaty",))])) == [("p", "q")]
    assert agreed(toy([WAITING, position("q", "s", "treaty", only_if=("truce",))])) == []


def test_a_condition_does_not_agree_with_itself() -> None:
    d = toy([position("p", "n", "truce", only_if=("treaty", "peace"))], relations=[relation("peace same treaty")])
    assert overlaps(d, NOW, kinds=["order"], within=True).items == ()


@given(datasets())
@settings(max_examples=150, deadline=None)
def test_refused_orders_are_what_the_definition_says(dataset) -> None:
    force = in_force(dataset, NOW)
    rows = [[h.row for h in held] for held in (force.positions, force.preferences)]
    assert {c.ids for c in conflicts(dataset, NOW, rules=["R8"])} == oracle.refused_orders(dataset, *rows)


def test_where_all_steps_are_one_each_relation_that_makes_them_so_is_named() -> None:
    same = [relation("truce same treaty"), relation("truce same peace")]
    d = toy([], [order("w", "n", "truce before treaty"), order("x", "s", "truce before peace", "rejects")], same)
    assert conflicts(d, NOW, rules=["R8"]).items[0].parts["relations"] == ("truce.same.treaty", "truce.same.peace")
    assert [refused(d, without=row.id) for row in same] == [[], []]
