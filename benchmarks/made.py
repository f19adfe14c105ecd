"""Made-up positions with the skew of real ones, in four sizes; the same each time.

A few actors speak of most things and a few demands are spoken of by most (Zipf); each demand divides the actors its own way. A
position begins on any day of ten years; two in five end by themselves, the others hold until the same actor says something else.
Demands have relations (entails, requires, same, incompatible), a fifth of the issues are exclusive, a tenth have ranges.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pyarrow as pa

from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position, When
from posgraph.stance import Stance

FIRST, YEARS = date(2015, 1, 1), 10
MOMENT = date(2024, 1, 1)
"""The day that questions are asked of."""
CHUNK = 1 << 20
OPTIONS = 5
"""Demands on each issue."""
ACTORS_ZIPF, DEMANDS_ZIPF = 0.4, 1.0
WORDS = ("demands", "supports", "accepts", "conditional", "opposes", "rejects", "neutral", "ambiguous")
PRO, CONTRA = (0.3, 0.35, 0.2, 0.07, 0.03, 0.02, 0.02, 0.01), (0.01, 0.02, 0.03, 0.04, 0.4, 0.45, 0.03, 0.02)


@dataclass(frozen=True, slots=True)
class Size:
    """How many actors, demands and positions."""

    name: str
    actors: int
    demands: int
    positions: int


SIZES = {
    size.name: size
    for size in (
        Size("S", 10, 40, 200),
        Size("M", 500, 2_000, 100_000),
        Size("N", 2_000, 5_000, 1_000_000),
        Size("L", 5_000, 10_000, 10_000_000),
    )
}


def vocabulary(size: Size) -> Dataset:
    """Actors, issues, demands and their relations; no positions."""
    random = np.random.default_rng(size.demands)
    issues = -(-size.demands // OPTIONS)
    kinds = random.choice(["plain", "exclusive", "ranged"], issues, p=[0.7, 0.2, 0.1])
    demands = []
    for n in range(size.demands):
        ranged = kinds[n // OPTIONS] == "ranged"
        low = float(random.integers(0, 40)) if ranged else None
        high = None if low is None else low + float(random.integers(5, 30))
        demands.append(Demand(id=f"d{n:05}", issue=f"i{n // OPTIONS:04}", label=f"Demand {n}", min=low, max=high))
    return Dataset(
        id="made",
        title=f"Made-up positions, {size.name}",
        licence="CC0-1.0",
        actors=tuple(Actor(id=f"a{n:04}", label=f"Actor {n}", kind="state") for n in range(size.actors)),
        issues=tuple(
            Issue(
                id=f"i{n:04}", label=f"Issue {n}", exclusive=bool(kind == "exclusive"), unit="days" if kind == "ranged" else None
            )
            for n, kind in enumerate(kinds)
        ),
        demands=tuple(demands),
        relations=tuple(_relations(size.demands, random)),
    )


def _relations(demands: int, random: np.random.Generator) -> Iterator[DemandRelation]:
    """Short chains of what entails or requires what, and pairs that are the same or cannot both hold."""
    order = random.permutation(demands).tolist()
    for at in range(0, demands - 8, 8):
        group = order[at : at + 8]
        for a, b in pairwise(group[:3]):
            yield _relation(a, "entails", b)
        yield _relation(group[3], "requires", group[4])
        yield _relation(group[5], "incompatible", group[6])
        yield _relation(group[0], "incompatible", group[7])
        if at % 80 == 0:
            yield _relation(group[6], "same", group[7])


def _relation(a: int, word: str, b: int) -> DemandRelation:
    return DemandRelation(id=f"r{a:05}.{b:05}", demand_a=f"d{a:05}", relation=word, demand_b=f"d{b:05}", by="coder")


def _zipf(number: int, power: float, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Cumulated chances of ranks, and who has which rank."""
    chance = np.arange(1, number + 1) ** -power
    return np.cumsum(chance) / chance.sum(), random.permutation(number).astype(np.int32)


def chunks(size: Size) -> Iterator[pa.RecordBatch]:
    """The positions as columns, a chunk at a time, sorted by id."""
    random = np.random.default_rng(size.positions)
    actors, demands = _zipf(size.actors, ACTORS_ZIPF, random), _zipf(size.demands, DEMANDS_ZIPF, random)
    leaning = random.random(size.demands) * 0.5 + 0.4  # how many of the actors are for it
    camp = random.random((64, size.demands)) < leaning
    days = YEARS * 365
    epoch = FIRST.toordinal() - date(1970, 1, 1).toordinal()
    tables = np.cumsum([CONTRA, PRO], axis=1)

    def drawn(ranks: tuple[np.ndarray, np.ndarray], number: int) -> np.ndarray:
        return ranks[1][np.minimum(np.searchsorted(ranks[0], random.random(number)), len(ranks[1]) - 1)]

    def degree(values: list[float], unknown: float, number: int) -> pa.Array:
        return pa.array(np.array(values)[random.integers(0, len(values), number)], mask=random.random(number) < unknown)

    for at in range(0, size.positions, CHUNK):
        number = min(CHUNK, size.positions - at)
        actor, demand = drawn(actors, number), drawn(demands, number)
        sided = camp[actor % 64, demand].astype(np.int8)
        stance = (random.random(number)[:, None] > tables[sided]).sum(axis=1).clip(0, len(WORDS) - 1).astype(np.int8)
        start = random.integers(0, days, number).astype(np.int32) + epoch
        end = start + random.exponential(1500, number).astype(np.int32)
        yield pa.record_batch(
            {
                "id": pa.array([f"p{n:08}" for n in range(at, at + number)], pa.string()),
                "actor": pa.DictionaryArray.from_arrays(actor, [f"a{n:04}" for n in range(size.actors)]),
                "demand": pa.DictionaryArray.from_arrays(demand, [f"d{n:05}" for n in range(size.demands)]),
                "stance": pa.DictionaryArray.from_arrays(stance, list(WORDS)),
                "salience": degree([n / 10 for n in range(1, 11)], 0.2, number),
                "firmness": degree([0.25, 0.5, 0.75, 1.0], 0.3, number),
                "confidence": degree([0.3, 0.6, 0.9], 0.1, number),
                "begins": pa.array(start, pa.int32()).cast(pa.date32()),
                "ends": pa.array(end, pa.int32(), mask=random.random(number) < 0.6).cast(pa.date32()),
            }
        )


def table(size: Size) -> pa.Table:
    """The positions as one table with the columns that ``engine.columns.from_table`` reads."""
    return pa.Table.from_batches(chunks(size))


def dataset(size: Size) -> Dataset:
    """The same with objects: for the sizes S and M."""
    return vocabulary(size).having("positions", (_position(row) for row in table(size).to_pylist()))


def _position(row: dict[str, object]) -> Position:
    begins, ends = row.pop("begins"), row.pop("ends")
    stance = Stance(row.pop("stance"))
    valid = {"valid_from": When.parse(str(begins)), "valid_to": When.parse(str(ends)) if ends else None}
    return Position(stance=stance, **row, **valid)  # type: ignore[arg-type]
