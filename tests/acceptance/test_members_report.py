"""Members report and the police decides; a street learns how an urgent cascade ended, a neighbour is looked after."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.acceptance.street import (
    DESK_CODE,
    PRESSES_SOON,
    TYPES_TWO_DIGITS,
    USES_PREPARED,
    Person,
    Street,
    a_street,
    types_code,
)
from tests.acceptance.town import Json, Town, words_heard
from tests.acceptance.voice import record_a_voice
from tests.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

WORDS = "Un homme essaie les portieres des voitures."
SPEAKS: list[Json] = [
    {"hears": "Pour signaler quelque chose à la police, appuyez sur le 3", "keys": "3"},
    {"hears": "Si vous êtes d'accord, appuyez sur le 1", "keys": "1"},
    {"hears": "Pour terminer, appuyez sur le 9", "keys": "9"},
]
SENDS_A_PATROL: Json = {"hears": "Pour envoyer une patrouille, appuyez sur le 3", "keys": "3"}
VALIDATES: Json = {"hears": "Pour le valider, appuyez sur le 1", "keys": "1"}
NOTED: Json = {"hears": "La personne reçoit une réponse", "keys": "9"}


@dataclass(frozen=True)
class Week:
    """Three streets at once: one is heard by the desk, one by its officer, and in one somebody is not reached."""

    by_text: Street
    by_voice: Street
    unreached: Street
    cascade: str
    prepared: str

    @property
    def town(self) -> Town:
        """Where they all lie."""
        return self.by_text.town

    def reports(self, street: Street) -> list[Json]:
        """The reports of a street, as an operator lists them."""
        listed = json.loads(self.town.tocsin("reports", "list", "--all", "--json"))
        return [each for each in listed if each["partnership"] == street.slug]

    def until(self, true: Callable[[], object]) -> None:
        """Look again after each call that ends somewhere."""
        assert eventually(lambda: self.town.next_event() and true(), within=40)

    def letters(self, street: Street, name: str) -> list[str]:
        """What somebody was written."""
        return [each["body"] for each in street.texts_to(name)]


@pytest.fixture(scope="module")
def week(town: Town) -> Week:
    by_text = a_street(town, [Person("Ana", mobile=True)])
    hears_and_sends = {"answers_after": 2, "script": [types_code(DESK_CODE), SENDS_A_PATROL, NOTED]}
    handsets: dict[str, object] = {by_text.officers_phone: "busy", by_text._landline(1): hears_and_sends}

    by_voice = a_street(town, [Person("Ben", PRESSES_SOON)])
    prepared = by_voice.draft()
    launches = [types_code(), VALIDATES, USES_PREPARED, TYPES_TWO_DIGITS]
    handsets[by_voice.officers_phone] = {"answers_after": 2, "script": launches}

    people = [
        Person("Gone", {"answers_after": None}),
        Person("Buddy", PRESSES_SOON),
        Person("Cora", mobile=True, columns={"role": "coordinator", "channel": "sms"}),
    ]
    unreached = a_street(town, people, voice_after_text="60s")
    members = json.loads(town.tocsin("members", "list", "--partnership", unreached.slug, "--json"))
    ids = {each["name"]: each["id"] for each in members}
    town.tocsin("members", "set", ids["Gone"], "--buddy", ids["Buddy"], "--buddy-agreed-on", "2026-01-01")
    handsets[unreached.phone("Cora")] = {"sms": {"reply": "OK"}}
    town.there.exchange("PUT", "handsets", json=handsets)

    cascade = unreached.launch()
    town.there.exchange("POST", "text", json={"from": by_text.phone("Ana"), "to": by_text.sms, "body": WORDS})
    wav = str(record_a_voice(town.there.home / "reporter.wav"))
    town.dial(by_voice.phone("Ben"), by_voice.voice, script=SPEAKS, speaks=[{"wav": wav, "keys": "#"}])
    return Week(by_text, by_voice, unreached, cascade, prepared)


def test_a_report_by_sms_rings_the_officer_then_the_desk_and_its_sender_reads_the_answer(week: Week) -> None:
    street, town = week.by_text, week.town
    week.until(lambda: len(week.letters(street, "Ana")) >= 1)

    [report] = week.reports(street)
    assert (report["decision"], report["decided_by"]) == ("patrol", "desk")
    assert len(town.calls(to=street.officers_phone)) == 1
    [call] = town.calls(to=street._landline(1))
    heard = words_heard(call)
    assert heard.index("Bonjour. Votre code, puis dièse.") < heard.index(WORDS)
    [answer] = week.letters(street, "Ana")
    assert f"votre signalement {report['number']}" in answer
    shown = town.tocsin("reports", "show", report["id"])
    assert WORDS in shown
    assert street.phone("Ana") not in shown


def test_the_coordinator_reads_the_end_and_the_buddy_hears_that_a_neighbour_did_not_answer(week: Week) -> None:
    street, town = week.unreached, week.town
    town.finished(week.cascade)
    week.until(lambda: len(week.letters(street, "Cora")) == 2 and len(street.calls_to("Buddy")) == 2)

    summary = week.letters(street, "Cora")[-1]
    assert "Atteints: 2. Pas atteints: 1." in summary
    assert "Gone" not in summary
    _, to_buddy = street.calls_to("Buddy")
    heard = " ".join(words_heard(town.ended(to_buddy["sid"])))
    assert "Gone n'a pas répondu" in heard
    assert "veste rouge" not in heard


def test_an_urgent_message_stays_open_until_feedback_has_been_launched(week: Week) -> None:
    street, town = week.unreached, week.town
    town.finished(week.cascade)
    asked = town.cascade(week.cascade)["alert"]
    assert json.loads(town.tocsin("alert", "show", asked, "--json"))["state"] == "launched"

    said = ["--text=fr=Le voleur est arrêté.", "--text=nl=De dief is opgepakt."]
    answer = town.tocsin(
        "alert", "draft", "--partnership", street.slug, "--kind", "all-clear", "--answers", asked, *said
    )
    town.finished(town.launch(answer, street.officer))

    assert json.loads(town.tocsin("alert", "show", asked, "--json"))["state"] == "closed"


def test_a_report_by_voice_is_heard_validated_and_becomes_a_message_in_the_polices_words(week: Week) -> None:
    street, town = week.by_voice, week.town
    week.until(street.cascades)

    [report] = week.reports(street)
    assert (report["decision"], report["decided_by"], report["alert"]) == ("validated", street.officer, week.prepared)
    [call] = town.calls(to=street.officers_phone)
    [played] = [each for each in call["heard"] if each["verb"] == "Play"]
    assert "/media/" in played["url"]
    assert played["seconds"] > 5
    shown = json.loads(town.tocsin("alert", "show", week.prepared, "--json"))
    assert (shown["recorded"], shown["state"]) == ([], "launched")
    finished = town.finished(street.cascades()[0]["cascade"])
    assert finished["acknowledged"] == 1
    week.until(lambda: any("Un message est envoyé" in " ".join(words_heard(each)) for each in street.calls_to("Ben")))
