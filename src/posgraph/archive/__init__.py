"""Archives: datasets whose positions are too many for objects, and lie in a file of columns."""
