"""Which HTTP protocol the server speaks where: the bounded one, wherever its parser can be had."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any


def bounded() -> dict[str, Any]:
    """Options for uvicorn. Without httptools (on Windows) it reads with h11, which has a bound of its own, also 64 KiB."""
    if find_spec("httptools") is None:
        return {}
    from posgraph_api.http.protocol import Bounded

    return {"http": Bounded}
