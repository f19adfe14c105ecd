"""The definitions of R1 to R5 and of the overlaps, once more and independently: plain loops over pairs, naive closure."""

from itertools import combinations, permutations


def in_force(dataset, day):
    """The positions in force, straight from the definition."""

    def first(p):
        return p.valid_from.first.toordinal() if p.valid_from and p.valid_from.first else 0

    def last(p):
        return p.valid_to.last.toordinal() if p.valid_to and p.valid_to.last else 10**9

    def stands_for(p):
        """The row itself and all that it corrects, the latest first."""
        return [p, *stands_for(ids[p.revises])] if p.revision_reason == "correction" else [p]

    def revised(p):
        return [ids[p.revises], *revised(ids[p.revises])] if p.revises else []

    def changes(q, p):
        original = stands_for(q)[-1]
        return original.revision_reason == "change" and ids[original.revises] in stands_for(p)

    def follows(p, q):
        return any(old in stands_for(q) for old in revised(stands_for(p)[-1]))

    now, rows = day.toordinal(), dataset.positions
    ids = {p.id: p for p in rows}
    undone = {p.revises for p in rows if p.revision_reason in ("correction", "retraction")}
    valid = [p for p in rows if p.id not in undone]
    kept = []
    for p in valid:
        later = any(
            q.actor == p.actor and q.demand == p.demand and first(p) < first(q) <= now and not follows(p, q) for q in valid
        )
        changed = any(changes(q, p) and first(q) <= now and not follows(p, q) for q in valid)
        if first(p) <= now <= last(p) and not later and not changed:
            kept.append(p)
    return kept


def reach(dataset, start, words):
    """All demands that relations of these words lead to; ``same`` leads both ways."""
    found = {start}
    while True:
        more = set()
        for r in dataset.relations:
            if r.relation in words and r.demand_a in found:
                more.add(r.demand_b)
            if r.relation == "same" and "same" in words and r.demand_b in found:
                more.add(r.demand_a)
        if more <= found:
            return found
        found |= more


def distance(dataset, start, end, words):
    """The least number of relations from start to end."""
    found, steps = {start}, 0
    while end not in found:
        found |= {b for r in dataset.relations if r.relation in words for a, b in arrows(r) if a in found}
        steps += 1
    return steps


def arrows(r):
    return [(r.demand_a, r.demand_b), (r.demand_b, r.demand_a)] if r.relation == "same" else [(r.demand_a, r.demand_b)]


def entailed(dataset, d):
    return reach(dataset, d, ("same", "entails"))


def needed(dataset, d):
    return reach(dataset, d, ("same", "entails", "requires"))


def clash(dataset, m, n, rule):
    """Whether m and n are base-incompatible by that rule."""
    demands, issues = {d.id: d for d in dataset.demands}, {i.id: i for i in dataset.issues}
    one, other = demands[m], demands[n]
    if m == n:
        return False
    if rule == "incompatible":
        return any(r.relation == "incompatible" and {r.demand_a, r.demand_b} == {m, n} for r in dataset.relations)
    if one.issue != other.issue:
        return False
    if rule == "exclusive":
        return bool(issues[one.issue].exclusive) and n not in needed(dataset, m) and m not in needed(dataset, n)
    low = [d.min if d.min is not None else float("-inf") for d in (one, other)]
    high = [d.max if d.max is not None else float("inf") for d in (one, other)]
    ranged = all(d.min is not None or d.max is not None for d in (one, other))
    return ranged and (high[0] < low[1] or high[1] < low[0])


def conflicts(dataset, day):
    """Every (rule, pair of ids) of R1 to R5, with the length of the shortest chain."""
    found = {}

    def add(rule, a, b, length):
        key = (rule, frozenset((a.id, b.id)))
        found[key] = min(length, found.get(key, length))

    for a, b in permutations(in_force(dataset, day), 2):
        if a.actor == b.actor or not a.stance.pro:
            continue
        if b.stance.contra and b.demand == a.demand:
            add("contradiction", a, b, 1)
        if b.stance.contra and b.demand != a.demand and b.demand in needed(dataset, a.demand):
            add("refused-consequence", a, b, 1 + distance(dataset, a.demand, b.demand, ("same", "entails", "requires")))
        if b.stance.pro and a.demand != b.demand:
            for rule in ("incompatible", "exclusive", "range"):
                for m in entailed(dataset, a.demand):
                    for n in entailed(dataset, b.demand):
                        if clash(dataset, m, n, rule):
                            steps = [distance(dataset, d, e, ("same", "entails")) for d, e in ((a.demand, m), (b.demand, n))]
                            add(rule, a, b, 2 + sum(steps))
    return found


