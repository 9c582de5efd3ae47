"""Another authority's system speaks CAP 1.2 to us: it drafts and withdraws, it never launches."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from plp.access import Scope
from plp.alert import AlertState, Kind
from plp.cascade import CascadeState
from plp.language import Language
from services.read_cap import NAMESPACE
from services.validate_alert import validate_alert
from tests.fakes.town import BASE, TEXTS, Town
from tests.webhooks.api_client import LAUNCHING, Program, a_program, problem
from tests.webhooks.cap_messages import CAP, SENDER, SENT, cap, info, reference, sends

ANA = "+32479000001"
ORDER = ["identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses", "code",
         "note", "references", "incidents", "info"]  # fmt: skip
INFO_ORDER = ["language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience",
              "eventCode", "effective", "onset", "expires", "senderName", "headline", "description", "instruction",
              "web", "contact", "parameter", "resource", "area"]  # fmt: skip


def test_an_alert_becomes_a_draft_with_its_words_in_each_language(any_town: Town) -> None:
    town = any_town

    answer = sends(a_program(town, [Scope.ALERTS_WRITE], officer=None), cap())

    assert answer.status_code == 201
    alert = town.alert(answer.json["alert"])
    assert (alert.state, alert.kind, alert.partnership) == (AlertState.DRAFTED, Kind.URGENT, "tilleuls")
    assert alert.texts == TEXTS
    assert alert.expires_at == datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    assert "came as CAP Alert" in town.history(alert.id)


def test_it_never_validates_nor_launches_whatever_the_token_may(town: Town) -> None:
    town.has("Ana", ANA)

    alert = sends(a_program(town, LAUNCHING), cap()).json["alert"]
    town.works()

    assert town.alert(alert).state is AlertState.DRAFTED
    assert town.cascades() == []
    assert town.rung() + town.texted() == []


@pytest.mark.parametrize(
    ("more", "block", "kind"),
    [
        ({"status": "Test"}, {}, Kind.TEST),
        ({"status": "Exercise"}, {}, Kind.TEST),
        ({"status": "Draft"}, {}, Kind.URGENT),
        ({}, {"urgency": "Expected"}, Kind.URGENT),
        ({}, {"urgency": "Future"}, Kind.PREVENTION),
        ({}, {"urgency": "Unknown"}, Kind.PREVENTION),
    ],
)
def test_what_kind_it_becomes_is_told_by_status_and_urgency(
    town: Town, more: dict[str, str], block: dict[str, str], kind: Kind
) -> None:
    answer = sends(a_program(town), cap(info(**block), **more))

    assert answer.json["kind"] == kind.value


def test_the_same_message_again_is_the_same_alert(any_town: Town) -> None:
    program = a_program(any_town)
    first = sends(program, cap())

    again = sends(program, cap().replace(b"><", b">\n  <"))

    assert (again.status_code, again.json["alert"]) == (200, first.json["alert"])
    assert len(program.gets("/alerts").json["items"]) == 1


def test_the_same_message_with_its_languages_in_another_order_is_the_same(any_town: Town) -> None:
    program = a_program(any_town)
    french, dutch = info(), info("nl-BE", TEXTS[Language.NL])
    first = sends(program, cap(french + dutch))

    again = sends(program, cap(dutch + french))

    assert (again.status_code, again.json["alert"]) == (200, first.json["alert"])


def test_the_same_message_eight_times_at_once_is_one_alert(any_town: Town) -> None:
    program = a_program(any_town)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sends(program, cap()), range(8)))

    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json["alert"] for answer in answers}) == 1
    assert len(program.gets("/alerts").json["items"]) == 1


def test_other_words_under_the_same_identifier_are_refused(town: Town) -> None:
    program = a_program(town)
    alert = sends(program, cap()).json["alert"]

    assert problem(sends(program, cap(info(text="Tout autre chose.")))) == (409, "refused")
    assert problem(sends(program, cap(sent="2026-03-02T09:56:00+01:00"))) == (409, "refused")
    assert town.alert(alert).texts == TEXTS


def test_an_update_drafts_a_correction_that_answers_what_it_refers_to(town: Town) -> None:
    program = a_program(town)
    first = sends(program, cap()).json["alert"]

    update = cap(identifier="A-2", msgType="Update", references=reference(), sent="2026-03-02T10:05:00+01:00")
    second = sends(program, update)

    assert second.status_code == 201
    assert (second.json["kind"], second.json["answers"]) == ("correction", first)
    assert town.alert(first).state is AlertState.DRAFTED
    assert "answered by CAP Update" in town.history(first)
    third = cap(info(responseType="AllClear"), identifier="A-3", msgType="Update",
                references=f"{reference('A-2', sent='2026-03-02T10:05:00+01:00')} {reference()}")  # fmt: skip
    lifted = sends(program, third).json
    assert (lifted["kind"], lifted["answers"]) == ("all-clear", second.json["alert"])


def test_a_cancel_withdraws_what_was_not_launched(town: Town) -> None:
    program = a_program(town, [Scope.ALERTS_WRITE, Scope.ALERTS_CANCEL])
    alert = sends(program, cap()).json["alert"]

    answer = sends(program, cap("", identifier="A-2", msgType="Cancel", references=reference()))

    assert (answer.status_code, answer.json["alert"], answer.json["state"]) == (200, alert, "cancelled")
    assert len(program.gets("/alerts").json["items"]) == 1


def test_a_cancel_stops_what_runs_and_drafts_the_all_clear_for_the_police_to_launch(town: Town) -> None:
    town.has("Ana", ANA, wish="voice")
    program = a_program(town)
    alert = sends(program, cap()).json["alert"]
    program.posts(f"/alerts/{alert}/validate")
    program.posts(f"/alerts/{alert}/launch")

    answer = sends(program, cap(info(text="C'est fini."), identifier="A-2", msgType="Cancel", references=reference()))
    town.works()

    assert answer.status_code == 201
    assert (answer.json["kind"], answer.json["answers"], answer.json["state"]) == ("all-clear", alert, "drafted")
    assert town.cascades()[0].state is CascadeState.CANCELLED
    assert town.rung() == []


def test_a_cancel_without_words_of_what_everybody_heard_is_refused(town: Town) -> None:
    town.has("Ana", ANA, consent_on=None)
    program = a_program(town)
    cascade = town.launches()
    ours = reference(cascade.alert, "gateway.example", town.alert(cascade.alert).drafted_at.isoformat())
    assert town.cascade(cascade).state is CascadeState.FINISHED

    bare = cap("", identifier="A-2", msgType="Cancel", references=ours)
    assert problem(sends(program, bare)) == (409, "refused")
    worded = cap(identifier="A-3", msgType="Cancel", references=ours)
    assert sends(program, worded).json["kind"] == "all-clear"


@pytest.mark.parametrize("does", ["Cancel", "Update", "Ack", "Error"])
@pytest.mark.parametrize(
    "refers",
    [
        reference("A-9"),
        reference(sender="somebody.else"),
        reference(sent="2026-03-02T09:54:00+01:00"),
        reference("f" * 32, "gateway.example"),
        f"{reference()} {reference('A-9')}",
    ],
)
def test_what_refers_to_the_unknown_is_refused_and_makes_no_alert(town: Town, does: str, refers: str) -> None:
    program = a_program(town)
    alert = sends(program, cap()).json["alert"]

    answer = sends(program, cap(identifier="A-2", msgType=does, references=refers))

    assert problem(answer) == (404, "not-found")
    assert [each["alert"] for each in program.gets("/alerts").json["items"]] == [alert]
    assert town.alert(alert).state is AlertState.DRAFTED
    assert problem(sends(program, cap(identifier="A-2", msgType=does, references=refers))) == (404, "not-found")


@pytest.mark.parametrize("does", ["Cancel", "Update"])
def test_what_says_not_to_what_it_refers_is_refused(town: Town, does: str) -> None:
    program = a_program(town)

    assert problem(sends(program, cap(msgType=does))) == (422, "bad-input")
    assert program.gets("/alerts").json["items"] == []


def test_a_test_cancels_no_actual_message(town: Town) -> None:
    program = a_program(town)
    alert = sends(program, cap()).json["alert"]

    answer = sends(program, cap("", identifier="A-2", msgType="Cancel", status="Test", references=reference()))

    assert problem(answer) == (409, "refused")
    assert town.alert(alert).state is AlertState.DRAFTED


def test_to_cancel_needs_an_officer_and_the_scope(town: Town) -> None:
    feed = a_program(town, [Scope.ALERTS_WRITE], officer=None)
    alert = sends(feed, cap()).json["alert"]

    answer = sends(feed, cap("", identifier="A-2", msgType="Cancel", references=reference()))

    assert problem(answer) == (403, "not-allowed")
    assert town.alert(alert).state is AlertState.DRAFTED


def test_a_cancel_of_another_partnership_is_one_of_something_unknown(town: Town) -> None:
    alert = sends(a_program(town), cap()).json["alert"]

    answer = sends(
        a_program(town, [Scope.ALERTS_WRITE], partnerships=["verger"]),
        cap(identifier="A-2", msgType="Update", references=reference()),
    )

    assert problem(answer) == (404, "not-found")
    assert "answered by CAP Update" not in town.history(alert)


def test_an_acknowledgement_is_written_into_the_history(town: Town) -> None:
    program, alert = a_program(town), town.drafts()
    ours = reference(alert.id, "gateway.example", alert.drafted_at.isoformat())

    answer = sends(program, cap("", identifier="A-2", msgType="Ack", references=ours, note="Bien  reçu"))

    assert (answer.status_code, answer.json["alert"]) == (200, alert.id)
    last = answer.json["history"][-1]
    assert (last["what"], last["detail"]) == ("acknowledged by CAP", f"{SENDER} A-2: Bien reçu")


def test_for_whom_it_is_may_be_said_in_the_address_or_in_addresses(town: Town) -> None:
    program = a_program(town, zone="Zone de police des Tilleuls", partnerships=())

    assert problem(sends(program, cap())) == (422, "bad-input")
    assert sends(program, cap(identifier="A-2", addresses="verger")).json["partnership"] == "verger"
    assert sends(program, cap(identifier="A-3"), "/alerts?partnership=tilleuls").json["partnership"] == "tilleuls"
    assert problem(sends(program, cap(identifier="A-4"), "/alerts?partnership=nowhere")) == (404, "not-found")


def test_an_address_that_is_no_partnership_is_refused_by_its_name(any_town: Town) -> None:
    program = a_program(any_town, zone="Zone de police des Tilleuls", partnerships=())
    reaching_one = a_program(any_town)

    for addresses in ("tilleuls tileuls", "tileuls", "tilleuls tileuls verger"):
        for asking in (program, reaching_one):
            answer = sends(asking, cap(addresses=addresses))
            assert problem(answer) == (422, "bad-input")
            assert "'tileuls'" in answer.json["detail"]
    refused = sends(reaching_one, cap(addresses="tilleuls verger"))
    assert problem(refused) == (422, "bad-input")
    assert "'verger'" in refused.json["detail"]
    assert program.gets("/alerts").json["items"] == []
    assert sends(program, cap(addresses="tileuls"), "/alerts?partnership=tilleuls").status_code == 201


def test_an_update_to_an_address_that_is_no_partnership_is_refused(town: Town) -> None:
    program = a_program(town)
    alert = sends(program, cap()).json["alert"]

    update = cap(identifier="A-2", msgType="Update", references=reference(), addresses="tilleuls tileuls")

    assert problem(sends(program, update)) == (422, "bad-input")
    assert "answered by CAP Update" not in town.history(alert)


def test_an_update_for_others_than_those_who_had_the_message_is_refused(town: Town) -> None:
    program = a_program(town, zone="Zone de police des Tilleuls", partnerships=())
    alert = sends(program, cap(addresses="tilleuls")).json["alert"]
    update = {"msgType": "Update", "references": reference()}

    elsewhere = sends(program, cap(identifier="A-2", addresses="verger", **update))
    asked_elsewhere = sends(program, cap(identifier="A-3", **update), "/alerts?partnership=verger")
    nowhere = sends(program, cap(identifier="A-4", **update), "/alerts?partnership=nowhere")
    there = sends(program, cap(identifier="A-5", addresses="verger tilleuls", **update))

    assert [problem(each) for each in (elsewhere, asked_elsewhere)] == [(422, "bad-input")] * 2
    assert "was for tilleuls" in elsewhere.json["detail"]
    assert problem(nowhere) == (404, "not-found")
    assert (there.json["partnership"], there.json["answers"]) == ("tilleuls", alert)


def test_a_partnership_named_twice_counts_once_and_two_are_one_too_many(town: Town) -> None:
    program = a_program(town, zone="Zone de police des Tilleuls", partnerships=())

    taken = sends(program, cap(addresses='verger "verger"'))
    both = sends(program, cap(identifier="A-2", addresses="tilleuls verger"))

    assert (taken.status_code, taken.json["partnership"]) == (201, "verger")
    assert problem(both) == (422, "bad-input")
    assert "tilleuls, verger" in both.json["detail"]


BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">%s]><alert xmlns="%s"><identifier>&l;</identifier></alert>"""
    % (
        b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(11)),
        NAMESPACE.encode(),
    )
)
OUTSIDE = (
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert xmlns="%s"><identifier>&x;</identifier></alert>'
)


