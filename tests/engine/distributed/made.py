"""Positions of any number, made up: few actors and demands have most of them, as in the world; the same for the same seed."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue
from posgraph.stance import Stance

FIRST = date(2015, 1, 1)
DAYS = 3650


@dataclass(frozen=True)
class Made:
    """A vocabulary and a table of positions, with the columns of positions.parquet that matter."""

    vocabulary: Dataset
    positions: pa.Table


def made(actors, demands, positions, seed=1, revised=0.01):
    """One in a hundred positions revises another of its holder on the same target; four in ten have no end; some no start."""
    random = np.random.default_rng(seed)
    actor = _skewed(random, actors, positions)
    demand = _skewed(random, demands, positions)
    day = np.datetime64(FIRST) + np.sort(random.integers(0, DAYS, positions))
    begins = np.where(random.random(positions) < 0.02, np.datetime64("NaT"), day)
    ends = np.where(random.random(positions) < 0.4, np.datetime64("NaT"), day + random.integers(0, 900, positions))
    revises = np.full(positions, None, object)
    reason = np.full(positions, None, object)
    reasons = ("correction", "retraction", "change")
    for n in np.flatnonzero(random.random(positions) < revised).tolist():
        if n:
            old = int(random.integers(max(0, n - 50), n))
            actor[n], demand[n] = actor[old], demand[old]
            revises[n], reason[n] = _id(old), reasons[int(random.integers(3))]
    stances = np.array([str(stance) for stance in Stance], object)
    table = pa.table(
        {
            "id": pa.array([_id(n) for n in range(positions)]),
            "actor": pa.array([f"a{n:05}" for n in actor]).dictionary_encode(),
            "demand": pa.array([f"d{n:05}" for n in demand]).dictionary_encode(),
            "stance": pa.array(stances[random.integers(0, len(stances), positions)]).dictionary_encode(),
            "salience": _degrees(random, positions),
            "firmness": pa.array(random.choice([0.25, 0.75, 1.0], positions)),
            "confidence": _degrees(random, positions),
            "begins": pa.array(begins.astype("datetime64[D]")),
            "ends": pa.array(ends.astype("datetime64[D]")),
            "revises": pa.array(revises, pa.string()),
            "revision_reason": pa.array(reason, pa.string()).dictionary_encode(),
        }
    )
    return Made(_vocabulary(random, actors, demands), table)


def _vocabulary(random, actors, demands):
    issues = max(demands // 8, 1)
    relations = {}
    for n in range(demands // 2):
        a, b = sorted(random.choice(demands, 2, replace=False).tolist())
        relations[a, b] = ("entails", "incompatible", "requires")[n % 3]
    return Dataset(
        id="made",
        actors=tuple(Actor(id=f"a{n:05}", label=f"A{n}", kind="state") for n in range(actors)),
        issues=tuple(Issue(id=f"i{n:05}", label=f"I{n}", exclusive=n % 3 == 0) for n in range(issues)),
        demands=tuple(Demand(id=f"d{n:05}", issue=f"i{n % issues:05}", label=f"D{n}") for n in range(demands)),
        relations=tuple(
            DemandRelation(id=f"{a}.{b}", demand_a=f"d{a:05}", relation=relation, demand_b=f"d{b:05}", by="c")
            for (a, b), relation in sorted(relations.items())
        ),
    )


def _skewed(random, size, number):
    shares = 1 / np.arange(1, size + 1) ** 0.8
    return random.choice(size, number, p=shares / shares.sum())


def _degrees(random, number):
    values = random.choice([0.1, 0.3, 0.5, 0.6, 0.7, 0.9, 1.0], number)
    return pa.array(values, mask=random.random(number) < 0.1)


def _id(n):
    return f"p{n:08}"
