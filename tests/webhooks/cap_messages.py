"""Messages of the Common Alerting Protocol, as another authority's system writes and sends them."""

from __future__ import annotations

from werkzeug.test import TestResponse

from plp.language import Language
from services.read_cap import NAMESPACE
from tests.fakes.town import TEXTS
from tests.webhooks.api_client import Program

CAP = "application/cap+xml"
SENT = "2026-03-02T09:55:00+01:00"
SENDER = "cic@police.example"


def info(language: str | None = "fr-BE", text: str = TEXTS[Language.FR], **more: str) -> str:
    """One block in one language."""
    parts = {
        "language": language,
        "category": "Security",
        "event": "Vol",
        "responseType": None,
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Observed",
        "expires": "2026-03-02T11:00:00+01:00",
        "description": text,
    } | more
    return "<info>" + "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value) + "</info>"


BOTH = info() + info("nl-BE", TEXTS[Language.NL])


def cap(infos: str = BOTH, **more: str | None) -> bytes:
    """One message."""
    parts = {
        "identifier": "A-1",
        "sender": SENDER,
        "sent": SENT,
        "status": "Actual",
        "msgType": "Alert",
        "scope": "Private",
    } | more
    head = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value is not None)
    return f'<?xml version="1.0" encoding="UTF-8"?><alert xmlns="{NAMESPACE}">{head}{infos}</alert>'.encode()


def reference(identifier: str = "A-1", sender: str = SENDER, sent: str = SENT) -> str:
    """How a message names another."""
    return f"{sender},{identifier},{sent}"


def sends(program: Program, document: bytes, path: str = "/alerts", **headers: str) -> TestResponse:
    """One message is sent."""
    return program.asks("POST", path, data=document, content_type=CAP, headers=headers)