def overlaps(dataset, day):
    """Every (kind, pair of ids) of shared, implied, shared-refusal and range."""
    found = set()
    demands = {d.id: d for d in dataset.demands}

    def limits(ids, issue):
        rows = [demands[i] for i in ids if demands[i].issue == issue and (demands[i].min, demands[i].max) != (None, None)]
        lows = [d.min for d in rows if d.min is not None]
        highs = [d.max for d in rows if d.max is not None]
        return rows, max(lows, default=float("-inf")), min(highs, default=float("inf"))

    for a, b in combinations(in_force(dataset, day), 2):
        if a.actor == b.actor:
            continue
        pair = frozenset((a.id, b.id))
        if a.stance.pro and b.stance.pro:
            if a.demand == b.demand:
                found.add(("shared", pair))
                continue
            ours, theirs = entailed(dataset, a.demand), entailed(dataset, b.demand)
            if b.demand in ours or a.demand in theirs:
                found.add(("implied", pair))
            for issue in {d.issue for d in dataset.demands}:
                (mine, low, high), (yours, low2, high2) = limits(ours, issue), limits(theirs, issue)
                implied = b.demand in ours or a.demand in theirs
                compared = len({d.id for d in mine + yours}) > 1 or not implied
                if mine and yours and compared and max(low, low2) <= min(high, high2):
                    found.add(("range", pair))
        if a.stance.contra and b.stance.contra and b.demand in reach(dataset, a.demand, ("same",)):
            found.add(("shared-refusal", pair))
    return found


def ranks(dataset, p):
    """The (issue, rank) that a position is pro, where yes to the narrow is yes to the wide, or contra, the other way round."""
    on = [d for d in dataset.demands if d.rank is not None]
    if p.stance.pro:
        return {(d.issue, d.rank) for d in on if d.id in entailed(dataset, p.demand)}
    return {(d.issue, d.rank) for d in on if p.stance.contra and p.demand in entailed(dataset, d.id)}


def on_scale(dataset, day, issue):
    """By holder: what it is pro and what it is contra on that issue, as lists of (rank, position)."""
    found = {}
    for p in in_force(dataset, day):
        pro, contra = found.setdefault(p.actor, ([], []))
        (pro if p.stance.pro else contra).extend((rank, p) for where, rank in ranks(dataset, p) if where == issue)
    return found


def scale(dataset, day, issue="i"):
    """Every pair of R6, with whether both are red lines, and a refusal between the two ranks is one too."""
    found = {}
    for (a, (pro_a, _)), (b, (pro_b, contra_b)) in permutations(on_scale(dataset, day, issue).items(), 2):
        lowest, highest = min((r for r, _ in pro_a), default=0), max((r for r, _ in pro_b), default=10**9)
        if lowest > highest and a != b:
            between = any(highest < rank <= lowest and r.firmness == 1 for rank, r in contra_b)
            for p in (p for rank, p in pro_a if rank == lowest):
                for q in (q for rank, q in pro_b if rank == highest):
                    found[p.id, q.id] = between and p.firmness == 1 and q.firmness == 1
    return found


def common_ranks(dataset, day, issue="i"):
    """By pair of holders: the ranks that both can live with, and those that each states; not one that is shared or implied."""
    found = {}
    every = {d.rank for d in dataset.demands if d.issue == issue and d.rank is not None}
    for (a, (pro_a, contra_a)), (b, (pro_b, contra_b)) in combinations(sorted(on_scale(dataset, day, issue).items()), 2):
        stated = [[rank for rank, _ in pro] for pro in (pro_a, pro_b)]
        if all(stated):
            refused = {rank for rank, _ in contra_a + contra_b}
            ranks = {r for r in every - refused if all(min(s) <= r <= max(s) for s in stated)}
            told = any(
                r == s and ranks == {r} and (q.demand in entailed(dataset, p.demand) or p.demand in entailed(dataset, q.demand))
                for r, p in pro_a
                for s, q in pro_b
            )
            if ranks and not told:
                found[frozenset((a, b))] = (sorted(ranks), {a: sorted(set(stated[0])), b: sorted(set(stated[1]))})
    return found


def said(dataset, row):
    """What a preference says, with steps that are the same under one name, and all that this implies."""
    first, then = (min(reach(dataset, s, ("same",))) for s in (row.first, row.then))
    word = {"meets": ["meets", "before"], "equals": ["equals", "with"]}.get(row.relation, [row.relation])
    if row.relation == "after":
        first, word, then = then, ["before"], first
    return [(w, *(sorted((first, then)) if w in ("equals", "with") else (first, then))) for w in word]


def refused_orders(dataset, positions, preferences):
    """Every pair of R8 among these rows in force: a wanted order, or a condition that is not also stated as one, refused."""
    wanted = [(p, said(dataset, p)) for p in preferences if p.stance.pro]
    stated = {(p.actor, order) for p, orders in wanted for order in orders}
    for p in positions:
        for e in p.only_if if p.stance.pro else ():
            order = ("before", *(min(reach(dataset, s, ("same",))) for s in (e, p.demand)))
            if (p.actor, order) not in stated:
                wanted.append((p, [order]))
    refused = [(p, said(dataset, p)[0]) for p in preferences if p.stance.contra]
    return {(a.id, b.id) for a, orders in wanted for b, order in refused if a.actor != b.actor and order in orders}
