"""Place the calls and send the texts owed beside the cascades, and follow what becomes of each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from plp import addresses
from plp.book import Book
from plp.errand import WITH_THE_CARRIER, Errand, ErrandKind, ErrandState
from plp.errors import CarrierFailed, CarrierRefused, CarrierThrottled, CarrierUnclear
from plp.fault import Fault, deserves_alarm
from plp.outcome import By
from plp.ports import DOOR, CallOrder, Placed, Ports, Seen, TextOrder
from plp.self_test import LASTS
from services.after_errand import after_errand
from services.ask_each import ask_each
from services.note_opt_out import note_opt_out
from services.on_the_dot import nap
from services.ring_buddy import BUDDY, is_still_missed
from services.settle_unknown import NOT_THERE
from texts.catalogue import say

_log = logging.getLogger(__name__)
_AT_ONCE = 10
_FOR = timedelta(seconds=20)
_RING = timedelta(seconds=40)
_VALID = timedelta(hours=2)
_SHUT_FOR = timedelta(seconds=60)
_SILENT = timedelta(minutes=2)
"""How long the carrier may say nothing of an errand before it is asked; a talk may last longer, asking harms nobody."""
_LOOKS = 2
RING_BACK_WAITS = timedelta(minutes=5)
"""How long an officer waits by his telephone for it to ring."""
_WAITS = {ErrandKind.RING_BACK: RING_BACK_WAITS, ErrandKind.SELF_TEST: LASTS}
"""After this nobody wants the call any more."""

_ENDED_CALLS = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
_ENDED_TEXTS = frozenset({"delivered", "undelivered", "failed", "canceled"})
_GOOD = frozenset({"completed", "delivered"})


def place_errands(ports: Ports, *, within: timedelta = _FOR, stopping: Callable[[], bool] = lambda: False) -> int:
    """Ring everybody who is owed a call; returns how many were claimed.

    After `within`, or once `stopping` is true, nothing more is claimed, and all that was is submitted and recorded.
    """

    def place(errands: Iterable[Errand]) -> Iterator[Placed]:
        return ports.carrier.call(_call(ports, each) for each in errands)

    return _place(ports, By.VOICE, place, ports.clock.now() + within, stopping)


def send_errands(ports: Ports, *, within: timedelta = _FOR, stopping: Callable[[], bool] = lambda: False) -> int:
    """Write to everybody who is owed a text, as `place_errands` rings; returns how many were claimed."""

    def send(errands: Iterable[Errand]) -> Iterator[Placed]:
        return ports.carrier.text(_text(ports, each) for each in errands)

    return _place(ports, By.SMS, send, ports.clock.now() + within, stopping)


def _place(
    ports: Ports,
    by: By,
    submit: Callable[[Iterable[Errand]], Iterator[Placed]],
    until: datetime,
    stopping: Callable[[], bool],
) -> int:
    placed = 0
    while due := _due(ports, by):
        if ports.clock.now() >= until or stopping():
            ports.bell.ring(DOOR[by])
            break
        permits = ports.pace.take(DOOR[by], min(due, _AT_ONCE))
        if not permits:
            nap(ports, ports.pace.wait(DOOR[by]))
            continue
        moments = [ports.clock.now() + wait for wait in permits]
        claimed = _claim(ports, by, len(permits))
        if not claimed:
            break
        known = {each.id: each for each in claimed}
        for answer in submit(_leaving(ports, claimed, moments)):
            _record(ports, known[answer.id], answer)
        placed += len(claimed)
    return placed


def _due(ports: Ports, by: By) -> int:
    with ports.store.read() as book:
        return book.errands.due(by, ports.clock.now())


def _leaving(ports: Ports, claimed: Sequence[Errand], moments: Sequence[datetime]) -> Iterator[Errand]:
    """Each at its moment, or as soon after it as the second is not crowded by those who were late."""
    for errand, moment in zip(claimed, moments, strict=False):
        if (early := moment - ports.clock.now()) > timedelta(0):
            ports.clock.sleep(early)
        while not (answer := ports.pace.leave(DOOR[errand.by], 1))[0]:
            nap(ports, answer[1])
        if ports.clock.now() - moment < _SILENT:
            yield errand
        else:  # this process was held up for so long that the carrier is being asked about it, who knows nothing
            with ports.store.write() as book:
                _put_off(ports, book, errand, ports.clock.now())


def _claim(ports: Ports, by: By, most: int) -> list[Errand]:
    now = ports.clock.now()
    with ports.store.write() as book:
        wanted = []
        for each in book.errands.claim(by, most=most, now=now):
            if _is_wanted(ports, book, each, now):
                wanted.append(each)
            else:
                book.errands.move(each.id, was={ErrandState.SUBMITTING}, to=ErrandState.CANCELLED)
        return wanted


def _is_wanted(ports: Ports, book: Book, errand: Errand, now: datetime) -> bool:
    """After an outage nobody waits by the telephone to be rung back; a sample zone rings nobody real.

    Nor is a buddy rung about somebody who was reached after all, or has nothing to hear any more.
    """
    if book.people.zone(errand.zone).sample and not ports.carrier.on_loopback:
        return False
    if errand.says == BUDDY and not is_still_missed(book, errand.subject):
        return False
    waits = _WAITS.get(errand.kind)
    return waits is None or now - errand.asked_at <= waits


def _call(ports: Ports, errand: Errand) -> CallOrder:
    sender = _sender(ports, errand)
    start = addresses.errand_start(ports.public_url, errand.id)
    return CallOrder(
        errand.id, errand.number, sender, start, addresses.errand_status(ports.public_url, errand.id), _RING
    )


def _text(ports: Ports, errand: Errand) -> TextOrder:
    return TextOrder(
        errand.id,
        errand.number,
        _sender(ports, errand),
        body_of(errand),
        addresses.errand_text_status(ports.public_url, errand.id),
        _VALID,
    )


def _sender(ports: Ports, errand: Errand) -> str:
    with ports.store.read() as book:
        zone = book.people.zone(errand.zone)
    return zone.voice_number if errand.by is By.VOICE else zone.sms_number


def body_of(errand: Errand) -> str:
    """A notice as it is written."""
    return say(f"sms.{errand.says}", errand.language, **errand.blanks)


def _record(ports: Ports, errand: Errand, answer: Placed) -> None:
    now = ports.clock.now()
    with ports.store.write() as book:
        match answer.failure:
            case None:
                book.errands.move(errand.id, was={ErrandState.SUBMITTING}, to=ErrandState.SUBMITTED, sid=answer.sid)
            case CarrierThrottled(retry_after=seconds):
                _put_off(ports, book, errand, now + timedelta(seconds=seconds))
            case CarrierRefused(fault=Fault.THROTTLED):
                _put_off(ports, book, errand, now + timedelta(seconds=1))
            case CarrierRefused(fault=Fault.ACCOUNT, code=code):
                _log.error("account_refused code=%s what=everything is held; run: tocsin doctor", code)
                _put_off(ports, book, errand, now + _SHUT_FOR)
            case CarrierUnclear() as unclear:
                # Its fate is asked when it has been silent for a while; rung again blindly, he might be rung twice.
                _log.warning("errand_unclear errand=%s why=%s", errand.id, unclear)
            case failure:
                _log.warning("errand_not_taken errand=%s why=%s", errand.id, failure)
                note_opt_out(ports, book, errand.number, failure)
                _alarm(errand, failure.code if isinstance(failure, CarrierRefused) else None)
                _end(ports, book, errand, ErrandState.FAILED, reached=False)


def _alarm(errand: Errand, code: int | None) -> None:
    if deserves_alarm(code):
        _log.error("unexpected_code errand=%s code=%s", errand.id, code)


def _put_off(ports: Ports, book: Book, errand: Errand, due_at: datetime) -> None:
    if book.errands.put_off(errand.id, due_at):
        book.after_commit(lambda: ports.bell.ring(DOOR[errand.by], at=due_at))


def note_errand(ports: Ports, errand_id: str, status: str, *, sid: str, error_code: int | None = None) -> bool:
    """Take one status of such a call or text, in any order and any number of times; False for one we never owed."""
    with ports.store.write() as book:
        errand = book.errands.get(errand_id)
        if errand is None or errand.carrier_sid not in {None, sid}:
            return False
        note_opt_out(ports, book, errand.number, error_code)
        if errand.state in WITH_THE_CARRIER:
            _alarm(errand, error_code)
        if status in (_ENDED_CALLS if errand.by is By.VOICE else _ENDED_TEXTS):
            _end(ports, book, errand, ErrandState.ENDED, reached=status in _GOOD, sid=sid)
        else:
            book.errands.move(
                errand_id, was=WITH_THE_CARRIER - {ErrandState.SUBMITTED}, to=ErrandState.SUBMITTED, sid=sid
            )
    return True


def _end(
    ports: Ports, book: Book, errand: Errand, state: ErrandState, *, reached: bool, sid: str | None = None
) -> None:
    if book.errands.move(errand.id, was=WITH_THE_CARRIER, to=state, sid=sid):
        after_errand(ports, book, replace(errand, state=state), reached=reached)


def settle_errands(ports: Ports) -> int:
    """Ask the carrier about every errand it has been silent about, for a few seconds; returns how many were asked."""
    with ports.store.read() as book:
        silent = book.errands.overdue(ports.clock.now() - _SILENT)
    return ask_each(ports, silent, partial(_try, ports))


def _try(ports: Ports, errand: Errand) -> None:
    try:
        _settle(ports, errand)
    except CarrierFailed as failure:
        _log.warning("errand_not_known errand=%s why=%s", errand.id, failure)
        _note_look(ports, errand)


def _settle(ports: Ports, errand: Errand) -> None:
    if errand.carrier_sid:
        _ask_how_it_stands(ports, errand, errand.carrier_sid)
    elif found := _find(ports, errand):
        note_errand(ports, errand.id, found.status, sid=found.sid)
    elif errand.looks + 1 < _LOOKS:
        _note_look(ports, errand)
    else:
        _give_up(ports, errand, ErrandState.FAILED, reached=False)


def _ask_how_it_stands(ports: Ports, errand: Errand, sid: str) -> None:
    """A text may be `sent` for ever: once the carrier has given it up, that is its end."""
    try:
        seen = ports.carrier.call_status(sid) if errand.by is By.VOICE else ports.carrier.text_status(sid)
    except CarrierRefused as refusal:
        if refusal.code != NOT_THERE:
            raise
        _log.error("carrier_lost_it errand=%s code=%s", errand.id, refusal.code)
        _give_up(ports, errand, ErrandState.FAILED, reached=False)
        return
    note_errand(ports, errand.id, seen.status, sid=seen.sid, error_code=seen.error_code)
    if errand.by is By.SMS and ports.clock.now() - errand.asked_at > _VALID:
        _give_up(ports, errand, ErrandState.ENDED, reached=True)
    else:
        _note_look(ports, errand)


def _give_up(ports: Ports, errand: Errand, state: ErrandState, *, reached: bool) -> None:
    with ports.store.write() as book:
        _end(ports, book, errand, state, reached=reached)


def _note_look(ports: Ports, errand: Errand) -> None:
    with ports.store.write() as book:
        book.errands.note_look(errand.id, ports.clock.now())


def _find(ports: Ports, errand: Errand) -> Seen | None:
    """A call or text the carrier lists from ours to this number, begun since, and bound to nobody else.

    Among the calls to our own number are those of everybody: which one is a self-test the list cannot tell.
    """
    if errand.kind is ErrandKind.SELF_TEST:
        return None
    by_voice = errand.by is By.VOICE
    listed = ports.carrier.calls_to(errand.number) if by_voice else ports.carrier.texts_to(errand.number)
    sender = _sender(ports, errand)
    since = (errand.claimed_at or errand.asked_at) - timedelta(minutes=10)
    fitting = [
        seen
        for seen in listed
        if seen.went(sender=sender, to=errand.number)
        and (seen.created_at is None or seen.created_at >= since)
        and (by_voice or seen.body == body_of(errand))
    ]
    with ports.store.read() as book:
        bound = book.cascades.sids_bound([seen.sid for seen in fitting])
    return next((seen for seen in fitting if seen.sid not in bound), None)
