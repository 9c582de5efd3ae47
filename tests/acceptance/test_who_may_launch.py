"""Codes, ways in and ring-backs: the caller ID authenticates nobody."""

from __future__ import annotations

import pytest

from tests.acceptance.street import ENDS_AFTER_LAUNCH, LAUNCHES, Person, Street, a_street, at_the_menu, types_code
from tests.acceptance.town import Json, Town, words_heard
from tests.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

ASKS_TO_BE_RUNG_BACK: list[Json] = [
    {"hears": "appuyez sur étoile", "keys": "*"},
    {"hears": "Votre numéro de policier", "keys": "7#"},
]


@pytest.fixture
def street(town: Town) -> Street:
    return a_street(town, [Person("Ana")])


def calls_from(street: Street, phone: str, *script: Json) -> list[str]:
    """What somebody hears who dials the zone's number and does this."""
    return words_heard(street.town.ended(street.town.dial(phone, street.voice, script=script)))


def rung_back(street: Street, *script: Json, nth: int = 1) -> Json:
    """The officer asks from another telephone to be rung back, and answers at his own with this script."""
    street.town.there.exchange("PUT", "handsets", json={street.officers_phone: {"script": list(script)}})
    calls_from(street, street.another_phone, *ASKS_TO_BE_RUNG_BACK)
    assert eventually(lambda: len(street.town.calls(to=street.officers_phone)) == nth, within=30)
    return street.town.ended(street.town.calls(to=street.officers_phone)[-1]["sid"])


def test_from_an_unknown_phone_he_is_rung_back_at_his_registered_number_and_launches(street: Street) -> None:
    street.draft()

    call = rung_back(street, *LAUNCHES, ENDS_AFTER_LAUNCH)

    assert call["from"] == street.voice
    assert any(words.startswith("C'est lancé") for words in words_heard(call))
    [cascade] = street.cascades()
    assert cascade["state"] == "waiting"
    street.town.tocsin("alert", "cancel", cascade["alert"], "--officer", street.officer)


def test_a_stranger_learns_nothing_and_reaches_no_menu(street: Street) -> None:
    heard = calls_from(
        street,
        street.another_phone,
        {"hears": "appuyez sur étoile", "keys": "*"},
        {"hears": "numéro de policier", "keys": "99#"},
    )

    assert not any("lancer" in words for words in heard)
    assert any(words.startswith("Si ce numéro existe") for words in heard)
    assert street.town.calls(to=street.officers_phone) == []


def test_three_wrong_codes_close_the_way_in_and_only_the_ring_back_is_left(street: Street) -> None:
    wrong = [types_code("111111"), types_code("222222"), types_code("333333")]
    heard = calls_from(street, street.officers_phone, *wrong)
    assert heard[-1].startswith("Trois codes faux")

    again = calls_from(street, street.officers_phone, types_code())

    assert again[0].startswith("Cet accès est fermé pour quinze minutes")
    assert not any("Votre code" in words for words in again)
    call = rung_back(street, types_code(), at_the_menu("9"))
    assert any(words.startswith("Bonjour Inspecteur Claes") for words in words_heard(call))


def test_three_wrong_codes_on_a_ring_back_lock_the_officer_until_he_is_unlocked(street: Street) -> None:
    locked = rung_back(street, types_code("111111"), types_code("222222"), types_code("333333"))
    assert words_heard(locked)[-1].startswith("Votre accès est bloqué")
    knocks = calls_from(street, street.officers_phone, types_code())
    assert knocks[-1].startswith("Votre accès est bloqué")

    assert street.town.tocsin("officer", "unlock", street.officer) == f"{street.officer} is not locked"

    call = rung_back(street, types_code(), at_the_menu("9"), nth=2)
    assert any(words.startswith("Bonjour Inspecteur Claes") for words in words_heard(call))
