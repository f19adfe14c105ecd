"""An archive, and a dataset with many pairs, answer as the library does where it makes every finding."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis import many
from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.overlaps import overlaps
from posgraph.archive import archive as archives
from posgraph.archive.archive import Archive
from posgraph.archive.reading import read_archive
from posgraph.archive.writing import write_archive
from posgraph.errors import UnknownName, UsageError
from posgraph.importers import read
from tests.analysis.made_up import datasets
from tests.pages.datasets import large

DAYS = {"miami-2025": "2025-12-29", "russia-ukraine": "2025-12-29", "brexit": "2019-10-16"}
ASK = {"conflicts": conflicts, "overlaps": overlaps}


def place(which: str, finding) -> tuple[float, int, str, str]:
    """Where a finding stands in the order."""
    word, weight = ("rule", "severity") if which == "conflicts" else ("kind", "strength")
    return getattr(finding, weight), many._NAMES[which].index(getattr(finding, word)), *finding.ids


def paged(ask, which: str, size: int, **asked):
    """All findings, page by page."""
    found, after = [], None
    while page := ask(limit=size, after=after, **asked).items:
        found += page
        after = place(which, page[-1])
    return found


@pytest.fixture(scope="module")
def crowd():
    return large()


@pytest.fixture(scope="module", params=DAYS)
def talks(request, tmp_path_factory) -> tuple[Archive, str]:
    dataset = read(request.param)
    return read_archive(write_archive(dataset, tmp_path_factory.mktemp("kept") / "talks")), DAYS[request.param]


@pytest.mark.parametrize("which", ASK)
def test_an_archive_gives_what_its_dataset_gives(talks, which) -> None:
    archive, day = talks
    whole = archive.whole()
    for asked in (
        {"as_of": day},
        {"ever": True},
        {"as_of": day, "within": True},
        {"as_of": day, "actors": archive.dataset.actors[0].id},
    ):
        every = ASK[which](whole, **asked)
        found = getattr(archive, which)(limit=None, **asked)
        assert found == every
        assert getattr(archive, which)(limit=3, **asked).total == len(every)
        assert paged(getattr(archive, which), which, 7, **asked) == list(every.items)


@pytest.mark.parametrize("which", ASK)
def test_of_many_pairs_a_page_is_what_would_stand_there_were_all_made(crowd, which, monkeypatch) -> None:
    every = ASK[which](crowd, "2025-12-29")
    monkeypatch.setattr(many, "FEW", 0)
    first = ASK[which](crowd, "2025-12-29", limit=40)
    assert first.items == every.items[:40]
    assert first.total == len(every)
    after = place(which, every.items[len(every) // 2])
    assert ASK[which](crowd, "2025-12-29", limit=40, after=after).items == every.items[len(every) // 2 + 1 :][:40]


def test_how_many_of_them_are_hard_is_counted_without_making_them(crowd, monkeypatch) -> None:
    every = conflicts(crowd, "2025-12-29")
    monkeypatch.setattr(many, "FEW", 0)
    assert conflicts(crowd, "2025-12-29", limit=0).total_hard == sum(one.hard for one in every) == every.total_hard


@given(datasets(), st.sampled_from(sorted(ASK)), st.booleans())
@settings(max_examples=60, deadline=None)
def test_pages_by_the_engine_make_up_the_whole(dataset, which, ever) -> None:
    asked = {"ever": True} if ever else {"as_of": "2025-12-29"}
    every = ASK[which](dataset, **asked)
    before, many.FEW = many.FEW, -1
    try:
        assert paged(lambda **more: ASK[which](dataset, **more), which, 3, **asked) == list(every.items)
        ids = [row.id for row in dataset.positions][:1]
        without = ASK[which](dataset, limit=1000, without=ids, **asked)
    finally:
        many.FEW = before
    assert without == ASK[which](dataset, without=ids, **asked)


def test_what_an_archive_cannot_be_asked_is_said(talks) -> None:
    archive, day = talks
    with pytest.raises(UsageError, match="load it into a store"):
        archive.conflicts(day, without="x")
    with pytest.raises(UnknownName):
        archive.conflicts(day, actors="nobody")


def test_rows_are_found_by_their_ids_few_or_many(talks, monkeypatch) -> None:
    archive, _ = talks
    ids = archive.columns.ids.to_pylist()[::-1]
    few = archive.held(ids, None)
    monkeypatch.setattr(archives, "LOOKED_UP", 0)
    assert archive.held(ids, None) == few
    assert [held.row.id for held in few.values()] == ids
