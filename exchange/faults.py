"""Faults on demand: rules that say which requests and callbacks go wrong, and how."""

import random
import re
from collections.abc import Mapping
from itertools import count

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from exchange.patterns import readable

STRICT = ConfigDict(extra="forbid")
ROUTES = frozenset({"create-call", "create-message", "fetch", "list", "update", "media", "numbers", "account"})
CALLBACK = "callback"
NETWORK = "network"
"""What lies between a call to one of the account's own numbers and its arrival there."""


@dataclass(frozen=True, config=STRICT)
class Match:
    """Which requests a fault is for; what is not said matches everything."""

    route: str = "*"
    to: str = ""
    event: str = ""
    nth: int | None = None
    count: int | None = None
    probability: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.route not in ROUTES | {CALLBACK, NETWORK, "*"}:
            raise ValueError(f"no route is named {self.route!r}")
        readable(self.to, self.event)

    def fits(self, route: str, to: str, event: str) -> bool:
        """Whether this is such a request; `*` means every REST route."""
        if self.route not in ("*", route) or (self.route == "*" and route in (CALLBACK, NETWORK)):
            return False
        return bool(re.search(self.to, to)) and bool(re.search(self.event, event))


@dataclass(frozen=True, config=STRICT)
class Effect:
    """What goes wrong; durations are real seconds."""

    status: int | None = None
    retry_after: float | None = None
    code: int | None = None
    taken: bool = False
    hang: float = 0.0
    reset: bool = False
    slow: float = 0.0
    hidden_for: float = 0.0
    early: float = 0.0
    lost: bool = False
    doubled: bool = False
    reordered: bool = False
    delayed: float = 0.0
    shows: str = ""


@dataclass(frozen=True, config=STRICT)
class Rule:
    """A fault as it is written."""

    effect: Effect
    match: Match = Match()


RULES = TypeAdapter(tuple[Rule, ...])
WELL = Effect()


class Fault:
    """A rule in force, with what it has seen and done."""

    def __init__(self, number: int, rule: Rule, written: Mapping[str, object]) -> None:
        self.number, self.rule, self.written = number, rule, written
        self.seen = self.used = 0
        self._dice = random.Random(rule.match.seed)

    def bites(self, route: str, to: str, event: str) -> bool:
        """Whether it takes this request; counts what it sees and takes."""
        match = self.rule.match
        if not match.fits(route, to, event):
            return False
        self.seen += 1
        spent = match.count is not None and self.used >= match.count
        if spent or (match.nth is not None and match.nth != self.seen) or self._dice.random() >= match.probability:
            return False
        self.used += 1
        return True

    def as_json(self) -> dict[str, object]:
        """The rule as written, and how often it was seen and used."""
        return {"id": self.number, **self.written, "seen": self.seen, "used": self.used}


class Faults:
    """The rules in force; the first that bites decides."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._numbers = count(1)

    def add(self, written: list[Mapping[str, object]]) -> list[int]:
        """Puts rules in force and gives their numbers. Raises ValueError for a rule that cannot be understood."""
        added = [
            Fault(next(self._numbers), rule, said)
            for rule, said in zip(RULES.validate_python(written), written, strict=True)
        ]
        self._faults += added
        return [fault.number for fault in added]

    def effect_on(self, route: str, to: str, event: str = "") -> Effect:
        """What goes wrong with this request: WELL when nothing does."""
        for fault in self._faults:
            if fault.bites(route, to, event):
                return fault.rule.effect
        return WELL

    def as_json(self) -> list[dict[str, object]]:
        """All rules."""
        return [fault.as_json() for fault in self._faults]

    def drop(self, number: int | None = None) -> None:
        """Lifts one rule, or all."""
        self._faults = [fault for fault in self._faults if number is not None and fault.number != number]
