"""The matrix of actors and issues: its cells, its order, and what is told of an opened cell."""
