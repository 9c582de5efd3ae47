"""The rules of an alert: its moves, who may make them, when, in which languages, and the seal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.alert import (
    MOVES,
    OPEN,
    Alert,
    AlertState,
    Kind,
    check_charter,
    check_expiry,
    check_languages,
    check_mandate,
    check_move,
    check_seal,
    missing_languages,
    seal_of,
)
from plp.errors import NotAllowed, Refused, WrongMove
from plp.finding import Code
from plp.language import Language, Region
from plp.zone import Officer, Partnership, PartnershipKind, Zone

NOW = datetime(2025, 5, 1, 20, 30, tzinfo=UTC)
MAY_DAY = NOW.date()
A = AlertState
ZONE = Zone("Tilleuls", "+3226100100", "+32460100100", "101", "+3226100101", "", Region.BRUSSELS)
CLAES = Officer("claes", ZONE.name, 7, "Inspecteur Claes", "+32470100001", "", Language.FR)
TILLEULS = Partnership(
    slug="tilleuls",
    zone=ZONE.name,
    number=12,
    name={"fr": "PLP Les Tilleuls", "nl": "BIN De Linden"},
    municipality={"fr": "Sainte-Agathe"},
    kind=PartnershipKind.RESIDENTS,
    charter_approved_on=date(2024, 3, 1),
    officers=("claes",),
)
ALERT = Alert(
    id="a1",
    partnership="tilleuls",
    kind=Kind.URGENT,
    state=A.DRAFTED,
    texts={Language.FR: "N'ouvrez pas.", Language.NL: "Doe niet open."},
    expires_at=NOW + timedelta(hours=2),
    drafted_at=NOW,
)
ALLOWED = {
    (A.DRAFTED, A.VALIDATED),
    (A.DRAFTED, A.REJECTED),
    (A.DRAFTED, A.CANCELLED),
    (A.DRAFTED, A.EXPIRED),
    (A.VALIDATED, A.LAUNCHED),
    (A.VALIDATED, A.REJECTED),
    (A.VALIDATED, A.CANCELLED),
    (A.VALIDATED, A.EXPIRED),
    (A.LAUNCHED, A.CLOSED),
    (A.LAUNCHED, A.CANCELLED),
}


@pytest.mark.parametrize("target", AlertState)
@pytest.mark.parametrize("state", AlertState)
def test_an_alert_moves_as_the_table_says(state: AlertState, target: AlertState) -> None:
    alert = replace(ALERT, state=state)

    if (state, target) in ALLOWED:
        check_move(alert, target)
    else:
        with pytest.raises(WrongMove, match=f"is {state}; it cannot become {target}"):
            check_move(alert, target)


def test_nothing_is_launched_that_nobody_validated() -> None:
    assert {state for state, targets in MOVES.items() if A.LAUNCHED in targets} == {A.VALIDATED}
    assert {A.LAUNCHED, A.CLOSED} == OPEN


def test_an_officer_of_the_partnership_may() -> None:
    check_mandate(CLAES, TILLEULS)


def test_an_officer_of_another_partnership_may_not() -> None:
    with pytest.raises(NotAllowed, match="not mandated for partnership tilleuls") as refusal:
        check_mandate(replace(CLAES, id="maes"), TILLEULS)
    assert refusal.value.code is None


def test_a_locked_officer_may_not_and_is_told_the_way_out() -> None:
    with pytest.raises(NotAllowed, match="tocsin officer unlock claes"):
        check_mandate(replace(CLAES, locked=True), TILLEULS)


def test_its_time_is_over_at_the_very_second() -> None:
    check_expiry(ALERT, ALERT.expires_at - timedelta(seconds=1))
    with pytest.raises(WrongMove, match="expired at 2025-05-01 22:30 UTC") as refusal:
        check_expiry(ALERT, ALERT.expires_at)
    assert refusal.value.code is Code.EXPIRED


@pytest.mark.parametrize("kind", Kind)
def test_without_a_charter_only_a_test_may_go_out(kind: Kind) -> None:
    uncharted = replace(TILLEULS, charter_approved_on=None)
    alert = replace(ALERT, kind=kind)

    check_charter(alert, TILLEULS, MAY_DAY)
    if kind is Kind.TEST:
        check_charter(alert, uncharted, MAY_DAY)
    else:
        with pytest.raises(Refused, match="no approved charter:") as refusal:
            check_charter(alert, uncharted, MAY_DAY)
        assert refusal.value.code is Code.CHARTER


def test_a_charter_opens_on_the_day_of_its_approval_and_not_before() -> None:
    chartered = replace(TILLEULS, charter_approved_on=MAY_DAY)

    check_charter(ALERT, chartered, MAY_DAY)
    with pytest.raises(Refused, match="no approved charter before 2025-05-01: only test alerts"):
        check_charter(ALERT, chartered, MAY_DAY - timedelta(days=1))


def test_only_what_cannot_wait_is_urgent() -> None:
    assert {kind for kind in Kind if kind.is_urgent} == {Kind.URGENT, Kind.CORRECTION, Kind.ALL_CLEAR}


@pytest.mark.parametrize(
    ("region", "texts", "missing"),
    [
        (Region.BRUSSELS, {"fr", "nl"}, ()),
        (Region.BRUSSELS, {"fr"}, ("nl",)),
        (Region.BRUSSELS, {"en"}, ("fr", "nl")),
        (Region.DUTCH, {"nl"}, ()),
        (Region.DUTCH, {"fr"}, ("nl",)),
        (Region.FRENCH, {"fr", "en"}, ()),
        (Region.GERMAN, {"fr"}, ("de",)),
    ],
)
def test_the_law_of_the_region_says_which_languages(region: Region, texts: set[str], missing: tuple[str, ...]) -> None:
    zone = replace(ZONE, region=region)
    alert = replace(ALERT, texts={Language(each): "…" for each in texts})

    assert missing_languages(alert, zone) == missing
    if missing:
        with pytest.raises(Refused, match=f"lacks a text in {', '.join(missing)}") as refusal:
            check_languages(alert, zone)
        assert refusal.value.code is Code.LANGUAGE_MISSING
    else:
        check_languages(alert, zone)


def test_an_officers_own_voice_in_one_language_is_enough() -> None:
    spoken = replace(ALERT, texts={}, recordings={Language.FR: "abc.wav"})

    check_languages(spoken, ZONE)
    assert spoken.in_own_voice
    assert spoken.languages == {Language.FR}


CHANGES = [
    {"texts": {Language.FR: "N'ouvrez pas!", Language.NL: "Doe niet open."}},
    {"texts": {Language.FR: "N'ouvrez pas."}},
    {"recordings": {Language.FR: "abc.wav"}},
    {"partnership": "vieux-moulin"},
    {"kind": Kind.TEST},
    {"expires_at": NOW + timedelta(hours=3)},
]


@pytest.mark.parametrize("change", CHANGES, ids=[next(iter(change)) for change in CHANGES])
def test_any_change_breaks_the_seal(change: dict[str, object]) -> None:
    sealed = replace(ALERT, seal=seal_of(ALERT))
    check_seal(sealed)

    changed = replace(sealed, **change)  # type: ignore[arg-type]

    with pytest.raises(Refused, match="validate it again"):
        check_seal(changed)


def test_what_was_never_validated_has_no_seal() -> None:
    with pytest.raises(Refused):
        check_seal(ALERT)


@given(st.permutations(list(ALERT.texts.items())), st.sampled_from(AlertState))
def test_the_seal_minds_neither_the_order_of_the_languages_nor_the_state(
    texts: list[tuple[Language, str]], state: AlertState
) -> None:
    assert seal_of(replace(ALERT, texts=dict(texts), state=state)) == seal_of(ALERT)
