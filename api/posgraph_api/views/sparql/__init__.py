"""The SPARQL page: palette, examples, refusals, and answers as tables."""
