"""Settlements: whether the parties' red lines leave room for a deal; if not, who must move; if so, which deals are best."""
