"""What a scenario would change, as frozen results; ``to_dict()`` is the JSON shape ``whatif``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.orders import Contradiction
from posgraph.analysis.orders.results import relation
from posgraph.analysis.results import Conflict
from posgraph.analysis.settlements.results import Blocker
from posgraph.analysis.whatif.state import Ids, State
from posgraph.model import DemandRelation, Scenario


@dataclass(frozen=True, slots=True, repr=False)
class WhatIf:
    """The difference that a scenario makes on one day.

    ``scenario`` has its changes in their canonical form. ``added`` says of each row that is assumed, and that nobody said, which
    change it is; ``replaced`` are the rows in whose place they come, ``dropped`` those left out, ``idle`` the dropped that were
    not in force anyway. ``parties`` are whose consent a deal needs, before and after. ``claims`` are all relations by id.
    ``within`` are the conflicts of an assumed row with what its own holder holds besides: perhaps that is to be dropped too.
    """

    as_of: date
    scenario: Scenario
    parties: tuple[str, ...]
    before: State
    after: State
    added: Mapping[str, str] = field(hash=False)
    replaced: Ids
    dropped: Ids
    idle: Ids
    claims: Mapping[str, DemandRelation] = field(hash=False)
    within: tuple[Conflict, ...] = ()

    @property
    def gone(self) -> tuple[Conflict, ...]:
        """The conflicts that are no more, the most severe first."""
        after = self.after.clashes
        return tuple(c for key, c in self.before.clashes.items() if key not in after)

    @property
    def new(self) -> tuple[Conflict, ...]:
        """The conflicts that were not before, the most severe first."""
        before = self.before.clashes
        return tuple(c for key, c in self.after.clashes.items() if key not in before)

    @property
    def freed(self) -> tuple[Contradiction, ...]:
        """The contradictions among orders that are no more, the smallest first."""
        after = self.after.contradictions
        return _ranked(c for members, c in self.before.contradictions.items() if members not in after)

    @property
    def knotted(self) -> tuple[Contradiction, ...]:
        """The contradictions among orders that were not before, the smallest first."""
        before = self.before.contradictions
        return _ranked(c for members, c in self.after.contradictions.items() if members not in before)

    @property
    def opened(self) -> tuple[Blocker, ...]:
        """The sets of red lines that block a deal no more, the smallest first."""
        after = self.after.because
        return tuple(b for ids, b in self.before.because.items() if ids not in after)

    @property
    def closed(self) -> tuple[Blocker, ...]:
        """The sets of red lines that block a deal and did not before, the smallest first."""
        before = self.before.because
        return tuple(b for ids, b in self.after.because.items() if ids not in before)

    @property
    def partial(self) -> bool:
        """True where a search was cut off: then something may be missing on either side, and so seem gone or new."""
        return self.before.partial or self.after.partial

    @property
    def positions(self) -> tuple[Evidence, ...]:
        """The evidence of every row that the difference rests on, by id; of an assumed row there is none but the assumption."""
        ids = {*self.added, *self.replaced, *self.dropped}
        ids |= {id for c in (*self.freed, *self.knotted) for id in c.members}
        ids |= {id for members in (*self.before.blockers, *self.after.blockers) for id in members}
        for side in (self.before, self.after):
            ids |= {id for part in (*side.withdrawals, *side.moves) for way in part for id in way}
        known = {**self.after.rows, **self.before.rows}
        return tuple(known[id] for id in sorted(ids) if id in known)

    @property
    def relations(self) -> tuple[DemandRelation, ...]:
        """The relations that the difference rests on, by id."""
        ids = {*self.added, *self.dropped}
        ids |= {id for c in (*self.freed, *self.knotted) for id in c.members}
        ids |= {id for c in (*self.gone, *self.new) for id in c.parts.get("relations") or ()}
        ids |= {id for b in (*self.opened, *self.closed) for bond in b.bonds for id in bond.relations}
        return tuple(self.claims[id] for id in sorted(ids) if id in self.claims)

    def to_dict(self) -> dict[str, Any]:
        """The JSON shape ``whatif``; evidence that is ``assumed`` names the change that assumes it."""
        return {
            "as_of": self.as_of.isoformat(),
            "scenario": {"id": self.scenario.id or None, "label": self.scenario.label or None},
            "changes": [*self.scenario.changes],
            "added": dict(self.added),
            "replaced": [*self.replaced],
            "dropped": [*self.dropped],
            "idle": [*self.idle],
            "conflicts": {
                "before": len(self.before.conflicts),
                "after": len(self.after.conflicts),
                "gone": [self._conflict(c) for c in self.gone],
                "new": [self._conflict(c) for c in self.new],
                "within": [self._conflict(c) for c in self.within],
            },
            "orders": {
                "before": self.before.order_figures(),
                "after": self.after.order_figures(),
                "freed": [c.to_dict() for c in self.freed],
                "new": [c.to_dict() for c in self.knotted],
            },
            "settlements": {
                "parties": [*self.parties],
                "before": self.before.deal_figures(),
                "after": self.after.deal_figures(),
                "opened": [[*b.members] for b in self.opened],
                "closed": [[*b.members] for b in self.closed],
                "because": [b.to_dict() for b in (*self.opened, *self.closed)],
            },
            "relations": [relation(r) for r in self.relations],
            "positions": [self._evidence(p) for p in self.positions],
            "partial": self.partial,
        }

    def figures(self) -> dict[str, Any]:
        """The difference in numbers, as a comparison of scenarios shows it."""
        orders, deals = self.after.order_figures(), self.after.deal_figures()
        return {
            "scenario": {"id": self.scenario.id or None, "label": self.scenario.label or None},
            "changes": [*self.scenario.changes],
            "conflicts": {"after": len(self.after.conflicts), "gone": len(self.gone), "new": len(self.new)},
            "orders": {**orders, "freed": len(self.freed), "new": len(self.knotted)},
            "settlements": {
                **deals,
                "blockers": len(deals["blockers"]),
                "opened": len(self.opened),
                "closed": len(self.closed),
            },
            "partial": self.partial,
        }

    def _conflict(self, conflict: Conflict) -> dict[str, Any]:
        return conflict.to_dict() | {"a": self._evidence(conflict.a), "b": self._evidence(conflict.b)}

    def _evidence(self, p: Evidence) -> dict[str, Any]:
        return p.to_dict() | ({"assumed": self.added[p.position]} if p.position in self.added else {})

    def __repr__(self) -> str:
        lines = [f"{self.as_of}: {self.scenario.label or 'what if'}: {'; '.join(self.scenario.changes) or 'nothing changes'}"]
        lines += [f"{title}: {text}" for title, text in self._rows()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{escape(title)}</td><td>{escape(text)}</td></tr>" for title, text in self._rows())
        title = self.scenario.label or "; ".join(self.scenario.changes)
        return f"<table><caption>{escape(title)} ({self.as_of})</caption><tbody>{rows}</tbody></table>"

    def _rows(self) -> Iterator[tuple[str, str]]:
        """The difference in lines: what it is about, and what."""
        yield "conflicts", f"{len(self.before.conflicts)} before, {len(self.after.conflicts)} after"
        yield from (("conflict gone", str(c)) for c in self.gone)
        yield from (("conflict new", str(c)) for c in self.new)
        yield from (("a holder against itself", str(c)) for c in self.within)
        yield "orders", f"{_verdict(self.before)} before, {_verdict(self.after)} after"
        yield from (("orders freed", str(c)) for c in self.freed)
        yield from (("orders in contradiction", str(c)) for c in self.knotted)
        yield "a deal", f"{_possible(self.before)} before, {_possible(self.after)} after"
        yield from (("red lines that block no more", ", ".join(b.members)) for b in self.opened)
        yield from (("red lines that block now", ", ".join(b.members)) for b in self.closed)
        if self.partial:
            yield "partial", "a search was cut off: something may be missing on either side"


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Several scenarios side by side, with what each would change; ``before`` is how things stand without any."""

    as_of: date
    parties: tuple[str, ...]
    before: State
    items: tuple[WhatIf, ...]

    def __iter__(self) -> Iterator[WhatIf]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def partial(self) -> bool:
        """True where a search was cut off."""
        return self.before.partial or any(item.partial for item in self.items)

    def to_dict(self) -> dict[str, Any]:
        """``{"as_of", "parties", "before", "items", "partial"}``: numbers only, each item as :meth:`WhatIf.figures`."""
        deals = self.before.deal_figures()
        return {
            "as_of": self.as_of.isoformat(),
            "parties": [*self.parties],
            "before": {
                "conflicts": len(self.before.conflicts),
                "orders": self.before.order_figures(),
                "settlements": {**deals, "blockers": len(deals["blockers"])},
            },
            "items": [item.figures() for item in self.items],
            "partial": self.partial,
        }

    def __repr__(self) -> str:
        return "\n".join(map(" | ".join, self._table()))

    def _repr_html_(self) -> str:
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in self._table())
        return f"<table><caption>{self.as_of}</caption><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"

    def _table(self) -> Iterator[tuple[str, ...]]:
        yield "scenario", "conflicts", "orders", "a deal"
        yield "as it is", str(len(self.before.conflicts)), _verdict(self.before), _possible(self.before)
        for item in self.items:
            name = item.scenario.label or "; ".join(item.scenario.changes) or "nothing changes"
            counted = f"{len(item.after.conflicts)} ({len(item.gone)} gone, {len(item.new)} new)"
            yield name, counted, _verdict(item.after), _possible(item.after)


def _ranked(found: Iterable[Contradiction]) -> tuple[Contradiction, ...]:
    return tuple(sorted(found, key=lambda c: c.rank))


def _verdict(state: State) -> str:
    """The verdict on orders in short."""
    if state.orders.consistent:
        return "one order suits all"
    figures = state.order_figures()
    ways = "no withdrawal helps" if figures["cost"] is None else f"cheapest withdrawal {figures['cost']:g}"
    return f"{figures['contradictions']} contradiction{'s' * (figures['contradictions'] != 1)} ({ways})"


def _possible(state: State) -> str:
    """The verdict on settlements in short."""
    if state.feasible:
        return "possible"
    figures = state.deal_figures()
    ways = "no concession known to help" if figures["cost"] is None else f"cheapest concession {figures['cost']:g}"
    return f"blocked by {len(figures['blockers'])} set{'s' * (len(figures['blockers']) != 1)} of red lines ({ways})"
