"""The pages of the docs that are drawn from the project itself: the dataset format, the ontology's terms, the questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from posgraph import resources
from posgraph.model.schema import TABLES, Column, Kind, Table

HELD = {
    Kind.id: "the row's id",
    Kind.text: "text",
    Kind.texts: "texts, separated by `;`",
    Kind.target: "a demand id, `issue:ID` or `clause:PROPOSAL/NUMBER`",
    Kind.agent: "an actor id, or free text",
    Kind.number: "a number",
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
- **Ids** are unique within a table. Positions, sequence preferences and relations share one set of ids, because results
  name them side by side.
- **Faults** are listed all at once, each with table, row, column, value, what was expected and a near match. Nothing
  is loaded until none is left.

`dataset.toml` holds `id`, `title`, `licence`, `base` (the IRI under which the rows get theirs), `description` and
`process` (the main process). This page is written by `make docs` from `posgraph.model.schema`.
"""


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
    yield f"{'Needed. ' if table.required else ''}A row is {classes}; it is named by {', '.join(f'`{k}`' for k in table.key)}.\n"
    yield "| column | holds | RDF property |"
    yield "|---|---|---|"
    for column in table.columns:
        term = f"`{column.term}`" if column.term else "`rdf:type`"
        yield f"| {f'**{column.name}**' if column.required else column.name} | {held(column)} | {term} |"


def format_page() -> str:
    """docs/format.md: every table and column."""
    return FORMAT + "\n".join(line for table in TABLES for line in table_lines(table)) + "\n\nNeeded columns are in bold.\n"


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
