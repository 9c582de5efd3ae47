"""A member is handed everything that is written of him, and erased so that only the counts remain."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text

from plp.alert import AlertState
from plp.call import Call, Party, Recording, RecordingState
from plp.cascade import Cascade
from plp.errors import BadInput, NotFound, Refused
from plp.language import Language
from plp.member import Member, Role, Source
from plp.outcome import By
from plp.report import CallBackRequest
from services.audit import audit
from services.end_texts import end_texts
from services.erase_member import erase_member
from services.export_member import export_member
from services.find_member import find_member
from services.make_report import make_report
from services.propose_message import propose_message
from services.tell_coordinators import tell_coordinators
from services.validate_alert import validate_alert
from tests.fakes.town import CLAES_PHONE, Town

ANA, SECOND, BEN, COORDINATOR = "+32479000001", "+3222000001", "+32479000002", "+32479000009"
SECRETS = ("Ana Ömer", ANA, SECOND, "tournesol0", "Rue du Tilleul", "la voiture rouge", "Au voleur", "87654321")


@pytest.fixture
def lived(any_town: Town) -> Cascade:
    """Ana has been told, has answered, reported, called in, asked to be called back; others are told of her."""
    town = any_town
    more: dict[str, Any] = {"street": "Rue du Tilleul", "house_number": "3", "card": "87654321", "wish": "both"}
    town.has("Ana Ömer", ANA, id="ana-1", second_phone=SECOND, **more)
    town.has("Ben", BEN, wish="sms", buddy_phone=ANA)
    town.has("Cor", COORDINATOR, wish="sms", role=Role.COORDINATOR)
    ana = town.phone(ANA)
    ana.sends("Au voleur")
    town.works()
    cascade = town.launches()
    ana.text_is("delivered").sends("la voiture rouge")
    town.phone(SECOND).dials().waits().hangs_up()
    with town.ports.store.write() as book:
        member = book.people.member("ana-1")
        call = Call("CAin-ana", "Zone de police des Tilleuls", SECOND, Party.MEMBER, town.clock.now(), member="ana-1")
        book.conversations.save(replace(call, memory={"name": "Ana Ömer"}))
        book.conversations.remember("CAin-ana", 1, "<Say>tournesol0</Say>", town.clock.now())
        book.conversations.note_code(f"card:{ANA}", right=False, at=town.clock.now())
        for sid, call_sid in (("RE1", "CAin-ana"), ("RE2", "CAelse"), ("RE3", "CAofficer")):
            kept = Recording(sid, call_sid, "fr", f"https://x/{sid}", RecordingState.KEPT, town.clock.now(), f"m-{sid}")
            book.conversations.add_recording(kept)
        make_report(town.ports, book, member, by=By.VOICE_IN, sender=SECOND, recording="RE2")
        request = CallBackRequest("back-1", "Zone de police des Tilleuls", "tilleuls", "ana-1", ANA, town.clock.now())
        book.reports.add_call_back(request)
        tell_coordinators(town.ports, book, "tilleuls", "texts_ended", "some-cascade", blanks={"who": "Ana Ömer"})
    town.works()
    end_texts(town.ports, "ana-1", source=Source.KEYBOARD)
    return cascade


def everything_written(town: Town) -> str:
    """Every cell of every table."""
    engine = create_engine(town.ports.store._url)  # type: ignore[attr-defined]
    with engine.connect() as connection:
        cells = [
            str(cell)
            for table in inspect(engine).get_table_names()
            for row in connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 (names of our own tables)
            for cell in row
        ]
    engine.dispose()
    return "\n".join(cells)


def test_an_export_holds_everything_as_json(any_town: Town, lived: Cascade) -> None:
    exported = json.loads(json.dumps(export_member(any_town.ports, "ana-1")))

    written = json.dumps(exported, ensure_ascii=False)
    assert [secret for secret in SECRETS if secret not in written] == []
    assert exported["member"]["phone"] == {"number": ANA, "line": "mobile"}
    assert [each["cascade"] for each in exported["deliveries"]] == [lived.id]
    assert {each["by"] for each in exported["attempts"]} >= {"sms", "voice-in"}
    assert {each["body"] for each in exported["texts"]} == {"Au voleur", "la voiture rouge"}
    assert len(exported["reports"]) == 2
    assert len(exported["call_backs"]) == 1
    assert [each["channel"] for each in exported["consents"]] == ["sms"]
    assert {each["media"] for each in exported["recordings"]} == {"m-RE1", "m-RE2"}
    assert any("tournesol" in each["twiml"] for each in exported["turns"])
    assert BEN not in written


def test_erased_he_is_nowhere_and_the_counts_remain(any_town: Town, lived: Cascade) -> None:
    town = any_town
    before = town.tally(lived)
    pending = before.pending
    town.passes(minutes=1)

    town.phone(SECOND).hangs_up()
    with town.ports.store.read() as book:
        busy = book.cascades.live_calls_to([ANA, SECOND])
    for attempt in busy:
        town.phone(attempt.number).does_not_answer()
    erase_member(town.ports, "ana-1")
    erase_member(town.ports, "ana-1")

    written = everything_written(town)
    assert [secret for secret in SECRETS if secret in written] == []
    assert json.dumps("Ana Ömer")[1:-1] not in written
    after = town.tally(lived)
    assert (after.members, after.adds_up) == (before.members, True)
    assert after.reached == before.reached
    assert after.pending <= pending
    town.proves_nobody_is_lost()
    audit(town.ports, lived.id)
    assert sorted(town.speech.removed) == ["Votre mot de passe est : tournesol0.", "m-RE1", "m-RE2"]
    assert BEN in written
    town.passes(hours=3)
    assert town.phone(ANA).sends("ok") is None


def test_an_erased_member_may_join_again_as_somebody_new(town: Town) -> None:
    town.has("Ana", ANA)
    erase_member(town.ports, "member-Ana")

    town.phone(ANA).sends("PLP 12")

    with town.ports.store.read() as book:
        listed = book.people.members("tilleuls")
    assert [each.id == "member-Ana" for each in listed] == [True, False]


def test_nobody_is_erased_in_the_middle_of_a_call(town: Town) -> None:
    town.has("Ana", SECOND)
    town.launches()

    with pytest.raises(Refused, match="under way"):
        erase_member(town.ports, "member-Ana")

    town.phone(SECOND).does_not_answer()
    erase_member(town.ports, "member-Ana")
    town.passes(hours=3)
    assert town.rung().count(SECOND) == 1


def test_what_two_share_stays_with_the_other(town: Town) -> None:
    town.has("Ana", ANA)
    town.has("Ben", ANA)
    town.phone(ANA).sends("Au voleur")

    erase_member(town.ports, "member-Ben")

    with town.ports.store.read() as book:
        assert [each.text for each in book.reports.reports()] == ["Au voleur"]
        assert book.people.member("member-Ana").phone.e164 == ANA


def test_an_officers_own_voice_stays_when_he_is_erased_as_a_member(town: Town) -> None:
    town.has("Claes", CLAES_PHONE)
    now = town.clock.now()
    call = Call("CAo", "Zone de police des Tilleuls", CLAES_PHONE, Party.OFFICER, now, officer="claes")
    with town.ports.store.write() as book:
        book.conversations.save(call)
        book.conversations.add_recording(Recording("RE1", "CAo", "fr", "u", RecordingState.KEPT, now, "m"))

    erase_member(town.ports, "member-Claes")

    assert "m" not in town.speech.removed
    with town.ports.store.read() as book:
        assert book.conversations.recordings(call_sid="CAo") != []


def proposes(town: Town) -> str:
    """A coordinator's voice is kept in his call, and becomes a draft; returns its id."""
    cor = town.has("Cor", COORDINATOR, role=Role.COORDINATOR)
    call = Call("CAcor", "Zone de police des Tilleuls", COORDINATOR, Party.MEMBER, town.clock.now(), member=cor.id)
    kept = Recording("REcor", "CAcor", "fr", "u", RecordingState.KEPT, town.clock.now(), "voice-cor")
    with town.ports.store.write() as book:
        book.conversations.save(call)
        book.conversations.add_recording(kept)
    return propose_message(town.ports, {Language.FR: "voice-cor", Language.NL: "voice-cor"}, by=cor.id).id


def test_a_voice_that_the_police_made_its_own_message_stays(town: Town) -> None:
    validate_alert(town.ports, proposes(town), by="claes")

    erase_member(town.ports, "member-Cor")

    assert "voice-cor" not in town.speech.removed


def test_a_proposal_nobody_validated_goes_with_its_voice(town: Town) -> None:
    alert = proposes(town)

    erase_member(town.ports, "member-Cor")

    assert "voice-cor" in town.speech.removed
    assert town.alert(alert).state is AlertState.REJECTED


def test_a_member_is_found_by_the_beginning_of_his_id(any_town: Town) -> None:
    def lives(name: str, phone: str, id_: str) -> Member:
        return any_town.has(name, phone, id=id_)

    lives("Ana", ANA, "abcd1111")
    lives("Ben", BEN, "abcd2222")
    lives("Dan", COORDINATOR, "100%_sure")

    assert find_member(any_town.ports, "abcd1").name == "Ana"
    assert find_member(any_town.ports, "abcd2222").name == "Ben"
    for wrong in ("abcd", "100"):
        with pytest.raises(BadInput):
            find_member(any_town.ports, wrong)
    for unknown in ("", "zzzz", "%", "100_"):
        with pytest.raises(NotFound):
            find_member(any_town.ports, unknown)
