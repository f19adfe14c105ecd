"""The three plain steps as expressions of Ibis: what is in force, state joined with a table joined with state, aggregates.

They know no rule: what meets is a table of literals. Portable on purpose: numbers of one width, no structs, no full joins, and
no fractions as literals, which some systems read as decimals and so round otherwise: they come in tables.
Tables, by the names of their columns:

- ``positions``: as ``connection.COLUMNS``
- ``holders(holder, code)``, ``targets(aim, target, literal)``: names and their numbers
- ``stances(word, strength, sign, unknown)``: what the words stand for, and what stands for an unknown degree
- ``valid(id, actor, target, literal, weight, hard, first, begin, last, revises, revision_reason)``: positions as numbers
- ``held(id, actor, literal, weight, hard, start, end)``: positions that were ever in force, with their effective days
- ``met(x, y, rule, row, factor)``: the literals that meet; ``factor`` is 2, or 1 where a literal meets itself
- ``state(actor, literal, number, weight, squares)``: numbers of positions, sums of their weights and squares
"""

from __future__ import annotations

from dataclasses import dataclass

from posgraph.engine.days import MAX, OPEN
from posgraph.engine.distributed.connection import Expression

EPOCH = 719163
"""The ordinal of 1970-01-01."""
SPAN = 1 << 22
"""More than any ordinal of a day."""


@dataclass(frozen=True, slots=True, eq=False)
class Revisions:
    """The tables of ``revised.Revised``, where they are."""

    undone: Expression
    changed: Expression
    follows: Expression


def valid(positions: Expression, holders: Expression, targets: Expression, stances: Expression) -> Expression:
    """Positions with numbers for names, their literals and weights, and the days of their validity as ordinals."""
    import ibis

    coded = positions.join(holders, positions.actor == holders.holder)
    coded = coded.join(targets, coded.demand == targets.aim)
    coded = coded.join(stances, coded.stance == stances.word)
    first = _ordinal(coded.begins).fill_null(_int(OPEN))
    contra = ibis.ifelse(coded.sign < 0, _int(1), _int(0))
    return coded.select(
        id=coded.id,
        actor=coded.code,
        target=coded.target,
        literal=ibis.ifelse((coded.sign == 0) | (coded.literal < 0), _int(-1), coded.literal + contra),
        weight=coded.strength * coded.salience.fill_null(coded.unknown) * coded.confidence.fill_null(coded.unknown),
        hard=(coded.firmness == _int(1)).fill_null(False),
        first=first,
        begin=ibis.greatest(first, _int(1)),
        last=_ordinal(coded.ends).fill_null(_int(MAX)),
        revises=coded.revises,
        revision_reason=coded.revision_reason,
    )


def effective(rows: Expression, revisions: Revisions | None = None) -> Expression:
    """``held`` from ``valid``: each row to its end, or to the day before the next of the same actor on the same target begins."""
    import ibis

    stands = rows.anti_join(revisions.undone, "id") if revisions else rows
    until = _followed(stands)
    if revisions:
        until = _fitted(until, stands, revisions)
    ended = until.mutate(end=ibis.least(until.last, until.until - _int(1)))
    ever = ended.filter((ended.until > ended.begin) & (ended.end >= ended.begin))
    int32 = {name: ever[column].cast("int32") for name, column in HELD.items()}
    return ever.select(ever.id, ever.weight, ever.hard, **int32)


HELD = {"actor": "actor", "literal": "literal", "start": "first", "end": "end"}


def _followed(stands: Expression) -> Expression:
    """The rows with ``until``: when the next of the same actor on the same target begins that begins later.

    One order of (target, begin) for each actor, by one number: systems are slow where there are as many parts as pairs of actor
    and target. Rows that begin together are one in it.
    """
    import ibis

    order = stands.select(stands.actor, stands.target, stands.begin).distinct()
    order = order.mutate(place=order.target * _int(SPAN) + order.begin)
    order = order.mutate(following=order.place.lead().over(ibis.window(group_by=order.actor, order_by=order.place)))
    same = order.following < (order.target + _int(1)) * _int(SPAN)
    until = ibis.ifelse(same, order.following - order.target * _int(SPAN), _int(MAX + 1))
    order = order.select("actor", "target", "begin", until=ibis.coalesce(until, _int(MAX + 1)))
    return stands.join(order, ["actor", "target", "begin"])


