"""Two gateways share the work of one cascade: restarted, or one of them killed, everybody is told once."""

from __future__ import annotations

from collections import Counter

import pytest
import requests
from sqlalchemy import create_engine, text

from plp.ports import Door
from tests.acceptance.street import Person, Street, a_street
from tests.acceptance.town import Json
from tests.deployment.gateways import Country, listens_to_signals
from tests.waiting import eventually
from webhooks.server import GRACE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("country")]

CHARACTERS = (
    "listener",
    {"answers_after": 3, "presses": [{"hears": "Sinon, ne faites rien", "keys": "5"}]},
    {"answers_after": 3, "silent": True},
    {"answers_after": 3, "on_call": [{"busy": True}]},
)
COMMANDS = {"clock": ["clock"], **{door.value: ["worker", "--queue", door.value] for door in Door}, "web": ["serve"]}
DIALLERS = [name for name in COMMANDS if name != "web"]


def a_crowd(country: Country, many: int) -> Street:
    return a_street(country.town, [Person(f"Member {n}", CHARACTERS[n % len(CHARACTERS)]) for n in range(many)])


def attempted(shown: Json) -> int:
    return sum(len(each["attempts"]) for each in shown["deliveries"])


def nobody_was_called_twice(country: Country, street: Street, shown: Json) -> None:
    """Every call the exchange has seen belongs to an attempt of its own."""
    called = country.town.calls(direction="outbound-api")
    to_members = [call for call in called if call["to"] in {street.phone(person.name) for person in street.people}]
    attempts = [attempt for each in shown["deliveries"] for attempt in each["attempts"]]
    sids = Counter(attempt["carrier_sid"] for attempt in attempts if attempt["carrier_sid"])

    assert set(sids.values()) == {1}
    assert {call["sid"] for call in to_members} == set(sids)


def everything_runs(country: Country) -> None:
    """Start whatever is not running."""
    for machine in (country.one, country.other):
        running = {name for name, process in machine.processes.items() if process.poll() is None}
        for name in COMMANDS.keys() - running:
            machine.start(name, *COMMANDS[name])
        assert eventually(machine.is_ready, within=60), machine.log("web")[-2000:]
        pids = [process.pid for process in machine.processes.values()]
        assert eventually(lambda pids=pids: all(map(listens_to_signals, pids)), within=60)


def submitting(country: Country) -> int:
    engine = create_engine(country.settings["DATABASE_URL"])
    with engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM attempts WHERE state = 'submitting'")).scalar_one()
    engine.dispose()
    return int(found)


def test_a_rolling_restart_in_mid_cascade_leaves_no_attempt_half_done(country: Country) -> None:
    # given a cascade under way
    everything_runs(country)
    street = a_crowd(country, 60)
    cascade = street.launch()
    country.town.until(cascade, lambda shown: attempted(shown) >= 5, within=20)

    # when everything that dials is told to stop, and one web process
    took = country.one.drained(*COMMANDS) | country.other.drained(*DIALLERS)

    # then what was claimed has been submitted and recorded
    assert country.town.cascade(cascade)["state"] == "running"
    assert submitting(country) == 0
    assert max(took[name] for name in DIALLERS) < 8, took
    assert took["web"] < GRACE + 5, took

    # and new processes go on
    everything_runs(country)
    shown = country.town.finished(cascade, within=60)
    nobody_was_called_twice(country, street, shown)


def test_what_one_machine_rendered_the_other_serves_at_once(country: Country) -> None:
    everything_runs(country)
    clips = sorted(country.shelf.glob("*.wav"))

    assert clips
    for machine in (country.one, country.other):
        assert requests.get(f"http://{machine.bind}/media/{clips[0].name}", timeout=10).status_code == 200


def test_when_every_process_of_one_gateway_is_killed_the_other_finishes(country: Country) -> None:
    # given
    everything_runs(country)
    street = a_crowd(country, 60)
    cascade = street.launch()
    country.town.until(cascade, lambda shown: attempted(shown) >= 15, within=20)

    # when
    country.one.knocked_down()

    # then
    shown = country.town.finished(cascade, within=240)  # claimed and not sent yet: two empty looks a minute apart
    assert shown["members"] == 60
    assert shown["pending"] == 0
    nobody_was_called_twice(country, street, shown)
    assert eventually(lambda: submitting(country) == 0, within=30)
    assert country.town.tocsin("audit")
