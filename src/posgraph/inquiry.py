"""The questions to a dataset, each a method that calls the one function which answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from posgraph.model import Dataset, Scenario

if TYPE_CHECKING:
    from posgraph.analysis.bridges import Bridges
    from posgraph.analysis.convergence import Convergence
    from posgraph.analysis.ground import Ground
    from posgraph.analysis.models.exchanges import Exchanges
    from posgraph.analysis.models.forecasts import Forecasts
    from posgraph.analysis.models.standoff import Standoff
    from posgraph.analysis.orders import Contradiction, Orders
    from posgraph.analysis.report import Report
    from posgraph.analysis.results import Conflicts, Overlaps
    from posgraph.analysis.robustness import Robustness
    from posgraph.analysis.settlements.results import Settlements
    from posgraph.analysis.shifts import Shifts
    from posgraph.analysis.trades import Trades
    from posgraph.analysis.whatif import Comparison, Given, WhatIf
    from posgraph.networks import Network, Networks
    from posgraph.searching import Found

Names = str | Iterable[str]


class Inquiry:
    """What can be asked of a dataset; the modules that answer are loaded when they are needed."""

    @property
    def dataset(self) -> Dataset:
        """The dataset's values."""
        raise NotImplementedError

    def conflicts(
        self,
        as_of: str | date | None = None,
        ever: bool = False,
        *,
        actors: Names = (),
        issues: Names = (),
        rules: Names = (),
        within: bool = False,
        without: Names = (),
        limit: int | None = None,
        seconds: float = 10.0,
    ) -> Conflicts:
        """Pairs of positions that cannot both hold, the most severe first; ``within`` also counts those of one holder.

        ``seconds`` bound the search for orders that contradict each other; where it is cut off, the result is ``partial``.
        """
        from posgraph.analysis.conflicts import conflicts

        return conflicts(self.dataset, as_of, ever, actors, issues, rules, within, without, limit, seconds)

    def overlaps(
        self,
        as_of: str | date | None = None,
        ever: bool = False,
        *,
        actors: Names = (),
        issues: Names = (),
        kinds: Names = (),
        within: bool = False,
        without: Names = (),
        limit: int | None = None,
    ) -> Overlaps:
        """Pairs of positions that agree, the strongest first."""
        from posgraph.analysis.overlaps import overlaps

        return overlaps(self.dataset, as_of, ever, actors, issues, kinds, within, without, limit)

    def ground(
        self,
        actors: Names = (),
        as_of: str | date | None = None,
        ever: bool = False,
        *,
        issues: Names = (),
        without: Names = (),
    ) -> Ground:
        """What all of these actors (none: all actors) want, what nobody refuses, and what is contested."""
        from posgraph.analysis.ground import ground

        return ground(self.dataset, actors, as_of, ever, issues=issues, without=without)

    def orders(
        self,
        as_of: str | date | None = None,
        ever: bool = False,
        *,
        actors: Names = (),
        issues: Names = (),
        without: Names = (),
        limit: int | None = None,
        seconds: float = 10.0,
    ) -> Orders:
        """Whether one order of the steps suits all; if not, every minimal contradiction and the cheapest ways out of them."""
        from posgraph.analysis.orders import orders

        return orders(self.dataset, as_of, ever, actors=actors, issues=issues, without=without, limit=limit, seconds=seconds)

    def contradictions(
        self,
        as_of: str | date | None = None,
        ever: bool = False,
        *,
        actors: Names = (),
        issues: Names = (),
        without: Names = (),
    ) -> Iterator[Contradiction]:
        """The contradictions among orders of steps, each as soon as it is found, the smallest first; stop reading at any time."""
        from posgraph.analysis.orders import stream

        return stream(self.dataset, as_of, ever, actors=actors, issues=issues, without=without)

    def trades(
        self, as_of: str | date | None = None, *, actors: Names = (), issues: Names = (), limit: int | None = None
    ) -> Trades:
        """Pairs of issues on which each of two actors can give on what it cares less about, the greatest joint gain first."""
        from posgraph.analysis.trades import trades

        return trades(self.dataset, as_of, actors, issues, limit)

    def shifts(
        self,
        as_of: str | date | None = None,
        ever: bool = False,
        *,
        since: str | date | None = None,
        actors: Names = (),
        issues: Names = (),
        kinds: Names = (),
        limit: int | None = None,
    ) -> Shifts:
        """Who moved, on what, when, in which direction and towards whom; the newest first."""
        from posgraph.analysis.shifts import shifts

        return shifts(self.dataset, as_of, ever, since=since, actors=actors, issues=issues, kinds=kinds, limit=limit)

    def convergence(
        self,
        one: str,
        other: str,
        *,
        window: str = "months:6",
        step: str = "months:1",
        since: str | date | None = None,
        until: str | date | None = None,
        as_of: str | date | None = None,
        ever: bool = False,
    ) -> Convergence:
        """Whether two actors come closer: an index from -1 to 1 in moving windows of ``days:N``, ``months:N`` or ``years:N``."""
        from posgraph.analysis.convergence import convergence

        return convergence(
            self.dataset, one, other, window=window, step=step, since=since, until=until, as_of=as_of, ever=ever
        )  # fmt: skip

    def bridges(
        self,
        as_of: str | date | None = None,
        *,
        actors: Names = (),
        issues: Names = (),
        rules: Names = (),
        kinds: Names = (),
        limit: int | None = None,
        seconds: float = 10.0,
    ) -> Bridges:
        """What would end each conflict if both sides took it in the place of what they hold; every one is checked."""
        from posgraph.analysis.bridges import bridges

        return bridges(self.dataset, as_of, actors, issues, rules, kinds, limit, seconds)

    def settlements(
        self,
        as_of: str | date | None = None,
        *,
        actors: Names = (),
        issues: Names = (),
        decide: Names = (),
        without: Names = (),
        move: Names = (),
        limit: int | None = None,
        seconds: float = 10.0,
    ) -> Settlements:
        """Whether a deal can keep every red line; if not, who must move; the best deals, and each plan on the table beside them.

        ``actors`` are those whose consent is needed (none: the participants with role party); ``decide`` names issues that a
        deal must answer, ``move`` red lines that are imagined to move.
        """
        from posgraph.analysis.settlements.answer import settlements

        return settlements(
            self.dataset,
            as_of,
            actors=actors,
            issues=issues,
            decide=decide,
            without=without,
            move=move,
            limit=limit,
            seconds=seconds,
        )

    def robustness(
        self,
        as_of: str | date | None = None,
        *,
        actors: Names = (),
        issues: Names = (),
        draws: int = 100,
        seed: int = 0,
        limit: int | None = None,
        seconds: float = 30.0,
    ) -> Robustness:
        """How far these answers hold if numbers vary over their plausible ranges or reports are left out; what hangs on one."""
        from posgraph.analysis.robustness import robustness

        return robustness(
            self.dataset, as_of, actors=actors, issues=issues, draws=draws, seed=seed, limit=limit, seconds=seconds
        )  # fmt: skip

    def forecast(
        self,
        as_of: str | date | None = None,
        *,
        actors: Names = (),
        issues: Names = (),
        capability: Mapping[str, float] | None = None,
        without: Names = (),
    ) -> Forecasts:
        """Where each issue with numbers may end: means and a median beside the baselines, each with its measured error."""
        from posgraph.analysis.models.forecasts import forecasts

        return forecasts(self.dataset, as_of, actors=actors, issues=issues, capability=capability, without=without)

    def exchange(
        self,
        as_of: str | date | None = None,
        *,
        actors: Names = (),
        issues: Names = (),
        capability: Mapping[str, float] | None = None,
        without: Names = (),
        scale: str = "stretched",
        bookkeeping: str = "full",
    ) -> Exchanges:
        """Who could trade what with whom under the exchange model, and who else would gain or lose by it."""
        from posgraph.analysis.models.exchanges import exchanges

        return exchanges(
            self.dataset,
            as_of,
            actors=actors,
            issues=issues,
            capability=capability,
            without=without,
            scale=scale,
            bookkeeping=bookkeeping,
        )

    def stability(
        self,
        as_of: str | date | None = None,
        *,
        actors: Names = (),
        proposals: Names = (),
        states: Names = (),
        without: Names = (),
    ) -> Standoff:
        """Which proposals, or sets of demands (``a+b``), no party would leave under the graph model of conflict, and why."""
        from posgraph.analysis.models.standoff import standoff

        return standoff(self.dataset, as_of, actors=actors, proposals=proposals, states=states, without=without)

    def report(
        self,
        since: str | date,
        until: str | date | None = None,
        *,
        actors: Names = (),
        issues: Names = (),
        seconds: float = 10.0,
    ) -> Report:
        """What changed between two days (``until``: today): positions, shifts, conflicts, overlaps, orders, and a paragraph."""
        from posgraph.analysis.report import report

        return report(self.dataset, since, until, actors=actors, issues=issues, seconds=seconds)

    def search(
        self,
        q: str,
        as_of: str | date | None = None,
        *,
        kinds: Names = (),
        actors: Names = (),
        issues: Names = (),
        years: str | int | Iterable[str | int] = (),
        prefix: bool = False,
        limit: int | None = None,
    ) -> Found:
        """What holds all these words, of all times, in Latin, Ukrainian or Russian spelling.

        ``"words"`` have to follow one another, ``ceasef*`` begins a word, ``-vote`` must not be there. ``as_of`` decides which
        statements count as in force; ``prefix``: the last word may be the beginning of one.
        """
        from posgraph.searching import search

        return search(
            self.dataset, q, as_of, kinds=kinds, actors=actors, issues=issues, years=years, prefix=prefix, limit=limit
        )  # fmt: skip

    def network(
        self,
        kind: str | None = None,
        *,
        mode: str = "one",
        norm: str = "none",
        as_of: str | date | None = None,
        ever: bool = False,
        by: str = "demand",
        weight: str = "count",
        actors: Names = (),
        issues: Names = (),
        isolates: bool = False,
        duplicates: str = "include",
    ) -> Network:
        """Who stands with whom (``congruence``) or against whom (``conflict``), and how much; ``graph()`` is networkx's.

        ``by="demand"`` counts what is said of the same demand, ``by="meaning"`` pairs of positions that conflict by R1 to R5 or
        overlap. See :func:`posgraph.analysis.network.network`.
        """
        from posgraph.analysis.network import network

        return network(
            self.dataset,
            kind,
            mode=mode,
            norm=norm,
            as_of=as_of,
            ever=ever,
            by=by,
            weight=weight,
            actors=actors,
            issues=issues,
            isolates=isolates,
            duplicates=duplicates,
        )

    def networks(
        self,
        window: str = "months:6",
        kind: str | None = None,
        *,
        step: str = "months:1",
        since: str | date | None = None,
        until: str | date | None = None,
        mode: str = "one",
        norm: str = "none",
        as_of: str | date | None = None,
        ever: bool = False,
        by: str = "demand",
        weight: str = "count",
        actors: Names = (),
        issues: Names = (),
        isolates: bool = False,
        duplicates: str = "include",
    ) -> Networks:
        """A network for each window of time, of what is in force on some day of it."""
        from posgraph.analysis.network import networks

        return networks(
            self.dataset,
            window,
            kind,
            step=step,
            since=since,
            until=until,
            mode=mode,
            norm=norm,
            as_of=as_of,
            ever=ever,
            by=by,
            weight=weight,
            actors=actors,
            issues=issues,
            isolates=isolates,
            duplicates=duplicates,
        )

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios that the dataset keeps, sorted by id."""
        return self.dataset.scenarios

    def whatif(
        self, scenario: Given, as_of: str | date | None = None, *, actors: Names = (), deals: bool = False, seconds: float = 10.0
    ) -> WhatIf:
        """What a scenario would change in conflicts, orders and settlements, if it held from ``as_of`` on; the graph stays.

        ``scenario`` is one, the id of one that the dataset keeps, a change (``"drop SQ001"``) or several of these. ``actors`` are
        whose consent a deal needs; ``deals`` looks for the best deals too.
        """
        from posgraph.analysis.whatif import whatif

        return whatif(self.dataset, scenario, as_of, actors=actors, deals=deals, seconds=seconds)

    def compare(
        self,
        scenarios: Iterable[Given] | None = None,
        as_of: str | date | None = None,
        *,
        actors: Names = (),
        deals: bool = False,
        seconds: float = 10.0,
    ) -> Comparison:
        """Scenarios side by side (none named: all that the dataset keeps), each as in :meth:`whatif`."""
        from posgraph.analysis.whatif import compare

        asked = self.scenarios if scenarios is None else scenarios
        return compare(self.dataset, asked, as_of, actors=actors, deals=deals, seconds=seconds)
