"""Reading changes: ``set``, ``order``, ``drop`` and ``relate``; what cannot be read is named with what was expected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NoReturn

from posgraph.analysis.scenario.changes import Change, Drop, Relate, SetOrder, SetStance
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Dataset, Scenario
from posgraph.model.cells import CellError, clean, near, parse
from posgraph.model.schema import BY_NAME, ORDERS, RELATIONS, STANCES
from posgraph.stance import Stance

FORMS: Mapping[str, str] = MappingProxyType(
    {
        "set": "set ACTOR:DEMAND=STANCE [firmness=WORD|NUMBER] [salience=NUMBER] [if DEMAND,DEMAND]",
        "order": "order ACTOR:STEP RELATION STEP=STANCE [firmness=WORD|NUMBER] [salience=NUMBER]",
        "drop": "drop ID",
        "relate": f"relate DEMAND {'|'.join(RELATIONS)} DEMAND",
    }
)
"""The first word of a change, and its form."""

DROPPED = ("positions", "sequencing", "relations")
"""The tables of which a row can be left out."""


def change(dataset: Dataset, text: str) -> Change:
    """The change that a text writes; ids may hold blanks and hyphens, since they are looked up in the dataset.

    Raises UnknownName for an id that nothing has, UsageError for anything else that cannot be read: each names the change, the
    value, what was expected, and a near match.

    >>> from posgraph.model import Actor, Demand
    >>> steps = tuple(Demand(id=d, issue="i", label=d) for d in ("truce", "vote"))
    >>> toy = Dataset(id="toy", actors=(Actor(id="n", label="North", kind="state"),), demands=steps)
    >>> print(change(toy, "set n:truce=accepts firmness=1"), change(toy, "set n:truce-before-vote=rejects"), sep="; ")
    set n:truce=accepts firmness=red_line; order n:truce before vote=rejects
    >>> change(toy, "set n:trice=accepts")
    Traceback (most recent call last):
    posgraph.errors.UnknownName: change 'set n:trice=accepts': 'trice'; expected the id of a demand, ...; did you mean 'truce'?
    """
    return _Reader(dataset, clean(text)).change()


def changes(dataset: Dataset, texts: Iterable[str]) -> tuple[Change, ...]:
    """The changes that these texts write, sorted by their canonical form, each once.

    Raises UsageError where two that differ are about one target: the order of changes means nothing, so neither comes last.
    """
    found = sorted({change(dataset, text) for text in texts}, key=str)
    first: dict[object, Change] = {}
    for each in found:
        if (other := first.setdefault(each.target, each)) != each:
            raise UsageError("changes", f"{other}; {each}", "one change for one target: these two contradict each other")
    return tuple(found)


def scenario(dataset: Dataset, texts: Iterable[str], id: str = "", label: str = "", note: str | None = None) -> Scenario:
    """A scenario of these changes in their canonical form. Without an id it has no name.

    >>> scenario(Dataset(id="toy"), ()).changes
    ()
    """
    return Scenario(id=id, label=label or id, changes=tuple(map(str, changes(dataset, texts))), note=note)


class _Reader:
    """One text, read against the ids of one dataset."""

    def __init__(self, dataset: Dataset, text: str) -> None:
        self.dataset, self.text = dataset, text
        self.demands = dataset.by_id("demands")

    def change(self) -> Change:
        verb, _, rest = self.text.partition(" ")
        rest = rest.strip()
        if verb not in FORMS or not rest:
            forms = [FORMS[verb]] if verb in FORMS else FORMS.values()
            self.refuse(self.text, f"a change: {'; '.join(forms)}", near(verb, FORMS) if verb not in FORMS else "")
        match verb:
            case "drop":
                return Drop(row=self.row(rest))
            case "relate":
                return self.relate(rest)
        actor, colon, said = rest.partition(":")
        if not colon:
            self.refuse(rest, FORMS[verb])
        return self.order(self.actor(actor.strip()), said) if verb == "order" else self.set(self.actor(actor.strip()), said)

    def set(self, actor: str, said: str) -> Change:
        for target, tail in self.sides(said):
            if target in self.demands:
                return SetStance(actor=actor, demand=target, **self.tail(tail, terms=True))
        if ordered := self.ordered(actor, said, "-"):
            return ordered
        target, _ = next(self.sides(said))
        expected = "the id of a demand, or an order of two demands such as first-before-second"
        raise self.step(target, "-") or UnknownName(self.place, target, expected, near(target, self.demands))

    def order(self, actor: str, said: str) -> Change:
        if ordered := self.ordered(actor, said, " "):
            return ordered
        target, _ = next(self.sides(said))
        if wrong := self.step(target, " "):
            raise wrong
        words = target.split()
        hint = near(words[1], ORDERS) if len(words) == 3 else ""
        raise UsageError(self.place, target, f"an order STEP RELATION STEP, the relation one of: {', '.join(ORDERS)}", hint)

    def ordered(self, actor: str, said: str, joint: str) -> SetOrder | None:
        """The order of two demands that the text is about, if it is."""
        for target, tail in self.sides(said):
            readings = [(a, word, b) for a, word, b in _splits(target, ORDERS, joint) if {a, b} <= self.demands.keys() and a != b]
            if len(readings) > 1:
                several = " or ".join(" ".join(each) for each in readings)
                self.refuse(target, f"an order that can be read in one way, not {several}: {FORMS['order']}")
            for first, relation, then in readings:
                return SetOrder(actor=actor, first=first, relation=relation, then=then, **self.tail(tail, terms=False))
        return None

    def step(self, target: str, joint: str) -> UsageError | None:
        """What is wrong with an order of which one step, or the relation, is known."""
        for first, _, then in _splits(target, ORDERS, joint):
            wrong = [step for step in (first, then) if step not in self.demands]
            if not wrong:
                return UsageError(self.place, then, "two steps that are not one")
            if len(wrong) == 1 or joint == " ":
                return UnknownName(self.place, wrong[0], "the id of a demand", near(wrong[0], self.demands))
        return None

    def relate(self, rest: str) -> Change:
        found = [(a, word, b) for a, word, b in _splits(rest, RELATIONS, " ") if a in self.demands and b in self.demands]
        if not found:
            parts = next(_splits(rest, RELATIONS, " "), None)
            if parts is None:
                words = rest.split()
                self.refuse(rest, FORMS["relate"], near(words[1], RELATIONS) if len(words) == 3 else "")
            for name in (parts[0], parts[2]):
                self.demand(name)
        (a, word, b), *others = found
        if others:
            self.refuse(rest, "two ids of demands that can be read in one way")
        if a == b:
            self.refuse(b, "two demands that are not one")
        return Relate(a=a, relation=word, b=b)

    def sides(self, said: str) -> Iterator[tuple[str, str]]:
        """What stands before and after an ``=``, at each that parts a target from a stance; at least one."""
        places = [n for n, letter in enumerate(said) if letter == "="]
        sound = [n for n in places if said[n + 1 :].strip().split(" ")[0] in STANCES]
        if not places:
            self.refuse(said, f"a target, = and one of: {', '.join(STANCES)}")
        for n in sound or places[:1]:
            yield said[:n].strip(), said[n + 1 :].strip()

    def tail(self, text: str, *, terms: bool) -> dict[str, Any]:
        """The stance, and what may follow it."""
        head, spoken, named = f"{text} ".partition(" if ")
        stance, *more = head.split() or [""]
        if stance not in STANCES:
            self.refuse(stance, f"one of: {', '.join(STANCES)}", near(stance, STANCES))
        found: dict[str, Any] = {"stance": Stance(stance)}
        for each in more:
            name, _, value = each.partition("=")
            if name not in ("firmness", "salience") or name in found:
                self.refuse(each, "firmness=WORD|NUMBER and salience=NUMBER, each once", near(name, ("firmness", "salience")))
            found[name] = self.degree(name, value)
        if spoken and not terms:
            self.refuse(f"if {named.strip()}", "no condition: an order has none")
        return found | ({"only_if": tuple(sorted(set(self.named(named))))} if spoken else {})

    def degree(self, name: str, text: str) -> float:
        column = BY_NAME["positions"].column(name)
        try:
            value: float | None = parse(column, text)
        except CellError as error:
            self.refuse(error.value, error.expected, error.hint)
        if value is None:
            self.refuse(f"{name}=", "a value after the =")
        return value

    def named(self, text: str) -> Iterator[str]:
        """The demands of a list; an id that holds a comma is found by reading on."""
        parts = text.split(",")
        while parts:
            joined = [",".join(parts[:n]).strip() for n in range(len(parts), 0, -1)]
            here = next((name for name in joined if name in self.demands), joined[-1])
            yield self.demand(here)
            parts = parts[len(joined) - joined.index(here) :]

    def demand(self, name: str) -> str:
        if name not in self.demands:
            self.unknown(name, "the id of a demand", self.demands)
        return name

    def actor(self, name: str) -> str:
        if name not in self.dataset.by_id("actors"):
            called = {alias: a.id for a in self.dataset.actors for alias in (*a.aliases, a.label, a.id)}
            raise UnknownName(self.place, name, "the id of an actor", called.get(near(name, called), ""))
        return name

    def row(self, name: str) -> str:
        rows = [self.dataset.by_id(table) for table in DROPPED]
        if not any(name in table for table in rows):
            self.unknown(name, "the id of a position, an order or a relation", {id for table in rows for id in table})
        return name

    @property
    def place(self) -> str:
        return f"change {self.text!r}"

    def unknown(self, name: str, expected: str, known: Collection[str]) -> NoReturn:
        raise UnknownName(self.place, name, expected, near(name, known))

    def refuse(self, value: str, expected: str, hint: str = "") -> NoReturn:
        raise UsageError(self.place, value, expected, hint)


def _splits(text: str, words: Collection[str], joint: str) -> Iterator[tuple[str, str, str]]:
    """Every way to part the text at one of the words, which stands between two joints.

    >>> list(_splits("a-before-b-with-c", ("before", "with"), "-"))
    [('a', 'before', 'b-with-c'), ('a-before-b', 'with', 'c')]
    """
    parts = text.split(joint)
    for n, word in enumerate(parts):
        if word in words and 0 < n < len(parts) - 1:
            yield joint.join(parts[:n]).strip(), word, joint.join(parts[n + 1 :]).strip()
