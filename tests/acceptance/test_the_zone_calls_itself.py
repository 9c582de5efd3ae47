"""A zone calls itself through the exchange and tells which number arrived; the network may rewrite or lose it."""

from __future__ import annotations

import json
import logging

import pytest

from tests.acceptance.street import Person, Street, a_street
from tests.acceptance.town import Json, Town, words_heard

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

ELSEWHERE = "+3224445566"


@pytest.fixture(scope="module")
def street(town: Town) -> Street:
    return a_street(town, [Person("Ana", "busy")])


def zone_of(street: Street) -> str:
    """The name of the street's zone."""
    return f"Zone {street.number}"


def calls_itself(street: Street) -> tuple[int, Json]:
    """The exit code, and what was found."""
    done = street.town.type("self-test", "--zone", zone_of(street), "--json")
    [row] = json.loads(done.stdout)
    return done.exit_code, row


def arrived(street: Street) -> Json:
    """The latest call that arrived at the zone's number."""
    return street.town.ended(street.town.calls(to=street.voice, direction="inbound")[-1]["sid"])


def test_a_faithful_network_shows_the_zones_own_number(street: Street) -> None:
    code, row = calls_itself(street)

    assert (code, row["verdict"], row["received"]) == (0, "right", street.voice)
    heard = words_heard(arrived(street))
    assert any(words.startswith("Appel d'essai de cette ligne. Numéro reçu : 0 2,") for words in heard), heard


@pytest.mark.parametrize(("shows", "verdict"), [(ELSEWHERE, "different"), ("anonymous", "withheld")])
def test_a_network_that_rewrites_the_number_is_found_out(street: Street, shows: str, verdict: str) -> None:
    street.town.fault({"route": "network", "to": street.voice[1:], "count": 1}, {"shows": shows})

    code, row = calls_itself(street)

    assert (code, row["verdict"]) == (1, verdict)
    assert arrived(street)["from"] == shows


def test_a_call_that_is_lost_on_the_way_is_found_out_and_doctor_says_so(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    street.town.fault({"route": "network", "to": street.voice[1:], "count": 1}, {"lost": True})

    code, row = calls_itself(street)

    assert (code, row["verdict"], row["received"]) == (1, "nothing-arrived", None)
    assert street.voice not in caplog.text
    examined = street.town.run("doctor")
    assert f"self-test: {zone_of(street)}: the call did not arrive" in examined.stdout


def test_whoever_shows_the_zones_number_while_it_tests_is_a_stranger(street: Street) -> None:
    forger = street.town.dial(street.voice, street.voice, script=[{"at": 2, "keys": "12345678"}], hangs_up={"at": 30})
    code, row = calls_itself(street)

    assert (code, row["verdict"]) == (0, "right")
    assert not any("Appel d'essai" in words for words in words_heard(street.town.ended(forger)))
