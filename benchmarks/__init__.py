"""Speeds, each beside a competitor in the same run."""
