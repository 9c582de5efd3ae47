"""Create a token for the API."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from plp.access import POLICE_ONLY, ApiToken, Scope
from plp.book import Book
from plp.errors import BadInput
from plp.ports import Ports
from services.token_words import digest_of, draw_words

LONGEST_LIFE = timedelta(days=366)
"""Whoever needs it longer gets a new one in time, and is thought of once a year."""
PER_MINUTE = 120
_LONGEST_NAME = 80


def create_token(
    ports: Ports,
    *,
    name: str,
    scopes: Collection[Scope],
    expires: timedelta,
    zone: str | None = None,
    partnerships: Collection[str] = (),
    officer: str | None = None,
    per_minute: int = PER_MINUTE,
) -> tuple[ApiToken, str]:
    """Write a new token; returns it with its words, which are kept nowhere and cannot be shown again.

    It opens a whole zone, or only the partnerships named (of one zone).  Raises NotFound for what is not there and
    BadInput for what does not fit together: a token that may decide needs an officer mandated where it reaches.
    """
    now = ports.clock.now()
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise BadInput(f"give the token a name of 1 to {_LONGEST_NAME} characters, so that it is known in the history")
    if not scopes:
        raise BadInput("a token without any scope opens nothing; give at least one --scope")
    if not timedelta(0) < expires <= LONGEST_LIFE:
        raise BadInput(f"a token lives for {LONGEST_LIFE.days} days at most; write --expires 90d")
    if per_minute < 1:
        raise BadInput("a token may ask at least once a minute")
    words = draw_words()
    with ports.store.write() as book:
        token = ApiToken(
            id=secrets.token_hex(6),
            name=name.strip(),
            digest=digest_of(words),
            zone=_zone(book, zone, partnerships),
            partnerships=tuple(sorted(set(partnerships))),
            scopes=tuple(sorted({each.value for each in scopes})),
            officer=officer,
            per_minute=per_minute,
            created_at=now,
            expires_at=now + expires,
        )
        _check_officer(book, token)
        book.access.add_token(token)
    return token, words


def _zone(book: Book, zone: str | None, partnerships: Collection[str]) -> str:
    zones = {book.people.partnership(slug).zone for slug in partnerships}
    if zone is not None:
        zones.add(book.people.zone(zone).name)
    if not zones:
        raise BadInput("say what the token opens: --zone NAME, or --partnership SLUG")
    if len(zones) > 1:
        raise BadInput(f"a token belongs to one zone; these are of {', '.join(sorted(zones))}")
    return zones.pop()


def _check_officer(book: Book, token: ApiToken) -> None:
    decides = sorted(POLICE_ONLY & {Scope(each) for each in token.scopes})
    if token.officer is None:
        if decides:
            raise BadInput(f"{', '.join(decides)}: the police alone decide; name the officer with --officer")
        return
    officer = book.people.officer(token.officer)
    slugs = token.partnerships or [each.slug for each in book.people.partnerships(token.zone)]
    reached = [book.people.partnership(slug) for slug in slugs]
    if not any(each.mandates(officer) for each in reached):
        raise BadInput(f"officer {officer.id} holds no mandate where this token reaches")
