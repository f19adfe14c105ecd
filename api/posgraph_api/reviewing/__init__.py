"""Proposing and reviewing: what somebody wants in the graph waits in a queue until somebody has accepted it."""
