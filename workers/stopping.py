"""The wish to stop, as this process has heard it: whoever does something in batches looks here between two of them."""

from __future__ import annotations

from threading import Event

STOPPING = Event()
"""Set once by the signal and never cleared: a process that was asked to stop takes up nothing new."""
