"""Police messages over the API: drafted by a program, decided in an officer's name, seen to the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plp.access import Scope
from plp.alert import AlertState
from services.validate_alert import validate_alert
from tests.fakes.town import TEXTS, Town
from tests.webhooks.api_client import LAUNCHING, a_program, problem

ANA = "+32479000001"
DRAFT = {"partnership": "tilleuls", "kind": "urgent", "texts": {k.value: v for k, v in TEXTS.items()}}


def test_a_program_drafts_an_officer_decides_and_telephones_ring(any_town: Town) -> None:
    town = any_town
    town.has("Ana", ANA, wish="voice")
    program = a_program(town, LAUNCHING)

    drafted = program.posts("/alerts", DRAFT | {"expires": "90m"})
    assert drafted.status_code == 201
    alert = drafted.json["alert"]
    assert drafted.headers["Location"] == f"/api/v1/alerts/{alert}"
    assert town.alert(alert).expires_at == town.clock.now() + timedelta(minutes=90)
    assert program.gets(f"/alerts/{alert}/check").json["refused"] is False
    assert problem(program.posts(f"/alerts/{alert}/launch")) == (409, "wrong-state")
    assert program.posts(f"/alerts/{alert}/validate").json["state"] == "validated"

    launched = program.posts(f"/alerts/{alert}/launch")
    town.works()

    assert launched.status_code == 201
    assert town.rung() == [ANA]
    cascade = program.gets(f"/cascades/{launched.json['cascade']}").json
    assert (cascade["members"], cascade["pending"], cascade["state"]) == (1, 1, "running")
    [delivery] = cascade["deliveries"]
    assert delivery["attempts"][0]["channel"] == "voice"
    shown = program.gets(f"/alerts/{alert}").json
    assert shown["cascade"] == cascade["cascade"]
    assert shown["drafted_at"].endswith("Z")
    assert [line["who"] for line in shown["history"]].count("claes") == 2
    assert "api salle de contrôle" in {line["who"] for line in shown["history"]}


def test_a_second_launch_names_the_first_cascade(town: Town) -> None:
    town.has("Ana", ANA)
    program, alert = a_program(town), town.drafts().id
    program.posts(f"/alerts/{alert}/validate")
    first = program.posts(f"/alerts/{alert}/launch").json["cascade"]

    again = program.posts(f"/alerts/{alert}/launch")

    assert problem(again) == (409, "already-launched")
    assert again.json["cascade"] == first


def test_a_running_cascade_is_cancelled_and_nobody_else_is_rung(town: Town) -> None:
    town.has("Ana", ANA)
    program, cascade = a_program(town), town.launches(placing=False)

    stopped = program.posts(f"/alerts/{cascade.alert}/cancel")
    town.works()

    assert stopped.json["state"] == "cancelled"
    assert town.rung() + town.texted() == []
    assert problem(program.posts(f"/alerts/{cascade.alert}/cancel")) == (409, "wrong-state")


def test_a_draft_is_rejected(town: Town) -> None:
    alert = town.drafts().id

    assert a_program(town).posts(f"/alerts/{alert}/reject").json["state"] == "rejected"
    assert town.alert(alert).state is AlertState.REJECTED


def test_what_refuses_a_message_is_said_and_holds(town: Town) -> None:
    program = a_program(town)
    alert = program.posts("/alerts", DRAFT | {"texts": {"fr": "Une camionnette rôde."}}).json["alert"]

    checked = program.gets(f"/alerts/{alert}/check").json

    assert checked["refused"]
    first = checked["findings"][0]
    assert (first["severity"], first["code"], first["language"]) == ("refusal", "language-missing", "nl")
    assert first["sentence"] == "Il manque le texte en néerlandais, exigé par la loi dans cette zone."
    assert first["advice"]
    assert problem(program.posts(f"/alerts/{alert}/validate")) == (409, "refused")


@pytest.mark.parametrize(
    ("scope", "deeds"),
    [
        (Scope.ALERTS_READ, {}),
        (Scope.ALERTS_WRITE, {"draft": 201}),
        (Scope.ALERTS_VALIDATE, {"validate": 200}),
        (Scope.ALERTS_CANCEL, {"cancel": 200}),
        (Scope.ALERTS_LAUNCH, {"validate": 200, "launch": 201, "cancel": 200}),
    ],
)
def test_a_token_does_what_it_was_given_and_no_more(town: Town, scope: Scope, deeds: dict[str, int]) -> None:
    program = a_program(town, [scope])
    alert, validated = town.drafts().id, town.drafts().id
    validate_alert(town.ports, validated, by="claes")

    done = {
        "draft": program.posts("/alerts", DRAFT),
        "validate": program.posts(f"/alerts/{alert}/validate"),
        "launch": program.posts(f"/alerts/{validated}/launch"),
        "cancel": program.posts(f"/alerts/{town.drafts().id}/cancel"),
    }

    refused = {name: problem(answer) for name, answer in done.items() if name not in deeds}
    assert {name: done[name].status_code for name in deeds} == deeds
    assert set(refused.values()) <= {(403, "not-allowed")}
    assert program.gets(f"/alerts/{alert}").status_code == 200
    assert problem(program.gets("/members?partnership=tilleuls")) == (403, "not-allowed")


def test_an_officer_who_is_locked_decides_nothing_by_token(town: Town) -> None:
    program, alert = a_program(town), town.drafts().id
    with town.ports.store.write() as book:
        book.people.set_lock("claes", locked=True)

    assert problem(program.posts(f"/alerts/{alert}/validate")) == (403, "not-allowed")
    assert town.alert(alert).state is AlertState.DRAFTED


def test_what_lies_beyond_its_reach_is_not_there(town: Town) -> None:
    near, far = a_program(town), town.drafts(partnership="verger").id
    whole_zone = a_program(town, zone="Zone de police des Tilleuls", partnerships=())

    assert problem(near.gets(f"/alerts/{far}")) == (404, "not-found")
    assert problem(near.posts(f"/alerts/{far}/cancel")) == (404, "not-found")
    assert problem(near.posts("/alerts", DRAFT | {"partnership": "verger"})) == (404, "not-found")
    assert problem(near.posts("/alerts", DRAFT | {"answers": far})) == (404, "not-found")
    assert problem(near.gets("/alerts?partnership=verger")) == (404, "not-found")
    assert near.gets("/alerts").json["items"] == []
    assert [each["alert"] for each in whole_zone.gets("/alerts").json["items"]] == [far]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"texts": {}}, 422),
        ({"texts": {"fr": ""}}, 422),
        ({"texts": {"fr": "   "}}, 422),
        ({"texts": {"fr": "x" * 1500}}, 422),
        ({"texts": {"fr": "\u202eà l'envers"}}, 422),
        ({"texts": {"fr": "a\x00b"}}, 422),
        ({"texts": {"es": "Hola"}}, 422),
        ({"texts": "fr"}, 422),
        ({"kind": "loud"}, 422),
        ({"expires": "soon"}, 422),
        ({"expires": "0s"}, 422),
        ({"expires_at": "2020-01-01T00:00:00Z"}, 422),
        ({"expires_at": "9999-12-31T23:59:59-12:00"}, 422),
        ({"expires": "999999h"}, 422),
        ({"expires_at": "2030-01-01T00:00:00"}, 422),
        ({"expires": "2h", "expires_at": "2030-01-01T00:00:00Z"}, 422),
        ({"partnership": "nowhere"}, 404),
        ({"answers": "nothing"}, 404),
        ({"loud": True}, 422),
    ],
)
def test_a_draft_that_cannot_be_taken_is_refused_plainly(town: Town, changed: dict[str, object], status: int) -> None:
    program = a_program(town)

    assert problem(program.posts("/alerts", DRAFT | changed))[0] == status
    assert program.gets("/alerts").json["items"] == []


def test_where_a_draft_is_wrong_is_pointed_at(town: Town) -> None:
    answer = a_program(town).posts("/alerts", DRAFT | {"kind": "loud"})

    assert problem(answer) == (422, "invalid")
    assert answer.json["errors"][0]["at"] == "/kind"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"kind":"\\ud800"}', "application/json", 400),
        (b"null", "application/json", 422),
        (b"1" * 5000, "application/json", 400),
        (b" " * 70_000, "application/json", 413),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
    ],
)
def test_a_body_that_is_no_draft_at_all_is_refused_plainly(town: Town, body: bytes, kind: str, status: int) -> None:
    answer = a_program(town).asks("POST", "/alerts", data=body, content_type=kind)

    assert problem(answer)[0] == status


def test_a_message_that_expires_by_the_clock_does(town: Town) -> None:
    until = town.clock.now() + timedelta(hours=3)

    drafted = a_program(town).posts("/alerts", DRAFT | {"expires_at": until.isoformat()})

    assert town.alert(drafted.json["alert"]).expires_at == until


def test_at_night_the_officers_word_is_asked_for_and_kept(town: Town) -> None:
    town.has("Ana", ANA)
    program = a_program(town)
    town.clock.moment = town.clock.moment.replace(hour=23)
    alert = town.drafts().id
    findings = program.gets(f"/alerts/{alert}/check?language=nl").json["findings"]
    assert any("nacht" in each["sentence"].lower() for each in findings)
    program.posts(f"/alerts/{alert}/validate")

    assert program.posts(f"/alerts/{alert}/launch?at_night=true").status_code == 201

    assert "confirmed at night" in town.history(alert)
