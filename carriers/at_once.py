"""Many orders at once, each answered as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from plp.errors import CarrierFailed, CarrierUnclear
from plp.ports import CallOrder, Placed, TextOrder

Order = TypeVar("Order", CallOrder, TextOrder)


def place_each(orders: Sequence[Order], place: Callable[[Order], str], *, many: int) -> Iterator[Placed]:
    """Place these orders in up to `many` threads; yields each result as it comes.

    Nothing starts before the first result is asked for; who stops asking leaves the orders not yet begun unplaced.
    """
    if not orders:
        return
    pool = ThreadPoolExecutor(min(many, len(orders)), thread_name_prefix="carrier")
    try:
        for done in as_completed([pool.submit(_placed, order, place) for order in orders]):
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _placed(order: Order, place: Callable[[Order], str]) -> Placed:
    try:
        return Placed(order.id, sid=place(order))
    except CarrierFailed as failure:
        return Placed(order.id, failure=failure)
    except Exception as bug:  # noqa: BLE001  # one order must not lose the others, and it may have been taken
        return Placed(order.id, failure=CarrierUnclear(f"placing this order broke off ({type(bug).__name__})"))
