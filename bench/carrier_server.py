"""A carrier that only takes orders, as fast as it can: TLS, one answer for everything, every arrival written down.

`python -m bench.carrier_server --cert FILE --delay SECONDS` prints its port.  GET /arrivals gives the moments
(seconds of the machine's monotonic clock, shared by all its processes) with the number rung; DELETE forgets them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import ssl
import time
from itertools import count
from urllib.parse import parse_qs

from bench.caller_back import CallerBack

_PARTS = (b"HTTP/1.1 ", b"\r\nContent-Type: application/json\r\nContent-Length: ", b"\r\n\r\n")
_NUMBERS = count(1)


class Orders(asyncio.Protocol):
    """One connection: requests are answered in their order, after the delay."""

    def __init__(self, delay: float, arrivals: list[tuple[float, str]], caller: CallerBack | None) -> None:
        self._delay, self._arrivals, self._caller = delay, arrivals, caller
        self._buffer = b""
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take whole requests out of what has come."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            whole = end + 4 + _length(head)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            self._take(head, body)

    def _take(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"POST"):
            at, to = body.find(b"To="), ""
            if at >= 0:
                to = body[at + 3 :].split(b"&", 1)[0].decode().replace("%2B", "+")
            self._arrivals.append((time.monotonic(), to))
            sid = f"CA{next(_NUMBERS):032x}"
            answer = b'{"sid": "%s", "status": "queued"}' % sid.encode()
            if self._delay:
                self._loop.call_later(self._delay, self._say, b"201 Created", answer)
            else:
                self._say(b"201 Created", answer)
            if self._caller:
                self._caller.ring(sid, parse_qs(body.decode()))
        elif head.startswith(b"DELETE"):
            self._arrivals.clear()
            self._say(b"200 OK", b"{}")
        else:
            self._say(b"200 OK", json.dumps(self._arrivals).encode())

    def _say(self, status: bytes, body: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(_PARTS[0] + status + _PARTS[1] + str(len(body)).encode() + _PARTS[2] + body)


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return 0 if at < 0 else int(head[at + 15 :].split(b"\r\n", 1)[0])


async def serve(cert: str | None, delay: float, token: str | None) -> None:
    """Serve until told to stop."""
    context = None
    if cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert)
    arrivals: list[tuple[float, str]] = []
    caller = CallerBack(token) if token else None
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    server = await loop.create_server(
        lambda: Orders(delay, arrivals, caller), "127.0.0.1", 0, ssl=context, backlog=2048
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await stopped.wait()
    server.close()
    if caller:
        await caller.close()


def main() -> None:
    """Read the command line and serve."""
    options = argparse.ArgumentParser()
    options.add_argument("--cert")
    options.add_argument("--delay", type=float, default=0.0)
    options.add_argument("--calls-back", metavar="TOKEN", help="tell how calls go, signed with this token")
    given = options.parse_args()
    asyncio.run(serve(given.cert, given.delay, given.calls_back))


if __name__ == "__main__":
    main()
