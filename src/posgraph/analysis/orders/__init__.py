"""Orders of steps: which orders wanted cannot all be had, and what is the least that must move."""

from posgraph.analysis.orders.answer import contradictions, orders, stream
from posgraph.analysis.orders.concessions import Concession
from posgraph.analysis.orders.contradictions import Contradiction
from posgraph.analysis.orders.results import Cheapest, Component, Orders
from posgraph.analysis.orders.roadmap import Stage

__all__ = ["Cheapest", "Component", "Concession", "Contradiction", "Orders", "Stage", "contradictions", "orders", "stream"]
