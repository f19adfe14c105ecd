"""Results as text."""

from __future__ import annotations

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.ground import ground
from posgraph.analysis.orders import orders
from posgraph.analysis.overlaps import overlaps
from posgraph.analysis.results import Overlaps
from tests.analysis.toys import NOW, order, position, toy


def test_a_result_prints_as_a_count_and_a_line_for_each_finding() -> None:
    d = toy([position("p", "n", "truce"), position("q", "s", "truce", "rejects")])
    assert str(conflicts(d, NOW)) == f"1 conflict as of {NOW}\n0.25  contradiction: n demands truce (p) / s rejects truce (q)"
    assert str(overlaps(d, NOW)) == f"0 overlaps as of {NOW}"
    assert str(overlaps(d, ever=True)) == "0 overlaps whatever the date"


def test_a_long_result_prints_its_first_findings_and_counts_the_others() -> None:
    said = [position(f"q{n}", f"s{n}", "truce", "rejects") for n in range(25)]
    lines = str(conflicts(toy([position("p", "n", "truce"), *said]), NOW)).splitlines()
    assert (len(lines), lines[0], lines[-1]) == (22, f"25 conflicts as of {NOW}", "… and 5 more")


def test_orders_print_as_a_verdict_what_cannot_hold_and_the_least_withdrawal() -> None:
    d = toy(orders=[order("o", "n", "peace before truce", firmness=0.25), order("x", "s", "truce before peace", firmness=1)])
    verdict, contradiction, withdrawal = str(orders(d, NOW)).splitlines()
    assert verdict == f"{NOW}: No order of the steps suits all."
    assert contradiction.startswith("cannot all hold: ")
    assert withdrawal == "least withdrawal, cost 0.125: n demands peace before truce (o)"
    assert str(orders(toy(), ever=True)) == "One order of the steps suits all."


def test_common_ground_prints_as_three_lists() -> None:
    d = toy([position("p", "n", "truce"), position("q", "s", "truce"), position("r", "s", "vote")])
    assert str(ground(d, as_of=NOW)) == (
        f"Common ground of n, s as of {NOW}\ncommon: truce\nuncontested: vote\ncontested: nothing"
    )


def test_a_printed_result_parts_the_thousands_of_its_counts() -> None:
    assert repr(Overlaps(None, (), 12_345)) == "12,345 overlaps whatever the date\n… and 12,345 more"
    assert repr(Overlaps(None, (), 1)).startswith("1 overlap whatever the date")
