"""Quads of one dataset as a book of cells: the inverse of :mod:`posgraph.writing`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from posgraph.errors import DataError, Fault
from posgraph.model import Dataset
from posgraph.model.cells import join, near
from posgraph.model.layout import BOUNDS, HEADER, SHORTCUTS, has_evidence
from posgraph.model.schema import BY_NAME, RELATIONS, TABLES, Column, Kind, Table
from posgraph.names import EDTF, concept, expand, mint, unmint
from posgraph.reading.assembly import assemble
from posgraph.reading.sheet import Book, Cell, Row, Sheet, Unreadable, where

Term = NamedNode | BlankNode | Literal | Triple

_TYPE = expand("rdf:type")
_XSD = expand("xsd:")
_DECIMAL = frozenset(_XSD + name for name in ("decimal", "integer", "double", "float", "int", "long", "nonNegativeInteger"))
_DATES = frozenset({EDTF, EDTF.removesuffix("/EDTF"), *(_XSD + name for name in ("date", "gYear", "gYearMonth", "string"))})


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


@cache
def classes() -> dict[str, tuple[Table, str]]:
    """Table and word of each class of rows."""
    found = {expand(name): (table, word) for table in TABLES for word, name in table.classes.items()}
    return {**found, expand("pg:Actor"): (BY_NAME["actors"], ""), expand("pg:Assessment"): (BY_NAME["assessments"], "")}


@cache
def _words(column: Column) -> dict[str, str]:
    """Words of a column by the IRI of their concept."""
    return {concept(column.vocabulary, word): word for word in column.words}


class _Reader:
    """The triples of one dataset by subject and predicate."""

    def __init__(self, quads: Iterable[Quad | Triple], place: str) -> None:
        self.place = place
        self.faults: list[Fault] = []
        self.subjects: dict[Term, dict[str, list[Term]]] = {}
        for quad in quads:
            properties = self.subjects.get(quad.subject)
            if properties is None:
                properties = self.subjects[quad.subject] = defaultdict(list)
            objects = properties[quad.predicate.value]
            if quad.object not in objects:
                objects.append(quad.object)
        self.node = self._dataset_node()
        self.base = self.node.value

    def _dataset_node(self) -> NamedNode:
        wanted = NamedNode(expand("pg:Dataset"))
        found = [s for s, properties in self.subjects.items() if wanted in properties.get(_TYPE, ())]
        if len(found) == 1 and isinstance(found[0], NamedNode):
            return found[0]
        what = "one pg:Dataset, whose IRI is the base of the IRIs of its rows"
        raise DataError([Fault(self.place, " ".join(sorted(map(str, found))), what)])

    def book(self) -> Book:
        sheets = {name: sheet for name, sheet in self._sheets() if sheet.rows}
        self._shortcuts(sheets)
        return Book(self.place, f"{self.place} dataset", self._header(), sheets, tuple(self.faults))

    def _header(self) -> dict[str, str]:
        entries = {"base": self.base}
        for name, term in HEADER.items():
            texts = self._texts(self.subjects[self.node].get(expand(term), []))
            if len(texts) > 1 or (name == "id" and not texts):
                self._fault(where(f"{self.place} dataset", column=name), " ".join(texts), f"one {name}")
            entries[name] = texts[0] if texts else ""
        processes = self.subjects[self.node].get(expand("pg:inProcess"), [])
        for cell in [self._ref("processes", term) for term in processes][:2]:
            if isinstance(cell, Unreadable) or len(processes) > 1:
                self._fault(f"{self.place} dataset column process", str(cell), "the IRI of one process")
            else:
                entries["process"] = cell
        return entries

    def _sheets(self) -> Iterator[tuple[str, Sheet]]:
        sheets = {t.name: Sheet(t.name, f"{self.place} {t.name}", t.names) for t in TABLES}
        kinds = {t.kind for t in TABLES}
        for subject, properties in self.subjects.items():
            types = properties.get(_TYPE, [])
            found = [classes()[t.value] for t in types if isinstance(t, NamedNode) and t.value in classes()]
            tables = {table.name for table, _ in found}
            if len(tables) > 1:
                self._fault(f"{self.place} {subject}", " ".join(sorted(tables)), "one class of row")
            elif tables:
                table = found[0][0]
                cells = self._row(table, subject, properties, sorted({word for _, word in found if word}))
                sheets[table.name].rows.append(Row(0, cells))
            elif (
                isinstance(subject, NamedNode)
                and unmint(self.base, subject.value)[:1]
                and (unmint(self.base, subject.value)[0] in kinds)
            ):
                kind = unmint(self.base, subject.value)[0]
                wanted = next(t for t in TABLES if t.kind == kind).classes.values()
                value = " ".join(sorted(map(str, types)))
                self._fault(f"{self.place} {subject}", value, f"an rdf:type: {' or '.join(sorted(set(wanted)))}")
        for sheet in sheets.values():
            sheet.rows.sort(key=lambda row: [str(row.cells.get(name, "")) for name in BY_NAME[sheet.table].key])
            yield sheet.table, sheet

    def _row(self, table: Table, subject: Term, properties: dict[str, list[Term]], words: list[str]) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        evidence = self._evidence(table, subject, properties) if has_evidence(table) else {}
        for column in table.columns:
            if column.name in evidence:
                cells[column.name] = evidence[column.name]
            elif column.name in ("source", "quote") and has_evidence(table):
                continue
            elif column.name == "only_if":
                cells[column.name] = self._only_if(column, properties)
            elif column.name in BOUNDS:
                cells[column.name] = self._bound(column, properties)
            elif column.term:
                cells[column.name] = self._cell(column, properties.get(expand(column.term), []))
            else:  # the class alone carries the word
                cells[column.name] = words[0] if len(words) == 1 else Unreadable(" ".join(words)) if words else ""
        if table.name == "proposals" and words:
            status = cells["status"]
            cells["status"] = (
                status if status in ("", "adopted") and words == ["adopted"] else Unreadable(f"{status}, a pg:Agreement")
            )
            cells["status"] = "adopted" if status in ("", "adopted") else cells["status"]
        self._name(table, subject, cells)
        return cells

    def _name(self, table: Table, subject: Term, cells: dict[str, Cell]) -> None:
        """The key in the row's IRI and the one in its properties are the same."""
        kind, *key = unmint(self.base, subject.value) or ("",) if isinstance(subject, NamedNode) else ("",)
        shape = f"the IRI {mint(self.base, table.kind)}/{'/'.join(name.upper() for name in table.key)}"
        if kind != table.kind or len(key) != len(table.key):
            cells[table.key[0]] = Unreadable(str(subject), shape)
            return
        for name, part in zip(table.key, key, strict=True):
            cell = cells[name]
            if cell == "" and name == "id":
                cells[name] = part
            elif isinstance(cell, str) and cell != part:
                cells[name] = Unreadable(cell, f"{part}, as in the IRI {subject}")

    def _cell(self, column: Column, terms: list[Term]) -> Cell:
        """The cell text of the objects of a property."""
        if not terms:
            return ""
        if column.kind is Kind.text:
            terms = _preferred(terms)
        cells = [self._term(column, term) for term in terms]
        bad = [cell for cell in cells if isinstance(cell, Unreadable)]
        if bad:
            return Unreadable(" ".join(cell.value for cell in bad), bad[0].expected, bad[0].hint)
        texts = sorted(cell for cell in cells if isinstance(cell, str))
        if column.is_list:
            return join(texts)
        return texts[0] if len(texts) == 1 else Unreadable(" ".join(texts), f"one {column.name}")

    def _term(self, column: Column, term: Term) -> Cell:
        """The cell text of one object."""
        match column.kind, term:
            case ((Kind.ref | Kind.refs), NamedNode()):
                return self._ref(column.to, term)
            case ((Kind.target | Kind.about), NamedNode()):
                return self._target(column, term)
            case Kind.agent, NamedNode():
                return self._ref("actors", term)
            case Kind.word, NamedNode():
                words = _words(column)
                return words.get(term.value) or Unreadable(str(term), hint=near(_local(term), column.words))
            case ((Kind.urls | Kind.url), NamedNode()):
                return term.value
            case ((Kind.degree | Kind.number | Kind.whole), Literal()) if term.datatype.value in _DECIMAL:
                return _plain(term.value)
            case Kind.flag, Literal() if term.datatype.value == _XSD + "boolean":
                return {"1": "true", "0": "false"}.get(term.value, term.value)
            case Kind.date, Literal() if term.datatype.value in _DATES:
                return term.value
            case Kind.url, Literal():
                return term.value
            case ((Kind.id | Kind.text | Kind.texts | Kind.agent), Literal()):
                return term.value
            case _:
                return Unreadable(str(term))

    def _ref(self, table: str, term: Term) -> Cell:
        kind, *key = unmint(self.base, term.value) or ("",) if isinstance(term, NamedNode) else ("",)
        if kind == BY_NAME[table].kind and len(key) == 1 and key[0]:
            return key[0]
        return Unreadable(str(term), f"the IRI {mint(self.base, BY_NAME[table].kind)}/ID")

    def _target(self, column: Column, term: NamedNode) -> Cell:
        kind, *key = unmint(self.base, term.value) or ("",)
        tables = column.to.split()
        for name in tables:
            if BY_NAME[name].kind == kind and len(key) == len(BY_NAME[name].key):
                return key[0] if column.kind is Kind.target and name == tables[0] else f"{kind}:{'/'.join(key)}"
        return Unreadable(str(term))

    def _texts(self, terms: list[Term]) -> list[str]:
        return sorted(term.value for term in _preferred(terms) if isinstance(term, Literal | NamedNode))

    def _evidence(self, table: Table, subject: Term, properties: dict[str, list[Term]]) -> dict[str, Cell]:
        """Source and quote of a row; of several evidence nodes the row's own counts."""
        found = properties.get(expand("pg:evidence"), [])
        if len(found) > 1 and isinstance(subject, NamedNode):
            own = NamedNode(mint(self.base, "evidence", *unmint(self.base, subject.value)))
            found = [own] if own in found else found
        if len(found) > 1:
            return {"source": Unreadable(" ".join(sorted(map(str, found))), "one pg:evidence, or one with the row's own IRI")}
        cells: dict[str, Cell] = {}
        for evidence in found:
            about = self.subjects.get(evidence, {})
            cells["source"] = self._cell(table.column("source"), about.get(expand("oa:hasSource"), []))
            exact = [
                text
                for selector in about.get(expand("oa:hasSelector"), [])
                for text in self.subjects.get(selector, {}).get(expand("oa:exact"), [])
            ]
            cells["quote"] = self._cell(table.column("quote"), exact)
        return cells

    def _only_if(self, column: Column, properties: dict[str, list[Term]]) -> Cell:
        wanted = NamedNode(concept("condition-type", "onlyIf"))
        terms: list[Term] = []
        for condition in properties.get(expand("pg:condition"), []):
            about = self.subjects.get(condition, {})
            if wanted in about.get(expand("pg:conditionType"), ()):
                terms += about.get(expand("pg:requiresDemand"), [])
        return self._cell(column, terms)

    def _bound(self, column: Column, properties: dict[str, list[Term]]) -> Cell:
        """A bound of validity: as written, else the day; both must agree."""
        written = self._cell(column, properties.get(expand(BOUNDS[column.name]), []))
        day = self._cell(column, properties.get(expand(column.term), []))
        if not written or isinstance(written, Unreadable) or isinstance(day, Unreadable) or not day:
            return written or day
        bound = _bound_day(column, written)
        return written if bound is None or bound == day else Unreadable(day, f"{bound}, as {written} is written beside it")

    def _shortcuts(self, sheets: dict[str, Sheet]) -> None:
        """A direct relation between two demands stands beside a node that says whose claim it is."""
        rows = sheets["relations"].rows if "relations" in sheets else []
        said = {tuple(str(row.cells.get(name)) for name in ("demand_a", "relation", "demand_b")) for row in rows}
        said |= {(b, relation, a) for a, relation, b in said if relation in ("incompatible", "same")}
        for subject, properties in self.subjects.items():
            for relation in RELATIONS:
                for term in properties.get(expand(SHORTCUTS[relation]), ()):
                    pair = str(self._ref("demands", subject)), relation, str(self._ref("demands", term))
                    if pair not in said:
                        triple = f"{subject} {SHORTCUTS[relation]} {term}"
                        self._fault(
                            f"{self.place} relations", triple, "a pg:DemandRelation beside it that says whose claim it is"
                        )

    def _fault(self, place: str, value: str, what: str) -> None:
        self.faults.append(Fault(place, value, what))


def _preferred(terms: list[Term]) -> list[Term]:
    """Of texts in several languages the one without a language, else English, else the first by tag."""
    tagged: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        tagged[(term.language or "") if isinstance(term, Literal) else ""].append(term)
    for tag in ("", "en"):
        if tag in tagged:
            return tagged[tag]
    return tagged[min(tagged)] if tagged else []


def _plain(text: str) -> str:
    """A number without exponent, as tables write it."""
    from decimal import Decimal, InvalidOperation

    try:
        return format(Decimal(text), "f") if "e" in text.lower() else text
    except InvalidOperation:
        return text


def _local(term: NamedNode) -> str:
    return term.value.replace("#", "/").rpartition("/")[2].removeprefix("interval")


def _bound_day(column: Column, text: str) -> Any:
    from posgraph.model.dates import When

    try:
        when = When.parse(text)
    except ValueError:
        return None
    day = when.first if column.name == "valid_from" else when.last
    return day.isoformat() if day else ""
