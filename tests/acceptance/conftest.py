"""The towns in which the stories happen, each started once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.acceptance.street import PRESSES_SOON, Person, Street, a_street
from tests.acceptance.town import Town, running_town

JUDGED_IN = "test_what_remains_in_the_end.py"


@dataclass(frozen=True)
class LongStory:
    """Calls whose fate takes more than a minute to settle, while other stories are told.

    Ana's was never taken.  Ben's was, but the answer said it failed, no report came, and the list shows it late.
    """

    street: Street
    cascade: str


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town of most stories: SQLite, embedded Redis, one worker for each queue, every word said by the provider."""
    with running_town(tmp_path_factory.mktemp("town")) as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def long_story(request: pytest.FixtureRequest) -> LongStory | None:
    """Begun before all others when it is among the tests that are run, and judged by the last of them."""
    if not any(item.path.name == JUDGED_IN for item in request.session.items):
        return None
    town: Town = request.getfixturevalue("town")
    street = a_street(town, [Person("Ana", PRESSES_SOON), Person("Ben", {**PRESSES_SOON, "on_call": [{"busy": True}]})])
    ana, ben = street.phone("Ana")[1:], street.phone("Ben")[1:]
    town.fault({"route": "create-call", "to": ana, "count": 1}, {"status": 500})
    town.fault({"route": "create-call", "to": ben, "count": 1}, {"status": 500, "taken": True, "hidden_for": 20})
    town.fault({"route": "callback", "to": ben, "count": 4}, {"lost": True})
    return LongStory(street, street.launch())
