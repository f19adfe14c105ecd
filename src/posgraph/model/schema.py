"""The tables of a dataset, declared once: columns, what a cell may hold, and the RDF class and property that carries it.

Reading and writing of CSV, spreadsheets and RDF, the checks of input, and the reference page in the docs all follow this
declaration. To add a column: one line here, one field in the record, one property in the ontology.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from posgraph.model import actor, demand, event, plan, position, process, scenario, source
from posgraph.stance import CONFIDENCE, FIRMNESS, Stance


class Kind(Enum):
    """What a cell holds."""

    id = "id"  # the row's own id
    text = "text"
    texts = "texts"  # a list, separated by ;
    ref = "ref"  # the id of a row of table `to`
    refs = "refs"
    target = "target"  # a demand id, or a prefixed reference: issue:ID, clause:PROPOSAL/NUMBER
    about = "about"  # a prefixed reference to a row of any table in `to`
    agent = "agent"  # an actor id, or free text
    word = "word"  # one of `words`
    degree = "degree"  # 0..1, or one of `words`
    number = "number"
    amount = "amount"  # a number, 0 or more
    whole = "whole"
    flag = "flag"  # true or false
    date = "date"
    url = "url"
    urls = "urls"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``term`` is the RDF property, a prefixed name; empty where the writer treats the column by name."""

    name: str
    kind: Kind
    term: str = ""
    required: bool = False
    to: str = ""
    words: tuple[str, ...] = ()
    vocabulary: str = ""
    numbers: MappingProxyType[str, float] | None = None

    @property
    def is_list(self) -> bool:
        """True where a cell holds several values, separated by ``;``."""
        return self.kind in (Kind.texts, Kind.refs, Kind.urls)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: ``key`` are the columns that name a row, ``kind`` the first part of a row's IRI, ``classes`` its RDF class.

    One class for all rows stands under the empty word; else the word in ``class_column`` chooses.
    """

    name: str
    record: type
    kind: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    classes: MappingProxyType[str, str]
    class_column: str = ""
    required: bool = False

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name!r}; it has {', '.join(self.names)}")

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in their written order."""
        return tuple(c.name for c in self.columns)


STANCES = tuple(s.value for s in Stance)
ALLEN = ("before", "after", "meets", "metBy", "overlaps", "overlappedBy", "starts", "startedBy", "during", "contains", "finishes",
         "finishedBy", "equals")  # fmt: skip
ORDERS = (*ALLEN, "with")
MODES = ("selfStated", "byRepresentative", "byOpponent", "byMediator", "byThirdParty", "anonymous", "inferred")
RELATIONS = ("incompatible", "same", "entails", "requires")
ROLES = ("party", "mediator", "guarantor", "observer", "host")
ACTOR_KINDS = ("state", "organization", "faction", "person")
REASONS = ("correction", "change", "retraction")
PROPOSAL_STATUS = ("draft", "tabled", "rejected", "superseded", "withdrawn", "adopted", "absent")
EVENT_STATUS = ("occurred", "planned", "hypothetical", "denied")
SOURCE_KINDS = ("article", "statement", "document", "draft", "interview", "post", "survey", "dataset")


def _one(name: str) -> MappingProxyType[str, str]:
    return MappingProxyType({"": name})


def _id() -> Column:
    return Column("id", Kind.id, "dcterms:identifier", required=True)


def _label() -> Column:
    return Column("label", Kind.text, "skos:prefLabel", required=True)


def _note() -> Column:
    return Column("note", Kind.text, "skos:note")


def _process() -> Column:
    return Column("process", Kind.ref, "pg:inProcess", to="processes")


def _source() -> Column:
    return Column("source", Kind.ref, "dcterms:source", to="sources")


def _validity() -> tuple[Column, Column]:
    return Column("valid_from", Kind.date, "pg:validFrom"), Column("valid_to", Kind.date, "pg:validUntil")


def _strength() -> tuple[Column, Column]:
    return Column("salience", Kind.degree, "pg:salience"), Column("firmness", Kind.degree, "pg:firmness", numbers=FIRMNESS)


def _stance() -> Column:
    return Column("stance", Kind.word, "pg:stance", required=True, words=STANCES, vocabulary="stance")


