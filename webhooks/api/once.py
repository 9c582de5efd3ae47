"""A POST done once, however often it is sent: with an `Idempotency-Key` its answer is kept for a day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from flask import Response, request
from pydantic import BaseModel, Field

from plp.access import KeptAnswer
from plp.book import Book
from webhooks.api.door import ports, token
from webhooks.api.problems import KeyUsed

KEPT = timedelta(hours=24)
HEADER = "Idempotency-Key"


class Keyed(BaseModel):
    """The header that makes a repeat harmless."""

    idempotency_key: str = Field(
        "",
        alias=HEADER,
        max_length=255,
        pattern=r"^[\x21-\x7e]*$",
        description="The same key and the same request again get the same answer for 24 hours, and nothing is done "
        "twice. A request that was refused did nothing: with the same key it is asked anew.",
    )


class Done(BaseModel):
    """What a POST came to, before it is written as an answer."""

    status: int
    said: Mapping[str, object]
    location: str | None = None


def once(header: Keyed, work: Callable[[Book], Done]) -> Response:
    """Do the work in one transaction with the key under which it is asked; two at once wait for each other.

    Raises KeyUsed when the key was used for something else, and whatever the work raises: then nothing is kept.
    """
    there, asking = ports(), token()
    now = there.clock.now()
    claimed = KeptAnswer(asking.id, header.idempotency_key, _asked(), now, 0, "", "")
    with there.store.write() as book:
        known = book.access.begin_answer(claimed, since=now - KEPT) if claimed.key else None
        if known is None:
            done = work(book)
            known = replace(claimed, status=done.status, location=done.location or "", body=_written(done.said))
            if claimed.key:
                book.access.keep_answer(known)
            return _answer(known)
    if known.asked != claimed.asked:
        raise KeyUsed("this idempotency key was used for another request; take a new key for a new request")
    answer = _answer(known)
    answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _asked() -> str:
    """The digest of what was asked: where, in which kind of words, and what."""
    parts = (request.method, request.full_path, request.mimetype)
    return hashlib.sha256("\n".join(parts).encode() + b"\n" + request.get_data()).hexdigest()


def _written(said: Mapping[str, object]) -> str:
    return json.dumps(said, ensure_ascii=False)


def _answer(kept: KeptAnswer) -> Response:
    headers = {"Location": kept.location} if kept.location else {}
    return Response(kept.body, status=kept.status, mimetype="application/json", headers=headers)
