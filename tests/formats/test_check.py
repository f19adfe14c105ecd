"""The report on a dataset: counts, remarks that block nothing, and faults that do."""

import json
from pathlib import Path

from posgraph.validation import check

HERE = Path(__file__).parent


def test_a_sound_dataset_is_counted_and_remarked_upon() -> None:
    report = check(HERE / "complete")
    assert report.ok
    (content,) = report.datasets
    assert content.counts["positions"] == 4
    assert content.counts["sequencing"] == 3
    *remarks, scenario = map(str, content.remarks)
    assert scenario.startswith(
        "scenarios that cannot be laid over the data: 1 (free-road); scenarios (free-road) change 'tell all; wait': "
        "'tell all; wait'; expected a change: set ACTOR:DEMAND=STANCE "
    )
    assert remarks == [
        "positions without a source: 1 (P3)",
        "sequencing without a source: 2 (O2, O3)",
        "positions with a source, without a quote: 2 (P2, P4)",
        "positions with unknown salience: 1 (P3)",
        "sequencing with unknown salience: 1 (O2)",
        "sequencing with unknown firmness: 2 (O2, O3)",
        "sequencing with unknown confidence: 2 (O2, O3)",
        "positions without a beginning: 1 (P3)",
        "sources with neither publisher nor address: 1 (S2)",
    ]


def test_unwanted_demands_and_idle_rows_are_remarked_upon(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text("id,label,kind\nhill,Hill,state\ndale,Dale,state\n")
    (tmp_path / "issues.csv").write_text("id,label,exclusive\ndepth,Depth,true\n")
    (tmp_path / "demands.csv").write_text("id,issue,label,min\ndeep,depth,Deep,5\nfence,water,Fence,\n")
    (tmp_path / "sources.csv").write_text("id,title\nS1,Minutes\n")
    (tmp_path / "positions.csv").write_text("id,actor,demand,stance,salience,firmness,confidence,valid_from,reported_by\n"
                                            "P,hill,fence,accepts,1,1,1,2024,hil\n")  # fmt: skip
    (tmp_path / "issues.csv").write_text("id,label,exclusive\ndepth,Depth,true\nwater,Water,\n")
    assert [str(remark) for remark in check(tmp_path).datasets[0].remarks] == [
        "demands that nobody takes a position on: 1 (deep)",
        "actors that nothing names: 1 (dale)",
        "positions without a source: 1 (P)",
        "positions reported by a name that is almost an actor's id: 1 (P)",
        "sources that nothing cites: 1 (S1)",
        "sources with neither publisher nor address: 1 (S1)",
        "demands with a range, on an issue without a unit: 1 (deep)",
        "issues that are exclusive and have fewer than two demands: 1 (depth)",
    ]


def test_a_faulty_dataset_is_reported_with_all_its_faults(tmp_path: Path) -> None:
    (tmp_path / "positions.csv").write_text("id,actor,demand,stance\nP,hill,deep,no\n")
    report = check(tmp_path)
    assert not report.ok
    assert report.datasets == ()
    assert len(report.faults) == 3
    assert str(report).count("\n") == 2


def test_a_report_is_json() -> None:
    report = json.loads(json.dumps(check(HERE / "base").to_dict()))
    assert report["ok"] is True
    assert report["datasets"][0]["counts"] == {"sources": 1, "actors": 3, "issues": 2, "demands": 3, "positions": 2}
    assert report["faults"] == []
