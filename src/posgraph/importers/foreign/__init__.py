"""Foreign data as datasets: coded statement tables, DNA databases, roll-call votes, other people's RDF."""

from posgraph.importers.foreign.building import Imported, build
from posgraph.importers.foreign.mapping import Mapping, read_mapping
from posgraph.importers.foreign.rdf_mapping import read_rdf_mapping
from posgraph.importers.foreign.report import Report
from posgraph.importers.foreign.sources import read_dna, read_table, read_votes

__all__ = [
    "Imported",
    "Mapping",
    "Report",
    "build",
    "read_dna",
    "read_mapping",
    "read_rdf_mapping",
    "read_table",
    "read_votes",
]
