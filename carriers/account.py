"""Our account with the carrier, and this process's own client for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from twilio.base.exceptions import TwilioException

from carriers.address import ApiAddress
from carriers.breaker import Breaker
from carriers.failures import unreadable
from carriers.line import Line
from carriers.wire import Wire
from carriers.wire_call import WireCall, WireSettings


@dataclass(frozen=True, slots=True)
class Connection:
    """The line of the library's client, and the wire for orders; one breaker for both."""

    line: Line
    wire: Wire


@dataclass(frozen=True)
class Account:
    """Who we are to the carrier; connections are made when first used, one set per process."""

    sid: str
    token: str = field(repr=False)
    address: ApiAddress
    timeout: tuple[float, float]
    many: int
    monotonic: Callable[[], float]
    ca_file: Path | None = None
    _connections: dict[int, Connection] = field(default_factory=dict, repr=False, compare=False)
    _clients: dict[int, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def client(self) -> Any:
        """The library's client of this process, raising our errors only; orders do without it."""
        pid = os.getpid()
        return self._clients.get(pid) or self._clients.setdefault(pid, self._make_client())

    @property
    def line(self) -> Line:
        """The line of this process."""
        return self._connection().line

    @property
    def wire(self) -> Wire:
        """The wire of this process."""
        return self._connection().wire

    def _connection(self) -> Connection:
        # Keyed by process: sockets and locks must not be shared across a fork. `setdefault` needs no lock,
        # which a fork could leave held for ever; of two made at once one is dropped unused.
        pid = os.getpid()
        return self._connections.get(pid) or self._connections.setdefault(pid, self._connect())

    def _connect(self) -> Connection:
        breaker = Breaker(self.monotonic)
        line = Line(
            timeout=self.timeout,
            many=self.many,
            through_proxies=not self.address.on_loopback,
            monotonic=self.monotonic,
            breaker=breaker,
            ca_file=self.ca_file,
        )
        return Connection(line, self._wire(line, breaker))

    def _make_client(self) -> Any:
        from twilio.rest import Client  # a hundred modules, a tenth of a second: never before a telephone rings

        # Its own environment, so that TWILIO_EDGE and TWILIO_REGION rewrite no host.
        own = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}
        client = Client(self.sid, self.token, http_client=self.line, environment=own)
        client.api.base_url = self.address.base
        if not self.address.is_twilio:  # which asks for prices at a host of their own
            client.pricing.base_url = self.address.base
        return client

    def _wire(self, line: Line, breaker: Breaker) -> Wire:
        trust, proxy = line.surroundings(self.address.base)
        settings = WireSettings(self.address.base, self.sid, self.token, self.timeout, trust, proxy)
        return Wire(lambda: WireCall(settings), many=self.many, breaker=breaker)


@contextmanager
def readable() -> Iterator[None]:
    """Turn the library's stumbling over a well-formed but senseless answer into CarrierUnclear."""
    try:
        yield
    except (TwilioException, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise unreadable() from None
