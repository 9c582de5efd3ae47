"""Show a message as the Common Alerting Protocol 1.2 writes it."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from plp.alert import OPEN, Alert, Kind
from plp.book import Book
from plp.cap import CapReceipt, CapReference, CapStatus, MsgType, cap_moment
from plp.language import Language
from plp.ports import Ports
from plp.zone import Partnership, Zone
from services.cap_sender import cap_sender
from services.read_cap import KIND, NAMESPACE
from texts.catalogue import say

_LANGUAGE: Mapping[Language, str] = {
    Language.FR: "fr-BE",
    Language.NL: "nl-BE",
    Language.DE: "de-BE",
    Language.EN: "en-GB",
}
_HOW: Mapping[Kind, tuple[str, str, str]] = {
    Kind.URGENT: ("Immediate", "Severe", "Observed"),
    Kind.CORRECTION: ("Immediate", "Severe", "Observed"),
    Kind.ALL_CLEAR: ("Past", "Minor", "Observed"),
    Kind.PREVENTION: ("Future", "Minor", "Possible"),
    Kind.FEEDBACK: ("Past", "Minor", "Observed"),
    Kind.TEST: ("Unknown", "Minor", "Unlikely"),
}
"""Urgency, severity, certainty."""


def show_cap(ports: Ports, alert_id: str) -> bytes:
    """The message as a CAP 1.2 document, elements in the order of the schema.  Raises NotFound.

    One that came as CAP keeps its sender, identifier, time and references; ours are named by our host and its id.
    Until it is launched its status is Draft, so that nobody takes it for more.
    """
    with ports.store.read() as book:
        alert = book.alerts.get(alert_id)
        partnership = book.people.partnership(alert.partnership)
        zone = book.people.zone(partnership.zone)
        document = Element("alert", xmlns=NAMESPACE)
        for name, text in _head(ports, book, alert):
            SubElement(document, name).text = text
    for language in sorted(alert.languages):
        _info(SubElement(document, "info"), alert, language, zone, partnership)
    written: bytes = tostring(document, encoding="utf-8", xml_declaration=True)
    return written


def _name(ports: Ports, alert: Alert, came: CapReceipt | None) -> CapReference:
    """By which sender, identifier and time the world knows it."""
    return came.name if came else CapReference(cap_sender(ports), alert.id, alert.drafted_at)


def _answered(ports: Ports, book: Book, alert: Alert) -> str:
    """What a message of our own refers to."""
    if alert.answers is None:
        return ""
    return str(_name(ports, book.alerts.get(alert.answers), book.cap.that_made(alert.answers)))


def _head(ports: Ports, book: Book, alert: Alert) -> list[tuple[str, str]]:
    came = book.cap.that_made(alert.id)
    name = _name(ports, alert, came)
    does = came.does if came else MsgType.UPDATE if alert.answers else MsgType.ALERT
    refs = came.refs if came else _answered(ports, book, alert)
    head = [
        ("identifier", name.identifier),
        ("sender", name.sender),
        ("sent", cap_moment(name.sent)),
        ("status", _status(alert).value),
        ("msgType", does.value),
        ("scope", "Private"),
        ("addresses", alert.partnership),
        ("note", alert.state.value),
    ]
    return [*head, ("references", refs)] if refs else head


def _status(alert: Alert) -> CapStatus:
    if alert.kind is Kind.TEST:
        return CapStatus.TEST
    return CapStatus.ACTUAL if alert.state in OPEN or alert.number is not None else CapStatus.DRAFT


def _info(info: Element, alert: Alert, language: Language, zone: Zone, partnership: Partnership) -> None:
    urgency, severity, certainty = _HOW[alert.kind]
    text = alert.texts.get(language)
    elements: list[tuple[str, str | None]] = [
        ("language", _LANGUAGE[language]),
        ("category", "Security"),
        ("event", say(f"kind.{alert.kind}", language)),
        ("responseType", "AllClear" if alert.kind is Kind.ALL_CLEAR else None),
        ("urgency", urgency),
        ("severity", severity),
        ("certainty", certainty),
        ("expires", cap_moment(alert.expires_at.astimezone(zone.tz))),
        ("senderName", zone.name),
        ("description", text),
    ]
    for name, words in elements:
        if words:
            SubElement(info, name).text = words
    parameter = SubElement(info, "parameter")
    SubElement(parameter, "valueName").text = KIND
    SubElement(parameter, "value").text = alert.kind.value
    area = SubElement(info, "area")
    SubElement(area, "areaDesc").text = f"{partnership.name_in(language)}, {partnership.municipality_in(language)}"
