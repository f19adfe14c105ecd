"""The bundled dataset: one call in a running process, and a cold start."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import posgraph
from benchmarks.clock import best, line, process
from posgraph import resources
from posgraph.analysis import conflicts

DAY = "2025-12-29"

CLASHES = """
SELECT DISTINCT ?a ?b {
  ?a pg:target ?d ; pg:stance/pg:polarity ?x ; pg:holder ?h . FILTER(?x > 0)
  { ?d (pg:entails|pg:requires|pg:sameDemand|^pg:sameDemand)* ?e . ?b pg:target ?e . BIND(-1 AS ?sign) }
  UNION
  { ?d (pg:entails|pg:sameDemand|^pg:sameDemand)*/(pg:incompatibleWith|^pg:incompatibleWith) ?n .
    ?e (pg:entails|pg:sameDemand|^pg:sameDemand)* ?n . ?b pg:target ?e . BIND(1 AS ?sign) }
  ?b pg:stance/pg:polarity ?y ; pg:holder ?k . FILTER(?h != ?k && ?y * ?sign > 0)
}
"""
"""R1 to R3 as one query over all positions, in force or not: what a user of SPARQL alone would write."""


def every_cycle(g: posgraph.Graph, day: str) -> int:
    """Count the cycles of wanted orders by networkx alone; their minimal sets and withdrawals are not even looked for."""
    import networkx as nx

    from posgraph.analysis.force import in_force

    held = in_force(g.dataset, date.fromisoformat(day)).preferences
    wanted = [h.row for h in held if h.row.stance.pro and h.row.relation == "before"]
    same = [(r.demand_a, r.demand_b) for r in g.dataset.relations if r.relation == "same"]
    graph = nx.DiGraph([(row.first, row.then) for row in wanted] + same + [(b, a) for a, b in same])
    return sum(1 for _ in nx.simple_cycles(graph))


ONTOLOGY = [*resources.ontology().glob("*.ttl"), *resources.ontology().glob("vocab/*.ttl")]


def parsed() -> int:
    """Count the statements of the ontology, as the store reads them."""
    import pyoxigraph

    return sum(1 for path in ONTOLOGY for _ in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE))


def parsed_by_rdflib() -> int:
    """The same by rdflib."""
    import rdflib

    return sum(len(rdflib.Graph().parse(path)) for path in ONTOLOGY)


def main() -> None:
    """Print the speeds of the bundled dataset."""
    with posgraph.open() as g:
        dataset, store = g.dataset, g.store

        def compiled_anew() -> None:
            conflicts.conflicts(replace(dataset), DAY)

        query = best(lambda: store.select(CLASHES).to_dicts(), 3)
        line("conflicts, a call in a running process", best(lambda: g.conflicts(DAY)), "R1-R3 as one SPARQL query", query, 0.020)
        line("conflicts, the table compiled anew", best(compiled_anew, 3), "R1-R3 as one SPARQL query", query)
        cycles = best(lambda: every_cycle(g, DAY), 3)
        line("orders, a call in a running process", best(lambda: g.orders(DAY)), "every simple cycle, by networkx", cycles, 0.020)
    line("the ontology and its vocabularies, parsed", best(parsed), "the same by rdflib", best(parsed_by_rdflib, 1), 0.050)
    bare = process("import networkx, rdflib")
    line("import posgraph", process("import posgraph"), "import networkx, rdflib", bare, 0.3)
    cold = "from posgraph.cli import main; main(['conflicts', '--as-of', '2025-12-29'])"
    line(
        "posgraph conflicts, cold",
        process(f"import sys\ntry:\n    {cold}\nexcept SystemExit:\n    pass"),
        "import networkx, rdflib",
        bare,
        1.5,
    )
