"""Any process is killed, at any moment and again and again: nobody is lost, and nobody is called twice."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.acceptance.logs import kept_out_of_logs
from tests.acceptance.mishaps import LONGEST_OVERDUE, Mishaps, Watch, called_twice, rung_while_ringing
from tests.acceptance.street import PRESSES_SOON, Person, Street, a_street
from tests.acceptance.town import Json, Town, running_town

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dies")]

SEED = int(os.environ.get("TOCSIN_TEST_SEED") or random.SystemRandom().randrange(10_000))
"""Another one each time; it is printed, and TOCSIN_TEST_SEED repeats it."""
BUSY_FIRST = {**PRESSES_SOON, "on_call": [{"busy": True}]}
CUT_SHORT_FIRST = {**PRESSES_SOON, "on_call": [{"hangs_up": {"at": 2}}]}
AGAIN = ["3s", "4s", "5s", "6s"]
"""Long enough for a web process to come back: whoever picks up meanwhile hears nothing of ours."""
FAST = {"TOCSIN_CALLS_PER_SECOND": "25", "TOCSIN_LINES": "200"}


@dataclass
class Shaken:
    """A cascade during which everything died, and what was seen meanwhile."""

    street: Street
    cascade: str
    mishaps: Mishaps
    watch: Watch

    def over(self) -> Json:
        """The cascade in the end: requests that were on their way have been asked for twice, a minute apart."""

        def look(shown: Json) -> bool:
            self.mishaps.supervise()
            self.watch.look()
            return bool(shown["state"] == "finished")

        return self.street.town.until(self.cascade, look, within=150)


def neighbours(many: int) -> list[Person]:
    """Most take the call, some at the second try only."""
    handsets = {0: BUSY_FIRST, 1: CUT_SHORT_FIRST}
    return [Person(f"Neighbour {number}", handsets.get(number % 20, PRESSES_SOON)) for number in range(many)]


def shaken(town: Town, *, members: int, seconds: float) -> Shaken:
    """Launch, and let everything die for so long."""
    street = a_street(town, neighbours(members), voice_again_after=AGAIN, cut_short_again_after=AGAIN)
    begun = Shaken(street, street.launch(), Mishaps(town, SEED), Watch(town))
    begun.mishaps.befall(begun.watch, seconds=seconds)
    print(f"seed {SEED}: killed {', '.join(begun.mishaps.struck)}")  # noqa: T201  # shown when the test fails
    return begun


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shaken]:
    with running_town(tmp_path_factory.mktemp("dies"), two_for_calls=True, **FAST) as town:
        yield shaken(town, members=500, seconds=25)


def test_five_hundred_are_accounted_for_and_nobody_is_called_twice(on_sqlite: Shaken) -> None:
    judge(on_sqlite)


def judge(shaken: Shaken) -> None:
    """Nothing lost, nobody called twice, nobody forgotten for long."""
    town = shaken.street.town
    shown = shaken.over()

    calls = town.calls(**{"from": shaken.street.voice})
    assert called_twice(calls, shown) == []
    assert rung_while_ringing(calls) == []
    assert town.type("audit").exit_code == 0
    assert shown["pending"] == 0
    assert shown["acknowledged"] > 0.9 * shown["members"]
    assert shaken.watch.longest < LONGEST_OVERDUE


def test_no_log_holds_a_number_a_code_a_password_or_a_traceback(on_sqlite: Shaken) -> None:
    found = kept_out_of_logs(on_sqlite.street.town)

    assert not found, "\n".join(found)
