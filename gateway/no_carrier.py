"""What stands in for a carrier where none is set: it rings nobody and says which settings are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NoReturn

from plp.errors import CarrierRefused
from plp.fault import Fault
from plp.ports import CallOrder, Placed, PriceList, Seen, TextOrder


class NoCarrier:
    """Every request is refused in words; commands that ask nothing of a carrier work without one."""

    def __init__(self, *, on_loopback: bool) -> None:
        self.on_loopback = on_loopback

    def call(self, orders: Iterable[CallOrder]) -> Iterator[Placed]:
        """Refuse each."""
        return iter([Placed(order.id, failure=_refusal()) for order in orders])

    def text(self, orders: Iterable[TextOrder]) -> Iterator[Placed]:
        """Refuse each."""
        return iter([Placed(order.id, failure=_refusal()) for order in orders])

    def end_call(self, sid: str) -> None:
        """Refuse."""
        _refuse(sid)

    def send_call_to(self, sid: str, url: str) -> None:
        """Refuse."""
        _refuse(sid, url)

    def calls_to(self, number: str, *, limit: int = 50) -> list[Seen]:
        """Refuse."""
        _refuse(number, limit)

    def texts_to(self, number: str, *, limit: int = 50) -> list[Seen]:
        """Refuse."""
        _refuse(number, limit)

    def call_status(self, sid: str) -> Seen:
        """Refuse."""
        _refuse(sid)

    def text_status(self, sid: str) -> Seen:
        """Refuse."""
        _refuse(sid)

    def recording(self, url: str) -> bytes:
        """Refuse."""
        _refuse(url)

    def price_list(self) -> PriceList:
        """Refuse."""
        _refuse()

    def is_genuine(self, url: str, params: Mapping[str, Sequence[str]], signature: str | None) -> bool:
        """Nobody can have signed with a token that is not set."""
        del url, params, signature
        return False


def _refusal() -> CarrierRefused:
    return CarrierRefused(None, Fault.ACCOUNT, "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not set")


def _refuse(*asked: object) -> NoReturn:
    del asked
    raise _refusal()
