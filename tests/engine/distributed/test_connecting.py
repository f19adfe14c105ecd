import socket
import sys
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from posgraph import tables
from posgraph.engine.distributed import Distributed, chosen, connect, open_engine
from posgraph.errors import DataError, StoreError, UnknownName, UsageError
from posgraph.model import Actor, Dataset, Demand
from tests.engine.distributed.systems import connected
from tests.engine.worlds import bundled

VOCABULARY = Dataset(
    id="toy",
    actors=(Actor(id="n", label="N", kind="state"), Actor(id="s", label="S", kind="state")),
    demands=(Demand(id="d", issue="i", label="D"),),
)


@pytest.fixture(scope="module")
def duckdb():
    with connected("duckdb") as connection:
        yield connection


def rows(**columns):
    said = {"id": ["p", "q"], "actor": ["n", "s"], "demand": ["d", "d"], "stance": ["demands", "rejects"]}
    return pa.table(said | columns)


def test_the_environment_names_the_engine(monkeypatch):
    monkeypatch.delenv("POSGRAPH_ENGINE", raising=False)
    assert chosen() == "embedded"
    monkeypatch.setenv("POSGRAPH_ENGINE", "duckdb")
    assert (chosen(), chosen("sail"), chosen("spark://head:7077")) == ("duckdb", "sail", "spark://head:7077")


@pytest.mark.parametrize("name", ["snail", "sc://", "http://cluster", "postgres"])
def test_other_names_are_told_from_those_there_are(name):
    with pytest.raises(UnknownName, match="one of: embedded, duckdb, sail, spark; sc://HOST:PORT"):
        connect(name)


@pytest.mark.parametrize(("name", "module"), [("duckdb", "ibis"), ("sail", "pysail"), ("sc://localhost:1", "grpc")])
def test_a_missing_package_is_told_with_the_extra_that_has_it(monkeypatch, name, module):
    for present in ("ibis", "duckdb", "pyspark", "pandas", "grpc_status"):
        monkeypatch.setitem(sys.modules, present, sys)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=rf"pip install 'posgraph\[scale\]' \({module} is missing\)"):
        connect(name)


def test_a_missing_java_is_told_with_what_to_install(monkeypatch):
    pytest.importorskip("ibis")
    pytest.importorskip("pyspark")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UsageError, match=r"Java 17 or later.*default-jre-headless.*sail needs none"):
        connect("spark")


def test_an_address_where_nobody_listens_is_told_at_once():
    for module in ("ibis", "grpc", "pyspark"):
        pytest.importorskip(module)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StoreError, match=f"sc://127.0.0.1:{port} cannot be reached"):
        connect(f"sc://127.0.0.1:{port}")


def test_an_engine_of_any_name_opens_a_file(tmp_path):
    dataset = bundled("miami-2025")
    path = tmp_path / "positions.parquet"
    pq.write_table(tables.positions(dataset), path)
    with connected("duckdb"):
        numbers = [open_engine(name, path, dataset).count(None) for name in ("embedded", "duckdb")]
    assert numbers[0] == numbers[1]
    assert sum(numbers[0].values()) > 100


def test_a_spark_connect_server_elsewhere_is_an_address(tmp_path, monkeypatch):
    with connected("sail"):
        from pysail.spark import SparkConnectServer
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    pq.write_table(rows(), tmp_path / "positions.parquet")
    host, port = server.listening_address
    try:
        for workers, folder in (("0", ""), ("2", str(tmp_path / "kept"))):
            monkeypatch.setenv("POSGRAPH_ENGINE_WORKERS", workers)
            monkeypatch.setenv("POSGRAPH_ENGINE_FOLDER", folder)
            engine = open_engine(f"sc://{host}:{port}", tmp_path / "positions.parquet", VOCABULARY)
            assert engine.matrix(date(2025, 1, 1)).values.tolist() == [[0, 1], [1, 0]]
            engine.close()
    finally:
        server.stop()
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_a_number_of_workers_is_a_number(monkeypatch):
    for module in ("ibis", "grpc", "pyspark"):
        pytest.importorskip(module)
    monkeypatch.setenv("POSGRAPH_ENGINE_WORKERS", "many")
    with pytest.raises(UsageError, match="POSGRAPH_ENGINE_WORKERS: 'many'"):
        connect("sc://127.0.0.1:1")


def test_a_file_that_is_not_there_is_told(duckdb, tmp_path):
    with pytest.raises(StoreError, match=r"positions\.parquet is not there"):
        Distributed(tmp_path / "positions.parquet", VOCABULARY, duckdb)


def test_every_fault_of_a_table_is_told_at_once(duckdb, tmp_path):
    pq.write_table(rows(id=["p", "p"], stance=["rejcts", None]), tmp_path / "positions.parquet")
    with pytest.raises(DataError) as caught:
        Distributed(tmp_path / "positions.parquet", VOCABULARY, duckdb)
    told = str(caught.value)
    assert told.startswith("3 faults")
    assert "positions (p) column stance: 'rejcts'; expected one of: accepts" in told
    assert "did you mean 'rejects'?" in told
    assert "column stance: expected a cell that is not empty" in told
    assert "positions column id: 'p'; expected an id that stands once" in told


def test_columns_that_are_missing_are_told(duckdb, tmp_path):
    pq.write_table(rows().drop(["stance", "actor"]).append_column("valid_to", [["2025", "2025"]]), tmp_path / "p.parquet")
    with pytest.raises(DataError) as caught:
        Distributed([tmp_path / "p.parquet"], VOCABULARY, duckdb)
    assert [fault.value for fault in caught.value.faults] == ["actor", "stance", "ends"]


def test_columns_that_may_be_missing_count_as_unknown_and_open(duckdb, tmp_path):
    pq.write_table(rows(), tmp_path / "positions.parquet")
    engine = Distributed(tmp_path / "positions.parquet", VOCABULARY, duckdb)
    assert engine.count(None)["contradiction"] == 1
    assert engine.ranked(None).weight.tolist() == [0.25]
    assert engine.effective()["end"].to_pylist() == [2**31 - 1] * 2


def test_several_files_are_one_table(duckdb, tmp_path):
    for n in range(2):
        pq.write_table(rows().slice(n, 1), tmp_path / f"{n}.parquet")
    assert Distributed([tmp_path / "0.parquet", tmp_path / "1.parquet"], VOCABULARY, duckdb).count(None)["contradiction"] == 1
    assert Distributed(tmp_path / "*.parquet", VOCABULARY, duckdb).count(None)["contradiction"] == 1


def test_no_positions_are_no_pairs(duckdb):
    engine = Distributed(rows().slice(0, 0), VOCABULARY, duckdb)
    assert sum(engine.count(None).values()) == 0
    assert engine.ranked(None).done
    assert engine.ranked(None).next is None
    assert not engine.matrix(None).values.any()
