"""Processes die, the database is held, Redis is away: nobody is lost, nobody is called twice, and work goes on.

Both towns are shaken, one after the other, and judged together: requests that were on their way when a worker was
killed are asked for twice, a minute apart, before they count as not placed.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
import requests

from tests.acceptance.logs import kept_out_of_logs
from tests.acceptance.mishaps import (
    LONGEST_OVERDUE,
    Mishaps,
    Watch,
    called_twice,
    held_by_another_program,
    rung_while_ringing,
    signed,
)
from tests.acceptance.street import PRESSES_SOON, Person, Street, a_street
from tests.acceptance.town import Json, Town, running_town
from tests.deployment.redis_servers import RedisProcess, redis_server
from tests.postgres import Postgres
from tests.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dies")]

SEED = int(os.environ.get("TOCSIN_TEST_SEED") or random.SystemRandom().randrange(10_000))
"""Another one each time; it is printed, and TOCSIN_TEST_SEED repeats it."""
BUSY_FIRST = {**PRESSES_SOON, "on_call": [{"busy": True}]}
CUT_SHORT_FIRST = {**PRESSES_SOON, "on_call": [{"hangs_up": {"at": 2}}]}
AGAIN = ["3s", "4s", "5s", "6s"]
"""Long enough for a web process to come back: whoever picks up meanwhile hears nothing of ours."""
CALLS_PER_SECOND, LINES_ON_POSTGRES = 25, 30
CARRIERS_CEILING = 15
HELD = 12.0
"""Seconds for which the databases are held."""


@dataclass
class Shaken:
    """A cascade during which everything died, and what was seen meanwhile."""

    street: Street
    cascade: str
    mishaps: Mishaps
    watch: Watch

    @property
    def town(self) -> Town:
        """Where it happened."""
        return self.street.town

    def over(self, *, besides: Shaken) -> Json:
        """The cascade in the end; meanwhile the other town is looked after, too."""

        def look(shown: Json) -> bool:
            for each in (self, besides):
                each.mishaps.supervise()
                each.watch.look()
            return bool(shown["state"] == "finished")

        return self.town.until(self.cascade, look, within=150)


def neighbours(many: int) -> list[Person]:
    """Most take the call, some at the second try only."""
    handsets = {0: BUSY_FIRST, 1: CUT_SHORT_FIRST}
    return [Person(f"Neighbour {number}", handsets.get(number % 20, PRESSES_SOON)) for number in range(many)]


def shaken(town: Town, redis: RedisProcess | None = None, *, members: int, seconds: float) -> Shaken:
    """Launch, and let everything die for so long."""
    street = a_street(town, neighbours(members), voice_again_after=AGAIN, cut_short_again_after=AGAIN)
    begun = Shaken(street, street.launch(), Mishaps(town, SEED, redis), Watch(town))
    begun.mishaps.befall(begun.watch, seconds=seconds)
    print(f"seed {SEED}: killed {', '.join(begun.mishaps.struck)}")  # noqa: T201  # shown when the test fails
    return begun


@dataclass
class Both:
    """Two towns, both shaken."""

    sqlite: Shaken
    postgres: Shaken
    redis: RedisProcess
    """PostgreSQL's town's own."""

    def __getitem__(self, kind: str) -> Shaken:
        return {"sqlite": self.sqlite, "postgres": self.postgres}[kind]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Both]:
    home: Path = tmp_path_factory.mktemp("dies")
    rate = {"TOCSIN_CALLS_PER_SECOND": str(CALLS_PER_SECOND)}
    with ExitStack() as stack:
        on_sqlite = stack.enter_context(running_town(home / "s", two_for_calls=True, **rate))
        first = shaken(on_sqlite, members=500, seconds=15)
        redis = stack.enter_context(redis_server(home / "redis"))
        elsewhere = {
            "DATABASE_URL": stack.enter_context(postgres.fresh_database()),
            "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0",
            "TOCSIN_LINES": str(LINES_ON_POSTGRES),
        }
        on_postgres = stack.enter_context(running_town(home / "p", **rate, **elsewhere))
        yield Both(first, shaken(on_postgres, redis, members=150, seconds=8), redis)


# ------------------------------------------------------------------------------------ killed with -9


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_whatever_died_everybody_is_accounted_for_and_nobody_was_called_twice(both: Both, kind: str) -> None:
    # given
    story, other = (both.sqlite, both.postgres) if kind == "sqlite" else (both.postgres, both.sqlite)

    # when
    shown = story.over(besides=other)

    # then
    calls = calls_of(story.street)
    assert called_twice(calls, shown) == []
    assert rung_while_ringing(calls) == []
    assert shown["pending"] == 0
    assert shown["acknowledged"] > 0.9 * shown["members"]
    assert story.town.type("audit").exit_code == 0
    assert story.watch.longest < LONGEST_OVERDUE


# ------------------------------------------------------------------------------ the database is held


@dataclass
class Held:
    """A cascade in whose middle somebody else held the database for a while."""

    street: Street
    cascade: str
    answers: list[tuple[requests.Response, float]]
    """What was said to requests meanwhile, and after how many seconds."""


@pytest.fixture(scope="module")
def held(both: Both) -> dict[str, Held]:
    """Both databases are held at the same time, each by another program as soon as its cascade is in the middle."""
    begun: dict[str, Held] = {}
    with ExitStack() as stack:
        for kind, members in (("postgres", 80), ("sqlite", 240)):
            begun[kind] = in_the_middle(both[kind].town, members)
            stack.enter_context(held_by_another_program(both[kind].town))
        until = time.monotonic() + HELD
        with ThreadPoolExecutor(8) as callers:
            asked = {kind: [callers.submit(rings_in, story.street) for _ in range(4)] for kind, story in begun.items()}
            for kind, story in begun.items():
                story.answers = [each.result() for each in asked[kind]]
        Event().wait(until - time.monotonic())
    return begun


def in_the_middle(town: Town, members: int) -> Held:
    """A cascade of which some have been told and some have not, so long that it is not over before it is held."""
    street = a_street(town, neighbours(members), voice_again_after=AGAIN, cut_short_again_after=AGAIN)
    story = Held(street, street.launch(), [])
    town.until(story.cascade, lambda shown: shown["acknowledged"] > 0)
    return story


def rings_in(street: Street) -> tuple[requests.Response, float]:
    """A member calls the zone; what our webhook says, and after how many seconds."""
    caller = {"From": street.phone("Neighbour 1"), "To": street.voice, "CallStatus": "ringing"}
    began = time.monotonic()
    answer = signed(street.town, "/voice/incoming", {"CallSid": "CA" + random.randbytes(16).hex(), **caller})
    return answer, time.monotonic() - began


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_while_the_database_is_held_a_caller_is_asked_to_wait_and_his_key_is_kept(
    held: dict[str, Held], kind: str
) -> None:
    story = held[kind]
    fetches = [fetch for call in calls_of(story.street) for fetch in call["fetches"]]

    assert [answer.status_code for answer, _ in story.answers] == [200] * len(story.answers)
    assert all("Un instant" in answer.text for answer, _ in story.answers)
    assert max(seconds for _, seconds in story.answers) < CARRIERS_CEILING
    assert {fetch["status"] for fetch in fetches} <= {200, 503}, "somebody was left without an answer"
    assert any("kept=1" in fetch["url"] for fetch in fetches)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_once_the_database_is_free_work_goes_on_by_itself_and_nothing_is_lost(held: dict[str, Held], kind: str) -> None:
    story = held[kind]

    shown = story.street.town.finished(story.cascade, within=150)

    assert called_twice(calls_of(story.street), shown) == []
    assert rung_while_ringing(calls_of(story.street)) == []
    assert shown["acknowledged"] > 0.9 * shown["members"]


# -------------------------------------------------------------------------------------- Redis is away


def test_without_redis_for_a_whole_cascade_urgent_calls_leave_and_the_rate_is_kept(both: Both) -> None:
    # given
    town, redis = both.postgres.town, both.redis
    street = a_street(town, neighbours(60), voice_again_after=AGAIN, cut_short_again_after=AGAIN)
    alert = street.draft()
    redis.kill()

    # when
    try:
        cascade = town.launch(alert, street.officer)
        shown = town.finished(cascade, within=60)
    finally:
        redis.start_again()

    # then
    calls = calls_of(street)
    assert shown["acknowledged"] == shown["members"]
    assert called_twice(calls, shown) == []
    assert most_in_a_second(calls) <= CALLS_PER_SECOND + 1
    assert eventually(lambda: requests.get(f"{town.there.public_url}/readyz", timeout=15).ok, within=30)


# ------------------------------------------------------------------------------------------- the logs


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_no_log_holds_a_number_a_code_a_password_or_a_traceback(both: Both, kind: str) -> None:
    found = kept_out_of_logs(both[kind].town)

    assert not found, "\n".join(found)


# ------------------------------------------------------------------------------------- in the end


def test_never_were_there_more_calls_at_once_than_lines(both: Both) -> None:
    assert both.postgres.town.there.exchange("GET", "state")["peak"] <= LINES_ON_POSTGRES


# ---------------------------------------------------------------------------------------- what is seen


def calls_of(street: Street) -> list[Json]:
    """All calls that rang this street."""
    return street.town.calls(**{"from": street.voice})


def most_in_a_second(calls: list[Json]) -> int:
    """How many calls were begun in the busiest second."""
    begun = sorted(datetime.fromisoformat(call["states"][0]["at"]) for call in calls)
    return max(sum(first <= each < first + timedelta(seconds=1) for each in begun) for first in begun)
