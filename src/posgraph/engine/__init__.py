"""The columnar engine: positions as columns, and what follows from pairs of them."""