@pytest.mark.parametrize(
    "document",
    [
        BOMB,
        OUTSIDE % NAMESPACE.encode(),
        b'<!DOCTYPE alert SYSTEM "http://127.0.0.1:9/cap.dtd">' + cap()[38:],
        b"",
        b"<",
        b"not xml",
        cap()[:-9],
        cap().replace(b"UTF-8", b"utf-7"),
        cap().replace(b"UTF-8", b"nothing"),
        cap().replace(b"1.2", b"1.1"),
        b"<alert/>",
        b"<a>" * 9000 + b"</a>" * 9000,
        cap().replace(b"Une camionnette", b"\xff\xfe"),
        cap(infos=""),
        cap(infos="<info/>"),
        cap(info("es-ES")),
        cap(info() + info()),
        cap(info(text="x" * 1500)),
        cap(info(text="à \u202e l'envers")),
        cap(info(expires="2020-01-01T00:00:00+01:00")),
        cap(info(expires="9999-12-31T23:59:59+12:00")),
        cap(info(expires="tomorrow")),
        cap(info(urgency="")),
        cap(identifier="a b"),
        cap(identifier="a,b"),
        cap(identifier=""),
        cap(sender=None),
        cap(sent="2026-03-02T09:55:00"),
        cap(sent="0000-00-00T00:00:00Z"),
        cap(sent="9999-12-31T23:59:59-12:00"),
        cap(status="System"),
        cap(status="Serious"),
        cap(msgType="Shout"),
        cap(scope=None),
        cap(references="garbage", msgType="Update"),
        cap(references=" ".join([reference()] * 60), msgType="Update"),
    ],
)
def test_what_is_not_cap_or_means_harm_is_refused_plainly(town: Town, document: bytes) -> None:
    program = a_program(town)

    answer = sends(program, document)

    assert problem(answer) == (422, "bad-input")
    assert "root:" not in answer.text
    assert program.gets("/alerts").json["items"] == []