def _fitted(until: Expression, stands: Expression, revisions: Revisions) -> Expression:
    """The same, where what a row revises does not supersede it, and what changes it does."""
    import ibis

    follows, changed = revisions.follows, revisions.changed
    late = stands.semi_join(follows, "id").select("id", "actor", "target", "begin")
    other = stands.select(other="id", actor="actor", target="target", later="begin")
    after = late.join(other, ["actor", "target"])
    after = after.filter(after.later > after.begin).anti_join(follows, ["id", "other"])
    next_one = after.group_by("id").agg(exempt=after.later.min())
    marked = follows.select(follows.id).distinct().left_join(next_one, "id")
    marked = marked.select(id=marked.id, exempt=ibis.coalesce(marked.exempt, _int(MAX + 1)))
    found = until.left_join(marked, "id").drop("id_right")
    found = found.mutate(until=ibis.coalesce(found.exempt, found.until)).drop("exempt")
    found = found.left_join(changed, "id").drop("id_right")
    return found.mutate(until=ibis.least(found.until, ibis.coalesce(found.at, _int(MAX + 1)))).drop("at")


def during(held: Expression, first: int, last: int) -> Expression:
    """The rows in force on some of these days."""
    return held.filter((held.start <= _int(last)) & (held.end >= _int(first)))


def heavy(held: Expression, bucket: int, buckets: int) -> Expression:
    """The rows of this class of weight and above."""
    return held.filter(held.weight * _int(buckets) >= _int(bucket)) if bucket else held


def state(held: Expression) -> Expression:
    """Rows with a literal by actor and literal."""
    rows = held.filter(held.literal >= 0)
    grouped = rows.group_by("actor", "literal")
    return grouped.agg(number=rows.count().cast("int64"), weight=rows.weight.sum(), squares=(rows.weight * rows.weight).sum())


def totals(state: Expression, met: Expression) -> Expression:
    """``(rule, pairs)``: how many pairs there are, those of one holder included."""
    every = state.group_by("literal").agg(number=state.number.sum().cast("int64"))
    found = _joined(met, every.rename(number_x="number", x="literal"), every.rename(number_y="number", y="literal"))
    return _counted(found)


def own(state: Expression, met: Expression) -> Expression:
    """``(rule, pairs)``: how many of them are of one holder."""
    one = state.select(x=state.literal, actor=state.actor, number_x=state.number)
    other = state.select(y=state.literal, actor=state.actor, number_y=state.number)
    return _counted(met.join(one, "x").join(other, ["y", "actor"]))


def _joined(met: Expression, one: Expression, other: Expression) -> Expression:
    return met.join(one, "x").join(other, "y")


def _counted(found: Expression) -> Expression:
    import ibis

    one, other = found.number_x, found.number_y
    twice = ibis.ifelse(found.x == found.y, one * (one - _int(1)), _int(2) * one * other)
    return found.mutate(twice=twice).group_by("rule").agg(twice=lambda t: t.twice.sum().cast("int64"))


def pairs(held: Expression, met: Expression, within: bool = False, meeting: bool = False, actor: int | None = None) -> Expression:
    """Pairs of positions, ``a`` on the side ``x``; ``meeting``: only those that are in force on a common day.

    ``within``: those of one holder, too. ``actor``: it is on either side.
    """
    import ibis

    rows = held.filter(held.literal >= 0)
    columns = ("id", "actor", "weight", "hard", "start", "end")
    a = rows.select(rows.literal.name("x"), **{f"{name}_a": rows[name] for name in columns})
    b = rows.select(rows.literal.name("y"), **{f"{name}_b": rows[name] for name in columns})
    found = _joined(met, a, b)
    found = found.filter((found.x != found.y) | (found.id_a < found.id_b))
    if not within:
        found = found.filter(found.actor_a != found.actor_b)
    if actor is not None:
        found = found.filter((found.actor_a == _int(actor)) | (found.actor_b == _int(actor)))
    if meeting:
        found = found.filter((found.start_a <= found.end_b) & (found.start_b <= found.end_a))
    return found.select(
        "rule", "row", "id_a", "id_b", "actor_a", "actor_b", "weight_a", "weight_b",
        weight=ibis.least(found.weight_a, found.weight_b), hard=found.hard_a & found.hard_b,
    )  # fmt: skip


