"""Asking a web address where the environment names a proxy."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import requests

from tests.tocsin.test_doctor import examined
from tocsin.ask import ask
from tocsin.installation import Installation


class Answering(BaseHTTPRequestHandler):
    """Says yes to whatever it is asked, and writes nothing about it."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"said": "yes"}')

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of somebody on this machine who answers, where a proxy is set at which nobody does."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server = HTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_this_machine_is_asked_without_the_proxy(here: str) -> None:
    assert ask("GET", here).json() == {"said": "yes"}
    assert ask("GET", here.replace("127.0.0.1", "localhost")).ok


def test_another_machine_is_asked_through_the_proxy(here: str) -> None:
    with pytest.raises(requests.exceptions.ProxyError):
        ask("GET", here.replace("127.0.0.1", "plp.example"))


def test_an_installation_finds_its_own_exchange_and_gateway(here: str, tmp_path: Path) -> None:
    there = Installation(tmp_path, bind=here.removeprefix("http://"), exchange_url=here)

    assert there.exchange("GET", "calls") == {"said": "yes"}
    assert there.is_ready()


def test_doctor_finds_a_public_address_on_this_machine(here: str, tmp_path: Path) -> None:
    assert "public address: fine\n" in examined(tmp_path, TOCSIN_PUBLIC_URL=here, TOCSIN_SPEECH="provider").stdout
