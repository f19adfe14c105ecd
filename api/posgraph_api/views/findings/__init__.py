"""Conflicts and overlaps: the network of actors, the table of pairs, and what stands between two of them."""
