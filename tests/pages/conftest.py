from __future__ import annotations

from tests.api.conftest import client as client
from tests.api.conftest import graph as graph
from tests.api.conftest import service as service
