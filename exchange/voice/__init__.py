"""Calls: how they ring, what is said in them, and how they end."""
