"""What all commands share: help, versions, near matches, exit codes, faults, colours, pipes, Ctrl-C."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import posgraph
from posgraph import __version__
from posgraph.cli.group import COMMANDS, cli
from posgraph.cli.reminder import remind
from tests.cli.console import DAY, TALKS, environment, process, run

TABLES = ("conflicts", "overlaps", "ground", "orders")


def command(name):
    return cli.get_command(None, name)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_a_sentence_examples_and_exit_codes(name) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    assert command(name).help.split("\n")[0][0].isupper()
    assert "Examples:" in done.stdout
    assert "  1    the data have faults" in done.stdout
    assert all(f"$ posgraph {name}" in f"$ {example}" for example in command(name).examples)
    assert len(command(name).short_help) <= 65


def test_help_lists_every_command() -> None:
    said = run("--help").stdout
    assert [name for name in COMMANDS if not re.search(rf"^  {name} +[A-Z].*[^.]\.$", said, re.MULTILINE)] == []


EXAMPLES = [(name, example) for name in COMMANDS if name != "serve" for example in command(name).examples]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_the_examples_in_help_run(name, example, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(Path(__file__).parents[2] / "data")
    if "--data talks.store" in example:
        assert run("load", "data/miami-2025", "--into", "talks.store", data=None).exit_code == 0
    if "restore talks-monday" in example:
        assert run("backup", "talks-monday", "--data", "talks.store", data=None).exit_code == 0
    done = run(*shlex.split(example)[1:], data=None)
    assert (done.exit_code, done.exception) == (0, None), done.output


def test_the_version_is_said() -> None:
    assert run("--version").stdout == f"posgraph {__version__}\n"


def test_module_and_script_are_the_same() -> None:
    done = process("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"posgraph {__version__}\n", "")
    script = Path(sys.executable).with_name("posgraph")
    assert subprocess.run([script, "--version"], capture_output=True, check=True).stdout.decode() == done.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["conflits"], "No such command 'conflits'. Did you mean 'conflicts'?"),
        (["xyzzy"], "No such command 'xyzzy'. Commands: conflicts, overlaps"),
        (["conflicts", "--actr", "north"], "--actor"),
        (["conflicts", "--actor", "norht"], "actor: 'norht'; expected one of: host, north, south; did you mean 'north'?"),
        (["conflicts", "--actor", "Northern Republik"], "did you mean 'north'?"),
        (["orders", "--actor", "norht"], "did you mean 'north'?"),
        (["ground", "--actor", "norht"], "did you mean 'north'?"),
        (["overlaps", "--issue", "truse"], "did you mean 'truce'?"),
        (["conflicts", "--rule", "contradicton"], "did you mean 'contradiction'?"),
        (["overlaps", "--kind", "sharred"], "did you mean 'shared'?"),
        (["conflicts", "--without", "Q9"], "without: 'Q9'; expected the id of a position, a sequence preference or a relation"),
        (["conflicts", "--as-of", "2025-13-01"], "'2025-13-01' is no day of the calendar; expected one like 2025-12-29."),
        (["conflicts", "--as-of", "20251229"], "'20251229' is no day of the calendar"),
        (["conflicts", "--as-of", "2025-W52-1"], "'2025-W52-1' is no day of the calendar"),
        (["conflicts", "--as-of", "2025-02-29"], "'2025-02-29' is no day of the calendar"),
        (["conflicts", "--limit", "0"], "0 is not in the range x>=1"),
        (["conflicts", "--format", "jsn"], "'jsn' is not one of 'table', 'json', 'csv'"),
        (["conflicts", "--data", "nowhere"], "nowhere"),
        (["conflicts", "--dataset", "talk"], "did you mean 'talks'?"),
        (["sparql"], "QUERY: 'neither'; expected a query, or --file FILE, or - for standard input"),
        (["sparql", "SELECT * {", "--format", "json"], "Error: "),
        (["sparql", "ASK {}", "--format", "ttl"], "expected one of json, csv, tsv, xml, since the answer is rows"),
        (["sparql", "-f", "no-such-file.rq"], "no-such-file.rq: No such file or directory"),
        (["sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "SERVICE"),
        (["sparql", "DELETE WHERE { ?s ?p ?o }"], "this is an update; queries only read"),
        (["load", "nowhere", "--into", "x.store"], "nowhere"),
        (["export"], "--output with a name that ends in one"),
        (["export", "--to", "parquet"], "expected the name of a folder, as parquet is several files"),
        (["ask", "--set", "day=2025-12-29"], "expected the name of a question, for --set or --show"),
        (["serve", "--port", "eighty"], "--port: 'eighty'; expected a whole number, 0 to 65535"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_wrong_usage_ends_with_2_and_says_what_was_expected(args, said, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*args)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def faulty(tmp_path):
    folder = tmp_path / "faulty"
    shutil.copytree(TALKS, folder)
    positions = folder / "positions.csv"
    text = positions.read_text(encoding="utf-8")
    positions.write_text(
        text.replace("ceasefire-60,rejects", "ceasfire-60,rejcts").replace("2025-06,", "June,"), encoding="utf-8"
    )
    return folder


@pytest.mark.parametrize("args", [("conflicts",), ("orders",), ("export", "--to", "ttl"), ("sparql", "ASK {}")])
def test_faults_in_the_data_end_with_1_and_are_all_listed(args, faulty) -> None:
    done = run(*args, "--data", str(faulty))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("5 faults; nothing was loaded:\n")
    assert "column stance: 'rejcts'\n" in done.stderr
    assert "(did you mean 'rejects'?)" in done.stderr
    assert "column demand: 'ceasfire-60'\n" in done.stderr
    assert done.stderr.count("'June'") == 3


def test_faults_are_a_problem_in_json(faulty) -> None:
    done = run("conflicts", "--data", str(faulty), "--format", "json")
    problem = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (problem["title"], problem["status"], problem["detail"]) == (
        "The data have faults",
        422,
        "5 faults; nothing was loaded",
    )
    assert {tuple(error) for error in problem["errors"]} == {("where", "value", "expected", "hint")}
    assert "rejcts" in done.stderr


def terminal(*args: str, **env: str) -> str:
    """What a command writes to a terminal."""
    reading, writing = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "posgraph", *args], env=environment(**{"TERM": "xterm", **env}), stdout=writing, stderr=writing
    )
    os.close(writing)
    said = b""
    try:
        while block := os.read(reading, 4096):
            said += block
    except OSError:  # Linux: the other end was closed
        pass
    os.close(reading)
    assert done.wait(60) == 0
    return said.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colours_unless_no_color_is_set() -> None:
    coloured = terminal("conflicts", *DAY)
    assert "\x1b[" in coloured
    plain = terminal("conflicts", *DAY, NO_COLOR="1")
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain == run("conflicts", *DAY).stdout
    assert "\x1b" not in terminal("conflicts", *DAY, TERM="dumb")


@pytest.mark.parametrize("format", ["table", "json", "csv"])
def test_a_reader_that_leaves_early_is_no_error(format) -> None:
    args = [sys.executable, "-m", "posgraph", "conflicts", "--ever", "--why", "--format", format]
    done = subprocess.Popen(args, env=environment(POSGRAPH_DATA=""), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.stdout is not None
    assert done.stderr is not None
    done.stdout.close()
    assert done.stderr.read() == b""
    assert done.wait(60) == 0
    done.stderr.close()


def test_a_terminal_sees_that_something_long_is_under_way() -> None:
    script = "import sys; from posgraph.cli.progress import waiting\nwith waiting('Reading the talks'): sys.stdin.read()"
    reading, writing = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-c", script],
        env=environment(TERM="xterm"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=writing,
    )
    os.close(writing)
    said = b""
    while b"Reading the talks" not in said:
        said += os.read(reading, 4096)
    assert running.communicate(b"", timeout=60) == (b"", None)
    os.close(reading)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("format", ["table", "json", "csv"])
def test_a_full_disk_is_told(format) -> None:
    asked = [sys.executable, "-m", "posgraph", "conflicts", *DAY, "--format", format]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(asked, env=environment(), stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (2, "Error: standard output: No space left on device\n")


def test_json_is_utf_8_whatever_the_locale_says() -> None:
    asked = ("sparql", "SELECT ?x { VALUES ?x { 'Україна — 日本' } }")
    done = process(*asked, "--format", "json", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert "Україна — 日本" in done.stdout
    table = subprocess.run(
        [sys.executable, "-m", "posgraph", *asked],
        env=environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0"),
        capture_output=True,
        check=True,
    )
    assert b"??????? ? ??" in table.stdout


def test_ctrl_c_while_waiting_for_input_ends_with_130(tmp_path) -> None:
    query = tmp_path / "query.rq"
    os.mkfifo(query)
    asked = [sys.executable, "-m", "posgraph", "sparql", "-f", str(query)]
    env = environment(PYTHONWARNINGS="")  # Ctrl-C inside open() may leave an unclosed file
    running = subprocess.Popen(asked, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    with query.open("w"):  # opens when the command has opened it for reading
        running.send_signal(signal.SIGINT)
        assert running.communicate(timeout=60) == ("", "Stopped.\n")
    assert running.returncode == 130


def test_ctrl_c_ends_a_query_that_compiled_code_never_gives_back() -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    script = f"""
import sys
from posgraph.cli.interrupt import attended
from posgraph.cli.streams import stopped
from posgraph.graph import open
with attended(), open({str(TALKS)!r}) as graph:
    store = graph.store
    try:
        print("begun", flush=True)
        store.query({endless!r})
    except KeyboardInterrupt:  # before the compiled code began
        sys.exit(stopped())
