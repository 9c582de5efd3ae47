"""Take a message of the Common Alerting Protocol: it drafts, it withdraws, it never validates nor launches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plp.access import ApiToken, Scope, deciding_officer
from plp.alert import Alert, Happening, Kind
from plp.book import Book
from plp.cap import CapMessage, CapReceipt, CapReference, CapStatus, MsgType
from plp.cascade import CascadeState
from plp.errors import BadInput, NotFound, Refused
from plp.ports import Ports
from services.cancel_alert import cancel_alert
from services.cap_sender import cap_sender
from services.draft_alert import draft_alert
from services.within_reach import alert_reached, partnership_reached, within_reach


@dataclass(frozen=True, slots=True)
class TakenCap:
    """The alert a message made, or spoke of; `made` when it was drafted just now."""

    alert: str
    made: bool


def take_cap(ports: Ports, message: CapMessage, *, token: ApiToken, partnership: str = "") -> TakenCap:
    """Do what the message asks for, once: the same message again finds the same alert.

    Alert drafts; Update drafts a correction that answers what it refers to; Cancel withdraws what was not launched,
    stops a cascade that runs and drafts an all-clear for those who were told (in the token's officer's name); Ack and
    Error are written into the history.  Raises NotFound for a reference to what we do not know, Refused for another
    message under the same identifier and for a test that would cancel more than a test; NotAllowed, WrongMove, and
    BadInput.
    """
    with ports.store.write() as book:
        receipt = _receipt(ports, message, token)
        if known := book.cap.receive(receipt):
            return _again(book, token, known, receipt)
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


def _again(book: Book, token: ApiToken, known: CapReceipt, receipt: CapReceipt) -> TakenCap:
    if known.seal != receipt.seal or known.alert is None:
        raise Refused("another message came under this sender and identifier; a change is an Update of its own")
    return TakenCap(alert_reached(book, token, known.alert).id, made=False)


def _alert(ports: Ports, book: Book, message: CapMessage, token: ApiToken, partnership: str) -> TakenCap:
    return _drafted(ports, book, message, token, _partnership(book, message, token, partnership))


def _update(ports: Ports, book: Book, message: CapMessage, token: ApiToken, partnership: str) -> TakenCap:
    alert, _ = _referenced(ports, book, message, token)[-1]
    return _drafted(ports, book, message, token, alert.partnership, answers=alert)


def _cancel(ports: Ports, book: Book, message: CapMessage, token: ApiToken, partnership: str) -> TakenCap:
    by = deciding_officer(token, Scope.ALERTS_CANCEL)
    referenced = _referenced(ports, book, message, token)
    if any(meant is not message.status for _, meant in referenced):
        raise Refused(f"a Cancel of status {message.status} cancels only messages of that status")
    told: Alert | None = None
    for alert, _ in referenced:
        cascade = book.cascades.of_alert(alert.id)
        if cascade is None or cascade.state in {CascadeState.WAITING, CascadeState.RUNNING}:
            cancel_alert(ports, alert.id, by=by)
            _note(ports, book, alert, token, "cancelled by CAP", message)
        elif not message.texts:
            raise Refused(f"alert {alert.id} has been told to everybody; an info block with words drafts the all-clear")
        told = alert if cascade else told
    if told and message.texts:
        return _drafted(ports, book, message, token, told.partnership, answers=told)
    return TakenCap(referenced[-1][0].id, made=False)


def _noted(ports: Ports, book: Book, message: CapMessage, token: ApiToken, partnership: str) -> TakenCap:
    what = "acknowledged by CAP" if message.does is MsgType.ACK else "refused by CAP"
    referenced = _referenced(ports, book, message, token)
    for alert, _ in referenced:
        _note(ports, book, alert, token, what, message)
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
    _note(ports, book, alert, token, f"came as CAP {message.does}", message)
    if answers:
        _note(ports, book, answers, token, f"answered by CAP {message.does}", message)
    return TakenCap(alert.id, made=True)


def _partnership(book: Book, message: CapMessage, token: ApiToken, asked: str) -> str:
    if asked:
        return partnership_reached(book, token, asked)
    reach = within_reach(book, token)
    named = [slug for slug in message.addresses if slug in reach] or list(reach)
    if len(named) != 1:
        raise BadInput("say for which partnership: ?partnership=SLUG in the address, or its slug in addresses")
    return named[0]


def _referenced(ports: Ports, book: Book, message: CapMessage, token: ApiToken) -> list[tuple[Alert, CapStatus]]:
    """Every alert the message refers to and how it was meant, the newest message last.  Raises NotFound."""
    oldest_first = sorted(message.references, key=lambda each: each.sent)
    return [_known(ports, book, reference, token) for reference in oldest_first]


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


def _note(ports: Ports, book: Book, alert: Alert, token: ApiToken, what: str, message: CapMessage) -> None:
    said = f"{message.name.sender} {message.name.identifier}"
    detail = f"{said}: {message.note}" if message.note.isprintable() and message.note else said
    book.alerts.note(Happening(alert.id, ports.clock.now(), f"api {token.name}", what, detail))
