"""Requests that nobody thought of: thousands, made up from the OpenAPI document, writes included."""

from __future__ import annotations

from pathlib import Path

from tests.api.generating import flags, generate, place
from tests.api.serving import ADMIN, serving


def test_made_up_requests_are_answered_as_the_description_says(tmp_path: Path) -> None:
    with serving(*flags(place(tmp_path)), POSGRAPH_ADMIN_TOKEN=ADMIN) as service:
        found = generate(service, seed=20251229, examples=1, whole=False)
    assert not found.faults, "\n\n".join(f"{kind} | {label}\n{text}" for (label, kind), text in found.faults.items())
    assert found.requests >= 3000
    assert "none" not in found.statuses  # each was answered
    written = sum(found.statuses[status] for status in ("200", "201", "204"))
    assert written >= 300  # not all of them were refused
