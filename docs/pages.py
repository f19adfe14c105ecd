"""The pages of the docs that are drawn from the project itself: the dataset format, the ontology's terms, the questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from posgraph import resources
from posgraph.model.layout import BOUNDS, has_evidence
from posgraph.model.schema import TABLES, Column, Kind, Table

HELD = {
    Kind.id: "the row's id",
    Kind.text: "text",
    Kind.texts: "texts, separated by `;`",
    Kind.target: "a demand id, `issue:ID` or `clause:PROPOSAL/NUMBER`",
    Kind.agent: "an actor id, or free text",
    Kind.number: "a number",
    Kind.amount: "a number, 0 or more",
    Kind.whole: "a whole number",
    Kind.flag: "`true` or `false`",
    Kind.date: "a date",
    Kind.url: "an address",
    Kind.urls: "addresses, separated by `;`",
}

QUESTIONS = """# Competency questions

Each is a file in `ontology/questions/`, with its answer on the bundled data beside it. Ask one with `posgraph ask NAME`,
or `GET /v1/questions/NAME`. Written by `make docs`.
"""

FORMAT = """# The dataset format

A dataset is a folder of CSV tables (UTF-8, a header line, commas), or one .xlsx with sheets of the same names, or
RDF. Only `actors`, `demands` and one of `positions` and `sequencing` are needed. A missing optional column is empty.
Where the tables `issues`, `processes` or `sources` are missing as a whole, they are implied by the references to
them.

- **Lists** in a cell are separated by `;`; a semicolon that belongs to a text is written `\\;`.
- **Dates** are `2025-12-29`, `2025-12`, `2025`, with `~` (about) or `?` (uncertain), or an interval
  `2025-12/2026-01`, `2025-12-29/..`. They are kept as written, with their first and last day.
- **Degrees** are 0 to 1, or a word where the table below gives words. An empty cell is unknown, and stays unknown.
- **Options**: of an `exclusive` issue at most one demand can hold, of an `exhaustive` one at least one must. An empty
  cell says neither. `rank` is a demand's place on the scale of its issue, `min` and `max` its range, in the issue's `unit`.
- **Salience** is how much the holder cares, **firmness** how little it will move (`red_line`: not at all), **confidence**
  how far the coder trusts the row. **Capability** is what an actor brings to bear, on one scale for all of them;
  only the [models](models.md) use it.
