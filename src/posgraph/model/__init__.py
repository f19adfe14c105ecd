"""The model: frozen values, no RDF library."""

from posgraph.model.actor import Actor, Participation, Representation
from posgraph.model.dataset import Dataset
from posgraph.model.dates import When
from posgraph.model.demand import Demand, DemandRelation, Issue
from posgraph.model.event import Assessment, Event
from posgraph.model.plan import Clause, Proposal
from posgraph.model.position import Position, SequencePreference
from posgraph.model.process import Process
from posgraph.model.scenario import Scenario
from posgraph.model.source import Source

__all__ = [
    "Actor",
    "Assessment",
    "Clause",
    "Dataset",
    "Demand",
    "DemandRelation",
    "Event",
    "Issue",
    "Participation",
    "Position",
    "Process",
    "Proposal",
    "Representation",
    "Scenario",
    "SequencePreference",
    "Source",
    "When",
]