def test_a_document_larger_than_is_read_is_refused(town: Town) -> None:
    assert problem(sends(a_program(town), cap(info(text="x" * 70_000))))[0] == 413


# ------------------------------------------------------------------------------------ shown as CAP


def shown(program: Program, alert: str) -> Element:
    answer = program.gets(f"/alerts/{alert}", headers={"Accept": CAP})
    assert answer.mimetype == CAP
    document: Element = fromstring(answer.data)
    return document


def text(document: Element, name: str) -> str | None:
    return document.findtext(f"{{{NAMESPACE}}}{name}")


def names(element: Element) -> list[str]:
    return [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]


def in_order(element: Element, order: list[str]) -> bool:
    places = [order.index(name) for name in names(element)]
    return places == sorted(places)


def test_a_message_is_shown_as_valid_cap(town: Town) -> None:
    program, alert = a_program(town), town.drafts()
    validate_alert(town.ports, alert.id, by="claes")

    document = shown(program, alert.id)

    assert document.tag == f"{{{NAMESPACE}}}alert"
    assert in_order(document, ORDER)
    infos = document.findall(f"{{{NAMESPACE}}}info")
    assert all(in_order(each, INFO_ORDER) for each in infos)
    required = {"category", "event", "urgency", "severity", "certainty"}
    assert all(required <= set(names(each)) for each in infos)
    assert {text(each, "language"): text(each, "description") for each in infos} == {
        "fr-BE": TEXTS[Language.FR],
        "nl-BE": TEXTS[Language.NL],
    }
    assert (text(document, "identifier"), text(document, "sender")) == (alert.id, BASE.removeprefix("https://"))
    assert (text(document, "status"), text(document, "msgType")) == ("Draft", "Alert")
    cap_time = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
    moments = [text(document, "sent"), *(text(each, "expires") for each in infos)]
    assert all(cap_time.fullmatch(moment or "") for moment in moments)
    town_wide = program.gets(f"/alerts/{alert.id}", headers={"Accept": "*/*"})
    assert town_wide.mimetype == "application/json"


