"""What must hold of networks whatever is said: order, symmetry, bounds, sums."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from posgraph.networks import Statements
from posgraph.networks.counting import Counts
from posgraph.networks.measures import MODES, NORMS, ONE, measured

BOOLEAN = st.sampled_from(["1", "0", ""])
SCALE = st.sampled_from(["-2", "-1", "0", "1", "2", ""])
WORDS = st.sampled_from(["press", "hall", "street", ""])


@st.composite
def tables(draw: st.DrawFn, stances: st.SearchStrategy[str] | None = None) -> list[tuple[str, ...]]:
    """Rows of actor, demand, stance, date, document: a document has one date."""
    kinds = draw(st.sampled_from([BOOLEAN, SCALE, WORDS])) if stances is None else stances
    rows = draw(
        st.lists(st.tuples(st.sampled_from("abcd "), st.sampled_from("xyz "), kinds, st.integers(0, 12)), min_size=0, max_size=25)
    )
    day = [str(date(2019, 12, 20) + timedelta(days=37 * n)) for n in range(13)]
    return [(actor.strip(), demand.strip(), stance, day[n], f"d{n}") for actor, demand, stance, n in rows]


def read(rows: list[tuple[str, ...]]) -> Statements:
    names = ("actor", "demand", "stance", "date", "document")
    return Statements.of(**{name: [row[n] for row in rows] for n, name in enumerate(names)})


@settings(max_examples=40, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random) -> None:
    other = rows.copy()
    random.shuffle(other)
    one, two = read(rows), read(other)
    for kind in ONE:
        for duplicates in ("include", "document", "year"):
            a, b = (s.network(kind=kind, norm="average", duplicates=duplicates) for s in (one, two))
            assert a.rows == b.rows
            np.testing.assert_allclose(a.matrix, b.matrix, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_a_one_mode_network_is_symmetric_with_an_empty_diagonal(rows) -> None:
    statements = read(rows)
    for kind in ONE:
        for norm in NORMS["one"]:
            matrix = statements.network(kind=kind, norm=norm).matrix
            assert np.array_equal(matrix, matrix.T)
            assert not matrix.diagonal().any()
            assert np.isfinite(matrix).all()


@settings(max_examples=60, deadline=None)
@given(tables())
def test_congruence_and_conflict_add_up_and_subtract(rows) -> None:
    statements = read([row for row in rows if row[2]])
    for norm in NORMS["one"]:
        if norm in ("cosine", "jaccard"):  # these are not the same for kind ignore, which knows no stances
            continue
        ignore, congruence, conflict, subtract = (statements.network(kind=kind, norm=norm).matrix for kind in ONE)
        np.testing.assert_allclose(congruence + conflict, ignore, atol=1e-12)
        np.testing.assert_allclose(congruence - conflict, subtract, atol=1e-12)
    for norm in ("cosine", "jaccard"):
        _, congruence, conflict, subtract = (statements.network(kind=kind, norm=norm).matrix for kind in ONE)
        np.testing.assert_allclose(congruence - conflict, subtract, atol=1e-12)


@settings(max_examples=50, deadline=None)
@given(tables())
def test_norms_keep_their_bounds(rows) -> None:
    statements = read(rows)
    for kind in ("ignore", "congruence", "conflict"):
        names = kind == "conflict" and statements.stance.kind == "text"  # of three names, two can differ from all of another's
        for norm in ("shared",) if names else ("cosine", "shared"):
            matrix = statements.network(kind=kind, norm=norm).matrix
            assert ((matrix >= 0) & (matrix <= 1 + 1e-12)).all()
    if statements.stance.kind in ("boolean", "text"):
        assert (statements.network(kind="congruence", norm="jaccard").matrix <= 1).all()


@settings(max_examples=40, deadline=None)
@given(tables())
def test_duplicates_only_take_away_and_the_wider_span_the_more(rows) -> None:
    statements = read(rows)
    for kind in ("ignore", "congruence"):
        kept = {
            rule: ids(statements.network(kind=kind, duplicates=rule))
            for rule in ("include", "document", "month", "year", "acrossrange")
        }
        assert kept["acrossrange"] <= kept["year"] <= kept["month"] <= kept["document"] <= kept["include"]
        assert ids(statements.network(kind=kind, duplicates="week")) <= kept["include"]


def ids(network) -> set[str]:
    return {said.id for said in network.between()}


@settings(max_examples=15, deadline=None)
@given(tables(), st.sampled_from(["days:40", "weeks:9", "months:3", "months:6", "years:1"]))
def test_a_window_is_the_network_of_its_dates(rows, window) -> None:
    statements = read(rows)
    for network in statements.networks(window, kind="congruence", norm="average"):
        alone = read([row for row in rows if network.window.start <= date.fromisoformat(row[3]) <= network.window.stop])
        if alone.stance.levels == statements.stance.levels:
            expected = alone.network(kind="congruence", norm="average")
            assert network.rows == expected.rows
            assert network.statements == expected.statements
            np.testing.assert_allclose(network.matrix, expected.matrix, atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(tables(st.sampled_from(["1", "0"])))
def test_other_names_give_the_same_numbers(rows) -> None:
    other = {"a": "zeta", "b": "alpha", "c": "mu", "d": "beta", "": ""}
    one = read(rows).network(kind="subtract", norm="cosine")
    two = read([(other[actor], *rest) for actor, *rest in rows]).network(kind="subtract", norm="cosine")
    order = [two.rows.index(other[name]) for name in one.rows]
    np.testing.assert_allclose(one.matrix, two.matrix[np.ix_(order, order)], atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_against_plain_loops(rows) -> None:
    statements = read(rows)
    kind, levels = statements.stance.kind, statements.stance.levels
    said = statements.network(kind="congruence").between()
    values = [float(level) for level in levels] if kind in ("boolean", "integer") else []
    reach = max(values) - min(values) if values else 0
    for a in {s.actor for s in said}:
        for b in {s.actor for s in said} - {a}:
            congruence = conflict = 0.0
            for s in said:
                for t in said:
                    if (s.actor, t.actor) == (a, b) and s.demand == t.demand:
                        apart = abs(s.stance - t.stance) / reach if reach else float(s.stance != t.stance)
                        conflict, congruence = conflict + apart, congruence + 1 - apart
            for name, expected in (("congruence", congruence), ("conflict", conflict)):
                network = statements.network(kind=name)
                assert network.matrix[network.rows.index(a), network.rows.index(b)] == pytest.approx(expected, abs=1e-12)
                assert bool(network.between(a, b)) == (expected > 0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2), st.integers(0, 3)), max_size=20), st.booleans()
)
def test_dense_and_sparse_counting_agree(said, scale) -> None:
    actor, demand, level, weight = np.array(said, np.int64).reshape(-1, 4).T
    values = np.array([-2.0, 0, 1]) if scale else np.zeros(0)
    dense = Counts.of(actor, demand, level, weight.astype(float), (4, 3, 3), values)
    sparse = Counts(csr_array(dense.x), 4, 3, 3, values)
    for mode, kinds in MODES.items():
        for kind in kinds:
            if mode == "two" and kind == "subtract" and not scale:
                continue
            for norm in NORMS[mode]:
                ours, theirs = (measured(counts, mode, kind, norm) for counts in (dense, sparse))
                np.testing.assert_allclose(ours, theirs, atol=1e-12, err_msg=f"{mode} {kind} {norm}")


def test_a_large_table_with_few_statements_is_counted_sparsely() -> None:
    few = np.arange(3)
    counts = Counts.of(few, few, few % 2, None, (3000, 3000, 2), np.zeros(0))
    assert isinstance(counts.x, csr_array)
    assert counts.activity[:4].tolist() == [1, 1, 1, 0]
