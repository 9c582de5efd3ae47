"""Telephone menus as data, what a key means in them, and how a step is written in TwiML."""