def page(found: Expression, limit: int, after: Expression | None = None) -> Expression:
    """The first pairs in order, after those up to a key: a table of one row (weight, rule, a, b)."""
    import ibis

    if after is not None:
        key = after.rename(key_weight="weight", key_rule="rule", key_a="a", key_b="b")
        found = found.cross_join(key)
        ids = (found.id_a > found.key_a) | ((found.id_a == found.key_a) & (found.id_b > found.key_b))
        rest = (found.rule > found.key_rule) | ((found.rule == found.key_rule) & ids)
        found = found.filter((found.weight < found.key_weight) | ((found.weight == found.key_weight) & rest))
    listed = found.select("weight", "rule", "row", "id_a", "id_b", "hard")
    return listed.order_by(ibis.desc("weight"), "rule", "id_a", "id_b").limit(limit)


def counted(found: Expression) -> Expression:
    """``(rule, twice)`` of listed pairs, as ``totals`` has them."""
    return found.group_by("rule").agg(twice=(found.count() * 2).cast("int64"))


def cells(found: Expression, measure: str) -> Expression:
    """``(one, other, value)`` of listed pairs."""
    value = found.count().cast("float64") if measure == "count" else (found.weight_a * found.weight_b).sum()
    return found.group_by(one=found.actor_a, other=found.actor_b).agg(value=value)


def valued(state: Expression, measure: str) -> Expression:
    """``(actor, literal, value)``."""
    value = state.number.cast("float64") if measure == "count" else state.weight
    return state.select(actor=state.actor, literal=state.literal, value=value)


def product(valued: Expression, met: Expression, actor: int | None = None) -> Expression:
    """``(one, other, value)``: P C Pᵀ, where C holds the factors of the literals that meet."""
    one = valued.select(x=valued.literal, one=valued.actor, value=valued.value)
    half = met.join(one, "x")
    half = half.mutate(value=half.value * half.factor)
    half = half.group_by("one", "y").agg(value=half.value.sum())
    other = valued.select(y=valued.literal, other=valued.actor, factor=valued.value)
    found = half.join(other, "y")
    if actor is not None:
        found = found.filter((found.one == _int(actor)) | (found.other == _int(actor)))
    return found.group_by("one", "other").agg(value=(found.value * found.factor).sum())


def parts(valued: Expression, blocks: Expression, number: int) -> Expression:
    """``(block, side, actor, literal, value)``: for each block of actors its rows (side 0) beside those of all (side 1)."""
    int32 = "int32"
    mine = valued.mutate(block=(valued.actor % _int(number)).cast(int32), side=_int(0).cast(int32))
    every = valued.cross_join(blocks.select(blocks.block.cast(int32))).mutate(side=_int(1).cast(int32))
    columns = ("block", "side", "actor", "literal", "value")
    return mine.select(*columns).union(every.select(*columns), distinct=False)


def alone(state: Expression, met: Expression, measure: str) -> Expression:
    """``(actor, value)``: twice the value of the pairs of one holder. Here a position with itself is left out."""
    import ibis

    value = "number" if measure == "count" else "weight"
    less = state.number if measure == "count" else state.squares
    one = state.select(x=state.literal, actor=state.actor, one=state[value], less=less)
    other = state.select(y=state.literal, actor=state.actor, other=state[value])
    found = met.join(one, "x").join(other, ["y", "actor"])
    twice = ibis.ifelse(found.x == found.y, found.one * found.one - found.less, _int(2) * found.one * found.other)
    return found.group_by("actor").agg(value=twice.sum().cast("float64"))


def heaviness(held: Expression, buckets: int) -> Expression:
    """``(literal, bucket, number)``: how many positions of each literal weigh how much."""
    rows = held.filter(held.literal >= 0)
    rows = rows.mutate(bucket=(rows.weight * _int(buckets)).floor().cast("int32"))
    return rows.group_by("literal", "bucket").agg(number=rows.count().cast("int64"))


def _ordinal(day: Expression) -> Expression:
    import ibis

    return day.delta(ibis.date(1970, 1, 1), unit="day").cast("int64") + _int(EPOCH)


def _int(number: int) -> Expression:
    import ibis

    return ibis.literal(number, "int64")
