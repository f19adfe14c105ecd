"""Exporters: a dataset as a folder of CSV tables, a spreadsheet, RDF, Parquet or a network."""

from posgraph.exporters.registry import EXPORTERS, Exporter, export, kind_of, render

__all__ = ["EXPORTERS", "Exporter", "export", "kind_of", "render"]
