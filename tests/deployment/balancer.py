"""The address the carrier knows: passes each connection on to the next web process that takes it, in turn."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import Self

_AT_ONCE = 128


class Balancer:
    """A round-robin TCP forwarder on a free port; a backend that refuses is passed over."""

    def __init__(self) -> None:
        self.backends: Sequence[str] = ()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=_AT_ONCE)
        self._turns = count()

    @property
    def bind(self) -> str:
        """Where it listens, as host:port."""
        return "{}:{}".format(*self._listening.getsockname())

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                caller, _ = self._listening.accept()
                threading.Thread(target=self._pass_on, args=(caller,), daemon=True).start()

    def _pass_on(self, caller: socket.socket) -> None:
        with caller:
            web = self._next_that_answers()
            if web is None:
                return
            with web:
                back = threading.Thread(target=_copy, args=(web, caller), daemon=True)
                back.start()
                _copy(caller, web)
                back.join()

    def _next_that_answers(self) -> socket.socket | None:
        backends = list(self.backends)
        first = next(self._turns)
        for place in range(len(backends)):
            host, _, port = backends[(first + place) % len(backends)].rpartition(":")
            with suppress(OSError):
                return socket.create_connection((host, int(port)), timeout=2)
        return None


def _copy(source: socket.socket, to: socket.socket) -> None:
    source.settimeout(30)
    with suppress(OSError):
        while chunk := source.recv(65536):
            to.sendall(chunk)
    with suppress(OSError):
        to.shutdown(socket.SHUT_WR)
