"""Take a message of the Common Alerting Protocol: it drafts, it withdraws, it never validates nor launches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from plp.access import ApiToken, Scope, deciding_officer
from plp.alert import Alert, Happening, Kind
from plp.book import Book
from plp.cap import CapMessage, CapReceipt, CapReference, CapStatus, MsgType
from plp.errors import BadInput, NotFound, Refused
from plp.ports import Ports
from services.cap_sender import cap_sender
from services.draft_alert import draft_alert
from services.withdraw_alerts import EndedBefore, ended_before, withdraw_alerts
from services.within_reach import alert_reached, partnership_reached, within_reach

_TOO_LATE = "CAP Cancel came after its end"


@dataclass(frozen=True, slots=True)
class TakenCap:
    """The alert a message made, or spoke of; `made` when it was drafted just now.

    `closed`: those a Cancel spoke of although they had ended before.
    """

    alert: str
    made: bool
    closed: Sequence[EndedBefore] = ()


def take_cap(ports: Ports, message: CapMessage, *, token: ApiToken, partnership: str = "") -> TakenCap:
    """Do what the message asks for, once: the same message again finds the same alert.

    Alert drafts; Update drafts a correction that answers what it refers to; Cancel withdraws what was not launched,
    stops a cascade that runs and drafts an all-clear for those who were told (in the token's officer's name); what had
    ended before is named and holds up no other; Ack and Error are written into the history.  Raises NotFound for a
    reference to what we do not know, Refused for another message under the same identifier, for a test that would
    cancel more than a test and for a Cancel that could do nothing but recall what everybody heard; NotAllowed and
    BadInput.
    """
    with ports.store.write() as book:
        receipt = _receipt(ports, message, token)
        if known := book.cap.receive(receipt):
            return _again(ports, book, message, token, known)
        taken = _DOES[message.does](ports, book, message, token, partnership)
        book.cap.bind(receipt, taken.alert, made=taken.made)
    return taken


def _receipt(ports: Ports, message: CapMessage, token: ApiToken) -> CapReceipt:
    return CapReceipt(
        zone=token.zone,
        sender=message.name.sender,
        identifier=message.name.identifier,
        sent=message.name.sent,
        status=message.status,
        does=message.does,
        refs=" ".join(map(str, message.references)),
        seal=message.seal,
        token=token.id,
        at=ports.clock.now(),
    )


def _again(ports: Ports, book: Book, message: CapMessage, token: ApiToken, known: CapReceipt) -> TakenCap:
    if not message.bears(known.seal) or known.alert is None:
        raise Refused("another message came under this sender and identifier; a change is an Update of its own")
    alert = alert_reached(book, token, known.alert)
    closed = _closed_then(ports, book, message, token) if message.does is MsgType.CANCEL else []
    return TakenCap(alert.id, made=False, closed=closed)


def _alert(ports: Ports, book: Book, message: CapMessage, token: ApiToken, partnership: str) -> TakenCap:
    return _drafted(ports, book, message, token, _partnership(book, message, token, partnership))


def _update(ports: Ports, book: Book, message: CapMessage, token: ApiToken, partnership: str) -> TakenCap:
    alert, _ = _referenced(ports, book, message, token)[-1]
    named = (partnership_reached(book, token, partnership),) if partnership else _addressed(book, message, token)
    if named and alert.partnership not in named:
        raise BadInput(f"what it updates was for {alert.partnership}, and it is addressed to {', '.join(named[:5])}")
    return _drafted(ports, book, message, token, alert.partnership, answers=alert)


def _cancel(ports: Ports, book: Book, message: CapMessage, token: ApiToken, partnership: str) -> TakenCap:
    by = deciding_officer(token, Scope.ALERTS_CANCEL)
    referenced = _referenced(ports, book, message, token)
    if any(meant is not message.status for _, meant in referenced):
        raise Refused(f"a Cancel of status {message.status} cancels only messages of that status")
    done = withdraw_alerts(ports, [alert.id for alert, _ in referenced], by=by)
    if not done.cancelled and not message.texts and (heard := [each for each in done.before if each.was_told]):
        named = ", ".join(each.alert for each in heard)
        raise Refused(f"alert {named} has been told to everybody; an info block with words drafts the all-clear")
    for alert_id in done.cancelled:
        _note(ports, book, alert_id, token, "cancelled by CAP", message)
    for each in done.before:
        _note(ports, book, each.alert, token, _TOO_LATE, message)
    newest_first = [alert.id for alert, _ in reversed(referenced)]
    taken = TakenCap(next((each for each in newest_first if each in done.cancelled), newest_first[0]), made=False)
    told = [alert for alert, _ in referenced if book.cascades.of_alert(alert.id)]
    if told and message.texts:
        taken = _drafted(ports, book, message, token, told[-1].partnership, answers=told[-1])
    return replace(taken, closed=done.before)


def _closed_then(ports: Ports, book: Book, message: CapMessage, token: ApiToken) -> list[EndedBefore]:
    """What this Cancel came too late for when it came first: the history knows."""
    line = (_TOO_LATE, _detail(message))
    spoken_of = [alert.id for alert, _ in _referenced(ports, book, message, token)]
    late = [each for each in spoken_of if line in {(told.what, told.detail) for told in book.alerts.history(each)}]
    return [ended for each in late if (ended := ended_before(book, each))]


def _noted(ports: Ports, book: Book, message: CapMessage, token: ApiToken, partnership: str) -> TakenCap:
    what = "acknowledged by CAP" if message.does is MsgType.ACK else "refused by CAP"
    referenced = _referenced(ports, book, message, token)
    for alert, _ in referenced:
        _note(ports, book, alert.id, token, what, message)
    return TakenCap(referenced[-1][0].id, made=False)


_DOES: Mapping[MsgType, Callable[[Ports, Book, CapMessage, ApiToken, str], TakenCap]] = {
    MsgType.ALERT: _alert,
    MsgType.UPDATE: _update,
    MsgType.CANCEL: _cancel,
    MsgType.ACK: _noted,
    MsgType.ERROR: _noted,
}


def _drafted(
    ports: Ports, book: Book, message: CapMessage, token: ApiToken, partnership: str, *, answers: Alert | None = None
) -> TakenCap:
    alert = draft_alert(
        ports,
        partnership=partnership,
        kind=message.kind,
        texts=message.texts,
        by=f"api {token.name}",
        expires=message.expires_at - ports.clock.now() if message.expires_at else None,
        answers=answers.id if answers else None,
    )
    _note(ports, book, alert.id, token, f"came as CAP {message.does}", message)
    if answers:
        _note(ports, book, answers.id, token, f"answered by CAP {message.does}", message)
    return TakenCap(alert.id, made=True)


def _partnership(book: Book, message: CapMessage, token: ApiToken, asked: str) -> str:
    """For which partnership a new message is.  Raises NotFound and BadInput."""
    if asked:
        return partnership_reached(book, token, asked)
    concerned = _addressed(book, message, token) or within_reach(book, token)
    if len(concerned) != 1:
        several = f"{', '.join(concerned[:5])} are several partnerships; " if message.addresses else ""
        raise BadInput(f"{several}say for which one: ?partnership=SLUG in the address, or its slug in addresses")
    return concerned[0]


def _addressed(book: Book, message: CapMessage, token: ApiToken) -> tuple[str, ...]:
    """The partnerships it is addressed to, each once.  Raises BadInput for an address that is none within reach."""
    reach = within_reach(book, token)
    if strange := next((each for each in message.addresses if each not in reach), None):
        raise BadInput(
            f"addresses names {strange[:64]!r}, which is no partnership within the reach of this token; "
            "name the partnership alone, or say ?partnership=SLUG in the address"
        )
    return tuple(dict.fromkeys(message.addresses))


def _referenced(ports: Ports, book: Book, message: CapMessage, token: ApiToken) -> list[tuple[Alert, CapStatus]]:
    """Every alert the message refers to, once, and how it was meant, the newest message last.  Raises NotFound."""
    oldest_first = sorted(message.references, key=lambda each: each.sent)
    known = [_known(ports, book, reference, token) for reference in oldest_first]
    once = {(alert.id, meant): (alert, meant) for alert, meant in reversed(known)}
    return list(reversed(once.values()))


def _known(ports: Ports, book: Book, reference: CapReference, token: ApiToken) -> tuple[Alert, CapStatus]:
    unknown = NotFound("references names a message we do not know; nothing was done")
    receipt = book.cap.find(token.zone, reference.sender, reference.identifier)
    try:
        if receipt and receipt.sent == reference.sent and receipt.alert:
            return alert_reached(book, token, receipt.alert), receipt.status
        if receipt is None and reference.sender == cap_sender(ports):
            ours = alert_reached(book, token, reference.identifier)
            return ours, _meant(ours)
    except NotFound:
        raise unknown from None
    raise unknown


def _meant(alert: Alert) -> CapStatus:
    return CapStatus.TEST if alert.kind is Kind.TEST else CapStatus.ACTUAL


def _note(ports: Ports, book: Book, alert: str, token: ApiToken, what: str, message: CapMessage) -> None:
    book.alerts.note(Happening(alert, ports.clock.now(), f"api {token.name}", what, _detail(message)))


def _detail(message: CapMessage) -> str:
    said = f"{message.name.sender} {message.name.identifier}"
    return f"{said}: {message.note}" if message.note.isprintable() and message.note else said
