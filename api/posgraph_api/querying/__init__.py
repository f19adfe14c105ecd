"""SPARQL queries: the endpoint, and the processes that run what it is given."""
