"""A small API server on loopback that answers exactly as a test has scripted it, faults included."""

from __future__ import annotations

import json
import socket
import struct
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Reply:
    """One answer; `body` is sent as it is."""

    status: int = 201
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None  # promise the whole body, send this much, close


@dataclass(frozen=True)
class Late:
    """An answer that comes only when it is let go."""

    go: Event
    reply: Reply


class Hang(Exception):
    """Never answer, until the test is over."""


class Reset(Exception):
    """Tear the connection down."""


Step = Reply | Late | type[Hang] | type[Reset]


def answer(body: object, status: int = 201, **headers: str) -> Reply:
    """A JSON answer; `Retry_After="2"` becomes a header."""
    return Reply(status, json.dumps(body).encode(), {name.replace("_", "-"): value for name, value in headers.items()})


@dataclass(frozen=True)
class Request:
    """What arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    form: dict[str, list[str]]
    headers: Mapping[str, str]


class ScriptedApi:
    """What lies `at` a path is answered there; elsewhere `replies` are given in turn, then `default` for ever."""

    def __init__(self) -> None:
        self.at: dict[str, Step] = {}
        self.replies: deque[Step] = deque()
        self.default: Step = answer({"sid": "CA1", "status": "queued"})
        self.requests: list[Request] = []
        self.connections: set[Any] = set()
        self.over = Event()
        self.url = ""
        self._lock = Lock()

    def next_step(self, request: Request, connection: object) -> Step:
        """Note what came, choose what goes back."""
        with self._lock:
            self.requests.append(request)
            self.connections.add(connection)
            if request.path in self.at:
                return self.at[request.path]
            return self.replies.popleft() if self.replies else self.default


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # many connect at once; one turned away would wait a second
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is part of the tests; anything else is told as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def serving() -> Iterator[ScriptedApi]:
    """Serve on a free port of loopback."""
    api = ScriptedApi()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": api}))
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        api.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    api: ScriptedApi
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        url = urlsplit(self.path)
        query, form = parse_qs(url.query), parse_qs(body, keep_blank_values=True)
        request = Request(self.command, url.path, query, form, dict(self.headers))
        step = self.api.next_step(request, self.client_address)
        if isinstance(step, Late):
            step.go.wait(30)
            step = step.reply
        if step is Hang:
            self.api.over.wait(30)
            self.close_connection = True
        elif step is Reset:
            # Linger of zero: the close goes out as a reset, not as an orderly end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
        else:
            assert isinstance(step, Reply)
            self._answer(step)

    def _answer(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[: reply.cut_after])
        if reply.cut_after is not None:
            self.close_connection = True