def test_once_launched_it_is_actual_and_a_test_never(town: Town) -> None:
    program = a_program(town)

    assert text(shown(program, town.launches().alert), "status") == "Actual"
    assert text(shown(program, town.launches(Kind.TEST).alert), "status") == "Test"


def test_what_came_as_cap_keeps_its_name_and_what_it_refers_to(town: Town) -> None:
    program = a_program(town)
    sends(program, cap())
    update = cap(identifier="A-2", msgType="Update", references=reference())
    document = shown(program, sends(program, update).json["alert"])

    assert (text(document, "identifier"), text(document, "sender")) == ("A-2", SENDER)
    assert text(document, "msgType") == "Update"
    assert datetime.fromisoformat(text(document, "sent") or "") == datetime.fromisoformat(SENT)
    assert (text(document, "references") or "").startswith(f"{SENDER},A-1,2026-03-02T08:55:00-00:00")


@pytest.mark.parametrize("kind", list(Kind))
def test_what_we_write_we_read_again(town: Town, kind: Kind) -> None:
    program = a_program(town)
    first = town.drafts()
    sent = town.drafts(kind, answers=first.id if kind is not Kind.URGENT else None, expires=timedelta(hours=1))
    document = program.gets(f"/alerts/{sent.id}", headers={"Accept": CAP}).data

    answer = sends(program, document)

    assert answer.status_code == 201
    read = town.alert(answer.json["alert"])
    assert (read.kind, read.texts, read.partnership) == (sent.kind, sent.texts, sent.partnership)
    assert read.answers == sent.answers
    assert read.expires_at == sent.expires_at
