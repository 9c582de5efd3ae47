"""The carrier errs, answers late or not at all, and its reports go astray: nobody is called twice, nobody is lost."""

from __future__ import annotations

import pytest

from tests.acceptance.street import PRESSES_SOON, Person, Street, a_street
from tests.acceptance.town import Json, Town, outcomes

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

BUSY_FIRST = {**PRESSES_SOON, "on_call": [{"busy": True}]}
CREATE = {"route": "create-call", "count": 1}
REPORTS = {"route": "callback"}
STORIES: dict[str, tuple[Json, list[tuple[Json, Json]], list[str]]] = {
    "Hangs": (PRESSES_SOON, [(CREATE, {"hang": 12, "taken": True})], ["voice acknowledged"]),
    "Fails": (PRESSES_SOON, [(CREATE, {"status": 500, "taken": True})], ["voice acknowledged"]),
    "Resets": (PRESSES_SOON, [(CREATE, {"reset": True, "taken": True})], ["voice acknowledged"]),
    "Too fast": (PRESSES_SOON, [(CREATE, {"status": 429, "retry_after": 1})], ["voice acknowledged"]),
    "Answers late": (PRESSES_SOON, [(CREATE, {"early": 5})], ["voice acknowledged"]),
    "Lost": (
        BUSY_FIRST,
        [(CREATE, {"status": 500, "taken": True}), ({**REPORTS, "count": 4}, {"lost": True})],
        ["voice busy", "voice acknowledged"],
    ),
    "Doubled": (BUSY_FIRST, [(REPORTS, {"doubled": True})], ["voice busy", "voice acknowledged"]),
    "Reordered": (
        BUSY_FIRST,
        [({**REPORTS, "event": "ringing|initiated"}, {"reordered": True})],
        ["voice busy", "voice acknowledged"],
    ),
    "Delayed": (
        BUSY_FIRST,
        [({**REPORTS, "event": "initiated|ringing|answered"}, {"delayed": 3})],
        ["voice busy", "voice acknowledged"],
    ),
}
TEXTS: dict[str, tuple[Json, list[tuple[Json, Json]], list[str]]] = {
    "Text fails": (
        {"sms": {"reply": "ok", "reply_after": 60}},
        [({"route": "create-message", "count": 1}, {"status": 500, "taken": True})],
        ["sms acknowledged"],
    ),
    "Text sent, no more": (
        {**PRESSES_SOON, "sms": {"sent_only": True}},
        [({"route": "create-message", "count": 1}, {"status": 500, "taken": True})],
        ["sms sent", "voice acknowledged"],
    ),
    "Text doubled": ({"sms": {"reply": "ja"}}, [(REPORTS, {"doubled": True})], ["sms acknowledged"]),
}


@pytest.fixture(scope="module")
def street(town: Town) -> Street:
    people = [Person(name, handset) for name, (handset, _, _) in STORIES.items()]
    texted = [Person(name, handset, mobile=True, columns={"channel": "sms"}) for name, (handset, _, _) in TEXTS.items()]
    street = a_street(town, [*people, *texted], voice_after_text="8s")
    for name, (_, faults, _) in {**STORIES, **TEXTS}.items():
        for match, effect in faults:
            town.fault({**match, "to": street.phone(name)[1:]}, effect)
    return street


@pytest.fixture(scope="module")
def told(town: Town, street: Street) -> dict[str, Json]:
    return street.deliveries(town.finished(street.launch(), within=60))


@pytest.mark.parametrize("name", [*STORIES, *TEXTS])
def test_everybody_is_told_all_the_same(told: dict[str, Json], name: str) -> None:
    assert outcomes(told[name]) == {**STORIES, **TEXTS}[name][2]
    assert told[name]["final"] == "acknowledged"


@pytest.mark.parametrize("name", STORIES)
def test_nobody_is_called_twice_for_one_attempt(street: Street, told: dict[str, Json], name: str) -> None:
    assert [each["carrier_sid"] for each in told[name]["attempts"]] == [call["sid"] for call in street.calls_to(name)]


@pytest.mark.parametrize("name", TEXTS)
def test_nobody_is_texted_twice(street: Street, told: dict[str, Json], name: str) -> None:
    texts = [each["carrier_sid"] for each in told[name]["attempts"] if each["channel"] == "sms"]
    assert texts == [text["sid"] for text in street.texts_to(name)]
