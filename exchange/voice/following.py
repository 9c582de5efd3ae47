"""Following a document: it is fetched, read, and its verbs are done one after the other."""

import asyncio
from urllib.parse import urljoin

from exchange.voice.call import Source, Status
from exchange.voice.gathering import gather
from exchange.voice.line import GATEWAY, Ending, Line
from exchange.voice.recording import record
from exchange.voice.speech import make_heard
from exchange.voice.twiml import Gather, Hangup, NotTwiml, Pause, Play, Record, Redirect, Reject, Say, Verb, read_verbs

RETRIEVAL_FAILED = 11200
CONNECTION_FAILED = 11205
TIMED_OUT = 11210
NOT_A_DOCUMENT = 12300
DOCUMENTS = frozenset({"text/xml", "application/xml", "text/html"})
APOLOGY = "We are sorry, an application error has occurred. Goodbye."
MOST_DOCUMENTS = 1_000
TOO_MANY_DOCUMENTS = 12400


class Unfollowable(Exception):
    """A document that cannot be had or read; `code` is the provider's."""

    def __init__(self, code: int, detail: str) -> None:
        self.code = code
        super().__init__(detail)


async def converse(line: Line, first: Source) -> Ending:
    """Follows documents from one to the next until none is left; a live update cuts in with its own."""
    source: Source | None = first
    while source:
        line.following = asyncio.create_task(follow(line, source))
        try:
            source = await line.following
        except asyncio.CancelledError:
            if not line.update or _being_cancelled():
                raise
        source, line.update = line.update or source, None
    return Ending(Status.COMPLETED, GATEWAY)


def _being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def follow(line: Line, source: Source) -> Source | None:
    """Follows one document and gives the next one, or None when the call is over."""
    try:
        verbs = await _document(line, source)
    except Unfollowable as error:
        line.blame(error.code, source.url, str(error))
        return await _fall_back(line, source, error)
    if _refused(line, verbs):
        return None
    for verb in verbs:
        if isinstance(verb, Hangup):
            return None
        if following := await _do(line, verb, source):
            return following
    return None


def _refused(line: Line, verbs: tuple[Verb, ...]) -> bool:
    """An incoming call is answered by its first document, unless that begins with <Reject>."""
    if line.call.status is not Status.RINGING:
        return False
    if verbs and isinstance(verbs[0], Reject):
        line.end(Ending(Status.BUSY if verbs[0].reason == "busy" else Status.NO_ANSWER, GATEWAY))
        return True
    line.answer()
    return False


async def _do(line: Line, verb: Verb, source: Source) -> Source | None:
    """Does one verb; gives the document it leads to, or None to go on with the next verb."""
    match verb:
        case Gather():
            return await gather(line, verb, source.url)
        case Record():
            return await record(line, verb, source.url)
        case Redirect():
            return Source(urljoin(source.url, verb.url), verb.method)
        case Say() | Play() | Pause():
            await make_heard(line, verb, source.url)
        case Reject() | Hangup():
            pass  # the one came too late, the other has ended the document already
    return None


async def _document(line: Line, source: Source) -> tuple[Verb, ...]:
    if len(line.call.transcript.fetches) >= MOST_DOCUMENTS:
        raise Unfollowable(TOO_MANY_DOCUMENTS, "the documents lead round in a circle")
    body = source.twiml if source.twiml is not None else await _fetch(line, source)
    try:
        return read_verbs(body) if body else ()
    except NotTwiml as error:
        raise Unfollowable(error.code, str(error)) from error


async def _fetch(line: Line, source: Source) -> bytes:
    reply = await line.desk.web.ask(source.url, source.method, line.params() | dict(source.params))
    line.fetched(source.url, reply.status)
    if reply.trouble:
        raise Unfollowable(CONNECTION_FAILED if reply.trouble == "ct" else TIMED_OUT, f"no answer ({reply.trouble})")
    if not reply.ok:
        raise Unfollowable(RETRIEVAL_FAILED, f"got HTTP {reply.status}")
    kind = reply.headers.get("Content-Type", "").partition(";")[0]
    if reply.body and kind not in DOCUMENTS:
        raise Unfollowable(NOT_A_DOCUMENT, f"Content-Type {kind!r}")
    return reply.body


async def _fall_back(line: Line, source: Source, error: Unfollowable) -> Source | None:
    fallback = line.call.order.fallback
    if fallback and source.url != fallback.url:
        params = (("ErrorCode", str(error.code)), ("ErrorUrl", source.url))
        return Source(fallback.url, fallback.method, params=params)
    if line.call.status is Status.RINGING:
        line.answer()
    await make_heard(line, Say(APOLOGY, 4.0), source.url)
    return None
