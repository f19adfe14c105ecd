"""Whole datasets: listed, uploaded, replaced, removed and downloaded."""
