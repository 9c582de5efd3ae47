"""Members change their settings by telephone, a newcomer asks to join, and the coordinator answers and proposes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from plp.member import Consent, Member
from tests.acceptance.street import CHOOSES_PARTNERSHIP, PRESSES_SOON, Person, Street, a_street, at_the_menu, types_code
from tests.acceptance.town import Json, Town, outcomes, words_heard
from tests.acceptance.voice import record_a_voice
from tests.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

PEOPLE = [
    Person("Ana", PRESSES_SOON, mobile=True, columns={"channel": "both"}),
    Person("Cleo", PRESSES_SOON),
    Person("Dora", PRESSES_SOON),
    Person("Eva", "listener", columns={"role": "coordinator"}),
]


def when(words: str, keys: str) -> Json:
    """Presses these keys at these words."""
    return {"hears": words, "keys": keys}


SETTINGS = [when("Pour d'autres choix, appuyez sur le 4", "4"), when("Pour vos réglages, appuyez sur le 2", "2")]
MORE = [*SETTINGS, when("Pour d'autres réglages, appuyez sur le 4", "4")]
WANTS_CALLS_ONLY = [
    *SETTINGS,
    when("Pour les appels et les messages écrits, appuyez sur le 2", "2"),
    when("Pour être seulement appelé, appuyez sur le 1", "1"),
    when("sans message écrit", "9"),
]
PAUSES = [
    *MORE,
    when("Pour une pause de vacances, appuyez sur le 1", "1"),
    when("Pour deux semaines, appuyez sur le 2", "2"),
    when("Vos messages reprennent", "9"),
]
LEAVES = [
    *MORE,
    when("Pour quitter le partenariat, appuyez sur le 3", "3"),
    when("Pour quitter, appuyez sur le 2", "2"),
    when("Pour quitter vraiment, appuyez sur le 3", "3"),
]
JOINS = [
    when("Pour demander à devenir membre, appuyez sur le 3", "3"),
    when("Pour rejoindre un partenariat", "12#"),
    when("Pour le français, appuyez sur le 1", "1"),
    when("Si vous êtes d'accord, appuyez sur le 1", "1"),
    when("Pour un message écrit et un appel, appuyez sur le 3", "3"),
]


def coordinates(card: str) -> list[Json]:
    """Proves himself, accepts the candidate, proposes a message."""
    return [
        when("Pour d'autres choix, appuyez sur le 4", "4"),
        when("Si vous êtes coordinateur, appuyez sur le 3", "3"),
        when("formez les huit chiffres de votre carte", card),
        when("Pour leur répondre, appuyez sur le 1", "1"),
        when("Pour l'accepter, appuyez sur le 1", "1"),
        when("Aucun candidat n'attend", "*"),
        when("qui n'est pas urgent, appuyez sur le 2", "2"),
        when("Pour le proposer à la police, appuyez sur le 1", "1"),
        when("attend l'accord de la police", "9"),
    ]


@dataclass(frozen=True)
class Week:
    """All that was said by telephone, and an urgent message afterwards."""

    street: Street
    heard: dict[str, list[str]]
    played: list[str]
    cascade: str

    def member(self, phone: str) -> Member:
        """Whoever is behind a number."""
        with self.street.town.gateway.ports.store.read() as book:
            [member] = book.people.members_by_phone(phone)
        return member

    def consents(self, phone: str) -> list[Consent]:
        """What he said, in order."""
        member = self.member(phone)
        with self.street.town.gateway.ports.store.read() as book:
            return book.reports.consents(member.id)

    def told(self, name: str) -> Json:
        """What is known of a member and the message."""
        return self.street.deliveries(self.street.town.cascade(self.cascade))[name]


@pytest.fixture(scope="module")
def week(town: Town) -> Week:
    street = a_street(town, PEOPLE)
    voice = {"wav": str(record_a_voice(town.there.home / "newcomer.wav")), "keys": "#"}
    dials = dialling(street)
    calls = {
        "Ana": dials(street.phone("Ana"), WANTS_CALLS_ONLY),
        "Cleo": dials(street.phone("Cleo"), PAUSES),
        "Dora": dials(street.phone("Dora"), LEAVES),
        "newcomer": dials(street.another_phone, JOINS, speaks=[voice]),
    }
    ended = {name: town.ended(sid, within=40) for name, sid in calls.items()}
    assert eventually(lambda: street.calls_to("Eva"), within=30), "the coordinator is told"
    card = card_of(street, "Eva")
    ended["Eva"] = town.ended(dials(street.phone("Eva"), coordinates(card), speaks=[voice]), within=60)
    officer = [types_code(), at_the_menu("1"), CHOOSES_PARTNERSHIP, when("Pour l'utiliser, appuyez sur le 1", "9")]
    ended["officer"] = town.ended(dials(street.officers_phone, officer), within=40)
    cascade = street.launch()
    town.finished(cascade)
    played = [each["url"] for each in ended["Eva"]["heard"] if each["verb"] == "Play"]
    return Week(street, {name: words_heard(call) for name, call in ended.items()}, played, cascade)


def dialling(street: Street) -> Callable[..., str]:
    """Dial this street's zone."""

    def dials(phone: str, script: list[Json], **character: object) -> str:
        return street.town.dial(phone, street.voice, script=script, **character)

    return dials


def card_of(street: Street, name: str) -> str:
    """The number on somebody's paper card."""
    with street.town.gateway.ports.store.read() as book:
        return next(each.card for each in book.people.members(street.slug) if each.name == name)


def test_who_wants_calls_only_is_rung_and_not_written_to(week: Week) -> None:
    assert any("sans message écrit" in words for words in week.heard["Ana"])
    assert week.street.texts_to("Ana") == []
    assert outcomes(week.told("Ana")) == ["voice acknowledged"]


def test_who_pauses_hears_when_it_ends_and_is_left_in_peace(week: Week) -> None:
    assert any("Vos messages reprennent le" in words for words in week.heard["Cleo"])
    assert (week.told("Cleo")["final"], week.told("Cleo")["why"][:12]) == ("excluded", "paused until")


def test_who_leaves_is_out_at_once_and_knows_how_to_come_back(week: Week) -> None:
    assert any("Pour revenir" in words for words in week.heard["Dora"])
    assert week.told("Dora")["why"] == "has left the partnership"
    assert [each.given for each in week.consents(week.street.phone("Dora"))] == [False]


def test_a_newcomer_is_accepted_by_his_voice_and_gets_the_next_message(week: Week) -> None:
    newcomer = week.street.another_phone

    assert any("est notée" in words for words in week.heard["newcomer"])
    assert any("Il a dit son nom" in words for words in week.heard["Eva"])
    assert len(week.played) == 2, "his name, and later the coordinator's own message"
    bodies = [text["body"] for text in week.street.town.texts(to=newcomer)]
    assert any("bienvenue" in body for body in bodies)
    assert any("veste rouge" in body for body in bodies)
    assert [each.given for each in week.consents(newcomer)] == [True, True, True]


def test_the_coordinator_was_told_of_him_and_of_who_left(week: Week) -> None:
    told = " ".join(words for call in week.street.calls_to("Eva") for words in words_heard(call_of(week, call)))

    assert "Une personne demande à rejoindre" in told


def test_the_officer_finds_what_the_coordinator_proposes(week: Week) -> None:
    assert any("Message préparé 1 sur 1" in words for words in week.heard["officer"])


def call_of(week: Week, call: Json) -> Json:
    """Everything about a call in the list."""
    return week.street.town.call(call["sid"])
