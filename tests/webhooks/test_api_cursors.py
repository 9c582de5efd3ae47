"""Cursors that lead nowhere: another list's, one made up, garbage: refused in words on either kind of database."""

from __future__ import annotations

import base64
import json
from itertools import permutations
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from plp.outcome import By
from services.make_report import make_report
from tests.fakes.town import ZONE_TEXTS, Town
from tests.webhooks.api_client import Program, a_program, problem

LISTS = ("/alerts", "/cascades", "/reports", "/replies", "/members?partnership=tilleuls")
PHONES = ("+32479000001", "+32479000002")
NAMES = ("alerts", "cascades", "reports", "replies", "members")
NUMBERS = st.one_of(
    st.integers(-(2**70), 2**70),
    st.sampled_from([0, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 253_402_300_799_000_000, 253_402_300_799_000_001]),
)
THINGS = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.floats(), st.text(max_size=20)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
PLACES = st.tuples(st.sampled_from(NAMES), NUMBERS, st.one_of(st.text(max_size=20), st.just("0" * 32))).map(list)


def written(place: object) -> str:
    """As a cursor is written."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def asks(program: Program, path: str, cursor: str) -> TestResponse:
    """One page after this cursor."""
    place, _, query = path.partition("?")
    asked = {"limit": "1", "cursor": cursor, **({"partnership": "tilleuls"} if query else {})}
    return program.gets(place, query_string=asked)


def lived_in(town: Town) -> Program:
    """Two of everything that is listed."""
    for number, phone in enumerate(PHONES):
        ana = town.has(f"Neighbour {number}", phone, wish="sms")
        with town.ports.store.write() as book:
            make_report(town.ports, book, ana, by=By.SMS, sender=phone, text="Un homme essaie les portières.")
    for _ in range(2):
        town.launches()
    for number, phone in enumerate(PHONES):
        said = {"MessageSid": f"SM{number}", "From": phone, "To": ZONE_TEXTS, "Body": "Je l'ai vue hier soir"}
        town.client.post("/sms/incoming", data=said)
    return a_program(town, per_minute=100_000)


def test_a_cursor_leads_on_in_its_own_list_and_is_refused_in_every_other(any_town: Town) -> None:
    program = lived_in(any_town)
    cursors = {path: asks(program, path, "").json["next"] for path in LISTS}

    assert all(cursors.values())
    for path, cursor in cursors.items():
        assert asks(program, path, cursor).status_code == 200, path
    for path, other in permutations(LISTS, 2):
        answer = asks(program, path, cursors[other])
        assert problem(answer) == (422, "bad-input"), (path, other)
        assert "begin without one" in answer.json["detail"]


def test_a_cursor_made_up_is_refused_or_leads_somewhere(any_town: Town) -> None:
    program = lived_in(any_town)

    @settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(
        cursor=st.one_of(
            PLACES.map(written), THINGS.map(written), st.text(max_size=60), st.from_regex(r"\A[\w-]{0,200}\Z")
        )
    )
    @example(cursor=written(["members", 2**31, "a"]))
    @example(cursor=written([2**40, "a"]))
    @example(cursor=written(["alerts", 1, "\ud800"]))
    @example(cursor=written(["alerts", 1, "a\x00"]))
    @example(cursor="é")
    @example(cursor="A")
    def is_answered(cursor: Any) -> None:
        for path in LISTS:
            answer = asks(program, path, cursor)
            assert answer.status_code == 200 or problem(answer)[0] == 422, (path, cursor, answer.text)

    is_answered()
