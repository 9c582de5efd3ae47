"""The carrier that speaks Twilio's protocol: the cloud, or any exchange that answers like it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from carriers.account import Account, readable
from carriers.address import TWILIO, read_address
from carriers.failures import NOT_FOUND, NOT_IN_PROGRESS
from carriers.orders import call_form, seen_call, seen_text, text_form
from carriers.price_list import fetch_price_list
from carriers.recordings import fetch_recording
from carriers.signatures import is_genuine
from carriers.wire import Sheet
from plp.errors import CarrierRefused, CarrierUnclear
from plp.phone import same_number
from plp.ports import CallOrder, Placed, PriceList, Seen, TextOrder

ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
Order = TypeVar("Order", CallOrder, TextOrder)
_PAGES = 20
"""So far is a list read whose carrier does not keep to the number it was asked about."""
_GONE = frozenset({NOT_FOUND, NOT_IN_PROGRESS})


class TwilioCarrier:
    """Implements `plp.ports.Carrier`; may be handed to threads and survives a fork."""

    def __init__(self, account: Account, *, previous_token: str | None = None) -> None:
        self.account = account
        self._tokens = tuple(token for token in (account.token, previous_token) if token)

    @property
    def on_loopback(self) -> bool:
        """Whether it is an exchange on this machine, which rings nobody real."""
        return self.account.address.on_loopback

    def call(self, orders: Iterable[CallOrder]) -> Iterator[Placed]:
        """Place these calls, many at once; yields each result as it comes and never raises for one of them."""
        return self._place("Calls", orders, call_form)

    def text(self, orders: Iterable[TextOrder]) -> Iterator[Placed]:
        """Send these texts, many at once; yields each result as it comes and never raises for one of them."""
        return self._place("Messages", orders, text_form)

    def end_call(self, sid: str) -> None:
        """Stop a call that rings or talks; one that has ended or is not known is left alone."""
        if not self._ended_by(sid, "canceled"):  # takes a queued or ringing call only
            self._ended_by(sid, "completed")

    def send_call_to(self, sid: str, url: str) -> None:
        """Interrupt a live call and go on at this address; raises CarrierRefused when it has ended."""
        with readable():
            self.account.client.calls(sid).update(url=url, method="POST")

    def calls_to(self, number: str, *, limit: int = 50) -> list[Seen]:
        """The latest calls to this number, whatever their state."""
        with readable():
            listed = self.account.client.calls.stream(to=number, page_size=limit, limit=_PAGES * limit)
            return _to(number, map(seen_call, listed), limit)

    def texts_to(self, number: str, *, limit: int = 50) -> list[Seen]:
        """The latest texts to this number."""
        with readable():
            listed = self.account.client.messages.stream(to=number, page_size=limit, limit=_PAGES * limit)
            return _to(number, map(seen_text, listed), limit)

    def call_status(self, sid: str) -> Seen:
        """How one call stands."""
        with readable():
            return seen_call(self.account.client.calls(sid).fetch())

    def text_status(self, sid: str) -> Seen:
        """How one text stands."""
        with readable():
            return seen_text(self.account.client.messages(sid).fetch())

    def recording(self, url: str) -> bytes:
        """Fetch a recording's audio, with our credentials, only from the carrier's own host."""
        return fetch_recording(self.account, url)

    def price_list(self) -> PriceList:
        """Its list of prices; refused by a carrier that has none."""
        return fetch_price_list(self.account)

    def is_genuine(self, url: str, params: Mapping[str, Sequence[str]], signature: str | None) -> bool:
        """Tell whether this request was signed with our token, or the one before it; false whenever in doubt."""
        return is_genuine(url, params, signature, self._tokens)

    def _place(self, what: str, orders: Iterable[Order], worded: Callable[[Order], bytes]) -> Iterator[Placed]:
        path = f"/2010-04-01/Accounts/{self.account.sid}/{what}.json"
        unworded: list[Placed] = []

        def sheets() -> Iterator[Sheet]:
            for order in orders:
                try:
                    yield Sheet(order.id, path, worded(order))
                except Exception as bug:  # noqa: BLE001  # one order must not lose the others
                    why = f"this order cannot be worded ({type(bug).__name__})"
                    unworded.append(Placed(order.id, failure=CarrierUnclear(why)))

        yield from self.account.wire.place(sheets())
        yield from unworded

    def _ended_by(self, sid: str, status: str) -> bool:
        """Ask for this end; tells whether nothing is left to end."""
        try:
            with readable():
                call = self.account.client.calls(sid).update(status=status)
        except CarrierRefused as refused:
            if refused.code not in _GONE:
                raise
            return refused.code == NOT_FOUND
        return call.status in ENDED


def _to(number: str, listed: Iterable[Seen], limit: int) -> list[Seen]:
    return list(islice((seen for seen in listed if same_number(seen.to, number)), limit))


def open_carrier(
    account_sid: str,
    auth_token: str,
    *,
    previous_token: str | None = None,
    api_url: str = TWILIO,
    timeout: tuple[float, float] = (3.05, 10),
    many: int = 32,
    monotonic: Callable[[], float] = time.monotonic,
    ca_file: Path | None = None,
) -> TwilioCarrier:
    """Make the carrier; nothing is asked of it yet.

    `timeout` is seconds to connect and to wait for an answer, `many` how many requests go at once, `ca_file`
    whom to trust instead of the public authorities.
    Raises BadInput when `api_url` is no address.
    """
    account = Account(account_sid, auth_token, read_address(api_url), timeout, many, monotonic, ca_file)
    return TwilioCarrier(account, previous_token=previous_token)
