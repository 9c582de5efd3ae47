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
from carriers.failures import failure_in, no_answer, unreadable
from carriers.readings import Answer, note, sid_in
from carriers.wire_call import WireCall
from plp.errors import CarrierFailed, CarrierThrottled, CarrierUnclear
from plp.ports import Placed

_log = logging.getLogger(__name__)
_LONGEST_NAP = 1.0
_AHEAD = 0.01
"""Seconds: as many sheets lie ready as answers came within these, so that no connection lies idle in between."""
_MOST_AHEAD = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """One order as it is sent: our id, the form, and where to tell what came of it."""

    id: str
    path: str
    form: bytes = field(repr=False)


@dataclass(slots=True, eq=False)
class _Pile:
    """The sheets somebody waits for; `dropped` when he stopped waiting.

    He is told results, and (None) that a connection is kept for his next sheet.
    """

    told: SimpleQueue[list[Placed] | None]
    fresh: list[Placed] = field(default_factory=list)
    dropped: bool = False


class Wire:
    """Connections of one process, at most `many`, each used again and again; safe to share between threads.

    Nothing is ever sent twice: libcurl would repeat a request on a kept connection that broke before any answer,
    but only if it can begin to read the form anew, which `WireCall` does not let it.

    A sheet is asked for only when a connection is kept for it: what waited here after it was let go, while a carrier is
    slow to answer, would leave in a crowd later, whatever the rate, and whatever became of its message meanwhile.
    Only where many answers come does a sheet wait ahead of its connection, for a hundredth of a second.
    """

    def __init__(self, make_call: Callable[[], WireCall], *, many: int, breaker: Breaker) -> None:
        self._breaker = breaker
        self._waiting: deque[tuple[Sheet, _Pile]] = deque()
        self._idle = [make_call() for _ in range(many)]
        self._busy: dict[pycurl.Curl, tuple[WireCall, Sheet, _Pile]] = {}
        self._news: list[_Pile] = []
        self._free = many
        """Connections kept for nobody; fewer than none when sheets lie ready ahead of theirs."""
        self._asking: deque[_Pile] = deque()
        self._answers: deque[float] = deque(maxlen=_MOST_AHEAD)
        self._keeping = Lock()
        """Held while connections are kept for somebody or given back."""
        self._starting = Lock()
        self._thread: Thread | None = None
        self._work = Event()
        self._rung = False
        self._bell_out, self._bell_in = os.pipe()
        os.set_blocking(self._bell_out, False)
        os.set_blocking(self._bell_in, False)
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, many)

    def place(self, sheets: Iterable[Sheet]) -> Iterator[Placed]:
        """Send each as soon as it is given, which is when there is a connection for it; yields each result as it comes.

        Nothing starts before the first result is asked for; who stops asking leaves those not yet begun unsent.
        """
        pile, open_, giving = _Pile(SimpleQueue()), 0, iter(sheets)
        self._start()
        self._ask(pile)
        more = True
        try:
            while more or open_:
                if (told := pile.told.get()) is not None:
                    open_ -= len(told)
                    yield from told
                elif more := self._give(pile, giving):
                    open_ += 1
        finally:
            self._drop(pile)

    def _give(self, pile: _Pile, giving: Iterator[Sheet]) -> bool:
        """Use the connection that is kept for the next sheet, and ask for another; False when there is no sheet."""
        sheet = None
        try:
            sheet = next(giving, None)
        finally:
            if sheet is None:
                self._give_back()
        if sheet is None:
            return False
        self._waiting.append((sheet, pile))
        self._ring()
        self._ask(pile)
        return True

    def _ask(self, pile: _Pile) -> None:
        """Keep a connection for the next sheet of this pile, now or when it is its turn."""
        with self._keeping:
            self._asking.append(pile)
            self._keep_what_is_free()

    def _give_back(self, *, answered: bool = False) -> None:
        """One connection more: for whoever waits longest for one, if anybody does."""
        with self._keeping:
            if answered:
                self._answers.append(time.monotonic())
            self._free += 1
            self._keep_what_is_free()

    def _keep_what_is_free(self) -> None:
        while self._asking and (self._free > 0 or self._free > -self._ahead()):
            self._free -= 1
            self._asking.popleft().told.put(None)

    def _ahead(self) -> int:
        since = time.monotonic() - _AHEAD
        return sum(moment > since for moment in self._answers)

    def _drop(self, pile: _Pile) -> None:
        """Nobody waits for this any more: what is kept for it is given back."""
        pile.dropped = True
        with self._keeping:
            if pile in self._asking:
                self._asking.remove(pile)
        while not pile.told.empty():
            if pile.told.get() is None:
                self._give_back()

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
            self._tell_all()
            self._work.wait()
            self._work.clear()
            return
        self._multi.perform()
        anything = self._collect()
        self._tell_all()
        if not anything:
            self._sleep()

    def _sleep(self) -> None:
        """Until something comes from the carrier, libcurl wants to be asked, or somebody rings."""
        reading, writing, _ = self._multi.fdset()
        milliseconds = self._multi.timeout()
        nap = _LONGEST_NAP if milliseconds < 0 else min(milliseconds / 1000, _LONGEST_NAP)
        came, _, _ = select.select([*reading, self._bell_out], writing, [], nap)
        if self._bell_out in came:
            with suppress(BlockingIOError):
                os.read(self._bell_out, 4096)

    def _begin_waiting(self) -> None:
        while self._idle and self._waiting:
            sheet, pile = self._waiting.popleft()
            if pile.dropped:
                self._give_back()
                continue
            if wait := self._breaker.wait():
                self._note(pile, Placed(sheet.id, failure=CarrierThrottled(wait)))
                self._give_back()
                continue
            call = self._idle.pop()
            self._busy[call.curl] = (call, sheet, pile)
            call.begin(sheet.path, sheet.form)
            self._multi.add_handle(call.curl)

    def _collect(self) -> bool:
        """Read what is over; whether anything was."""
        left, any_ = 1, False
        while left:
            left, answered, failed = self._multi.info_read()
            any_ = any_ or bool(answered or failed)
            for curl in answered:
                self._read(curl, None)
            for curl, error, _ in failed:
                self._read(curl, error)
        return any_

    def _read(self, curl: pycurl.Curl, error: int | None) -> None:
        call, sheet, pile = self._busy[curl]
        try:
            placed = self._placed(call, sheet, error)
        except Exception as bug:  # noqa: BLE001  # an answer nobody thought of must cost no other order anything
            _log.error("answer_not_read why=%s", type(bug).__name__, exc_info=bug)
            placed = Placed(sheet.id, failure=unreadable())
        self._multi.remove_handle(curl)
        self._idle.append(call)
        del self._busy[curl]  # only now: until here whatever breaks is told of this order, too
        self._give_back(answered=True)
        self._note(pile, placed)

    def _placed(self, call: WireCall, sheet: Sheet, error: int | None) -> Placed:
        answer = call.answer() if error is None else None
        failure = _failure(answer) if answer else no_answer(f"curl {error}", sent=call.was_sent(error))
        note(self._breaker, failure, answered=answer is not None)
        if answer is None or failure is not None:
            return Placed(sheet.id, failure=failure)
        try:
            return Placed(sheet.id, sid=sid_in(answer.body))
        except CarrierFailed as unclear:
            return Placed(sheet.id, failure=unclear)

    def _note(self, pile: _Pile, placed: Placed) -> None:
        if not pile.fresh:
            self._news.append(pile)
        pile.fresh.append(placed)

    def _tell_all(self) -> None:
        """Wake each who waits once a turn, not once a result."""
        for pile in self._news:
            pile.told.put(pile.fresh)
            pile.fresh = []
        self._news.clear()

    def _give_up(self, why: str) -> None:
        """Tell all that is under way that nobody knows; those still waiting go later, on new connections."""
        for curl, (call, sheet, pile) in self._busy.items():
            with suppress(pycurl.error):
                self._multi.remove_handle(curl)
            self._idle.append(call)
            self._give_back()
            self._note(pile, Placed(sheet.id, failure=CarrierUnclear(f"placing this order broke off ({why})")))
        self._busy.clear()
        self._tell_all()


def _failure(answer: Answer) -> CarrierFailed | None:
    return failure_in(answer.status, answer.headers, answer.body)
