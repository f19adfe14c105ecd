"""Connections for tests: skipped where a package or Java is missing, unless POSGRAPH_SCALE=required forbids it."""

import os
from contextlib import contextmanager

import pytest

from posgraph.engine.distributed import connect
from posgraph.errors import UsageError


@contextmanager
def connected(name):
    """A connection, closed at the end."""
    try:
        connection = connect(name)
    except UsageError as error:
        if os.environ.get("POSGRAPH_SCALE") == "required":
            raise
        pytest.skip(str(error))
    try:
        yield connection
    finally:
        connection.close()
