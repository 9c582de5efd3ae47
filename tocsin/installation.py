"""A whole installation on this machine, for the demo and the tests: exchange, web, workers and clock as processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from plp.errors import TocsinError
from plp.ports import Door
from tocsin.ask import ask

ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "loopback"  # noqa: S105  # the exchange on this machine; it opens nothing else
_KEPT = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH"})
_STARTS_WITHIN = 120.0
_STOPS_WITHIN = 25.0


class NotStarted(TocsinError):
    """A process did not come up; the message ends with the last lines it wrote."""


@dataclass
class Installation:
    """Everything Tocsin needs, in one directory, on free loopback ports; it reads no `.env` and no one's settings."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    exchange_options: Sequence[str] = ()
    doors: Sequence[Door] = tuple(Door)
    bind: str = ""
    exchange_url: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.home.mkdir(parents=True, exist_ok=True)
        self.bind = self.bind or f"127.0.0.1:{free_port()}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def public_url(self) -> str:
        """The address the carrier reaches us at."""
        return f"http://{self.bind}"

    @property
    def environment(self) -> dict[str, str]:
        """What every process of it sees: nothing of the settings of whoever started it."""
        kept = {name: value for name, value in os.environ.items() if name in _KEPT}
        return kept | {
            "TOCSIN_HOME": str(self.home / "var"),
            "TOCSIN_PUBLIC_URL": self.public_url,
            "TOCSIN_BIND": self.bind,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_URL": self.exchange_url or "http://127.0.0.1:9",
            **self.settings,
        }

    # ------------------------------------------------------------------------------- processes

    def start_exchange(self) -> None:
        """Start the exchange on a free port and wait until it says where."""
        options = ["--port", "0", "--account", ACCOUNT, "--token", TOKEN, *self.exchange_options]
        self._spawn("exchange", [sys.executable, "-m", "exchange", *options])
        prefix = "listening on "
        self._wait("exchange", lambda: prefix in self.log("exchange"))
        line = next(line for line in self.log("exchange").splitlines() if prefix in line)
        self.exchange_url = line.split(prefix, 1)[1].strip()

    def start_gateway(self) -> None:
        """Start web, one worker per queue and the clock, and wait until the web says it is ready."""
        self.start("web", "serve")
        for door in self.doors:
            self.start(door.value, "worker", "--queue", door.value)
        self.start("clock", "clock")
        self._wait("web", self.is_ready)

    def start(self, name: str, *command: str) -> None:
        """Start one process of the gateway under this name."""
        self._spawn(name, [sys.executable, "-m", "tocsin", *command])

    def stop(self) -> None:
        """Stop what was started, the last one first, and the embedded Redis."""
        for process in reversed(self.processes.values()):
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(_STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()
        self._stop_redis()

    def kill(self, name: str) -> None:
        """End one process as a crash would."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def log(self, name: str) -> str:
        """What a process has written so far."""
        path = self.home / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    # -------------------------------------------------------------------------------- speaking to it

    def tocsin(self, *command: str, check: bool = True) -> str:
        """Run a command as an operator would; returns what it printed.  Raises NotStarted when it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "tocsin", *command],
            env=self.environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise NotStarted(f"tocsin {' '.join(command[:2])} said: {done.stderr.strip()}")
        return done.stdout

    def exchange(self, method: str, path: str, **request: Any) -> Any:  # JSON, whatever its shape
        """Ask the exchange's control address; returns its JSON."""
        answer = ask(method, f"{self.exchange_url}/exchange/{path}", timeout=30, **request)
        answer.raise_for_status()
        return answer.json()

    def point_numbers(self, voice: str, sms: str) -> None:
        """Give the exchange's numbers our two addresses, as one does at the carrier's."""
        voice_url, sms_url = f"{self.public_url}/voice/incoming", f"{self.public_url}/sms/incoming"
        self.exchange("PUT", "numbers", json={voice: {"voice_url": voice_url}, sms: {"sms_url": sms_url}})

    def is_ready(self, *, within: float = 5.0) -> bool:
        """Whether the web process says within so many seconds that it is ready."""
        try:
            return ask("GET", f"{self.public_url}/readyz", timeout=within).ok
        except (requests.ConnectionError, requests.Timeout):
            return False

    # ------------------------------------------------------------------------------------ inside

    def _spawn(self, name: str, command: list[str]) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, env=self.environment, cwd=self.home, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def _wait(self, name: str, true: Callable[[], bool]) -> None:
        until = time.monotonic() + _STARTS_WITHIN
        while not true():
            if self.processes[name].poll() is not None or time.monotonic() > until:
                raise NotStarted(f"{name} did not start:\n{self.log(name)[-2000:]}")
            time.sleep(0.05)

    def _stop_redis(self) -> None:
        from gateway.embedded_redis import stop_embedded
        from gateway.settings import read_settings

        stop_embedded(read_settings(self.environment, None))


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
