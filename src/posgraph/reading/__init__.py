"""Reading: quads, or the cells of tables, into the values of a dataset."""

from posgraph.reading.assembly import add, assemble
from posgraph.reading.graph import book, dataset
from posgraph.reading.roles import beyond
from posgraph.reading.sheet import Book, Row, Sheet, Unreadable, where

__all__ = ["Book", "Row", "Sheet", "Unreadable", "add", "assemble", "beyond", "book", "dataset", "where"]
