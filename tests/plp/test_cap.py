"""The seal of a CAP message: the same for the same message for as long as databases keep it."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from plp.alert import Kind
from plp.cap import CapMessage, CapReference, CapStatus, MsgType
from plp.language import Language

TEXTS = {Language.FR: "Une camionnette « blanche » rôde.", Language.NL: "Een witte bestelwagen rijdt rond."}
MESSAGE = CapMessage(
    name=CapReference("cic@police.example", "A-1", datetime(2026, 3, 2, 8, 55, tzinfo=UTC)),
    status=CapStatus.ACTUAL,
    does=MsgType.UPDATE,
    texts=TEXTS,
    kind=Kind.CORRECTION,
    expires_at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
    references=(CapReference("cic@police.example", "A-0", datetime(2026, 3, 2, 8, 50, tzinfo=UTC)),),
    addresses=("tilleuls",),
    note="",
)
FIRST = "1996db0e7bb77c328937dcf8ca0e3e857c08b09fc64d0b717c34e223933ffa1b"
"""As MESSAGE was sealed before seals had a version."""
CANONICAL = (
    r'{"addresses":["tilleuls"],"does":"Update","expires":"2026-03-02T10:00:00+00:00","kind":"correction",'
    r'"name":["cic@police.example","A-1","2026-03-02T08:55:00+00:00"],"note":"",'
    r'"references":[["cic@police.example","A-0","2026-03-02T08:50:00+00:00"]],"status":"Actual",'
    r'"texts":{"fr":"Une camionnette \u00ab blanche \u00bb r\u00f4de.","nl":"Een witte bestelwagen rijdt rond."}}'
)


def test_a_seal_is_of_canonical_json_and_says_its_version() -> None:
    assert MESSAGE.seal == f"2:{hashlib.sha256(CANONICAL.encode()).hexdigest()}"
    assert MESSAGE.bears(MESSAGE.seal)


def test_what_was_sealed_before_is_recognised() -> None:
    assert MESSAGE.bears(FIRST)
    assert not replace(MESSAGE, note="Autre").bears(FIRST)


def test_neither_the_order_of_the_languages_nor_the_time_zone_changes_it() -> None:
    turned = dict(reversed(TEXTS.items()))
    brussels = timezone(timedelta(hours=1))
    elsewhere = replace(MESSAGE.name, sent=MESSAGE.name.sent.astimezone(brussels))

    assert list(turned) != list(TEXTS)
    assert replace(MESSAGE, texts=turned, name=elsewhere).seal == MESSAGE.seal


CHANGES: dict[str, object] = {
    "name": replace(MESSAGE.name, sent=MESSAGE.name.sent + timedelta(microseconds=1)),
    "status": CapStatus.EXERCISE,
    "does": MsgType.CANCEL,
    "texts": TEXTS | {Language.NL: "Een andere tekst."},
    "kind": Kind.ALL_CLEAR,
    "expires_at": None,
    "references": (),
    "addresses": ("tilleuls", "verger"),
    "note": "Autre",
}


def test_every_part_of_a_message_is_changed_below() -> None:
    assert set(CHANGES) == {field.name for field in fields(CapMessage)}


@pytest.mark.parametrize("part", CHANGES)
def test_any_change_breaks_it(part: str) -> None:
    changed = replace(MESSAGE, **{part: CHANGES[part]})  # type: ignore[arg-type]

    assert not changed.bears(MESSAGE.seal)
    assert not changed.bears(FIRST)
