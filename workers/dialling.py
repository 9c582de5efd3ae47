"""Place what is due behind a door: members' calls and texts, and beside them the errands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Protocol

from plp.ports import Door, Ports
from services.deliver import place_calls, send_texts
from services.errands import place_errands, send_errands
from workers.stopping import STOPPING

USUALLY = timedelta(seconds=20)
_LOOK = 0.25
"""Seconds after which it looks again for members while errands are with the carrier."""


class Places(Protocol):
    """One of the services that dial."""

    def __call__(self, ports: Ports, *, within: timedelta, stopping: Callable[[], bool]) -> int:
        """Place what is due; returns how many were claimed."""


DOORS: Mapping[Door, tuple[Places, Places]] = {
    Door.CALLS: (place_errands, place_calls),
    Door.TEXTS: (send_errands, send_texts),
}


def dial(ports: Ports, door: Door, *, within: timedelta = USUALLY) -> int:
    """Place all that is due behind this door; returns how many were claimed.

    The errands have a thread of their own: no member waits for what a slow carrier says of them, nor they for him.
    """
    errands, deliveries = DOORS[door]
    with ThreadPoolExecutor(1, thread_name_prefix="errands") as beside:
        owed = beside.submit(errands, ports, within=within, stopping=STOPPING.is_set)
        placed = deliveries(ports, within=within, stopping=STOPPING.is_set)
        while not wait([owed], timeout=_LOOK).done:
            placed += deliveries(ports, within=within, stopping=STOPPING.is_set)
        return placed + owed.result()
