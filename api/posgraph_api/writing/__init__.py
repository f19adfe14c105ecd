"""Rows written over HTTP, and the record of every write."""