- **Scenarios** are kept under a name; their changes are written as [`posgraph whatif`](cli.md#posgraph-whatif) takes them.
- **Ids** are unique within a table. Positions, sequence preferences and relations share one set of ids, because results
  name them side by side.
- **Faults** are listed all at once, each with table, row, column, value, what was expected and a near match. Nothing
  is loaded until none is left.
- **A quote needs a source**: `quote` is empty where `source` is.

`dataset.toml` holds `id`, `title`, `licence`, `base` (the IRI under which the rows get theirs), `description` and
`process` (the main process). In an .xlsx the sheet `dataset` holds the same in two columns, `key` and `value`.
`posgraph export --to parquet` writes a folder with `dataset.parquet` (key and value) and a file for each table that
has rows, with typed columns; `positions` and `sequencing` are always there, and have `polarity` and the days `begins`
and `ends` beside their columns. Parquet is written, not read; so are the formats of
[export.md](export.md). This page is written by `make docs` from
`posgraph.model.schema`.

## Views

A folder without tables may be a view of another dataset: a selection by process and dates that is never a copy.
Its `dataset.toml` has an id and a title of its own, and a table `[view]`:

```toml
id = "spring-talks"
title = "The talks of spring"

[view]
of = "../all-talks"       # the path of a dataset, from this folder on
process = "talks"         # or a list; with all that is part of it. Without it: every process
from = "2025-03-01"       # without it, from the beginning
until = "2025-05"         # without it, open
```

- **Rows**: the positions and orders of these processes whose validity meets the window, and all that they lead to:
  what they name, the demands that theirs entail, require or are the same as, relations and scenarios with all ends in the view.
  Plans are in from their date on; those that are adopted, rejected, superseded or withdrawn only if that date falls in
  the window. Events are in that fall in the window or stand in a source that is cited in it.
- **Answers**: on every day of the window the same is in force as in the whole. So a row that was superseded comes with
  the one that superseded it, and a correction with what it corrects; what was corrected or retracted is not in else.
- **History** stays in the whole: a row that revises one outside of the view no longer names it there.
- **Header**: without `title`, `licence`, `description` or `process`, that of the whole; `base` is the view's own.

A view is checked, loaded, exported and served as any dataset, with its rows. Tables beside `[view]`, a path where
nothing is, views in a circle, unknown processes and keys, and bad dates are faults.
"""


RDF = """
## As RDF

Turtle, TriG, N-Triples, N-Quads, JSON-LD and RDF/XML hold the same rows, and are checked as tables are.

- **The dataset** is one `pg:Dataset`. Its IRI is the base of all rows, and ends with `/` or `#`.
- **A row's IRI** is base + kind + `/` + id, such as `https://example.org/bridge/position/P1`; each table says its
  kind. Where several columns name a row, each is a part: `clause/plan/7`. What an IRI cannot hold is escaped
  (`S%201`). The id stands in the row, too, as `dcterms:identifier`.
- **Words** are IRIs of the vocabularies, such as `https://w3id.org/posgraph/vocab/stance/rejects`.
- **Evidence**: where the tables below say so, source and quote stand in a node of their own, `pg:evidence`, the quote
  in its selector. That node may have an IRI (`evidence/position/P1`) or none. A quote without a source is a fault.
- **Conditions**: what a position waits for (`only_if`) stands in `pg:condition`, of the type
  `https://w3id.org/posgraph/vocab/condition-type/onlyIf`.
- **Validity**: `pg:validFrom` and `pg:validUntil` hold the first and the last day as `xsd:date`, `pg:validFromEDTF` and
  `pg:validUntilEDTF` the date as written, such as `2025-12~`. One of the two is enough; if both are there, they agree.
  Other dates are literals of the datatype `http://id.loc.gov/datatypes/edtf/EDTF`.
- **Relations** are rows with their author. The short links between demands (`pg:incompatibleWith`, `pg:sameDemand`,
  `pg:entails`, `pg:requires`) may stand beside such a row, not alone.
- **Other terms**: a term of `pg:` that the ontology has not is a fault, and so is a property of the tables below on a
  row that has no such column. Statements in other vocabularies stay in the graph. Tables cannot hold them:
  `posgraph check` and `posgraph export` say how many there are.

A whole dataset in Turtle:

```turtle
{turtle}```

and in JSON-LD, whose context need not be fetched:

```json
{jsonld}```

The tables:
"""

TURTLE = """@base <https://example.org/bridge/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix pg: <https://w3id.org/posgraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix stance: <https://w3id.org/posgraph/vocab/stance/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://example.org/bridge/> a pg:Dataset ; dcterms:identifier "bridge" ; dcterms:title "A bridge" .
<source/S1> a pg:SourceDocument ; dcterms:identifier "S1" ; dcterms:title "Minutes" .
<actor/town> a pg:Organization ; dcterms:identifier "town" ; skos:prefLabel "The town" .
<issue/toll> a pg:Issue ; dcterms:identifier "toll" ; skos:prefLabel "Toll" .
<demand/no-toll> a pg:Demand ; dcterms:identifier "no-toll" ; skos:prefLabel "No toll" ; pg:onIssue <issue/toll> .
<demand/repairs> a pg:Demand ; dcterms:identifier "repairs" ; skos:prefLabel "Repairs first" ; pg:onIssue <issue/toll> .

<position/P1> a pg:Position ; dcterms:identifier "P1" ;
    pg:holder <actor/town> ; pg:target <demand/no-toll> ; pg:stance stance:conditional ; pg:salience 0.8 ;
    pg:validFrom "2024-02-01"^^xsd:date ; pg:validFromEDTF "2024-02"^^edtf:EDTF ;
    pg:condition [ a pg:Condition ;
        pg:conditionType <https://w3id.org/posgraph/vocab/condition-type/onlyIf> ;
        pg:requiresDemand <demand/repairs> ] ;
    pg:evidence [ a pg:Evidence ; oa:hasSource <source/S1> ;
        oa:hasSelector [ a oa:TextQuoteSelector ; oa:exact "No toll, once it is repaired." ] ] .
"""

JSON_LD = """{
  "@context": ["https://w3id.org/posgraph/context.jsonld", {"@base": "https://example.org/bridge/"}],
  "@graph": [
    {"id": "https://example.org/bridge/", "type": "Dataset", "identifier": "bridge", "title": "A bridge"},
    {"id": "actor/town", "type": "Organization", "identifier": "town", "label": "The town"},
    {"id": "issue/toll", "type": "Issue", "identifier": "toll", "label": "Toll"},
    {"id": "demand/no-toll", "type": "Demand", "identifier": "no-toll", "label": "No toll", "onIssue": "issue/toll"},
    {"id": "position/P1", "type": "Position", "identifier": "P1", "holder": "actor/town", "target": "demand/no-toll",
     "stance": "rejects", "salience": 0.8, "validFrom": "2024-02-01"}
  ]
}
"""

STEPS = {"source": "pg:evidence / oa:hasSource", "quote": "pg:evidence / oa:hasSelector / oa:exact"}
"""The path to the columns that rows with evidence keep in it."""


def path(table: Table, column: Column) -> str:
    """The property of a column, or the properties that lead to it."""
    if column.name in STEPS and has_evidence(table):
        return f"`{STEPS[column.name]}`"
    if column.name == "only_if":
        return "`pg:condition / pg:requiresDemand`"
    if column.name in BOUNDS:
        return f"`{column.term}`, `{BOUNDS[column.name]}`"
    return f"`{column.term}`" if column.term else "`rdf:type`"


def held(column: Column) -> str:
    """What a cell of this column holds, in words."""
    if column.kind is Kind.ref:
        return f"an id of `{column.to}`"
    if column.kind is Kind.refs:
        return f"ids of `{column.to}`, separated by `;`"
    if column.kind is Kind.about:
        return "a prefixed id: " + ", ".join(
            f"`{name.removesuffix('es') if name == 'processes' else name[:-1]}:ID`" for name in column.to.split()
        )
    if column.kind is Kind.word:
        return ", ".join(f"`{word}`" for word in column.words)
    if column.kind is Kind.degree:
        words = "".join(f", `{word}` = {value:g}" for word, value in (column.numbers or {}).items())
        return "0 to 1" + words
    return HELD[column.kind]


def table_lines(table: Table) -> Iterator[str]:
    """One table of the format as Markdown."""
    classes = ", ".join(f"`{name}`" for name in dict.fromkeys(table.classes.values()))
    yield f"\n## {table.name}.csv\n"
    yield f"{'Needed. ' if table.required else ''}A row is {classes}; it is named by {', '.join(f'`{k}`' for k in table.key)}."
    yield f"Its IRI is base + `{'/'.join((table.kind, *(key.upper() for key in table.key)))}`.\n"
    yield "| column | holds | RDF property |"
    yield "|---|---|---|"
    for column in table.columns:
        yield f"| {f'**{column.name}**' if column.required else column.name} | {held(column)} | {path(table, column)} |"


def format_page() -> str:
    """docs/format.md: every table and column."""
    rdf = RDF.replace("{turtle}", TURTLE).replace("{jsonld}", JSON_LD)
    return FORMAT + rdf + "\n".join(line for table in TABLES for line in table_lines(table)) + "\n\nNeeded columns are in bold.\n"


def ontology_page() -> str:
    """docs/ontology.md: every term with its definition."""
    import rdflib
    from rdflib.namespace import RDF, SKOS

    lines = [
        "# The ontology, term by term",
        "",
        "Namespace `https://w3id.org/posgraph/ns#`, prefix `pg:`. Written by `make docs` from `ontology/`.",
        "",
    ]
    for module in ("core", "process", "evidence", "findings"):
        graph = rdflib.Graph().parse(resources.ontology() / f"{module}.ttl")
        lines += [f"## {module}.ttl", "", "| term | kind | meaning |", "|---|---|---|"]
        terms = sorted({s for s in graph.subjects(SKOS.definition) if isinstance(s, rdflib.URIRef) and "/ns#" in s}, key=str)
        for term in terms:
            kinds = {str(kind).rpartition("#")[2] for kind in graph.objects(term, RDF.type)}
            kind = "class" if "Class" in kinds else "property"
            lines.append(f"| `pg:{str(term).rpartition('#')[2]}` | {kind} | {graph.value(term, SKOS.definition)} |")
        lines.append("")
    return "\n".join(lines)


def questions_page() -> str:
    """docs/questions.md: each competency question, its parameters and its query."""
    from posgraph.questions import questions

    lines = [QUESTIONS]
    for name, question in sorted(questions().items()):
        lines += [f"## {name}", "", question.text, "", "```sparql", question.query.strip(), "```", ""]
    return "\n".join(lines)


PAGES: dict[str, Callable[[], str]] = {"format.md": format_page, "ontology.md": ontology_page, "questions.md": questions_page}
"""Generated pages by file name."""


def write(folder: Path) -> list[Path]:
    """Write the pages whose text has changed; return them."""
    changed = []
    for name, page in PAGES.items():
        path, text = folder / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed
