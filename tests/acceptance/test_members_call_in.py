"""Members call the number that called them: they hear again, report, ask to be rung, and prove themselves by card."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from plp.call import RecordingState
from plp.report import CallBackRequest, Report
from tests.acceptance.street import MESSAGE, Person, Street, a_street, types_code
from tests.acceptance.town import Json, Town, outcomes, words_heard
from tests.acceptance.voice import record_a_voice
from tests.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

LATER = {"fr": "La camionnette bleue est partie.", "nl": "De blauwe bestelwagen is weg."}
SECOND_PHONE = "+3222980001"
REPORTS: list[Json] = [
    {"hears": "Pour signaler quelque chose à la police, appuyez sur le 3", "keys": "3"},
    {"hears": "Si vous êtes d'accord, appuyez sur le 1", "keys": "1"},
]
PEOPLE = [
    Person("Ana", "busy"),
    Person("Bram", shares_with="Ana", columns={"language": "nl"}),
    Person("Eva", {"answers_after": None}, mobile=True, columns={"channel": "voice", "second_phone": SECOND_PHONE}),
    Person("Reports", "busy"),
    Person("Hangs up", "busy"),
    Person("Says nothing", "busy"),
    Person("Asks", "busy"),
    Person("Forgot his phone", "busy"),
]


@dataclass(frozen=True)
class Afternoon:
    """Two messages that everybody missed, and the calls that followed."""

    street: Street
    older: str
    newer: str
    calls: dict[str, str]

    def call(self, name: str) -> Json:
        """Somebody's call, once it is over."""
        return self.street.town.ended(self.calls[name], within=40)

    def told(self, cascade: str, name: str) -> Json:
        """What is known of a member and a message."""
        return self.street.deliveries(self.street.town.cascade(cascade))[name]

    def member(self, name: str) -> str:
        """A member's id."""
        with self.street.town.gateway.ports.store.read() as book:
            return next(each.id for each in book.people.members(self.street.slug) if each.name == name)

    def reports(self, name: str) -> list[Report]:
        """What somebody told the police."""
        with self.street.town.gateway.ports.store.read() as book:
            return book.reports.reports(member=self.member(name))

    def requests(self, name: str) -> list[CallBackRequest]:
        """Somebody's requests to be called back."""
        with self.street.town.gateway.ports.store.read() as book:
            return book.reports.call_backs(member=self.member(name))


@pytest.fixture(scope="module")
def afternoon(town: Town) -> Afternoon:
    street = a_street(town, PEOPLE, ring="600s", voice_again_after=[])
    town.there.exchange("PUT", "handsets", json={street.officers_phone: {"script": [types_code("000000")]}})
    older, newer = street.launch(), town.launch(street.draft(**LATER), street.officer)
    assert eventually(lambda: any(call["status"] == "ringing" for call in street.calls_to("Eva")), within=20)
    wav = str(record_a_voice(town.there.home / "neighbour.wav"))
    speaks = [{"wav": wav, "keys": "#"}]
    with town.gateway.ports.store.read() as book:
        cards = {each.name: each.card for each in book.people.members(street.slug)}

    def dials(name: str, script: list[Json], number: str = "", **character: object) -> str:
        return town.dial(number or street.phone(name), street.voice, script=script, **character)

    hears_it_again = {"hears": "Pour réentendre votre signalement, appuyez sur le 2", "keys": "2"}
    ends = {"hears": "Pour terminer, appuyez sur le 9", "keys": "9"}
    return Afternoon(
        street,
        older,
        newer,
        {
            "Ana": dials("Ana", [{"hears": "Hebt u bericht nummer 1 begrepen", "keys": "9"}]),
            "Eva": dials("Eva", [ends], SECOND_PHONE),
            "Reports": dials("Reports", [*REPORTS, hears_it_again, ends], speaks=speaks),
            "Hangs up": dials("Hangs up", REPORTS, speaks=speaks, hangs_up={"hears": "faites dièse", "delay": 6}),
            "Says nothing": dials("Says nothing", [*REPORTS, ends], speaks=[{"silence": 5}]),
            "Asks": dials("Asks", [{"hears": "En danger", "keys": "0"}, ends], speaks=speaks),
            "Forgot his phone": dials(
                "Forgot his phone",
                [
                    {"hears": "Si vous avez une carte de membre, appuyez sur le 1", "keys": "1"},
                    {"hears": "huit chiffres", "keys": "12345678"},
                    {"hears": "pas le bon"},
                    {"hears": "huit chiffres", "keys": cards["Forgot his phone"]},
                    {"hears": "Si vous avez compris le message numéro 1", "keys": "1"},
                ],
                street.another_phone,
            ),
        },
    )


def test_whoever_calls_hears_the_newest_message_then_the_other_in_every_language_of_the_house(
    afternoon: Afternoon,
) -> None:
    said = " ".join(words_heard(afternoon.call("Ana")))

    expected = [LATER["fr"], LATER["nl"], "Un autre message", MESSAGE["fr"], "nog een bericht", MESSAGE["nl"]]
    assert [said.find(each) for each in expected] == sorted(said.find(each) for each in expected)
    assert expected[0] in said
    for name in ("Ana", "Bram"):
        for cascade in (afternoon.older, afternoon.newer):
            told = afternoon.told(cascade, name)
            assert (told["final"], told["heard"], told["acknowledged"]) == ("informed", True, False)
            assert [each.split()[0] for each in outcomes(told)].count("voice-in") == 1


def test_what_he_heard_by_calling_ends_the_call_that_still_rings(afternoon: Afternoon) -> None:
    assert afternoon.call("Eva")["status"] == "completed"
    town = afternoon.street.town

    assert eventually(
        lambda: town.next_event() and afternoon.street.calls_to("Eva")[0]["status"] == "canceled", within=20
    )
    [told] = {afternoon.told(each, "Eva")["final"] for each in (afternoon.older, afternoon.newer)}
    assert told == "informed"
    assert len(afternoon.street.calls_to("Eva")) <= 2


def test_a_report_is_recorded_played_back_and_kept_under_the_number_he_was_told(afternoon: Afternoon) -> None:
    call = afternoon.call("Reports")

    [report] = afternoon.reports("Reports")
    said = " ".join(words_heard(call))
    assert said.index("En danger, raccrochez") < said.index("Après le bip")
    assert f"Son numéro est : {report.number}." in said
    [played] = [each for each in call["heard"] if each["verb"] == "Play"]
    assert 6 < played["seconds"] < 10
    assert report.recording


def test_the_mandated_officer_is_rung_for_it_and_asked_for_his_code(afternoon: Afternoon) -> None:
    afternoon.call("Reports")
    street = afternoon.street

    assert eventually(lambda: street.town.calls(to=street.officers_phone), within=20)
    rung = street.town.ended(street.town.calls(to=street.officers_phone)[0]["sid"], within=40)
    assert rung["from"] == street.voice
    assert "Votre code" in " ".join(words_heard(rung))


def test_hanging_up_in_the_middle_of_it_makes_the_report_all_the_same(afternoon: Afternoon) -> None:
    afternoon.call("Hangs up")

    assert eventually(lambda: afternoon.reports("Hangs up"), within=20)
    [report] = afternoon.reports("Hangs up")
    with afternoon.street.town.gateway.ports.store.read() as book:
        [kept] = book.conversations.recordings(call_sid=afternoon.calls["Hangs up"])
    assert (report.recording, kept.state) == (kept.sid, RecordingState.KEPT)


def test_silence_after_the_tone_is_told_and_rings_nobody(afternoon: Afternoon) -> None:
    said = " ".join(words_heard(afternoon.call("Says nothing")))

    assert "Nous n'avons rien entendu" in said
    assert afternoon.reports("Says nothing") == []


def test_zero_asks_to_be_called_back_with_the_reason(afternoon: Afternoon) -> None:
    said = " ".join(words_heard(afternoon.call("Asks")))

    assert "la police vous rappellera au 0 2" in said
    [request] = afternoon.requests("Asks")
    assert request.number == afternoon.street.phone("Asks")
    assert eventually(lambda: afternoon.requests("Asks")[0].recording, within=20)


def test_from_a_telephone_nobody_knows_his_card_opens_his_messages(afternoon: Afternoon) -> None:
    said = " ".join(words_heard(afternoon.call("Forgot his phone")))

    assert LATER["fr"] in said
    assert "Ce numéro de carte n'est pas le bon." in said
    told = afternoon.told(afternoon.older, "Forgot his phone")
    assert (told["final"], told["acknowledged"]) == ("acknowledged", True)


def test_no_card_number_and_no_telephone_number_is_in_a_log(afternoon: Afternoon) -> None:
    for name in afternoon.calls:
        afternoon.call(name)
    logs = [path.read_text("utf-8", "replace") for path in afternoon.street.town.there.home.rglob("*.log")]

    assert logs
    assert not [secret for secret in ("12345678", SECOND_PHONE) for log in logs if secret in log]
