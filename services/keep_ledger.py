"""Keep the ledger: a line for each call and text that is over, then its price, asked of the carrier in small batches.

Nothing of this happens while a call of ours is under way, to whomever, and nothing in a callback: it reads what the
cascades left.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from plp.book import Book
from plp.charge import CALLS, LOOKS, Charge, Ended, estimate
from plp.errors import BadInput, CarrierFailed, CarrierRefused
from plp.phone import Line, read_phone
from plp.ports import Ports, Seen
from plp.zone import Zone
from services.tariffs import tariff_of

_log = logging.getLogger(__name__)
_LOOK_BACK = timedelta(days=9)
"""What a message began is over soon after it expired; so long we may have been away."""
_STILL_TALKING = timedelta(minutes=5)
"""A call to us may last so long; nobody writes down when it ends."""
_LINES, _ASKED, _AT_ONCE, _WRITTEN_AT_ONCE = 500, 40, 8, 100
_CARRIER_AWAY = timedelta(minutes=5)
_NEVER_ANSWERED = frozenset({"busy", "no-answer", "canceled", "failed"})
_LOOKS_FOR_NOTHING = 2
"""A call nobody answered costs nothing, and some carriers never say so."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done: lines written, prices learnt, lines given up as unpriced."""

    written: int = 0
    priced: int = 0
    given_up: int = 0


def keep_ledger(ports: Ports) -> Kept:
    """Write and price what is over; may be broken off anywhere, done twice, or by several at once.

    Prices are asked a few at a time, until somebody is rung or the carrier cannot be reached.
    """
    with ports.store.read() as book:
        if _somebody_is_rung(book):
            return Kept()
        lines = _unwritten(ports, book)
    if lines:
        with ports.store.write() as book:
            book.ledger.write(lines)
    with ports.store.read() as book:
        due = book.ledger.to_ask(ports.clock.now(), most=_ASKED)
    noted = _ask_while_quiet(ports, due)
    return Kept(
        len(lines),
        sum(each.price is not None for each in noted),
        sum(each.price is None and each.look_at is None for each in noted),
    )


def ask_prices(ports: Ports, lines: Sequence[Charge]) -> list[Charge]:
    """Ask what these cost and write it down; a line that had a price is corrected, never counted twice.

    What a sample zone did is unknown to a real carrier: its lines are given up unasked.
    """
    noted: list[Charge] = []
    samples = _samples(ports, {each.zone for each in lines})
    for start in range(0, len(lines), _WRITTEN_AT_ONCE):
        with ThreadPoolExecutor(_AT_ONCE) as asking:
            answers = list(asking.map(partial(_ask, ports, samples), lines[start : start + _WRITTEN_AT_ONCE]))
        with ports.store.write() as book:
            book.ledger.correct(answers)
        noted += answers
    return noted


def _samples(ports: Ports, zones: Collection[str]) -> Collection[str]:
    if ports.carrier.on_loopback:
        return ()
    with ports.store.read() as book:
        return {name for name in zones if book.people.zone(name).sample}


def _somebody_is_rung(book: Book) -> bool:
    return bool(book.cascades.live_calls() or book.errands.live_calls())


def _unwritten(ports: Ports, book: Book) -> list[Charge]:
    now = ports.clock.now()
    ended = book.ledger.unwritten(now - _LOOK_BACK, most=_LINES)
    ended += book.ledger.unwritten_beside(now - _LOOK_BACK, now - _STILL_TALKING, most=_LINES)
    zones = {name: book.people.zone(name) for name in {each.zone for each in ended}}
    return [_line(ports, zones[each.zone], each) for each in ended]


def _ask_while_quiet(ports: Ports, due: Sequence[Charge]) -> list[Charge]:
    noted: list[Charge] = []
    for start in range(0, len(due), _AT_ONCE):
        with ports.store.read() as book:
            if _somebody_is_rung(book):
                break
        some = due[start : start + _AT_ONCE]
        answers = ask_prices(ports, some)
        noted += answers
        # Any answer is a look, also that it does not know the call: without one it could not be reached.
        if any(answer.looks == before.looks for answer, before in zip(answers, some, strict=True)):
            break
    return noted


def _line(ports: Ports, zone: Zone, ended: Ended) -> Charge:
    return Charge(
        sid=ended.sid,
        kind=ended.kind,
        zone=ended.zone,
        partnership=ended.partnership,
        alert=ended.alert,
        at=ended.at,
        expected=estimate(ended, tariff_of(ports, zone), _line_of(ended.number, zone)),
        look_at=ports.clock.now() + LOOKS[0],
    )


def _line_of(number: str | None, zone: Zone) -> Line | None:
    try:
        return read_phone(number or "", allowed_prefixes=zone.allowed_prefixes).line
    except BadInput:
        return None


def _ask(ports: Ports, samples: Collection[str], charge: Charge) -> Charge:
    if charge.zone in samples:
        return replace(charge, looks=charge.looks + 1, look_at=None)
    try:
        seen = ports.carrier.call_status(charge.sid) if charge.kind in CALLS else ports.carrier.text_status(charge.sid)
    except CarrierRefused as refused:
        _log.warning("price_not_known sid=%s code=%s", charge.sid, refused.code)
        return _looked(charge, ports.clock.now())
    except CarrierFailed as failure:
        _log.info("price_not_asked sid=%s why=%s", charge.sid, failure)
        later = ports.clock.now() + _CARRIER_AWAY
        return charge if charge.look_at is None else replace(charge, look_at=later)
    return _noted(charge, seen, ports.clock.now())


def _noted(before: Charge, seen: Seen, now: datetime) -> Charge:
    """Length and parts are kept whenever they are told: until the price comes, the tariff counts by them."""
    charge = before.measured(seen.seconds, seen.parts)
    if seen.price is not None and seen.currency:
        return replace(charge, price=seen.price, currency=seen.currency, looks=charge.looks + 1, look_at=None)
    nothing = charge.kind in CALLS and seen.status in _NEVER_ANSWERED and charge.looks + 1 >= _LOOKS_FOR_NOTHING
    if nothing and seen.currency:
        free = replace(charge, price=Decimal(0), currency=seen.currency, seconds=0)
        return replace(free, looks=charge.looks + 1, look_at=None)
    return _looked(charge, now)


def _looked(charge: Charge, now: datetime) -> Charge:
    """One look more that showed no price; a price known before stays."""
    if charge.price is not None:
        return charge
    looks = charge.looks + 1
    return replace(charge, looks=looks, look_at=now + LOOKS[looks] if looks < len(LOOKS) else None)
