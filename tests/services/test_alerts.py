"""A message from its draft to its launch: who may, when, and what it must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from plp.alert import AlertState, Kind
from plp.errors import AlreadyLaunched, BadInput, NotAllowed, NotFound, Refused, WrongMove
from plp.finding import Code
from services.cancel_alert import cancel_alert
from services.check_alert import Severity, check_alert
from services.import_members import import_members
from services.launch_alert import launch_alert
from services.own_voice import draft_in_own_voice
from services.reject_alert import reject_alert
from services.show_cascade import show_cascade
from services.stop_cascade import stop_cascade
from services.sweep import sweep
from services.validate_alert import validate_alert
from tests.fakes.carrier import FakeCarrier
from tests.fakes.town import FR, NL, Town, officers_of_town, partnerships_of_town, zone_of_town

S = AlertState
ACTS: dict[str, Callable[[Town, str, str], object]] = {
    "validate": lambda town, alert, by: validate_alert(town.ports, alert, by=by),
    "reject": lambda town, alert, by: reject_alert(town.ports, alert, by=by),
    "launch": lambda town, alert, by: launch_alert(town.ports, alert, by=by),
    "cancel": lambda town, alert, by: cancel_alert(town.ports, alert, by=by),
}
LEADS_TO = {
    (S.DRAFTED, "validate"): S.VALIDATED,
    (S.DRAFTED, "reject"): S.REJECTED,
    (S.DRAFTED, "cancel"): S.CANCELLED,
    (S.VALIDATED, "launch"): S.LAUNCHED,
    (S.VALIDATED, "reject"): S.REJECTED,
    (S.VALIDATED, "cancel"): S.CANCELLED,
    (S.LAUNCHED, "cancel"): S.CANCELLED,
}


def brought_to(town: Town, state: AlertState) -> str:
    """An alert in this state, by the acts that lead there."""
    town.has("Ana", "+3222000001")
    alert = town.drafts(Kind.PREVENTION).id
    if state in {S.VALIDATED, S.LAUNCHED, S.CLOSED}:
        validate_alert(town.ports, alert, by="claes")
    if state in {S.LAUNCHED, S.CLOSED}:
        launch_alert(town.ports, alert, by="claes")
        town.works()
    if state is S.CLOSED:
        town.phone("+3222000001").answers().listens_to_the_end()
    if state in {S.REJECTED, S.CANCELLED}:
        ACTS["reject" if state is S.REJECTED else "cancel"](town, alert, "claes")
    if state is S.EXPIRED:
        town.passes(hours=24)
    assert town.alert(alert).state is state
    return alert


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", list(AlertState))
def test_every_act_in_every_state_does_what_the_table_says_or_is_refused(
    town: Town, state: AlertState, act: str
) -> None:
    alert = brought_to(town, state)
    before = town.history(alert)

    if (state, act) in LEADS_TO:
        ACTS[act](town, alert, "claes")
        assert town.alert(alert).state is LEADS_TO[state, act]
        assert len(town.history(alert)) > len(before)
        return

    with pytest.raises(WrongMove if act != "launch" else Refused):
        ACTS[act](town, alert, "claes")
    assert town.alert(alert).state is state
    assert town.history(alert) == before


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("officer", ["wouters", "locked"])
def test_only_a_mandated_officer_who_is_not_locked_may_act(town: Town, act: str, officer: str) -> None:
    alert = brought_to(town, S.VALIDATED if act == "launch" else S.DRAFTED)
    if officer == "locked":
        with town.ports.store.write() as book:
            book.people.set_lock("claes", locked=True)

    with pytest.raises(NotAllowed):
        ACTS[act](town, alert, "claes" if officer == "locked" else officer)

    assert town.cascades() == []


@pytest.mark.parametrize("act", ACTS)
def test_an_unknown_officer_or_message_is_not_found(town: Town, act: str) -> None:
    alert = brought_to(town, S.DRAFTED)

    with pytest.raises(NotFound):
        ACTS[act](town, alert, "nobody")
    with pytest.raises(NotFound):
        ACTS[act](town, "no-such-alert", "claes")


def test_a_second_launch_names_the_first_cascade(any_town: Town) -> None:
    any_town.has("Ana", "+3222000001")
    first = any_town.launches()

    with pytest.raises(AlreadyLaunched) as refusal:
        launch_alert(any_town.ports, first.alert, by="peeters")

    assert refusal.value.cascade == first.id
    assert first.id in str(refusal.value)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.TEST])
def test_without_a_charter_nothing_but_a_test_may_be_launched(town: Town, kind: Kind) -> None:
    town.has("Ana", "+3222000001", partnership="verger")
    with pytest.raises(Refused, match="only test alerts"):
        town.launches(kind, partnership="verger")

    assert town.launches(Kind.TEST, partnership="verger").urgent is False


def test_nothing_is_drafted_or_imported_where_the_zones_file_names_no_partnership_any_more(any_town: Town) -> None:
    town, (lindens, orchard) = any_town, partnerships_of_town()
    town.has("Ana", "+3222000001", partnership="verger")
    raw = b"name,phone,language,channel\nBen,02 610 01 34,fr,auto\n"
    with town.ports.store.write() as book:
        book.people.save_zone(zone_of_town(), officers_of_town(), [lindens])

    with pytest.raises(Refused, match="verger is no longer in the file of Zone de police des Tilleuls"):
        town.drafts(partnership="verger")
    for dry_run in (True, False):
        with pytest.raises(Refused, match="tocsin zone load"):
            import_members(town.ports, "verger", raw, dry_run=dry_run)

    with town.ports.store.write() as book:
        assert [each.name for each in book.people.members("verger")] == ["Ana"]
        book.people.save_zone(zone_of_town(), officers_of_town(), [lindens, orchard])
    assert import_members(town.ports, "verger", raw).new == 1
    assert town.drafts(partnership="verger").partnership == "verger"


def test_a_charter_opens_at_midnight_of_its_day_on_the_zones_clock(any_town: Town) -> None:
    town = any_town
    zone, (lindens, orchard) = zone_of_town(), partnerships_of_town()
    with town.ports.store.write() as book:
        book.people.save_zone(
            zone, officers_of_town(), [replace(lindens, charter_approved_on=date(2026, 3, 4)), orchard]
        )
    town.has("Ana", "+3222000001")
    alert = town.drafts(expires=timedelta(days=3))
    validate_alert(town.ports, alert.id, by="claes")

    town.clock.moment = datetime(2026, 3, 3, 22, 59, tzinfo=UTC)
    assert Code.CHARTER in {finding.code for finding in check_alert(town.ports, alert.id)}
    with pytest.raises(Refused, match="no approved charter before 2026-03-04"):
        launch_alert(town.ports, alert.id, by="claes")
    assert draft_in_own_voice(town.ports, partnership="tilleuls", takes={FR: "a-voice"}, by="claes").kind is Kind.TEST

    town.clock.moment += timedelta(minutes=1)
    assert Code.CHARTER not in {finding.code for finding in check_alert(town.ports, alert.id)}
    assert launch_alert(town.ports, alert.id, by="claes", at_night=True).urgent


def test_a_missing_language_is_refused_and_named(town: Town) -> None:
    alert = town.drafts(texts={FR: "Seulement en français."})

    with pytest.raises(Refused, match="lacks a text in nl, required in region brussels"):
        validate_alert(town.ports, alert.id, by="claes")

    findings = check_alert(town.ports, alert.id)
    assert [finding.code for finding in findings if finding.severity is Severity.REFUSAL] == [Code.LANGUAGE_MISSING]


def test_an_expired_message_can_be_neither_validated_nor_launched(town: Town) -> None:
    drafted, validated = town.drafts(), town.drafts()
    validate_alert(town.ports, validated.id, by="claes")
    town.clock.sleep(timedelta(hours=2))

    with pytest.raises(WrongMove, match="expired"):
        validate_alert(town.ports, drafted.id, by="claes")
    with pytest.raises(WrongMove, match="expired"):
        launch_alert(town.ports, validated.id, by="claes")
    sweep(town.ports)
    assert {town.alert(each.id).state for each in (drafted, validated)} == {S.EXPIRED}
    assert town.history(drafted.id)[-1] == "expired"


def test_a_message_changed_after_its_validation_is_not_launched(town: Town) -> None:
    alert = town.drafts()
    validated = validate_alert(town.ports, alert.id, by="claes")
    for changes in (
        {"texts": {**validated.texts, FR: "Autre chose."}},
        {"kind": Kind.TEST},
        {"expires_at": validated.expires_at + timedelta(days=1)},
        {"recordings": {NL: "somebody-else"}},
    ):
        with town.ports.store.write() as book:
            book.alerts.save(replace(validated, **changes), was=S.VALIDATED)  # type: ignore[arg-type]
        with pytest.raises(Refused, match="not what was validated"):
            launch_alert(town.ports, alert.id, by="claes")

    assert town.cascades() == []


def test_a_refused_launch_leaves_nothing_behind(town: Town) -> None:
    town.has("Ana", "+3222000001", partnership="verger")
    alert = town.drafts(partnership="verger")

    with pytest.raises(Refused):
        launch_alert(town.ports, alert.id, by="claes", validating=True)

    assert town.alert(alert.id).state is S.DRAFTED
    assert town.history(alert.id) == ["drafted"]
    assert town.rung() == []


def test_a_sample_zone_is_refused_on_a_real_carrier(town: Town) -> None:
    alert = town.drafts()
    validate_alert(town.ports, alert.id, by="claes")

    with pytest.raises(Refused, match="sample"):
        launch_alert(replace(town.ports, carrier=FakeCarrier(on_loopback=False)), alert.id, by="claes")


def test_messages_are_numbered_within_their_year_and_partnership(town: Town) -> None:
    town.has("Ana", "+3222000001")
    town.has("Zoe", "+3222000002", partnership="verger")
    alerts = [town.alert(town.launches().alert) for _ in range(3)]
    other = town.alert(town.launches(Kind.TEST, partnership="verger").alert)
    town.clock.moment = town.clock.moment.replace(year=2026, month=12, day=31, hour=23, minute=30)
    next_year = town.alert(town.launches().alert)

    assert [alert.number for alert in alerts] == [1, 2, 3]
    assert (other.number, other.year) == (1, 2026)
    assert (next_year.number, next_year.year) == (1, 2027)  # half past midnight in Brussels


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, "bell\x07", "right to left \u202e"])
def test_a_text_nobody_can_say_is_not_drafted(town: Town, text: str) -> None:
    with pytest.raises(BadInput):
        town.drafts(texts={FR: text, NL: "Goed."})


def test_the_cascade_is_shown_as_the_contract_says(town: Town) -> None:
    town.has("Ana", "+32479000001", wish="voice")
    town.has("Ben", "+3222000002")
    town.has("Cid", "+3222000003", consent_on=None)
    cascade = town.launches()
    town.phone("+32479000001").answers().waits().presses("1").hangs_up()
    town.phone("+3222000002").is_busy()

    shown = show_cascade(town.ports, cascade.id)

    deliveries = shown.pop("deliveries")
    assert shown == {
        "cascade": cascade.id,
        "alert": cascade.alert,
        "partnership": "tilleuls",
        "state": "running",
        "started_at": "2026-03-02T09:00:00Z",
        "finished_at": None,
        "members": 3,
        "pending": 1,
        "by_final": {"acknowledged": 1, "informed": 0, "unreached": 0, "excluded": 1, "cancelled": 0},
        "reached": 1,
        "heard": 0,
        "acknowledged": 1,
    }
    assert isinstance(deliveries, list)
    ana, ben, cid = deliveries
    assert (ana["final"], ana["reached"], ana["acknowledged"]) == ("acknowledged", True, True)
    assert (ben["final"], ben["due_at"]) == (None, "2026-03-02T09:02:00Z")
    assert [(each["channel"], each["outcome"]) for each in ben["attempts"]] == [("voice", "busy")]
    assert (cid["final"], cid["why"], cid["attempts"]) == ("excluded", "no consent on record", [])


def test_stopping_needs_a_mandate(town: Town) -> None:
    town.has("Ana", "+3222000001")
    cascade = town.launches()

    with pytest.raises(NotAllowed):
        stop_cascade(town.ports, cascade.id, by="wouters")

    assert town.cascade(cascade).state.value == "running"
