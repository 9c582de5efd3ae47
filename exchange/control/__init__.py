"""The control API: what a test or a demo tells the exchange and asks of it."""
