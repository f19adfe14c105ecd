"""Every rule has its reason in words, so that none is told by its name alone."""

from __future__ import annotations

from posgraph.analysis.rules import RULES
from posgraph_api.views.told.conflicts import BECAUSE


def test_every_rule_has_a_reason_in_words() -> None:
    assert set(BECAUSE) == set(RULES)
