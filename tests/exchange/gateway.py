"""A tiny gateway for the exchange to call: it answers with prepared documents and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from twilio.request_validator import RequestValidator
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

TOKEN = "loopback"


@dataclass(frozen=True)
class Asked:
    """One request that came in."""

    path: str
    form: dict[str, str]
    headers: dict[str, str]
    genuine: bool
    method: str


@dataclass
class Gateway:
    """Answers each path with its documents in turn; the last one repeats."""

    asked: list[Asked] = field(default_factory=list)
    _answers: dict[str, list[Response]] = field(default_factory=dict)
    address: str = ""

    def url(self, path: str) -> str:
        """The address of a path."""
        return self.address + path

    def says(self, path: str, *documents: str) -> str:
        """Prepares TwiML for a path: the insides of <Response>; gives its address."""
        self.answers(path, *(Response(f"<Response>{one}</Response>", mimetype="text/xml") for one in documents))
        return self.url(path)

    def answers(self, path: str, *responses: Response) -> str:
        """Prepares any answers for a path."""
        self._answers[path] = list(responses)
        return self.url(path)

    def requests(self, path: str) -> list[Asked]:
        """What was asked of a path."""
        return [one for one in self.asked if one.path == path]

    def forget(self) -> None:
        """Starts afresh for the next test."""
        self.asked.clear()
        self._answers.clear()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        form = {name: request.form[name] for name in request.form}
        signature = request.headers.get("X-Twilio-Signature", "")
        genuine = RequestValidator(TOKEN).validate(self.address + environ["REQUEST_URI"], form, signature)
        told = form or dict(request.args)
        self.asked.append(Asked(request.path, told, dict(request.headers), genuine, request.method))
        return self._next(request)(environ, start_response)

    def _next(self, request: Request) -> Response:
        prepared = self._answers.get(request.path)
        if not prepared:
            return Response(status=204)
        response = prepared.pop(0) if len(prepared) > 1 else prepared[0]
        if response.headers.get("ETag"):
            response = Response(response.get_data(), headers=response.headers).make_conditional(request)
        return response


def open_gateway() -> tuple[Gateway, Any]:
    """A gateway that listens on a free port, and its server."""
    gateway = Gateway()
    server = make_server("127.0.0.1", 0, gateway, threaded=True)
    gateway.address = f"http://127.0.0.1:{server.port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return gateway, server
