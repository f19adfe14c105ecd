"""Quads of one dataset as a book of cells: the inverse of :mod:`posgraph.writing`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Triple

from posgraph.errors import DataError, Fault
from posgraph.model import Dataset, When
from posgraph.model.layout import BOUNDS, HEADER, SHORTCUTS, has_evidence
from posgraph.model.schema import TABLES, Column, Table
from posgraph.names import PG, concept, expand
from posgraph.reading.assembly import assemble
from posgraph.reading.roles import classes, index, roles
from posgraph.reading.sentences import sentence
from posgraph.reading.sheet import Book, Cell, Row, Sheet, Unreadable, where
from posgraph.reading.strangers import ontology, strangers
from posgraph.reading.terms import DAY, Term, Terms, preferred

_TYPE = expand("rdf:type")
_IRIS = {name: expand(name) for table in TABLES for column in table.columns if (name := column.term)}
Properties = Mapping[str, list[Term]]


def dataset(quads: Iterable[Quad | Triple], place: str = "graph") -> Dataset:
    """The dataset that quads of one graph hold; raises DataError with every fault.

    What the model does not know is passed over; the graph keeps it.

    >>> from posgraph.model import Actor, Demand, Issue, Position
    >>> from posgraph.stance import Stance
    >>> from posgraph.writing import quads
    >>> toy = Dataset(id="toy", actors=(Actor(id="a", label="A", kind="state"),), issues=(Issue(id="i", label="I"),),
    ...     demands=(Demand(id="d", issue="i", label="D"),), positions=(Position(id="p", actor="a", demand="d",
    ...     stance=Stance.accepts),))
    >>> dataset(quads(toy)) == toy
    True
    """
    return assemble(book(quads, place))


def book(quads: Iterable[Quad | Triple], place: str = "graph") -> Book:
    """The cells of the rows that quads hold; raises DataError where there is not exactly one pg:Dataset."""
    return _Reader(quads, place).book()


class _Reader:
    """The triples of one dataset by subject and predicate."""

    def __init__(self, quads: Iterable[Quad | Triple], place: str) -> None:
        self.place = place
        self.faults: list[Fault] = []
        self.subjects = index(quads)
        self.node = self._dataset_node()
        self.terms = Terms(self.node.value)

    def _dataset_node(self) -> NamedNode:
        wanted = NamedNode(expand("pg:Dataset"))
        found = [subject for subject, properties in self.subjects.items() if wanted in properties.get(_TYPE, ())]
        if len(found) == 1 and isinstance(found[0], NamedNode):
            return found[0]
        what = "one pg:Dataset, whose IRI is the base of the IRIs of its rows"
        raise DataError([Fault(self.place, " ".join(sorted(map(str, found))), what)])

    def book(self) -> Book:
        sheets = self._sheets()
        self._shortcuts(sheets)
        self.faults += strangers(self.place, self.subjects, roles(self.subjects), self.terms)
        return Book(self.place, f"{self.place} dataset", self._header(), sheets, tuple(self.faults))

    def _header(self) -> dict[str, str]:
        entries = {"base": self.node.value}
        properties = self.subjects[self.node]
        for name, term in HEADER.items():
            given = properties.get(expand(term), [])
            texts = [t.value for t in (preferred(given) if given else ()) if isinstance(t, Literal | NamedNode)]
            if len(texts) > 1 or (name == "id" and not texts):
                where_ = where(f"{self.place} dataset", column=name)
                self._fault(where_, " ".join(sorted(texts)), sentence("datasets", name, f"one {name}"))
            entries[name] = texts[0] if texts else ""
        processes = properties.get(expand("pg:inProcess"), [])
        cells = [self.terms.ref("processes", term) for term in processes]
        if len(cells) == 1 and isinstance(cells[0], str):
            entries["process"] = cells[0]
        elif cells:
            value = " ".join(sorted(map(str, processes)))
            self._fault(f"{self.place} dataset column process", value, sentence("datasets", "process", "the IRI of one process"))
        return entries

    def _sheets(self) -> dict[str, Sheet]:
        """A sheet for each table that has rows; the rows by IRI."""
        sheets = {t.name: Sheet(t.name, f"{self.place} {t.name}", t.names) for t in TABLES}
        for subject in sorted(self.subjects, key=str):
            properties = self.subjects[subject]
            types = [t.value for t in properties.get(_TYPE, []) if isinstance(t, NamedNode)]
            found = [classes()[name] for name in types if name in classes()]
            if len({table.name for table, _ in found}) > 1:
                self._fault(f"{self.place} {subject}", " ".join(sorted(types)), "one class of row")
            elif found:
                table, words = found[0][0], sorted({word for _, word in found if word})
                key = "/".join(self.terms.key(subject)[1:]) or str(getattr(subject, "value", subject))
                sheets[table.name].rows.append(Row(0, self._row(table, subject, properties, words), key))
            else:
                self._untyped(subject, types)
        return {name: sheet for name, sheet in sheets.items() if sheet.rows}

    def _untyped(self, subject: Term, types: list[str]) -> None:
        """A node with the IRI of a row has the class of one, or it would be passed over."""
        kind = self.terms.key(subject)[0]
        if any(name.startswith(PG) and name not in ontology() for name in types):
            return  # told as a class that there is not
        for table in TABLES:
            if table.kind == kind:
                wanted = " or ".join(dict.fromkeys(table.classes.values()))
                self._fault(f"{self.place} {subject}", " ".join(sorted(types)), f"an rdf:type: {wanted}")

    def _row(self, table: Table, subject: Term, properties: Properties, words: list[str]) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        apart = ("source", "quote") if has_evidence(table) else ()
        for column in table.columns:
            if column.name in apart:
                continue
            if column.name == "only_if":
                cells["only_if"] = self._only_if(column, properties)
            elif column.name in BOUNDS:
                cells[column.name] = bound(
                    self.terms, column, properties.get(expand(BOUNDS[column.name]), ()), properties.get(_IRIS[column.term], ())
                )
            elif column.term:
                cells[column.name] = self.terms.cell(column, properties.get(_IRIS[column.term], ()))
            else:  # the class alone carries the word
                cells[column.name] = words[0] if len(words) == 1 else Unreadable(" ".join(words)) if words else ""
        if has_evidence(table):
            cells.update(self._evidence(table, properties))
        if table.name == "proposals" and (words == ["adopted"]) != (cells["status"] == "adopted"):
            shown = f"{cells['status']}, {'pg:Agreement' if words else 'pg:Proposal'}"
            cells["status"] = Unreadable(shown, sentence("proposals", "status-adopted", "adopted for a pg:Agreement alone"))
        self._name(table, subject, cells)
        return cells

    def _name(self, table: Table, subject: Term, cells: dict[str, Cell]) -> None:
        """The key in the row's IRI and the one in its properties are the same."""
        kind, *key = self.terms.key(subject)
        if kind != table.kind or len(key) != len(table.key):
            shape = "/".join(name.upper() for name in table.key)
            cells[table.key[0]] = Unreadable(str(subject), f"the IRI {self.terms.iri(table.kind).value}/{shape}")
            return
        for name, part in zip(table.key, key, strict=True):
            cell = cells[name]
            if isinstance(cell, str) and cell and cell != part:
                cells[name] = Unreadable(cell, f"the {name} {part}, as in the IRI {subject}")

    def _evidence(self, table: Table, properties: Properties) -> Iterator[tuple[str, Cell]]:
        """Source and quote of a row, from the one evidence node that it may have."""
        found = properties.get(expand("pg:evidence"), [])
        if len(found) > 1:
            yield "source", Unreadable(" ".join(sorted(map(str, found))), sentence(table.name, "quote-source"))
            return
        for evidence in found:
            about = self.subjects.get(evidence, {})
            selectors = about.get(expand("oa:hasSelector"), [])
            exact = [text for selector in selectors for text in self.subjects.get(selector, {}).get(expand("oa:exact"), [])]
            sources = about.get(expand("oa:hasSource"), [])
            no_source = Unreadable("", sentence(table.name, "quote-source"))
            yield "source", self.terms.cell(table.column("source"), sources) if sources else no_source
            yield "quote", self.terms.cell(table.column("quote"), exact)

    def _only_if(self, column: Column, properties: Properties) -> Cell:
        wanted = NamedNode(concept("condition-type", "onlyIf"))
        terms: list[Term] = []
        for condition in properties.get(expand("pg:condition"), []):
            about = self.subjects.get(condition, {})
            if wanted in about.get(expand("pg:conditionType"), ()):
                terms += about.get(expand("pg:requiresDemand"), [])
        return self.terms.cell(column, list(dict.fromkeys(terms)))

    def _shortcuts(self, sheets: Mapping[str, Sheet]) -> None:
        """A direct relation between two demands stands beside a node that says whose claim it is."""
        rows = sheets["relations"].rows if "relations" in sheets else []
        said = {tuple(str(row.cells.get(name)) for name in ("demand_a", "relation", "demand_b")) for row in rows}
        said |= {(b, relation, a) for a, relation, b in said if relation in ("incompatible", "same")}
        for subject, properties in self.subjects.items():
            for relation, name in SHORTCUTS.items():
                for term in properties.get(expand(name), ()):
                    if (str(self.terms.ref("demands", subject)), relation, str(self.terms.ref("demands", term))) not in said:
                        what = sentence("relations", "shortcut", "a pg:DemandRelation for it")
                        at = where(f"{self.place} relations", key=str(self.terms.ref("demands", subject)))
                        self._fault(at, f"{subject} {name} {term}", what)

    def _fault(self, place: str, value: str, what: str) -> None:
        self.faults.append(Fault(place, value, what))


def bound(terms: Terms, column: Column, as_written: Sequence[Term], days: Sequence[Term]) -> Cell:
    """A bound of validity from the objects of its two properties: as written, else the day; both must agree."""
    written, day = terms.cell(column, as_written), terms.cell(column, days, DAY)
    if not written or isinstance(written, Unreadable) or isinstance(day, Unreadable):
        return day if isinstance(day, Unreadable) else written or day
    try:
        when = When.parse(written)
    except ValueError:
        return written
    found = when.first if column.name == "valid_from" else when.last
    says = found.isoformat() if found else ""
    return written if says == day else Unreadable(day, f"the day {says or 'left out'}, as {written} is written beside it")
