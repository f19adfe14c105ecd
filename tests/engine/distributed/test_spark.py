"""One small job on Spark itself, which needs Java: local[2], ended with the test."""

from datetime import date

import numpy as np
import pyarrow.parquet as pq
import pytest

from posgraph.engine.distributed import Distributed
from posgraph.engine.limits import Limits
from tests.engine.distributed import oracle
from tests.engine.distributed.made import made
from tests.engine.distributed.objects import dataset
from tests.engine.distributed.systems import connected

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
DAY = date(2021, 6, 1)


def test_spark_answers_as_the_library_does_and_leaves_nothing(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # for a short life
    world = made(actors=10, demands=40, positions=200, revised=0.15)
    pq.write_table(world.positions, tmp_path / "positions.parquet")
    whole, limits = dataset(world), Limits(within=True)
    items = oracle.found(whole, DAY, "conflicts", limits)
    with connected("spark") as connection:
        engine = Distributed(tmp_path / "positions.parquet", world.vocabulary, connection)
        page = engine.ranked(DAY, "conflicts", limits, limit=10)
        values = engine.matrix(DAY, "conflicts", "count", limits).values
    assert list(zip(page.weight.tolist(), page.a, page.b, strict=True)) == [(i[0], i[2], i[3]) for i in items[:10]]
    assert np.array_equal(values, oracle.matrix(whole, items, engine.actors, "count"))
    assert [path.name for path in tmp_path.iterdir()] == ["positions.parquet"]
    assert capfd.readouterr() == ("", "")
