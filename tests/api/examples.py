"""The examples of the OpenAPI description: ``python -m tests.api.examples`` asks a service for each of them anew.

To give an operation another example, change what it sends in api/posgraph_api/examples.json and run this. An example has:

``path``, ``names``: the address, and the values of what stands in braces in it;
``method`` (GET), ``type``, ``body``: what is sent;
``status`` (200), ``media``, ``answer``: what is answered; ``varies``: members of the answer that each service fills differently;
``omitted``: why the answer is not shown.

They are asked in their order, on one store, so that those that write build on each other.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

import posgraph
from tests.api.serving import ADMIN, serving

FILE = Path(__file__).parents[2] / "api" / "posgraph_api" / "examples.json"
BEGINNING = 1200
"""So much of a page is shown: it may change further on, and the page of the reference holds all examples."""


@contextmanager
def asking() -> Iterator[httpx.Client]:
    """A client that may do everything, of a service on a store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "talks.store"
        posgraph.load("miami-2025", store)
        flags = ("--data", str(store), "--dataset", "miami-2025", "--query-seconds", "300", "--rate", "0")
        headers = {"authorization": f"Bearer {ADMIN}"}
        with (
            serving(*flags, POSGRAPH_ADMIN_TOKEN=ADMIN) as service,
            httpx.Client(base_url=service.url, headers=headers, timeout=60) as client,
        ):
            yield client


def answered(client: httpx.Client, example: dict[str, Any]) -> Any:
    """The answer of a service to an example: JSON as a value, anything else as text; None where it is not shown."""
    headers = {"accept": example.get("media", "*/*")}
    content, body = None, example.get("body")
    if body is not None:
        content = (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()
        headers["content-type"] = example["type"]
    answer = client.request(example.get("method", "GET"), example["path"], headers=headers, content=content)
    assert answer.status_code == example.get("status", 200), (example["path"], answer.text)
    if "media" in example:
        assert answer.headers["content-type"].partition(";")[0] == example["media"]
    else:
        assert not answer.content
    if "media" not in example or "omitted" in example:
        return None
    if example["media"] == "text/html" and len(answer.text) > BEGINNING:
        return answer.text[:BEGINNING] + "…"
    return answer.json() if "json" in example["media"] else answer.text.replace(str(client.base_url), "http://127.0.0.1:8000")


def steady(answer: Any, example: dict[str, Any]) -> Any:
    """An answer without what each service fills differently."""
    if isinstance(answer, dict):
        varies = example.get("varies", ())
        return {name: "varies" if name in varies else steady(value, example) for name, value in answer.items()}
    if isinstance(answer, list):
        return [steady(each, example) for each in answer]
    return answer


def rewrite() -> None:
    """Write every answer anew, but for what varies only."""
    examples = json.loads(FILE.read_text(encoding="utf-8"))
    with asking() as client:
        for example in examples.values():
            found = answered(client, example)
            if found is not None and steady(found, example) != steady(example.get("answer"), example):
                example["answer"] = found
    FILE.write_text(json.dumps(examples, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    rewrite()
