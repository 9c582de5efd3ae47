"""Two gateways, each with a home and process groups of its own, on one address, database, Redis and shelf."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from gateway.settings import read_settings
from gateway.wiring import open_gateway
from tests.acceptance.town import SPEED, Town
from tests.deployment.balancer import Balancer
from tests.deployment.redis_servers import redis_server
from tocsin.ask import ask
from tocsin.installation import Installation

SECRET = "one secret for all machines of the country"


@dataclass
class Machine(Installation):
    """One gateway whose public address is the balancer's; each process leads a group of its own."""

    public: str = ""

    @property
    def public_url(self) -> str:
        """The address all machines share."""
        return f"http://{self.public}"

    def knocked_down(self) -> None:
        """Every process of it, and whatever they had forked, ends as in a power cut."""
        for process in self.processes.values():
            os.killpg(process.pid, signal.SIGKILL)
        for process in self.processes.values():
            process.wait()
        self.processes.clear()

    def drained(self, *names: str) -> dict[str, float]:
        """Ask these processes to stop, twice, as an impatient supervisor does; seconds each took to leave."""
        leaving = {name: self.processes[name] for name in names}
        began = time.monotonic()
        for _ in range(2):
            for process in leaving.values():
                process.terminate()
        return {name: self._left(name, process) - began for name, process in leaving.items()}

    def _left(self, name: str, process: subprocess.Popen[bytes]) -> float:
        assert process.wait(30) == 0, f"{name}: {self.log(name)[-2000:]}"
        del self.processes[name]
        return time.monotonic()

    def _spawn(self, name: str, command: list[str]) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                env=self.environment,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def is_ready(self) -> bool:
        """Whether its own web process says it is ready."""
        try:
            return ask("GET", f"http://{self.bind}/readyz", timeout=5).ok
        except (requests.ConnectionError, requests.Timeout):
            return False


@dataclass
class Country:
    """Both machines, and the town that hangs on them."""

    one: Machine
    other: Machine
    town: Town
    balancer: Balancer
    shelf: Path
    settings: Mapping[str, str] = field(default_factory=dict)


def listens_to_signals(pid: int) -> bool:
    """Whether this process has come so far that SIGTERM means more to it than death."""
    caught = re.search(r"^SigCgt:\s*([0-9a-f]+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return caught is not None and bool(int(caught.group(1), 16) >> (signal.SIGTERM - 1) & 1)


@contextmanager
def two_gateways(home: Path, database_url: str) -> Iterator[Country]:
    """Start a Redis, an exchange, a balancer and both machines; stop everything afterwards."""
    with ExitStack() as stack:
        redis = stack.enter_context(redis_server(home / "redis"))
        balancer = stack.enter_context(Balancer())
        shelf = home / "shelf"
        settings = {
            "DATABASE_URL": database_url,
            "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0",
            "TOCSIN_SHELF": str(shelf),
            "TOCSIN_SECRET": SECRET,
            "TOCSIN_SPEECH": "espeak,provider",
            "TOCSIN_CALLS_PER_SECOND": "15",
            "TOCSIN_TEXTS_PER_SECOND": "15",
            "TOCSIN_LINES": "200",
        }
        options = ["--speed", str(SPEED), "--sidecars", str(shelf)]
        carrier = stack.enter_context(Installation(home / "carrier", exchange_options=options))
        carrier.start_exchange()

        def machine(name: str) -> Machine:
            made = Machine(home / name, settings=settings, exchange_url=carrier.exchange_url, public=balancer.bind)
            return stack.enter_context(made)

        one, other = machine("one"), machine("other")
        balancer.backends = (one.bind, other.bind)
        for each in (one, other):
            each.start_gateway()
        gateway = open_gateway(read_settings(other.environment, None))
        stack.callback(gateway.redis.close)
        stack.callback(gateway.store.close)
        yield Country(one, other, Town(other, gateway), balancer, shelf, settings)
