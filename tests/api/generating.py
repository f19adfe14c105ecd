"""Requests made up from the OpenAPI document by schemathesis, one after the other, and what is wrong with their answers.

``python -m tests.api.generating SEED EXAMPLES`` asks more of a service than the test does, and prints what it finds.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

import posgraph
from posgraph.model.schema import TABLES
from posgraph_api.listing.tables import singular_id
from tests.api.serving import ADMIN, Running, serving

SERVED = "miami-2025"
"""The dataset that is served."""

ENDLESS = ("changes-stream",)
"""Operations whose answers have no end."""

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
)
"""What is held against every answer."""


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def _text(_context: Any, value: Any) -> bytes:
    """Texts are sent as they are."""
    return str(value).encode("utf-8", "replace")


@schemathesis.hook
def before_call(_context: schemathesis.HookContext, case: schemathesis.Case[Any], _kwargs: dict[str, Any]) -> None:
    """The dataset that all other requests are about stays; others may be removed."""
    if case.method == "DELETE" and (case.path_parameters or {}).get("id") == SERVED and case.path == "/v1/datasets/{id}":
        case.path_parameters["id"] = "letters"


@dataclass(slots=True)
class Found:
    """How many requests were sent, by status, and the faults, each once for an operation."""

    statuses: Counter[str] = field(default_factory=Counter)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)
    operations: set[str] = field(default_factory=set)

    @property
    def requests(self) -> int:
        """How many requests were answered."""
        return self.statuses.total()

    def take(self, event: events.EngineEvent) -> None:
        """Take in what the engine tells."""
        if isinstance(event, events.NonFatalError | events.FatalError):
            error = event.info if isinstance(event, events.NonFatalError) else event.exception
            label = getattr(event, "label", "engine")
            self.faults.setdefault((label, type(error).__name__), str(getattr(error, "format", lambda: error)()))
        if not isinstance(event, events.ScenarioFinished):
            return
        self._count(event.recorder)
        self._judge(event.recorder)

    def _count(self, recorder: ScenarioRecorder) -> None:
        for interaction in recorder.interactions.values():
            self.statuses[str(interaction.response.status_code) if interaction.response else "none"] += 1

    def _judge(self, recorder: ScenarioRecorder) -> None:
        self.operations.add(recorder.label)
        for case, checks in recorder.checks.items():
            for check in checks:
                info = check.failure_info
                if info and not accepted(check.name, recorder.cases[case].value):
                    failure = info.failure
                    text = f"{failure.title}: {failure.message}\n{info.code_sample}\n{_answer(recorder.interactions.get(case))}"
                    self.faults.setdefault((recorder.label, f"{check.name} {failure.title}"), text)


def accepted(check: str, case: schemathesis.Case[Any]) -> bool:
    """True where the service takes what its description rules out, and means to: an empty parameter counts as not given, so
    that a form with empty fields can be sent (``allowEmptyValue``, which schemathesis passes over).
    """
    return check == "negative_data_rejection" and any(value in ("", []) for value in (case.query or {}).values())


def _answer(interaction: Any) -> str:
    if interaction is None or interaction.response is None:
        return "no answer"
    return f"{interaction.response.status_code} {interaction.response.content[:600]!r}"


ALIKE = [
    operation
    for table in TABLES
    if table.name not in ("actors", "participations")
    for one in [singular_id(table)]
    for operation in (table.name, one, f"create-{one}", f"revise-{one}", f"retract-{one}", f"{one}-history")
]
"""Operations that are the same code as those of two tables, one with a key of two columns."""

SLOW = ["robustness"]
"""Operations that may use up the time that the service gives them; a hundred requests would take minutes."""


def configuration(seed: int, examples: int, whole: bool) -> SchemathesisConfig:
    """What schemathesis does: the examples of the description, the bounds of each schema (of what is alike or slow only
    where ``whole``), and ``examples`` chance requests to each operation.
    """
    alike = [] if whole else [{"include-operation-id": [*ALIKE, *SLOW], "phases": {"coverage": {"enabled": False}}}]
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "continue-on-failure": True,
            "max-stream-events": 1,
            "request-timeout": 30,
            "workers": 1,
            "headers": {"Authorization": f"Bearer {ADMIN}"},
            "generation": {"max-examples": examples, "no-shrink": True, "database": "none"},
            "checks": {"enabled": False} | {name: {"enabled": True} for name in CHECKS},
            "phases": {"stateful": {"enabled": False}, "coverage": {"unexpected-methods": ["TRACE"]}},
            "operations": [{"include-operation-id": list(ENDLESS), "enabled": False}, *alike],
        }
    )


def generate(service: Running, seed: int, examples: int, whole: bool = True) -> Found:
    """Ask a service, and gather what is wrong."""
    found = Found()
    schema = schemathesis.openapi.from_url(f"{service.url}/openapi.json", config=configuration(seed, examples, whole))
    for event in from_schema(schema).execute():
        found.take(event)
    return found


def place(folder: Path) -> Path:
    """A store folder that may be written to."""
    store = folder / "made-up.store"
    posgraph.load(SERVED, store)
    return store


def flags(store: Path) -> list[str]:
    """How the service is run."""
    return ["--data", str(store), "--dataset", SERVED, "--rate", "0", "--query-seconds", "2"]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        store = place(Path(folder))
        with serving(*flags(store), POSGRAPH_ADMIN_TOKEN=ADMIN) as running:
            began = time.perf_counter()
            found = generate(running, int(sys.argv[1]), int(sys.argv[2]))
            took = time.perf_counter() - began
        lines = [f"\n=== {kind} | {label}\n{text}" for (label, kind), text in found.faults.items()]
        end = f"{found.requests} requests in {took:.0f} s, {len(found.operations)} operations, {len(lines)} faults"
        sys.stdout.write("\n".join([*lines, end, f"{dict(found.statuses)}\n"]))
