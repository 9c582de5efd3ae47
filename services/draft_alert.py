"""Draft a police message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from plp.alert import Alert, AlertState, Happening, Kind
from plp.errors import BadInput
from plp.language import Language
from plp.plain_text import LONGEST_TEXT, plain_text
from plp.ports import Ports
from services.named_partnership import named_partnership

__all__ = ["LONGEST_TEXT", "draft_alert"]
LONGEST_LIFE = timedelta(days=366)


def draft_alert(
    ports: Ports,
    *,
    partnership: str,
    kind: Kind,
    texts: Mapping[Language, str],
    by: str,
    recordings: Mapping[Language, str] | None = None,
    expires: timedelta | None = None,
    answers: str | None = None,
) -> Alert:
    """Write a new alert in state drafted; it expires after `expires`, else after what the plan says.

    Raises NotFound for an unknown partnership or answered alert, BadInput for a text that is empty, too long
    or holds characters nobody can say or see, and for a time that is not ahead; Refused where nobody may launch.
    """
    now = ports.clock.now()
    cleaned = {language: _clean(language, text) for language, text in texts.items()}
    if not cleaned and not recordings:
        raise BadInput("an alert needs at least one text; write --text fr=… or --text nl=…")
    with ports.store.write() as book:
        plan = named_partnership(book, partnership).plans.for_(urgent=kind.is_urgent)
        length = plan.expires if expires is None else expires
        if length <= timedelta(0):
            raise BadInput("an alert must expire in the future")
        if length > LONGEST_LIFE:
            raise BadInput(f"an alert must expire within {LONGEST_LIFE.days} days")
        if answers is not None:
            book.alerts.get(answers)
        alert = Alert(
            id=uuid4().hex,
            partnership=partnership,
            kind=kind,
            state=AlertState.DRAFTED,
            texts=cleaned,
            recordings=dict(recordings or {}),
            expires_at=now + length,
            drafted_at=now,
            answers=answers,
        )
        book.alerts.add(alert)
        book.alerts.note(Happening(alert.id, now, by, "drafted"))
    return alert


def _clean(language: Language, text: str) -> str:
    try:
        return plain_text(text)
    except BadInput as wrong:
        raise BadInput(f"the text in {language} {wrong}") from None
