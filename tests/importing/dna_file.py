"""Makes ``.dna`` files of the published case's statements, by the layout of the program's versions 3 and 2."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

CASE = Path(__file__).parents[1] / "cases" / "dna" / "neg300" / "statements.csv"
VARIABLES = (("person", "short text"), ("organization", "short text"), ("concept", "short text"), ("agreement", "boolean"),
             ("strength", "integer"), ("venue", "short text"))  # fmt: skip

COMMON = """
CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL);
CREATE TABLE CODERS(ID INTEGER NOT NULL PRIMARY KEY, Name TEXT NOT NULL);
CREATE TABLE DOCUMENTS(ID INTEGER NOT NULL PRIMARY KEY, Title TEXT NOT NULL, Text TEXT NOT NULL, Coder INTEGER, Author TEXT,
    Source TEXT, Section TEXT, Notes TEXT, Type TEXT, Date INTEGER NOT NULL);
CREATE TABLE STATEMENTTYPES(ID INTEGER NOT NULL PRIMARY KEY, Label TEXT NOT NULL);
CREATE TABLE VARIABLES(ID INTEGER NOT NULL PRIMARY KEY, Variable TEXT NOT NULL, DataType TEXT NOT NULL, StatementTypeId INTEGER);
CREATE TABLE STATEMENTS(ID INTEGER NOT NULL PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER NOT NULL,
    Stop INTEGER NOT NULL, Coder INTEGER);
CREATE TABLE DATABOOLEAN(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE DATAINTEGER(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE DATALONGTEXT(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value TEXT);
INSERT INTO CODERS VALUES (1, 'Admin'), (2, 'Coder 1');
INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement'), (2, 'Annotation');
"""
THREE = """
CREATE TABLE ENTITIES(ID INTEGER PRIMARY KEY, VariableId INTEGER NOT NULL, Value TEXT NOT NULL, ChildOf INTEGER);
CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Entity INTEGER NOT NULL);
INSERT INTO SETTINGS VALUES ('version', '3.1.2');
"""
TWO = """
CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value TEXT);
CREATE TABLE ATTRIBUTES(ID INTEGER PRIMARY KEY, VariableId INTEGER NOT NULL, Value TEXT NOT NULL);
INSERT INTO SETTINGS VALUES ('version', '2.0');
"""


def statements() -> list[dict[str, str]]:
    """The rows of the case."""
    with CASE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make(path: Path, version: int = 3, text: str = "") -> Path:
    """Write the case as a database; ``text`` is what all documents begin with, filled up with x."""
    rows = statements()
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(COMMON + (THREE if version == 3 else TWO))
        base.executemany("INSERT INTO VARIABLES VALUES (?, ?, ?, 1)", [(n, *v) for n, v in enumerate(VARIABLES, 1)])
        documents = {row["document_id"]: row for row in rows}
        for id, row in documents.items():
            seconds = int((datetime.fromisoformat(row["datetime"]) - datetime(1970, 1, 1)).total_seconds())
            length = max(int(r["stop"]) for r in rows if r["document_id"] == id)
            values = (id, row["document_title"], text + "x" * length, row["author"], row["source"], row["section"], row["type"])
            base.execute("INSERT INTO DOCUMENTS VALUES (?, ?, ?, 1, ?, ?, ?, '', ?, ?)",
                         (*values, seconds if version == 3 else seconds * 1000))  # fmt: skip
        entities: dict[tuple[int, str], int] = {}
        for row in rows:
            id = row["statement_id"]
            base.execute("INSERT INTO STATEMENTS VALUES (?, 1, ?, ?, ?, 2)", (id, row["document_id"], row["start"], row["stop"]))
            for variable, (name, kind) in enumerate(VARIABLES, 1):
                value: object = row[name]
                table = {"boolean": "DATABOOLEAN", "integer": "DATAINTEGER"}.get(kind, "DATASHORTTEXT")
                if kind == "short text" and version == 3:
                    key = (variable, row[name])
                    if key not in entities:
                        entities[key] = len(entities) + 1
                        base.execute("INSERT INTO ENTITIES VALUES (?, ?, ?, NULL)", (entities[key], *key))
                    value = entities[key]
                base.execute(f"INSERT INTO {table} VALUES (NULL, ?, ?, ?)", (id, variable, value))
        base.execute("INSERT INTO STATEMENTS VALUES (9001, 2, ?, 0, 1, 1)", (rows[0]["document_id"],))
    return path
