"""Importers: a dataset from a folder of CSV tables, a spreadsheet, or RDF."""

from posgraph.importers.registry import IMPORTERS, Loaded, load_quads, read

__all__ = ["IMPORTERS", "Loaded", "load_quads", "read"]
