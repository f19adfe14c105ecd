"""Running posgraph in the tests: in this process, or as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from posgraph.cli.group import cli

TALKS = Path(__file__).parent / "talks"
"""An invented dataset: North, South and a host country, in December 2025."""

DAY = ("--as-of", "2025-12-29")


def run(*args: str, data: str | Path | None = TALKS, columns: int = 80, input: str | bytes | None = None, **env: str) -> Result:
    """The result of a command in this process; ``data`` is what POSGRAPH_DATA says."""
    environment = {"POSGRAPH_DATA": str(data) if data else None, "COLUMNS": str(columns), "NO_COLOR": None, **env}
    return CliRunner(env=environment).invoke(cli, args, prog_name="posgraph", input=input, catch_exceptions=False)


def environment(**env: str) -> dict[str, str]:
    """The environment of a process of its own, without settings of posgraph."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POSGRAPH_")}
    return {**kept, "POSGRAPH_DATA": str(TALKS), "COLUMNS": "80", "PYTHONWARNINGS": "error", **env}


def process(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The result of ``python -m posgraph`` as a process of its own."""
    command = [sys.executable, "-m", "posgraph", *args]
    return subprocess.run(command, env=environment(**env), capture_output=True, encoding="utf-8", timeout=60, check=False)
