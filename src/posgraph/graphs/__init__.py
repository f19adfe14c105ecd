"""Graphs of demands and actors, built from model values with networkx."""
