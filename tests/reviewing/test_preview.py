"""Previews say of the conflicts what the analysis of all conflicts says."""

from __future__ import annotations

from datetime import date

import posgraph
from posgraph.analysis.conflicts import conflicts
from posgraph_api.reviewing.drafts import Entry
from posgraph_api.reviewing.preview import effect, trial


def test_a_preview_finds_all_that_comes_and_goes_among_all_conflicts() -> None:
    dataset, day = posgraph.open().dataset, date(2025, 12, 29)
    order = {"table": "sequencing", "relation": "before"}
    drafts = [
        order | {"actor": "ukraine", "first": "referendum", "then": "ceasefire", "stance": "demands"},
        order | {"actor": "russia", "first": "ceasefire", "then": "referendum", "stance": "supports"},
        {"actor": "russia", "demand": "ceasefire", "stance": "accepts", "only_if": "agreement-signed"},
        {"actor": "ukraine", "demand": "all-sanctions-lifted", "stance": "rejects"},
    ]
    differ = []
    for fields in drafts:
        tried = trial(dataset, Entry.of(fields | {"valid_from": "2025-12-29"}))
        assert tried.after is not None, tried.faults
        found = effect(dataset, tried.after, tried.row.actor, day, 60)
        before, after = ({(c.rule, *sorted(c.ids)) for c in conflicts(each, day, seconds=60)} for each in (dataset, tried.after))
        assert (found.news, found.lost) == (len(after - before), len(before - after))
        differ.append(found.news + found.lost)
    assert max(differ) > 0