def _attribution(revised: str) -> tuple[Column, ...]:
    return (
        Column("reported_by", Kind.agent, "pg:reportedBy", to="actors"),
        Column("mode", Kind.word, "pg:attributionMode", words=MODES, vocabulary="attribution-mode"),
        _source(),
        Column("quote", Kind.text, "oa:exact"),
        Column("confidence", Kind.degree, "pg:confidence", numbers=CONFIDENCE),
        Column("revises", Kind.ref, "prov:wasRevisionOf", to=revised),
        Column("revision_reason", Kind.word, "pg:revisionReason", words=REASONS, vocabulary="revision-reason"),
        _process(),
        _note(),
    )


TABLES: tuple[Table, ...] = (
    Table("sources", source.Source, "source", ("id",), (
        _id(),
        Column("title", Kind.text, "dcterms:title", required=True),
        Column("publisher", Kind.text, "dcterms:publisher"),
        Column("url", Kind.url, "schema:url"),
        Column("published", Kind.date, "dcterms:issued"),
        Column("kind", Kind.word, "pg:sourceKind", words=SOURCE_KINDS, vocabulary="source-kind"),
    ), _one("pg:SourceDocument")),
    Table("actors", actor.Actor, "actor", ("id",), (
        _id(),
        _label(),
        Column("kind", Kind.word, "", required=True, words=ACTOR_KINDS, vocabulary="actor-kind"),
        Column("part_of", Kind.ref, "dcterms:isPartOf", to="actors"),
        Column("same_as", Kind.urls, "schema:sameAs"),
        Column("aliases", Kind.texts, "skos:altLabel"),
    ), MappingProxyType({"state": "pg:State", "organization": "pg:Organization", "faction": "pg:Faction", "person": "pg:Person"}),
        class_column="kind", required=True),
    Table("processes", process.Process, "process", ("id",), (
        _id(),
        _label(),
        Column("kind", Kind.word, "", required=True, words=("process", "round", "meeting"), vocabulary="process-kind"),
        Column("part_of", Kind.ref, "dcterms:isPartOf", to="processes"),
        *_validity(),
        _note(),
    ), MappingProxyType({"process": "pg:NegotiationProcess", "round": "pg:Round", "meeting": "pg:Meeting"}), class_column="kind"),
    Table("issues", demand.Issue, "issue", ("id",), (
        _id(),
        _label(),
        Column("broader", Kind.ref, "skos:broader", to="issues"),
        Column("exclusive", Kind.flag, "pg:exclusiveDemands"),
        Column("exhaustive", Kind.flag, "pg:exhaustiveDemands"),
        Column("unit", Kind.text, "schema:unitText"),
        Column("notation", Kind.texts, "skos:notation"),
        _note(),
    ), _one("pg:Issue")),
    Table("demands", demand.Demand, "demand", ("id",), (
        _id(),
        Column("issue", Kind.ref, "pg:onIssue", required=True, to="issues"),
        _label(),
        Column("rank", Kind.whole, "pg:scaleRank"),
        Column("min", Kind.number, "schema:minValue"),
        Column("max", Kind.number, "schema:maxValue"),
        Column("notation", Kind.texts, "skos:notation"),
        _note(),
    ), _one("pg:Demand"), required=True),
    Table("relations", demand.DemandRelation, "relation", ("id",), (
        _id(),
        Column("demand_a", Kind.ref, "pg:demandA", required=True, to="demands"),
        Column("relation", Kind.word, "pg:relation", required=True, words=RELATIONS, vocabulary="relation"),
        Column("demand_b", Kind.ref, "pg:demandB", required=True, to="demands"),
        Column("by", Kind.agent, "pg:assertedBy", required=True, to="actors"),
        _source(),
        _note(),
    ), _one("pg:DemandRelation")),
    Table("positions", position.Position, "position", ("id",), (
        _id(),
        Column("actor", Kind.ref, "pg:holder", required=True, to="actors"),
        Column("demand", Kind.target, "pg:target", required=True, to="demands issues clauses"),
        _stance(),
        *_strength(),
        *_validity(),
        Column("only_if", Kind.refs, "pg:requiresDemand", to="demands"),
        Column("lower", Kind.ref, "pg:lowerDemand", to="demands"),
        Column("upper", Kind.ref, "pg:upperDemand", to="demands"),
        *_attribution("positions"),
    ), _one("pg:Position")),
    Table("sequencing", position.SequencePreference, "order", ("id",), (
        _id(),
        Column("actor", Kind.ref, "pg:holder", required=True, to="actors"),
        Column("first", Kind.ref, "pg:firstStep", required=True, to="demands"),
        Column("relation", Kind.word, "pg:temporalRelation", required=True, words=ORDERS, vocabulary="order"),
        Column("then", Kind.ref, "pg:secondStep", required=True, to="demands"),
        _stance(),
        *_strength(),
        *_validity(),
        Column("basis", Kind.ref, "pg:basis", to="positions"),
        *_attribution("sequencing"),
    ), _one("pg:SequencePreference")),
    Table("participations", actor.Participation, "participation", ("process", "actor", "role"), (
        Column("process", Kind.ref, "pg:inProcess", required=True, to="processes"),
        Column("actor", Kind.ref, "org:member", required=True, to="actors"),
        Column("role", Kind.word, "pg:processRole", required=True, words=ROLES, vocabulary="role"),
        Column("capability", Kind.amount, "pg:capability"),
        *_validity(),
        _source(),
        Column("quote", Kind.text, "oa:exact"),
    ), _one("pg:Participation")),
    Table("representations", actor.Representation, "representation", ("id",), (
        _id(),
        Column("representative", Kind.ref, "pg:representative", required=True, to="actors"),
        Column("represented", Kind.ref, "pg:represented", required=True, to="actors"),
        _process(),
        *_validity(),
        _source(),
        _note(),
    ), _one("pg:Representation")),
    Table("proposals", plan.Proposal, "proposal", ("id",), (
        _id(),
        _label(),
        Column("proposed_by", Kind.refs, "pg:proposedBy", to="actors"),
        Column("status", Kind.word, "pg:proposalStatus", words=PROPOSAL_STATUS, vocabulary="proposal-status"),
        Column("date", Kind.date, "dcterms:date"),
        _source(),
        Column("quote", Kind.text, "oa:exact"),
        Column("counter_to", Kind.ref, "pg:counterTo", to="proposals"),
        _process(),
        _note(),
    ), MappingProxyType({"": "pg:Proposal", "adopted": "pg:Agreement"}), class_column="status"),
    Table("clauses", plan.Clause, "clause", ("proposal", "number"), (
        Column("proposal", Kind.ref, "pg:ofProposal", required=True, to="proposals"),
        Column("number", Kind.text, "dcterms:identifier", required=True),
        Column("demand", Kind.ref, "pg:proposes", to="demands"),
        Column("text", Kind.text, "pg:text"),
    ), _one("pg:Clause")),
    Table("events", event.Event, "event", ("id",), (
        _id(),
        _label(),
        Column("status", Kind.word, "pg:eventStatus", required=True, words=EVENT_STATUS, vocabulary="event-status"),
        Column("date", Kind.date, "dcterms:date"),
        Column("code", Kind.texts, "pg:eventCode"),
        _source(),
        Column("quote", Kind.text, "oa:exact"),
        _note(),
    ), _one("pg:Event")),
    Table("assessments", event.Assessment, "assessment", ("id",), (
        _id(),
        Column("kind", Kind.word, "", required=True, words=("forecast", "risk"), vocabulary="assessment-kind"),
        Column("about", Kind.about, "pg:assesses", required=True, to="events demands issues proposals processes"),
        Column("wording", Kind.text, "pg:wording", required=True),
        Column("probability", Kind.degree, "pg:probability"),
        Column("by", Kind.agent, "pg:assertedBy", to="actors"),
        Column("date", Kind.date, "dcterms:date"),
        _source(),
        Column("quote", Kind.text, "oa:exact"),
    ), MappingProxyType({"forecast": "pg:Forecast", "risk": "pg:RiskAssessment"}), class_column="kind"),
    Table("scenarios", scenario.Scenario, "scenario", ("id",), (
        _id(),
        _label(),
        Column("changes", Kind.texts, "pg:change", required=True),
        _note(),
        _source(),
    ), _one("pg:Scenario")),
)  # fmt: skip
"""Every table, in the order in which a dataset is written."""

BY_NAME: MappingProxyType[str, Table] = MappingProxyType({table.name: table for table in TABLES})
