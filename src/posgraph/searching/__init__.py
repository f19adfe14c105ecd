"""Full-text search over what a dataset says: labels, quotes, titles, notes, in Latin, Ukrainian and Russian spelling."""

from posgraph.searching.answer import search
from posgraph.searching.results import Found, Hit

__all__ = ["Found", "Hit", "search"]
