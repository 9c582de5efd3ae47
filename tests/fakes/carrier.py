"""A carrier in memory: it takes every order, gives SIDs, and fails exactly where the test says so.

carrier = FakeCarrier()
carrier.ponders = timedelta(seconds=2)        # before it answers any question
carrier.fails("+32470000001", CarrierThrottled(2.0), CarrierRefused(21211, Fault.NUMBER))   # the next two orders
carrier.loses_answer("+32470000002")          # taken, but the answer never comes
carrier.down = CarrierUnclear("away")         # everything asked of it fails
carrier.lists_everybody = True                # its lists follow no filter by number
carrier.spells = lambda number: number[1:]    # its lists write numbers in their own way
carrier.call_orders, carrier.sid_of("attempt-1"), carrier.becomes(sid, "busy"), carrier.ended, carrier.sent_to
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import RLock

from plp.errors import CarrierFailed, CarrierRefused, CarrierThrottled, CarrierUnclear
from plp.fault import Fault
from plp.ports import CallOrder, Clock, Placed, PriceList, Seen, TextOrder

ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
WAITING = frozenset({"queued", "ringing"})
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Mishap:
    """What befalls one order: `taken` tells whether the carrier has it all the same."""

    failure: CarrierFailed
    taken: bool = False


class FakeCarrier:
    """Implements `plp.ports.Carrier` without a network; may be used from several threads."""

    def __init__(self, clock: Clock | None = None, *, on_loopback: bool = True) -> None:
        self.on_loopback = on_loopback
        self.call_orders: list[CallOrder] = []
        self.text_orders: list[TextOrder] = []
        self.ended: list[str] = []
        self.sent_to: list[tuple[str, str]] = []
        self.recordings: dict[str, bytes] = {}
        self.ponders = timedelta(0)
        self.genuine: bool | Callable[[str, Mapping[str, Sequence[str]], str | None], bool] = True
        self.down: CarrierFailed | None = None
        self.prices: PriceList | None = None
        self.lists_everybody = False
        self.spells: Callable[[str], str] = str
        self.before_answering: Callable[[CallOrder | TextOrder, str], None] | None = None
        self._clock = clock
        self._lock = RLock()
        self._count = 0
        self._mishaps: dict[str, deque[Mishap]] = defaultdict(deque)
        self._calls: dict[str, Seen] = {}
        self._texts: dict[str, Seen] = {}
        self._sids: dict[str, list[str]] = defaultdict(list)
        self._hidden: set[str] = set()

    # ---- what a test says beforehand

    def fails(self, number: str, *failures: CarrierFailed, taken: bool = False) -> None:
        """Fail the next orders to this number, one failure each; `taken` orders exist all the same."""
        self._mishaps[number].extend(Mishap(failure, taken) for failure in failures)

    def loses_answer(self, number: str, times: int = 1) -> None:
        """Take the next orders to this number, and never say so."""
        self.fails(number, *(CarrierUnclear("no answer came") for _ in range(times)), taken=True)

    def hides(self, *sids: str) -> None:
        """Leave these out of the lists, as a carrier that is slow to show them does."""
        self._hidden.update(sids)

    def shows(self, *sids: str) -> None:
        """Show again what was hidden."""
        self._hidden.difference_update(sids)

    # ---- what a test asks or lets happen afterwards

    def sid_of(self, order_id: str) -> str:
        """The SID given to this order, the latest when it was taken several times."""
        return self._sids[order_id][-1]

    def times_taken(self, order_id: str) -> int:
        """How often the carrier took this order: more than once is a person called twice."""
        return len(self._sids[order_id])

    def becomes(self, sid: str, status: str, *, error_code: int | None = None) -> None:
        """Let a call or text take this status, in the carrier's words."""
        with self._lock:
            book = self._calls if sid in self._calls else self._texts
            book[sid] = replace(book[sid], status=status, error_code=error_code)

    def charges(
        self,
        sid: str,
        price: str | None,
        *,
        currency: str | None = "EUR",
        seconds: int | None = None,
        parts: int | None = None,
    ) -> None:
        """Let it tell what a call or text cost, also one that somebody else began."""
        with self._lock:
            book = self._texts if sid in self._texts or sid.startswith("SM") else self._calls
            cost = Decimal(price) if price is not None else None
            known = book.get(sid) or Seen(sid, "", "", None, "completed")
            book[sid] = replace(known, price=cost, currency=currency, seconds=seconds, parts=parts)

    def forgets(self, sid: str) -> None:
        """Let a call or text vanish, as if it had never been taken."""
        with self._lock:
            self._calls.pop(sid, None)
            self._texts.pop(sid, None)

    def live_calls(self) -> list[str]:
        """The SIDs of calls that wait, ring or talk, oldest first."""
        return [sid for sid, seen in self._calls.items() if seen.status not in ENDED]

    # ---- the port

    def call(self, orders: Iterable[CallOrder]) -> Iterator[Placed]:
        """Place these calls, in their order."""
        for order in orders:
            self.call_orders.append(order)
            yield self._place(order, "CA", self._calls, body="")

    def text(self, orders: Iterable[TextOrder]) -> Iterator[Placed]:
        """Send these texts, in their order."""
        for order in orders:
            self.text_orders.append(order)
            yield self._place(order, "SM", self._texts, body=order.body)

    def end_call(self, sid: str) -> None:
        """End a live call."""
        self._fail_when_down()
        with self._lock:
            seen = self._calls.get(sid)
            if seen is None or seen.status in ENDED:
                return
            self.ended.append(sid)
            self.becomes(sid, "canceled" if seen.status in WAITING else "completed")

    def send_call_to(self, sid: str, url: str) -> None:
        """Redirect a live call."""
        self._fail_when_down()
        if self.call_status(sid).status in ENDED:
            raise CarrierRefused(21220, Fault.PASSING, "it may work later")
        self.sent_to.append((sid, url))

    def calls_to(self, number: str, *, limit: int = 50) -> list[Seen]:
        """What was taken, newest first."""
        return self._listed(self._calls, number, limit)

    def texts_to(self, number: str, *, limit: int = 50) -> list[Seen]:
        """What was taken, newest first."""
        return self._listed(self._texts, number, limit)

    def call_status(self, sid: str) -> Seen:
        """One call."""
        return self._one(self._calls, sid)

    def text_status(self, sid: str) -> Seen:
        """One text."""
        return self._one(self._texts, sid)

    def recording(self, url: str) -> bytes:
        """What the test laid into `recordings`; not there yet otherwise."""
        self._fail_when_down()
        if url not in self.recordings:
            raise CarrierThrottled(2.0)
        return self.recordings[url]

    def price_list(self) -> PriceList:
        """What the test has set in `prices`; none otherwise."""
        self._fail_when_down()
        if self.prices is None:
            raise CarrierRefused(20404, Fault.ACCOUNT, "not known to it")
        return self.prices

    def is_genuine(self, url: str, params: Mapping[str, Sequence[str]], signature: str | None) -> bool:
        """What the test set in `genuine`: a word or a function."""
        return self.genuine(url, params, signature) if callable(self.genuine) else self.genuine

    # ---- inside

    def _place(self, order: CallOrder | TextOrder, prefix: str, book: dict[str, Seen], *, body: str) -> Placed:
        with self._lock:
            mishap = self._next_mishap(order.to)
            if mishap and not mishap.taken:
                return Placed(order.id, failure=mishap.failure)
            self._count += 1
            sid = f"{prefix}{self._count:032x}"
            now = self._clock.now() if self._clock else SOME_DAY
            book[sid] = Seen(sid, order.to, order.sender, now, "queued", body=body)
            self._sids[order.id].append(sid)
        if self.before_answering:
            self.before_answering(order, sid)
        return Placed(order.id, failure=mishap.failure) if mishap else Placed(order.id, sid=sid)

    def _next_mishap(self, number: str) -> Mishap | None:
        if self.down:
            return Mishap(self.down)
        waiting = self._mishaps[number]
        return waiting.popleft() if waiting else None

    def _listed(self, book: dict[str, Seen], number: str, limit: int) -> list[Seen]:
        self._fail_when_down()
        with self._lock:
            shown = [seen for seen in reversed(book.values()) if seen.sid not in self._hidden]
        fitting = [seen for seen in shown if self.lists_everybody or seen.to == number]
        return [replace(seen, to=self.spells(seen.to), sender=self.spells(seen.sender)) for seen in fitting[:limit]]

    def _one(self, book: dict[str, Seen], sid: str) -> Seen:
        self._fail_when_down()
        if sid not in book:
            raise CarrierRefused(20404, Fault.ACCOUNT, "not known to it")
        return book[sid]

    def _fail_when_down(self) -> None:
        if self._clock and self.ponders:
            with self._lock:
                self._clock.sleep(self.ponders)
        if self.down:
            raise self.down
