"""What befalls an installation: processes are killed and come back; somebody watches that nobody is forgotten."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event

import psycopg
import requests
from sqlalchemy.engine import make_url
from twilio.request_validator import RequestValidator

from plp.cascade import CascadeState
from plp.ports import Door
from tests.acceptance.town import Json, Town
from tests.deployment.redis_servers import RedisProcess
from tocsin.installation import TOKEN

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "web": ("serve",),
    "clock": ("clock",),
    "calls-2": ("worker", "--queue", "calls"),
    **{door.value: ("worker", "--queue", door.value) for door in Door},
}
ONE_OF_THE_WEBS_OWN, REDIS = "one of the web's own", "redis"
LONGEST_OVERDUE = timedelta(seconds=60)
_SERVED_BY = {"web": 3, "calls": 3, "clock": 2, ONE_OF_THE_WEBS_OWN: 2, REDIS: 2, "texts": 1, "speech": 1}
"""How often each is struck, by what hangs on it."""


@dataclass
class Mishaps:
    """A hand that kills with -9, and a supervisor that starts again whoever is gone; all chance comes from the seed."""

    town: Town
    seed: int
    redis: RedisProcess | None = None
    struck: list[str] = field(default_factory=list)

    def befall(self, watch: Watch, *, seconds: float) -> None:
        """Kill somebody every second or so, for so long; meanwhile the supervisor and the watch do their work."""
        chance = random.Random(self.seed)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._strike(chance.choices(list(_SERVED_BY), list(_SERVED_BY.values()))[0])
            pause = time.monotonic() + chance.uniform(0.3, 2.5)
            while time.monotonic() < pause:
                self.supervise()
                watch.look()

    def supervise(self) -> None:
        """Start again whoever is gone."""
        there = self.town.there
        for name, process in list(there.processes.items()):
            if process.poll() is not None:
                there.start(name, *COMMANDS[name])

    def _strike(self, name: str) -> None:
        processes = self.town.there.processes
        match name:
            case _ if name == REDIS and self.redis:
                struck = None
                self.redis.kill()
                self.redis.start_again()
            case _ if name == REDIS:
                struck = _number_in(self.town.there.home / "var" / "redis" / "redis.pid")
            case _ if name == ONE_OF_THE_WEBS_OWN:
                struck = next(iter(children(processes["web"].pid)), None)
            case _:
                struck = processes[name].pid
        self.struck.append(name)
        if struck is None:
            return
        with suppress(ProcessLookupError):  # it was just starting again
            os.kill(struck, signal.SIGKILL)
        if name in processes:
            processes[name].wait()


@dataclass
class Watch:
    """Looks at the store while it works, for whoever is due and not taken up although a line is free."""

    town: Town
    longest: timedelta = timedelta(0)
    crowded_at: datetime = datetime.min.replace(tzinfo=UTC)
    """When the lines were last in use, all but a few: whoever waits for a line is not forgotten."""
    calm: Event = field(default_factory=Event)

    def look(self, *, pause: float = 0.25) -> None:
        """Note how long the one who waits longest has been due, and pause."""
        now = datetime.now(UTC)
        with self.town.gateway.ports.store.read() as book:
            running = book.cascades.all({CascadeState.RUNNING, CascadeState.WAITING})
            owed = [each for run in running for each in book.cascades.deliveries(run.id)]
            if book.cascades.lines_in_use(now) > 0.8 * self.town.gateway.ports.rates.lines:
                self.crowded_at = now
        due = [each.due_at for each in owed if each.final is None and each.due_at and each.next_by]
        overdue = [now - max(due_at, self.crowded_at) for due_at in due]
        self.longest = max([self.longest, *overdue])
        self.calm.wait(pause)


def children(pid: int) -> list[int]:
    """The processes this one has started and that still live."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _number_in(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


# ------------------------------------------------------------------------------------ judgement


def called_twice(calls: Sequence[Json], shown: Json) -> list[str]:
    """Calls that are no attempt's, or another's too: the exchange's book against ours."""
    ours = [each["carrier_sid"] for each in _by_voice(shown) if each["carrier_sid"]]
    placed = [call["sid"] for call in calls]
    unknown = sorted(set(placed) - set(ours))
    return [
        *(f"the call {sid} is no attempt's" for sid in unknown),
        *(f"the attempt's call {sid} was never placed" for sid in sorted(set(ours) - set(placed))),
        *(f"two attempts share the call {sid}" for sid in sorted({sid for sid in ours if ours.count(sid) > 1})),
    ]


def rung_while_ringing(calls: Sequence[Json]) -> list[str]:
    """Numbers that two calls held at the same time."""
    by_number: dict[str, list[tuple[datetime, datetime]]] = {}
    for call in calls:
        moments = [datetime.fromisoformat(state["at"]) for state in call["states"]]
        by_number.setdefault(call["to"], []).append((moments[0], moments[-1]))
    return [
        f"{number}: {first} and {second}"
        for number, held in by_number.items()
        for first, second in pairwise(sorted(held))
        if second[0] < first[1]
    ]


def _by_voice(shown: Json) -> Iterator[Json]:
    return (each for owed in shown["deliveries"] for each in owed["attempts"] if each["channel"] == "voice")


# ------------------------------------------------------------------------------------- the database


@contextmanager
def held_by_another_program(town: Town) -> Iterator[None]:
    """Somebody holds the town's database: all of it on SQLite, the attempts on PostgreSQL."""
    url = make_url(town.gateway.settings.database_url)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database), timeout=30, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    address = {"host": url.query["host"], "user": url.username, "dbname": url.database}
    with psycopg.connect(**address) as connection:  # type: ignore[arg-type]  # words, as the tests' own server takes them
        connection.execute("LOCK TABLE attempts IN ACCESS EXCLUSIVE MODE")
        yield


def signed(town: Town, path: str, form: Mapping[str, str]) -> requests.Response:
    """Ask the gateway as the carrier does."""
    url = f"{town.there.public_url}{path}"
    signature = RequestValidator(TOKEN).compute_signature(url, dict(form))
    return requests.post(url, data=form, headers={"X-Twilio-Signature": signature}, timeout=30)
