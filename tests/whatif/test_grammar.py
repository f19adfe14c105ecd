"""Changes: read, written back, refused with what was expected."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.scenario import Drop, Relate, SetOrder, SetStance, change, changes, scenario
from posgraph.analysis.scenario.grammar import FORMS
from posgraph.errors import UnknownName, UsageError
from posgraph.model.schema import ORDERS, RELATIONS
from posgraph.stance import Stance
from tests.analysis.toys import Demand, order, position, relation, toy

WORDS = ("truce", "vote", "aid", "vote-before-aid", "final vote", "before", "a=b", "bread, salt")
TOY = toy(
    positions=[position("p1", "n", "truce"), position("p 2", "s", "vote", "rejects")],
    orders=[order("o1", "n", "truce before vote")],
    relations=[relation("truce requires aid")],
    demands=[Demand(id=word, issue="misc", label=word) for word in WORDS],
)

degrees = st.sampled_from([None, 0.0, 0.25, 0.3, 0.75, 1.0])
sayings = {"actor": st.sampled_from("nst"), "stance": st.sampled_from(Stance), "firmness": degrees, "salience": degrees}
demands = st.sampled_from(WORDS)
pairs = st.lists(demands, min_size=2, max_size=2, unique=True)
anything = st.one_of(
    st.builds(
        SetStance, demand=demands, only_if=st.lists(demands, max_size=3, unique=True).map(lambda ds: tuple(sorted(ds))), **sayings
    ),
    st.builds(lambda ab, **more: SetOrder(first=ab[0], then=ab[1], **more), pairs, relation=st.sampled_from(ORDERS), **sayings),
    st.builds(lambda ab, word: Relate(a=ab[0], relation=word, b=ab[1]), pairs, st.sampled_from(RELATIONS)),
    st.builds(Drop, row=st.sampled_from(["p1", "p 2", "o1", "truce.requires.aid"])),
)


@settings(deadline=None)
@given(anything)
def test_what_is_written_is_read_back_as_it_was(each) -> None:
    assert change(TOY, str(each)) == each


@settings(deadline=None)
@given(st.lists(anything, max_size=5, unique_by=lambda c: c.target), st.randoms())
def test_the_order_of_changes_means_nothing(given, random) -> None:
    texts = [str(each) for each in given]
    mixed = [*texts, *texts[:1]]
    random.shuffle(mixed)
    assert scenario(TOY, mixed) == scenario(TOY, texts)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("set n:truce=accepts", "set n:truce=accepts"),
        (" set  n:truce = accepts salience=0.50  firmness=1", "set n:truce=accepts firmness=red_line salience=0.5"),
        ("set n:truce=conditional if vote , aid", "set n:truce=conditional if aid,vote"),
        ("set n:truce-before-vote=accepts", "order n:truce before vote=accepts"),
        ("set n:truce-with-vote-before-aid=rejects", "order n:truce with vote-before-aid=rejects"),
        ("set n:vote-before-aid=accepts", "set n:vote-before-aid=accepts"),
        ("order n:vote before aid=accepts", "order n:vote before aid=accepts"),
        ("set n:final vote=neutral", "set n:final vote=neutral"),
        ("relate vote incompatible truce", "relate truce incompatible vote"),
        ("relate vote requires truce", "relate vote requires truce"),
        ("drop truce.requires.aid", "drop truce.requires.aid"),
    ],
)  # fmt: skip
def test_a_change_has_one_canonical_form(written, canonical) -> None:
    assert str(change(TOY, written)) == canonical


@pytest.mark.parametrize(
    ("written", "error", "told"),
    [
        ("sett n:truce=accepts", UsageError, "expected a change: set ACTOR:DEMAND=STANCE"),
        ("drop", UsageError, "expected a change: drop ID"),
        ("set truce=accepts", UsageError, f"'truce=accepts'; expected {FORMS['set']}"),
        ("set m:truce=accepts", UnknownName, "'m'; expected the id of an actor"),
        ("set n:trice=accepts", UnknownName, "did you mean 'truce'?"),
        ("set n:truce=acepts", UsageError, "'acepts'; expected one of: demands, supports"),
        ("set n:truce", UsageError, "expected a target, = and one of: demands"),
        ("set n:truce=accepts firmness=hard", UsageError, "'hard'; expected a number from 0 to 1, or one of: red_line"),
        ("set n:truce=accepts firmness=", UsageError, "expected a value after the ="),
        ("set n:truce=accepts firmness=1 firmness=1", UsageError, "each once"),
        ("set n:truce=accepts salience=2", UsageError, "'2'; expected a number from 0 to 1"),
        ("set n:truce=accepts saliense=1", UsageError, "did you mean 'salience'?"),
        ("set n:truce=conditional if", UnknownName, "expected the id of a demand"),
        ("set n:truce=conditional if vot", UnknownName, "'vot'; expected the id of a demand; did you mean 'vote'?"),
        ("set n:truce-before-vot=accepts", UnknownName, "'vot'; expected the id of a demand; did you mean 'vote'?"),
        ("set n:truce-before-truce=accepts", UsageError, "expected two steps that are not one"),
        ("order n:truce befor vote=accepts", UsageError, "did you mean 'before'?"),
        ("order n:truce before vot=accepts", UnknownName, "'vot'; expected the id of a demand; did you mean 'vote'?"),
        ("order n:truce before vote=accepts if aid", UsageError, "an order has none"),
        ("drop p3", UnknownName, "expected the id of a position, an order or a relation"),
        ("relate truce vote", UsageError, f"expected {FORMS['relate']}"),
        ("relate truce incompatibel vote", UsageError, "did you mean 'incompatible'?"),
        ("relate truce same trucer", UnknownName, "did you mean 'truce'?"),
        ("relate truce same truce", UsageError, "expected two demands that are not one"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_was_expected(written, error, told) -> None:
    with pytest.raises(error) as caught:
        change(TOY, written)
    assert f"change {written!r}: " in str(caught.value)
    assert told in str(caught.value)


def test_an_order_that_can_be_read_in_two_ways_is_to_be_spelled_out() -> None:
    steps = [Demand(id=id, issue="misc", label=id) for id in ("a", "b", "c", "a-before-b", "b-before-c")]
    two = toy(demands=steps)
    with pytest.raises(UsageError, match="a before b-before-c or a-before-b before c"):
        change(two, "set n:a-before-b-before-c=accepts")
    assert str(change(two, "order n:a before b-before-c=accepts")) == "order n:a before b-before-c=accepts"


@pytest.mark.parametrize(
    "texts",
    [
        ("set n:truce=accepts", "set n:truce=rejects"),
        ("set n:truce=accepts", "set n:truce=accepts firmness=firm"),
        ("order n:truce before vote=accepts", "order n:vote with truce=accepts"),
        ("set n:truce-before-vote=accepts", "order n:truce before vote=rejects"),
    ],
)
def test_two_changes_on_one_target_contradict_each_other(texts) -> None:
    with pytest.raises(UsageError, match="these two contradict each other"):
        changes(TOY, texts)


def test_changes_on_two_targets_do_not_contradict_each_other() -> None:
    texts = ("set n:truce=accepts", "set s:truce=rejects", "order n:truce before vote=accepts", "relate truce entails vote")
    assert len(changes(TOY, (*texts, "relate truce requires vote", "drop p1", "drop p1"))) == 6
