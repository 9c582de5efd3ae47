"""A running installation as its users see it: what they type, what rings in their houses, what the list says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from gateway.settings import read_settings
from gateway.wiring import Gateway, open_gateway
from plp.ports import Door
from tests.waiting import eventually
from tocsin.cli import main
from tocsin.installation import Installation

Json = dict[str, Any]
OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
UNDER_WAY = (None, "unknown")
SPEED = 20
"""The exchange's own time runs so many times faster than the clock on the wall."""


@dataclass
class Town:
    """One installation and its exchange."""

    there: Installation
    gateway: Gateway

    # -------------------------------------------------------------------------------- commands

    def type(self, *words: str | Path) -> Result:
        """Type a `tocsin` command; it runs in this process, on the installation's own database and Redis.

        A process for each look would keep two cores busy with imports; `run` starts a real one.
        """
        return CliRunner(mix_stderr=False).invoke(
            main, [str(word) for word in words], obj={"ports": self.gateway.ports}
        )

    def tocsin(self, *words: str | Path) -> str:
        """Type a command that must succeed; what it printed."""
        done = self.type(*words)
        assert done.exit_code == 0, done.stderr
        return done.stdout.strip()

    def run(self, *words: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a `tocsin` command as a process, with these settings besides the installation's."""
        return subprocess.run(
            [sys.executable, "-m", "tocsin", *map(str, words)],
            env=self.there.environment | settings,
            cwd=self.there.home,
            capture_output=True,
            text=True,
            check=False,
        )

    # -------------------------------------------------------------------------------- cascades

    def launch(self, alert: str, officer: str) -> str:
        """Validate and launch by keyboard; the cascade's id."""
        self.tocsin("alert", "validate", alert, "--officer", officer)
        return self.tocsin("alert", "launch", alert, "--officer", officer)

    def cascade(self, cascade: str) -> Json:
        """The cascade as the contract shows it, whose sums are right at every look."""
        shown: Json = json.loads(self.tocsin("cascade", "show", cascade, "--json"))
        broken = promises_broken(shown)
        assert not broken, broken
        return shown

    def until(self, cascade: str, true: Callable[[Json], object], *, within: float = 30) -> Json:
        """Look at a cascade until something is true of it."""
        shown: Json = {}

        def seen() -> object:
            nonlocal shown
            self.next_event()
            shown = self.cascade(cascade)
            return true(shown)

        assert eventually(seen, within=within), json.dumps(shown, indent=1)
        return shown

    def finished(self, cascade: str, *, within: float = 40) -> Json:
        """The cascade once everybody is accounted for."""
        return self.until(cascade, lambda shown: shown["state"] == "finished", within=within)

    # -------------------------------------------------------------------------------- telephones

    def calls(self, **wanted: str) -> list[Json]:
        """The calls the exchange has seen, oldest first."""
        found: list[Json] = self.there.exchange("GET", "calls", params=wanted)["calls"]
        return found

    def call(self, sid: str) -> Json:
        """Everything about one call."""
        return dict(self.there.exchange("GET", f"calls/{sid}"))

    def texts(self, **wanted: str) -> list[Json]:
        """The texts the exchange has seen, oldest first."""
        found: list[Json] = self.there.exchange("GET", "texts", params=wanted)["texts"]
        return found

    def dial(self, number: str, to: str, *, script: Sequence[Json] = (), **character: Any) -> str:
        """Somebody rings one of our numbers and does as his script says; the call's SID."""
        told = {"from": number, "to": to, "character": {"script": list(script), **character}}
        return str(self.there.exchange("POST", "dial", json=told)["sid"])

    def ended(self, sid: str, *, within: float = 20) -> Json:
        """A call once it is over."""
        assert eventually(lambda: self.next_event() and self.call(sid)["status"] in OVER, within=within), self.call(sid)
        return self.call(sid)

    def fault(self, match: Json, effect: Json) -> None:
        """Let something go wrong between the carrier and us from now on."""
        self.there.exchange("POST", "faults", json={"match": match, "effect": effect})

    def next_event(self, longest: float = 0.4) -> bool:
        """Wait until a call ends somewhere in town, half a second at most; always true."""
        last = self.there.exchange("GET", "events", params={"kind": "none"})["last"]
        self.there.exchange("GET", "events", params={"since": last, "kind": "call.completed", "wait": longest})
        return True


def promises_broken(shown: Json) -> list[str]:
    """What the contract always promises of a cascade's JSON, and is not so here."""
    owed = shown["deliveries"]
    lost = [each for each in owed if each["final"] is None and not each["due_at"] and not is_under_way(each)]
    finals = {name: sum(each["final"] == name for each in owed) for name in shown["by_final"]}
    facts = {name: sum(each[name] for each in owed) for name in ("reached", "heard", "acknowledged")}
    promises = {
        "members = deliveries": shown["members"] == len(owed),
        "members = pending + finals": shown["members"] == shown["pending"] + sum(shown["by_final"].values()),
        "finals are counted": shown["by_final"] == finals,
        "facts are counted": facts == {name: shown[name] for name in facts},
        f"everybody has a time, an attempt or an end: {lost}": not lost,
    }
    return [promise for promise, kept in promises.items() if not kept]


def is_under_way(delivery: Json) -> bool:
    """Whether a call or a text to this member is under way."""
    return any(each["outcome"] in UNDER_WAY for each in delivery["attempts"])


def words_heard(call: Json, verb: str = "Say") -> list[str]:
    """The words somebody heard in a call, one a sentence."""
    return [str(each["text"]) for each in call["heard"] if each["verb"] == verb]


@contextmanager
def running_town(
    home: Path, *, doors: Sequence[Door] = tuple(Door), two_for_calls: bool = False, **settings: str
) -> Iterator[Town]:
    """Start exchange, web, one worker for each queue and the clock; stop everything afterwards."""
    usual = {"TOCSIN_SPEECH": "provider", "TOCSIN_CALLS_PER_SECOND": "50", "TOCSIN_TEXTS_PER_SECOND": "50"}
    options = ["--speed", str(SPEED), "--sidecars", str(home / "var" / "shelf")]
    with Installation(
        home, settings={**usual, "TOCSIN_LINES": "200", **settings}, exchange_options=options, doors=doors
    ) as there:
        there.start_exchange()
        there.start_gateway()
        if two_for_calls:
            there.start("calls-2", "worker", "--queue", "calls")
        gateway = open_gateway(read_settings(there.environment, None))
        try:
            yield Town(there, gateway)
        finally:
            gateway.store.close()
            gateway.redis.close()


def by_name(people: Mapping[str, str], shown: Json) -> dict[str, Json]:
    """The deliveries of a cascade by the members' names."""
    return {people[each["member"]]: each for each in shown["deliveries"]}


def outcomes(delivery: Json) -> list[str]:
    """How each attempt ended, in order."""
    return [f"{each['channel']} {each['outcome']}" for each in delivery["attempts"]]
