"""Texts: what is sent, what comes back, and what became of each."""
