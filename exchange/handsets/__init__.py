"""Simulated telephones: what their owners do, as data, and the ear that does it."""
