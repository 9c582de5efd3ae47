"""Let what is claimed leave for the carrier at its moment, and only while it is ours and still wanted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from threading import Lock

from plp.book import Claim
from plp.errors import CarrierThrottled, StoreBusy
from plp.ports import Door, Ports

_log = logging.getLogger(__name__)

_SHORTEST_WAIT = timedelta(milliseconds=5)
_LONGEST_WAIT = timedelta(seconds=1)
_LOOKS_AGAIN = timedelta(seconds=1)
"""So long after a claim, or the last look, the database is asked whether its cascade was stopped meanwhile."""

PutOff = Callable[[Claim, CarrierThrottled], None]


class NeverLeft(CarrierThrottled):
    """We held it back ourselves: nothing was asked of the carrier; the same attempt later, if it is still owed."""

    def __init__(self, why: str) -> None:
        super().__init__(0.0)
        self.args = (f"it never left: {why}",)


class StopWatch:
    """Which cascades were stopped since their claims; one for all batches of a worker, so that it asks seldom."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._looked: dict[str, datetime] = {}
        self._stopped: set[str] = set()
        self._looking = Lock()

    def is_stopped(self, claim: Claim, now: datetime) -> bool:
        """Whether an officer stopped it, as of a second ago; no, while the database cannot be asked."""
        cascade = claim.cascade.id
        with self._looking:  # what one batch finds out, all must know
            if now - max(self._looked.get(cascade, claim.attempt.at), claim.attempt.at) >= _LOOKS_AGAIN:
                self._look(cascade)
                self._looked[cascade] = self._ports.clock.now()
            return cascade in self._stopped

    def _look(self, cascade: str) -> None:
        try:
            with self._ports.store.read() as book:
                if book.cascades.get(cascade).is_withdrawn:
                    self._stopped.add(cascade)
        except StoreBusy as busy:
            _log.warning("stop_not_looked_for cascade=%s why=%s", cascade, busy)


def on_the_dot(
    ports: Ports,
    door: Door,
    claims: Sequence[Claim],
    moments: Sequence[datetime | None],
    *,
    stops: StopWatch,
    put_off: PutOff,
) -> Iterator[Claim]:
    """Give each claim at its moment, or as soon after it as the second is not crowded.

    A process may be halted between its claim and this for any time (a paused machine, a carrier that is slow to take
    what went before).  What is not ours any more, or has expired or been stopped meanwhile, is put off instead.
    """
    for claim, moment in zip(claims, moments, strict=False):
        if moment and (early := moment - ports.clock.now()) > timedelta(0):
            ports.clock.sleep(early)
        if why := _why_not(ports, door, claim, stops):
            put_off(claim, NeverLeft(why))
        else:
            yield claim


def nap(ports: Ports, wait: timedelta) -> None:
    """Wait about so long: neither busily, nor so long that nobody would notice a change."""
    ports.clock.sleep(min(max(wait, _SHORTEST_WAIT), _LONGEST_WAIT))


def _why_not(ports: Ports, door: Door, claim: Claim, stops: StopWatch) -> str | None:
    """Wait until it may leave; tells why it may not any more."""
    while not (why := _why_not_now(ports, claim, stops)):
        leaving, wait = ports.pace.leave(door, 1)
        if leaving:
            return _why_not_now(ports, claim, stops)  # asking took its time, too
        nap(ports, wait)
    return why


def _why_not_now(ports: Ports, claim: Claim, stops: StopWatch) -> str | None:
    now = ports.clock.now()
    if claim.attempt.lease_until is None or now >= claim.attempt.lease_until:
        return "its lease is over"
    if now >= claim.alert.expires_at:
        return "the message has expired"
    return "the cascade was stopped" if stops.is_stopped(claim, now) else None
