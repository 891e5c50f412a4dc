"""Measurements of the running server: its contract, and what it bears."""