"""
    running = subprocess.Popen(
        [sys.executable, "-c", script], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "begun\n"
    running.send_signal(signal.SIGINT)
    assert running.communicate(timeout=60) == ("", "Stopped.\n")
    assert running.returncode == 130


def test_heavy_libraries_stay_unloaded_for_conflicts() -> None:
    script = f"""
import sys
from posgraph.cli import main
main(["conflicts", "--data", {str(TALKS)!r}, "--as-of", "2025-12-29", "--format", "json"])
heavy = ["rdflib", "pyshacl", "pyarrow", "openpyxl", "pandas", "fastapi", "httpx", "pysat", "rich", "uvicorn"]
print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], env=environment(), capture_output=True, encoding="utf-8", check=True)
    assert done.stderr == "[]\n"


def test_an_answer_for_today_from_old_data_says_when_the_data_end(capsys) -> None:
    with posgraph.open(TALKS) as graph:
        dataset = graph.dataset
    remind(dataset, None, False, today=date(2026, 6, 1))
    assert capsys.readouterr().err == (
        "Note: the last of these positions begins on 2025-12-22; what was said since is not in the data.\n"
        "Name a day with --as-of.\n"
    )
    remind(dataset, None, False, today=date(2026, 1, 10))
    remind(dataset, date(2026, 6, 1), False, today=date(2026, 6, 1))
    remind(dataset, None, True, today=date(2026, 6, 1))
    assert capsys.readouterr().err == ""
