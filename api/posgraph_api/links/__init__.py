"""Addresses that lead from page to page: what they carry, and how they are written."""
