"""Warnings are passed over in somebody's name; a refusal by nobody."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from plp.alert import AlertState
from plp.errors import FailsCheck
from plp.finding import Code, Found, Severity
from services.check_alert import check_alert
from services.launch_alert import launch_alert
from services.pass_over import pass_over, refuse
from services.validate_alert import validate_alert
from tests.fakes.town import FR, NL, Town, officers_of_town, partnerships_of_town, zone_of_town

NIGHT = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
DOUBTFUL = {
    FR: "La voiture 1-ABC-123 rôde dans le quartier.",
    NL: "De auto 1-ABC-123 rijdt rond in de buurt. ATTENTIE!",
}


def happened(town: Town, alert: str) -> list[tuple[str, str, str]]:
    """Who did what to it, with the details of what concerns the check."""
    with town.ports.store.read() as book:
        lines = book.alerts.history(alert)
    return [
        (line.who, line.what, line.detail if "passed" in line.what or "night" in line.what else "") for line in lines
    ]


def test_the_usual_message_leaves_no_line(any_town: Town) -> None:
    any_town.has("Ana", "+3222000001")

    cascade = any_town.launches()

    assert any_town.history(cascade.alert) == ["drafted", "validated", "launched"]


def test_whoever_validates_passes_the_warnings_over_and_the_same_officer_is_written_once(any_town: Town) -> None:
    any_town.has("Ana", "+3222000001")
    alert = any_town.drafts(texts=DOUBTFUL).id

    validate_alert(any_town.ports, alert, by="claes")
    launch_alert(any_town.ports, alert, by="claes")

    assert happened(any_town, alert)[1:] == [
        ("claes", "validated", ""),
        ("claes", "warnings passed over", "plate fr, plate nl, capitals nl"),
        ("claes", "launched", ""),
    ]


def test_another_officer_who_launches_passes_them_over_in_his_own_name(town: Town) -> None:
    alert = town.drafts(texts=DOUBTFUL).id

    validate_alert(town.ports, alert, by="claes")
    launch_alert(town.ports, alert, by="peeters")

    assert ("peeters", "warnings passed over", "plate fr, plate nl, capitals nl") in happened(town, alert)


def test_no_word_of_the_message_stands_in_its_history(town: Town) -> None:
    alert = town.launches(texts=DOUBTFUL).alert

    assert "ABC" not in json.dumps(happened(town, alert))


def test_the_night_is_passed_over_by_who_launches_not_by_who_validates(town: Town) -> None:
    town.has("Ana", "+3222000001")
    town.clock.moment = NIGHT
    alert = town.drafts().id

    validate_alert(town.ports, alert, by="peeters")
    launch_alert(town.ports, alert, by="claes")

    assert happened(town, alert)[1:-1] == [
        ("peeters", "validated", ""),
        ("claes", "warnings passed over", "night"),
    ]


def test_who_gives_his_word_at_night_is_written_with_it(town: Town) -> None:
    town.has("Ana", "+3222000001")
    town.clock.moment = NIGHT
    alert = town.drafts().id

    launch_alert(town.ports, alert, by="claes", validating=True, at_night=True)

    assert happened(town, alert)[2:-1] == [
        ("claes", "confirmed at night", "somebody caught in the act, or a life in danger"),
    ]


def test_by_day_no_word_for_the_night_is_written(town: Town) -> None:
    town.has("Ana", "+3222000001")
    alert = town.drafts().id

    launch_alert(town.ports, alert, by="claes", validating=True, at_night=True)

    assert town.history(alert) == ["drafted", "validated", "launched"]


def test_a_refusal_is_told_by_its_code_and_without_the_words_it_is_about(town: Town) -> None:
    found = [Found(Code.LINK), Found(Code.PLATE, Severity.REFUSAL, FR, ("1-ABC-123",))]

    with pytest.raises(FailsCheck, match=r"a7 \(fr\): It gives a number plate. Run: tocsin alert check a7") as refusal:
        refuse("a7", found)

    assert refusal.value.code == Code.PLATE
    refuse("a7", found[:1])


def test_what_was_passed_over_before_is_not_written_again(town: Town) -> None:
    alert = town.drafts(texts=DOUBTFUL)
    plate, link = Found(Code.PLATE, language=FR), Found(Code.LINK, language=FR)

    for found in ([plate], [plate, link], [link]):
        with town.ports.store.write() as book:
            pass_over(book, alert.id, found, by="claes", at=town.clock.now())

    details = [detail for _, what, detail in happened(town, alert.id) if what == "warnings passed over"]
    assert details == ["plate fr", "link fr"]
    assert town.alert(alert.id).state is AlertState.DRAFTED


def test_a_zone_may_refuse_what_others_are_warned_of(any_town: Town) -> None:
    any_town.has("Ana", "+3222000001")
    validated = any_town.drafts(texts=DOUBTFUL).id
    validate_alert(any_town.ports, validated, by="claes")
    zone = zone_of_town(refused_in_messages=("plate",))
    with any_town.ports.store.write() as book:
        book.people.save_zone(zone, officers_of_town(), partnerships_of_town())
    drafted = any_town.drafts(texts=DOUBTFUL).id

    found = check_alert(any_town.ports, drafted)
    assert [(each.code, each.severity) for each in found[:2]] == [(Code.PLATE, Severity.REFUSAL)] * 2
    with pytest.raises(FailsCheck, match="It gives a number plate"):
        validate_alert(any_town.ports, drafted, by="claes")
    with pytest.raises(FailsCheck, match="It gives a number plate"):
        launch_alert(any_town.ports, validated, by="claes")
    assert any_town.cascades() == []
