"""The same street on PostgreSQL, with two workers for calls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.logs import kept_out_of_logs
from tests.acceptance.street import PRESSES_SOON, Person, Street, a_street
from tests.acceptance.town import Json, Town, outcomes, running_town
from tests.postgres import Postgres

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("postgres")]

STORIES = {
    "Busy first": ({**PRESSES_SOON, "on_call": [{"busy": True}]}, ["voice busy", "voice acknowledged"]),
    "Away": ("absent", ["voice no-answer"] * 4),
    "Voicemail": ({"answers_after": 5, "voicemail": {"greeting": 20}}, ["voice machine"] * 3),
    "Silent": ({"answers_after": 3, "silent": True}, ["voice heard"]),
    "Half way": ({"answers_after": 3, "on_call": [{"hangs_up": {"at": 9}}]}, ["voice cut-short", "voice heard"]),
    **{f"Neighbour {number}": (PRESSES_SOON, ["voice acknowledged"]) for number in range(12)},
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Town]:
    home = tmp_path_factory.mktemp("postgres")
    with (
        postgres.fresh_database() as url,
        running_town(home, two_for_calls=True, DATABASE_URL=url) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def street(town: Town) -> Street:
    shared = [Person("Husband", {"answers_after": 3}), Person("Wife", shares_with="Husband")]
    texted = Person("Says oui", {"sms": {"reply": "Oui", "reply_after": 3}}, mobile=True, columns={"channel": "sms"})
    return a_street(town, [*(Person(name, handset) for name, (handset, _) in STORIES.items()), *shared, texted])


def test_everybody_is_accounted_for_and_nobody_is_called_twice(town: Town, street: Street) -> None:
    shown = town.finished(street.launch())

    told = street.deliveries(shown)
    assert {name: outcomes(told[name]) for name in STORIES} == {name: tried for name, (_, tried) in STORIES.items()}
    assert told["Says oui"]["final"] == "acknowledged"
    attempts = sorted(
        each["carrier_sid"] for each in all_attempts(shown) if each["channel"] == "voice" and each["carrier_sid"]
    )
    assert attempts == sorted(
        call["sid"] for person in street.people if not person.shares_with for call in street.calls_to(person.name)
    )


def test_no_log_holds_a_number_a_code_a_password_or_a_traceback(town: Town) -> None:
    found = kept_out_of_logs(town)

    assert not found, "\n".join(found)


def all_attempts(shown: Json) -> list[Json]:
    """The attempts of everybody."""
    return [each for delivery in shown["deliveries"] for each in delivery["attempts"]]
