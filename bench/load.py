"""Load: requests written beforehand, sent over kept connections by a lean client, so that the server is measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from twilio.request_validator import RequestValidator


@dataclass(slots=True)
class Heard:
    """How long each answer took (seconds), how many were no good, and how long everything took."""

    waits: list[float] = field(default_factory=list)
    bad: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds

    def add(self, other: Heard) -> None:
        """What was heard after it."""
        self.waits += other.waits
        self.bad += other.bad
        self.seconds += other.seconds


def signed_post(base: str, path: str, token: str, **fields: str) -> bytes:
    """A request as the carrier would send it."""
    signature = RequestValidator(token).compute_signature(base + path, fields)
    return _post(base, path, urlencode(fields).encode(), f"X-Twilio-Signature: {signature}\r\n")


def plain_post(base: str, path: str) -> bytes:
    """The same without a signature."""
    return _post(base, path, b"CallSid=CA1&CallStatus=ringing", "")


def send(base: str, requests: Sequence[bytes], *, at_once: int = 16, per_second: float | None = None) -> Heard:
    """Send them all over `at_once` connections, as fast as they are answered or at a steady rate."""
    return asyncio.run(_send(base, list(requests), at_once, per_second))


def send_in_turns(*loads: tuple[str, Sequence[bytes]], blocks: int = 20) -> list[Heard]:
    """Send each server its requests, a block to one, then a block to the next, over new connections each time.

    What slows the machine for a while slows both; and so does it when one process happens to take all connections.
    """
    heard = [Heard() for _ in loads]
    for block in range(blocks):
        for sum_, (base, requests) in zip(heard, loads, strict=True):
            sum_.add(send(base, requests[len(requests) * block // blocks : len(requests) * (block + 1) // blocks]))
    return heard


def _post(base: str, path: str, body: bytes, more: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {urlsplit(base).netloc}\r\n{more}"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _send(base: str, requests: list[bytes], at_once: int, per_second: float | None) -> Heard:
    heard, next_one = Heard(), iter(enumerate(requests))
    start = time.monotonic()

    async def client() -> None:
        where = urlsplit(base)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        for number, request in next_one:
            due = start + number / per_second if per_second else time.monotonic()
            if due > time.monotonic():
                await asyncio.sleep(due - time.monotonic())
            for _ in range(2):
                try:
                    writer.write(request)
                    heard.bad += not await _is_good(reader)
                    break
                except (ConnectionError, asyncio.IncompleteReadError):  # the server closed an idle connection
                    reader, writer = await asyncio.open_connection(where.hostname, where.port)
            heard.waits.append(time.monotonic() - due)
        writer.close()

    await asyncio.gather(*(client() for _ in range(at_once)))
    heard.seconds = time.monotonic() - start
    return heard


async def _is_good(reader: asyncio.StreamReader) -> bool:
    head = await reader.readuntil(b"\r\n\r\n")
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    if at >= 0 and (length := int(lowered[at + 15 :].split(b"\r\n", 1)[0])):
        await reader.readexactly(length)
    return head.split(b" ", 2)[1][:1] == b"2"
