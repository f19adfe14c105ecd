"""``posgraph forecast``, ``exchange`` and ``stability``: the published figures, the error that goes with them, the reasons."""

from __future__ import annotations

import json
from pathlib import Path

import posgraph
from tests.cli.console import DAY, run

ROAD = Path(__file__).parent / "toll-road"


def test_a_forecast_is_shown_with_its_error_beside_the_baselines() -> None:
    said = run("forecast", *DAY, "--issue", "tol-hoogte", data=ROAD, columns=100).stdout
    assert said.startswith("1 forecast as of 2025-12-29 from CDA, CU, D66, GL, KvK, PvdA, SP, VVDs, Wcentr and Willems.\n")
    assert (
        """\
height of the toll [tol-hoogte], from 0.5 to 7 points
forecast  mean error  method
    2.27      ± 1.52  mean, by capability × salience
     2.2      ± 1.54  plain mean
    2.29      ± 1.54  mean, by salience
       3      ± 1.85  median, by capability × salience
    3.75      ± 1.83  middle of the scale, whatever they want
Stated: 0.5 to 5, spread 1.51 (321 of 322 decisions ended within the range of what was stated).
"""
        in said
    )
    assert "an outcome misses by that much on average" in " ".join(said.split())


def test_two_who_weigh_alike_get_no_forecast_that_leans_to_either() -> None:
    said = run("forecast", *DAY, "--issue", "army-size", data=None, columns=200).stdout
    assert "442,500   ± 203,800  median, by capability × salience" in said
    assert "442,500 expected, no single position likeliest; error not measured." in said


def test_what_one_alone_says_is_no_forecast() -> None:
    said = run("forecast", *DAY, "--issue", "guarantee-duration", "--why", data=None, columns=200).stdout
    assert said.startswith("No forecast as of 2025-12-29 from Russia [russia] and Ukraine [ukraine].")
    assert "no forecast, since only Ukraine stands at a number (40 years)" in said
    assert "UA006 Ukraine demands: guarantee of the United States for 30 to 50 years" in said
    with posgraph.open() as graph:
        found = graph.forecast("2025-12-29", issues="guarantee-duration").to_dict()
    assert (found["items"], [line["issue"] for line in found["alone"]]) == ([], ["guarantee-duration"])


def test_where_nobody_weighs_anything_the_page_says_so() -> None:
    args = ("--issue", "army-size", "--capability", "russia=0", "--capability", "ukraine=0")
    said = run("forecast", *DAY, *args, data=None, columns=200).stdout
    assert "Skipped, for want of a second number or of any weight: size of the armed forces." in said
    assert "stands at a number" not in said
    assert "None of them stands at a number there" in run("forecast", *DAY, "--issue", "territory", data=None, columns=200).stdout


def test_the_arithmetic_of_a_forecast() -> None:
    args = (
        "--actor",
        "russia",
        "--actor",
        "ukraine",
        "--issue",
        "army-size",
        "--capability",
        "russia=3",
        "--capability",
        "ukraine=1",
    )
    said = run("forecast", *DAY, *args, "--why", data=None, columns=200).stdout
    assert (
        "Russia at 85,000: capability 3 × salience 0.5 = weight 1.5; a move of 1 moves the mean by 0.75 (salience unknown)"
        in said
    )
    assert "Mean: (1.5 × 85,000 + 0.5 × 800,000) / 2 = 263,750" in said
    assert "RU064 Russia demands: ceiling of 85,000 troops" in said
    assert "The capability of" not in said


def test_json_is_the_result_itself() -> None:
    with posgraph.open(ROAD) as road:
        for name, ask in (("forecast", road.forecast), ("exchange", road.exchange)):
            shown = json.loads(run(name, *DAY, "--format", "json", data=ROAD).stdout)
            assert shown == json.loads(json.dumps(ask("2025-12-29").to_dict()))


