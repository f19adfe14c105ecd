"""Settlements: the frontier, concessions, single deals, and what is supposed otherwise."""
