"""A whole gateway for a measurement: embedded Redis, resident workers and web processes around one database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.request import urlopen

from rq import Worker

from bench.carrier import ROOT, BenchCarrier
from bench.town import ACCOUNT, TOKEN
from gateway.embedded_redis import stop_embedded
from gateway.settings import Settings, read_settings
from gateway.wiring import Gateway, open_gateway

_STARTS_WITHIN = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Installation:
    """Its settings, its folder, and how to start its processes."""

    environment: dict[str, str]
    settings: Settings
    stack: ExitStack

    def open(self) -> Gateway:
        """The gateway as this process sees it."""
        return open_gateway(self.settings)

    def starts(self, *command: str) -> None:
        """Start `tocsin …`; it is stopped with the installation."""
        log = self.stack.enter_context((self.settings.home / "log").open("a"))
        running = subprocess.Popen(
            [sys.executable, "-m", "tocsin", *command], cwd=ROOT, env=self.environment, stdout=log, stderr=log
        )
        self.stack.callback(running.wait, 30)
        self.stack.callback(running.terminate)

    def works(self, workers: int = 1) -> None:
        """Start so many workers of the calls' queue, and wait until all of them listen."""
        for _ in range(workers):
            self.starts("worker", "--queue", "calls")
        redis, until = self.open().redis, time.monotonic() + _STARTS_WITHIN * 2
        while Worker.count(connection=redis) < workers:
            if time.monotonic() > until:
                raise RuntimeError(f"the workers do not start; see {self.settings.home / 'log'}")
            time.sleep(0.2)
        time.sleep(1)  # what each does before it listens

    def serves(self) -> None:
        """Start the web processes, and wait until they answer."""
        self.starts("serve", "--workers", "2")
        until = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < until:
            try:
                with urlopen(f"http://{self.settings.bind}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"tocsin serve does not answer; see {self.settings.home / 'log'}")


@contextmanager
def installation(
    url: str, carrier: BenchCarrier, *, rate: int = 10_000, lines: int = 100_000
) -> Iterator[Installation]:
    """An installation on this database; everything it started is stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/var/tmp") as folder, ExitStack() as stack:
        bind = f"127.0.0.1:{free_port()}"
        environment = _clean() | {
            "TOCSIN_HOME": folder,
            "TOCSIN_PUBLIC_URL": f"http://{bind}",
            "TOCSIN_BIND": bind,
            "DATABASE_URL": url,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_URL": carrier.url,
            "TOCSIN_CALLS_PER_SECOND": str(rate),
            "TOCSIN_LINES": str(lines),
            "TOCSIN_SPEECH": "provider",
        }
        settings = read_settings(environment, None)
        stack.callback(stop_embedded, settings)
        yield Installation(environment, settings, stack)
        stack.close()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "TWILIO_"))}