def test_the_published_exchanges_come_out_of_the_command() -> None:
    published = ("--scale", "coded", "--bookkeeping", "published")
    said = run("exchange", *DAY, *published, "--limit", "2", "--why", data=ROAD, columns=120).stdout
    assert said.startswith("37 exchanges of 240 possible as of 2025-12-29, total gain 12.5658.\n")
    assert "1.9737  Wcentr on toll in the inner city: 0 to 61.05" in said
    assert "1.7926  PvdA on commuters: 100 to 0.15" in said
    assert "VVDs -19.06" in said
    assert "1. Wcentr: salience 0.9 × 13.16 gained on extra-investering, less 0.95 × 10.39 given on tolheffing-binnenstad" in said
    assert "it has not been told apart from that mean" in " ".join(said.split())


def test_who_cares_alike_has_nothing_to_trade() -> None:
    said = run("exchange", *DAY, data=None, columns=200).stdout
    assert said.startswith("0 exchanges of 1 possible")
    assert "Both gain only where they care differently about the two issues; on these numbers nobody does." in said
    assert "--capability ACTOR=NUMBER gives one" in said


def test_the_deterring_move_is_told_in_words_and_the_inverse_question_with_it() -> None:
    args = ("stability", *DAY, "--proposal", "28-points", "--actor", "russia", "--actor", "ukraine")
    said = " ".join(run(*args, data=None, columns=200).stdout.split())
    assert "28-point draft [28-points]: not stable" in said
    assert "Ukraine would gain by taking out" in said
    assert "A demand is in the hands of those who refuse it" in said
    why = " ".join(run(*args, "--why", data=None, columns=200).stdout.split())
    assert "Ukraine would not be drawn there if it ranked 28-points without “no NATO troops in Ukraine” no higher" in why
    assert "0.5 stands for the unknown salience of" in why
    with posgraph.open() as graph:
        shown = json.loads(run(*args, "--format", "json", data=None).stdout)
        found = graph.stability("2025-12-29", proposals="28-points", actors=["russia", "ukraine"])
        assert shown == json.loads(json.dumps(found.to_dict()))
        assert "28-points: not stable" in repr(found)
        assert "<td>28-points</td>" in found._repr_html_()


def test_a_package_of_demands_that_nobody_refuses_is_said_to_be_nobodys_to_move() -> None:
    said = run("stability", *DAY, "--state", "tol-hoogte-3+tol-hoogte-5", data=ROAD, columns=200).stdout
    assert "Nothing can be said of these, since no party is known to refuse any of their demands:\n  • " in said
    assert "stable under" not in said
    with posgraph.open(ROAD) as road:
        found = road.stability("2025-12-29", states="tol-hoogte-3")
    assert repr(found).endswith("tol-hoogte-3: nobody is known to refuse any of it")
    assert '<td colspan="4">nobody is known to refuse any of it</td>' in found._repr_html_()
    (item,) = found.to_dict()["items"]
    assert (item["movable"], item["vacuous"]) == (False, True)


def test_no_text_on_the_table_is_told_to_be_stable_for_want_of_refusals() -> None:
    said = run("stability", *DAY, data=None, columns=200).stdout
    told, _, empty = said.partition("Nothing can be said of these")
    assert "20-point text [20-points]" in empty
    assert "20-points" not in told
    assert "28-point draft [28-points]: not stable" in told


def test_a_capability_that_cannot_be_read_is_refused() -> None:
    for given in ("russia", "russia=much", "=3"):
        done = run("forecast", *DAY, "--capability", given, data=None)
        assert (done.exit_code, "expected ACTOR=NUMBER" in " ".join(done.stderr.split())) == (2, True)
    assert run("forecast", *DAY, "--capability", "rusia=3", data=None).exit_code == 2


def test_notebooks_show_a_table() -> None:
    with posgraph.open(ROAD) as road:
        assert "<td>height of the toll</td><td>2.27099 ± 1.521</td>" in road.forecast("2025-12-29")._repr_html_()
        found = road.exchange("2025-12-29", scale="coded", bookkeeping="published")
        assert "<td>1.9737</td>" in found._repr_html_()
        assert repr(found).startswith("37 exchanges of 240 possible as of 2025-12-29, total gain 12.5658")
