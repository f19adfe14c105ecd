"""SPARQL updates and the Graph Store Protocol: tried, checked and written."""
