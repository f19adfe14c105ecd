"""The examples of the OpenAPI description: ``python -m tests.api.examples`` asks a service for each of them anew.

To give an operation another example, change its ``path`` in api/posgraph_api/examples.json and run this.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

FILE = Path(__file__).parents[2] / "api" / "posgraph_api" / "examples.json"
BEGINNING = 1200
"""So much of a page is shown: it may change further on, and the page of the reference holds all examples."""


def answered(client: httpx.Client, example: dict[str, Any]) -> Any:
    """The answer of a service to an example: JSON as a value, anything else as text."""
    method = "POST" if "body" in example else "GET"
    headers = {"accept": example["media"]} | ({"content-type": "application/sparql-query"} if "body" in example else {})
    answer = client.request(method, example["path"], headers=headers, content=example.get("body"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == example["media"]
    if example["media"] == "text/html" and len(answer.text) > BEGINNING:
        return answer.text[:BEGINNING] + "…"
    return answer.json() if "json" in example["media"] else answer.text


def rewrite() -> None:
    """Write every answer anew."""
    from tests.api.serving import serving

    examples = json.loads(FILE.read_text(encoding="utf-8"))
    with serving("--query-seconds", "300") as service, httpx.Client(base_url=service.url, timeout=60) as client:
        for example in examples.values():
            example["answer"] = answered(client, example)
    FILE.write_text(json.dumps(examples, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    rewrite()
