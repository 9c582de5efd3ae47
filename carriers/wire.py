"""The hot path to the carrier: many orders over kept connections, driven by one thread (libcurl's multi interface).

The official client reaches about 1,000 requests a second in any number of threads; see docs/decisions/0013.
"""

from __future__ import annotations

import logging
import os
import select
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event, Lock, Thread

import pycurl

from carriers.breaker import Breaker
from carriers.failures import failure_in, no_answer
from carriers.readings import Answer, note, sid_in
from carriers.wire_call import WireCall
from plp.errors import CarrierFailed, CarrierThrottled, CarrierUnclear
from plp.ports import Placed

_log = logging.getLogger(__name__)
_LONGEST_NAP = 1.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One order as it is sent: our id, the form, and where to tell what came of it."""

    id: str
    path: str
    form: bytes = field(repr=False)


@dataclass(slots=True)
class _Pile:
    """The sheets somebody waits for; `dropped` when he stopped waiting."""

    told: SimpleQueue[Placed]
    dropped: bool = False


class Wire:
    """Connections of one process, at most `many`, each used again and again; safe to share between threads.

    Nothing is ever sent twice: libcurl would repeat a request on a kept connection that broke before any answer,
    but only if it can begin to read the form anew, which `WireCall` does not let it.
    """

    def __init__(self, make_call: Callable[[], WireCall], *, many: int, breaker: Breaker) -> None:
        self._breaker = breaker
        self._waiting: deque[tuple[Sheet, _Pile]] = deque()
        self._idle = [make_call() for _ in range(many)]
        self._busy: dict[pycurl.Curl, tuple[WireCall, Sheet, _Pile]] = {}
        self._starting = Lock()
        self._thread: Thread | None = None
        self._work = Event()
        self._rung = False
        self._timer: float | None = None
        self._bell_out, self._bell_in = os.pipe()
        os.set_blocking(self._bell_out, False)
        os.set_blocking(self._bell_in, False)
        self._watched = select.poll()
        self._watched.register(self._bell_out, select.POLLIN)
        self._multi = self._new_multi(many)

    def place(self, sheets: Iterable[Sheet]) -> Iterator[Placed]:
        """Send each as soon as it is given; yields each result as it comes.

        Nothing starts before the first result is asked for; who stops asking leaves those not yet begun unsent.
        """
        pile, open_ = _Pile(SimpleQueue()), 0
        self._start()
        try:
            for sheet in sheets:
                self._waiting.append((sheet, pile))
                self._ring()
                open_ += 1
                while not pile.told.empty():
                    open_ -= 1
                    yield pile.told.get()
            for _ in range(open_):
                yield pile.told.get()
        finally:
            pile.dropped = True

    def _ring(self) -> None:
        """Wake the wire, unless somebody has and it has not looked yet."""
        if not self._rung:
            self._rung = True
            self._work.set()
            with suppress(BlockingIOError):  # it is full of rings already
                os.write(self._bell_in, b".")

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="carrier", daemon=True)
                self._thread.start()

    # ---- on the wire's own thread

    def _run(self) -> None:
        while True:
            try:
                self._turn()
            except Exception as bug:  # noqa: BLE001  # whatever broke, nobody may wait for an answer for ever
                _log.error("wire_broke why=%s", type(bug).__name__, exc_info=bug)
                self._give_up(type(bug).__name__)

    def _turn(self) -> None:
        self._rung = False
        self._begin_waiting()
        if not self._busy:
            self._work.wait()
            self._work.clear()
            return
        for fd, _ in self._watched.poll(self._nap() * 1000):
            if fd == self._bell_out:
                with suppress(BlockingIOError):
                    os.read(self._bell_out, 4096)
            else:
                self._multi.socket_action(fd, 0)
        if self._timer is not None and time.monotonic() >= self._timer:
            self._timer = None
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        self._collect()

    def _nap(self) -> float:
        if self._timer is None:
            return _LONGEST_NAP
        return min(max(self._timer - time.monotonic(), 0.0), _LONGEST_NAP)

    def _begin_waiting(self) -> None:
        while self._idle and self._waiting:
            sheet, pile = self._waiting.popleft()
            if pile.dropped:
                continue
            if wait := self._breaker.wait():
                pile.told.put(Placed(sheet.id, failure=CarrierThrottled(wait)))
                continue
            call = self._idle.pop()
            call.begin(sheet.path, sheet.form)
            self._busy[call.curl] = (call, sheet, pile)
            self._multi.add_handle(call.curl)

    def _collect(self) -> None:
        left = 1
        while left:
            left, answered, failed = self._multi.info_read()
            for curl in answered:
                self._tell(curl, None)
            for curl, error, _ in failed:
                self._tell(curl, error)

    def _tell(self, curl: pycurl.Curl, error: int | None) -> None:
        call, sheet, pile = self._busy.pop(curl)
        self._multi.remove_handle(curl)
        self._idle.append(call)
        answer = call.answer() if error is None else None
        failure = _failure(answer) if answer else no_answer(f"curl {error}", sent=call.was_sent(error))
        note(self._breaker, failure, answered=answer is not None)
        if answer is None or failure is not None:
            pile.told.put(Placed(sheet.id, failure=failure))
            return
        try:
            pile.told.put(Placed(sheet.id, sid=sid_in(answer.body)))
        except CarrierFailed as unreadable:
            pile.told.put(Placed(sheet.id, failure=unreadable))

    def _give_up(self, why: str) -> None:
        """Tell all that is under way that nobody knows; those still waiting go later, on new connections."""
        for curl, (call, sheet, pile) in self._busy.items():
            with suppress(pycurl.error):
                self._multi.remove_handle(curl)
            self._idle.append(call)
            pile.told.put(Placed(sheet.id, failure=CarrierUnclear(f"placing this order broke off ({why})")))
        self._busy.clear()

    def _new_multi(self, many: int) -> pycurl.CurlMulti:
        multi = pycurl.CurlMulti()
        multi.setopt(pycurl.M_MAXCONNECTS, many)
        multi.setopt(pycurl.M_SOCKETFUNCTION, self._on_socket)
        multi.setopt(pycurl.M_TIMERFUNCTION, self._on_timer)
        return multi

    def _on_socket(self, what: int, fd: int, multi: object, known: object) -> None:
        """Libcurl tells which of its sockets to watch, and for what."""
        del multi, known
        if what == pycurl.POLL_REMOVE:
            self._watched.unregister(fd)
        else:
            self._watched.register(fd, _WATCH[what])

    def _on_timer(self, milliseconds: int) -> None:
        """Libcurl tells when it wants to be asked although nothing came."""
        self._timer = None if milliseconds < 0 else time.monotonic() + milliseconds / 1000


_WATCH = {
    pycurl.POLL_IN: select.POLLIN,
    pycurl.POLL_OUT: select.POLLOUT,
    pycurl.POLL_INOUT: select.POLLIN | select.POLLOUT,
}


def _failure(answer: Answer) -> CarrierFailed | None:
    return failure_in(answer.status, answer.headers, answer.body)
