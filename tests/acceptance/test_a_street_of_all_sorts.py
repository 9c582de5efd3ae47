"""One cascade over people and telephones of all sorts."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.acceptance.street import MESSAGE, PASSWORD, PRESSES_AT_THE_END, PRESSES_SOON, Person, Street, a_street
from tests.acceptance.town import Json, Town, outcomes, words_heard

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

PEOPLE = [
    Person("Busy first", {**PRESSES_AT_THE_END, "on_call": [{"busy": True}]}),
    Person("Away", "absent"),
    Person("Voicemail", {"answers_after": 5, "voicemail": {"greeting": 20}}),
    Person("Silent", {"answers_after": 3, "silent": True}),
    Person("Rotary", {"like": "rotary", "answers_after": 3, "detection": {"verdict": "human", "after": 0.5}}),
    Person("Slow", {"answers_after": 6, "slow": 8, "presses": [{"hears": "Sinon, ne faites rien", "keys": "5"}]}),
    Person("Half way", {"answers_after": 3, "on_call": [{"hangs_up": {"at": 9}}]}),
    Person("Rejects", "rejects"),
    Person("Says oui", {"sms": {"reply": "Oui.", "reply_after": 3}}, mobile=True),
    Person("Text lost", {**PRESSES_SOON, "sms": {"undelivered": 30003}}, mobile=True),
    Person("Husband", PRESSES_SOON),
    Person("Wife", shares_with="Husband"),
    Person("Always busy", {"busy": True}, mobile=True, columns={"channel": "voice"}),
    Person("Nederlands", {"answers_after": 3}, columns={"language": "nl"}),
    Person("No consent", columns={"consent_on": ""}),
]


@pytest.fixture(scope="module")
def street(town: Town) -> Street:
    return a_street(town, PEOPLE)


@pytest.fixture(scope="module")
def told(town: Town, street: Street) -> dict[str, Json]:
    """Every delivery by name once the cascade has finished; the contract's sums were right at every look."""
    return street.deliveries(town.finished(street.launch()))


@pytest.mark.parametrize(
    ("name", "final", "expected"),
    [
        ("Busy first", "acknowledged", ["voice busy", "voice acknowledged"]),
        ("Away", "unreached", ["voice no-answer"] * 4),
        ("Voicemail", "unreached", ["voice machine"] * 3),
        ("Silent", "informed", ["voice heard"]),
        ("Rotary", "informed", ["voice heard"]),
        ("Slow", "acknowledged", ["voice acknowledged"]),
        ("Half way", "informed", ["voice cut-short", "voice heard"]),
        ("Rejects", "unreached", ["voice busy"] * 4),
        ("Says oui", "acknowledged", ["sms acknowledged"]),
        ("Text lost", "acknowledged", ["sms undelivered", "voice acknowledged"]),
        ("Always busy", "informed", ["voice busy", "voice busy", "sms delivered"]),
        ("Nederlands", "informed", ["voice heard"]),
        ("No consent", "excluded", []),
    ],
)
def test_each_is_told_in_the_way_that_reaches_him(
    told: dict[str, Json], name: str, final: str, expected: list[str]
) -> None:
    assert (told[name]["final"], outcomes(told[name])) == (final, expected)


def test_nobody_is_rung_more_often_than_the_list_says(street: Street, told: dict[str, Json]) -> None:
    for person in PEOPLE:
        if person.name in {"Husband", "Wife"}:
            continue
        tried = [each.split()[0] for each in outcomes(told[person.name])]
        assert tried.count("voice") == len(street.calls_to(person.name)), person.name
        assert tried.count("sms") == len(street.texts_to(person.name)), person.name


def test_a_machine_is_left_a_word_after_the_beep_and_counts_as_nobody(street: Street, told: dict[str, Json]) -> None:
    calls = street.calls_to("Voicemail")

    assert (told["Voicemail"]["reached"], told["Voicemail"]["heard"]) == (False, False)
    for call in calls:
        said = [each for each in call["heard"] if each["at"] >= call["beep_at"] and not each["interrupted"]]
        assert "Un message important vous attend" in " ".join(str(each["text"]) for each in said)
        everything = " ".join(words_heard(call))
        assert PASSWORD not in everything


def test_who_listens_in_silence_hears_the_message_twice_with_his_password_for_a_person_only(
    street: Street, told: dict[str, Json]
) -> None:
    [silent], [rotary] = street.calls_to("Silent"), street.calls_to("Rotary")

    for call in (silent, rotary):
        assert words_heard(call).count(MESSAGE["fr"]) == 2
        assert "répète le message" in " ".join(words_heard(call))
        assert call["duration"] < 120
    assert PASSWORD in " ".join(words_heard(rotary))
    assert PASSWORD not in " ".join(words_heard(silent))
    assert told["Rotary"]["heard"]
    assert not told["Rotary"]["acknowledged"]


def test_the_language_is_the_members_from_the_first_word(street: Street, told: dict[str, Json]) -> None:
    [call] = street.calls_to("Nederlands")

    assert words_heard(call)[0].startswith("Goedendag")
    assert MESSAGE["nl"] in words_heard(call)
    assert MESSAGE["fr"] not in words_heard(call)
    assert told["Nederlands"]["heard"]


def test_two_behind_one_line_are_each_told_and_it_never_rings_twice_at_once(
    street: Street, told: dict[str, Json]
) -> None:
    calls = street.calls_to("Husband")

    lives = sorted((call["states"][0]["at"], call["states"][-1]["at"]) for call in calls)
    assert all(ended <= begun for (_, ended), (begun, _) in pairwise(lives)), lives
    both = [*told["Husband"]["attempts"], *told["Wife"]["attempts"]]
    assert {each["carrier_sid"] for each in both} == {call["sid"] for call in calls}
    # The first call holds the line until its last word, long after the key: the second finds it free.
    assert outcomes(told["Husband"]) == outcomes(told["Wife"]) == ["voice acknowledged"]


def test_a_text_says_who_speaks_and_is_thanked_for(street: Street, told: dict[str, Json]) -> None:
    assert told["Says oui"]["acknowledged"]
    [text] = street.texts_to("Says oui")
    answers = [text["body"] for text in street.town.texts(to=street.phone("Says oui"), direction="outbound-reply")]

    assert text["body"].startswith("Police PLP Les Tilleuls: Un homme")
    assert "http" not in text["body"]
    assert len(answers) == 1
    assert "c'est noté" in answers[0]
