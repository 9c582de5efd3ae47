"""Whatever held a worker up between its claim and the carrier: nothing leaves that is not ours any more, nor wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event, Thread, current_thread
from typing import cast

from carriers.twilio_carrier import open_carrier
from plp.book import Book, Store
from plp.cascade import Final
from plp.errors import StoreBusy
from plp.ports import Door, Ports
from services.deliver import place_calls, send_texts
from services.stop_cascade import stop_cascade
from services.sweep import sweep
from tests.carriers.conftest import ACCOUNT, TOKEN
from tests.carriers.scripted import Late, answer, serving
from tests.fakes.town import Town
from tests.waiting import eventually

CALLS = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
ANA, MOBILE = "+3222000001", "+32479000001"


@dataclass
class HeldUp:
    """A pace during whose first answer something else happens."""

    meanwhile: Callable[[], object]
    asked: list[Door] = field(default_factory=list)

    def take(self, door: Door, most: int) -> Sequence[timedelta]:
        """All, at once."""
        return [timedelta(0)] * most

    def leave(self, door: Door, many: int) -> tuple[int, timedelta]:
        """All of them, when it goes on."""
        self.asked.append(door)
        if len(self.asked) == 1:
            self.meanwhile()
        return many, timedelta(0)

    def wait(self, door: Door) -> timedelta:
        """Not at all."""
        return timedelta(0)


def _held_up(town: Town, meanwhile: Callable[[], object]) -> Ports:
    return replace(town.ports, pace=HeldUp(meanwhile))


def test_a_worker_that_was_halted_rings_nobody_who_was_rung_by_another_meanwhile(any_town: Town) -> None:
    town = any_town
    town.has("Ana", ANA)
    town.launches(placing=False)

    def others_do_it() -> None:
        for _ in range(16):
            town.clock.moment += timedelta(seconds=15)
            sweep(town.ports)
            if place_calls(town.ports):
                break
        town.phone(ANA).answers().waits().presses("1").hangs_up()

    place_calls(_held_up(town, others_do_it))

    assert town.rung() == [ANA]
    assert town.delivery("Ana").final is Final.ACKNOWLEDGED


def test_whoever_was_to_be_rung_by_a_halted_worker_is_rung_as_soon_as_it_goes_on(town: Town) -> None:
    town.has("Ana", ANA)
    town.launches(placing=False)

    def time_passes() -> None:
        town.clock.moment += timedelta(seconds=30)

    place_calls(_held_up(town, time_passes))
    town.works()

    assert town.rung() == [ANA]
    assert town.outcomes("Ana") == ["submitted"], "the same attempt, claimed anew"


def test_an_expired_message_is_not_said(town: Town) -> None:
    town.has("Ana", ANA)
    town.launches(placing=False, expires=timedelta(seconds=20))

    def it_expires() -> None:
        town.clock.moment += timedelta(seconds=20)

    place_calls(_held_up(town, it_expires))
    town.passes(seconds=1)

    assert town.rung() == []
    assert town.outcomes("Ana") == ["expired"]
    assert town.delivery("Ana").final is Final.UNREACHED


def test_a_text_of_a_message_that_was_stopped_does_not_leave(any_town: Town) -> None:
    town = any_town
    town.has("Ana", MOBILE, wish="sms")
    cascade = town.launches(placing=False)

    def an_officer_stops_it() -> None:
        town.clock.moment += timedelta(seconds=1)
        stop_cascade(town.ports, cascade.id, by="claes")

    send_texts(_held_up(town, an_officer_stops_it))

    assert town.texted() == []
    assert town.outcomes("Ana") == ["cancelled"]
    assert town.delivery("Ana").final is Final.CANCELLED


def test_the_database_is_asked_once_a_second_not_once_a_call(town: Town) -> None:
    for number in range(20):
        town.has(f"Neighbour {number}", f"+3222000{number:03d}")
    town.launches(placing=False)
    store = _Store(town.ports.store)

    def a_second_passes() -> None:
        town.clock.moment += timedelta(seconds=1)

    place_calls(replace(_held_up(town, a_second_passes), store=cast(Store, store)))

    assert len(town.rung()) == 20
    assert 1 <= store.looks <= 2


def test_calls_leave_all_the_same_while_the_database_is_away(town: Town) -> None:
    town.has("Ana", ANA)
    town.launches(placing=False)
    store = _Store(town.ports.store, is_away=True)

    def a_second_passes() -> None:
        town.clock.moment += timedelta(seconds=1)

    place_calls(replace(_held_up(town, a_second_passes), store=cast(Store, store)))

    assert town.rung() == [ANA]
    assert store.looks == 1


def test_who_waits_for_a_slow_carrier_has_not_left_yet_and_stays_silent_when_the_message_is_stopped(town: Town) -> None:
    # given: two connections, and a carrier that thinks before it answers
    for number in range(9):
        town.has(f"Neighbour {number}", f"+3222000{number:03d}")
    cascade = town.launches(placing=False)
    pace = HeldUp(lambda: None)
    with serving() as api:
        api.default = Late(goes_on := Event(), answer({"sid": "CA1"}))
        carrier = open_carrier(ACCOUNT, TOKEN, api_url=api.url, many=2)
        placing = Thread(target=place_calls, args=(replace(town.ports, carrier=carrier, pace=pace),))
        placing.start()

        # when
        assert eventually(lambda: len(api.requests) == 2)
        counted_as_left = len(pace.asked)
        town.clock.moment += timedelta(seconds=2)
        stop_cascade(town.ports, cascade.id, by="claes")
        goes_on.set()
        placing.join(30)

        # then
        assert counted_as_left == 2, "the others do not use up the rate before they leave"
        assert [request.path for request in api.requests if request.path.endswith("/Calls.json")] == [CALLS, CALLS]
    assert sum(town.outcomes(f"Neighbour {number}") == ["cancelled"] for number in range(9)) == 7


class _Store:
    """A store that counts how often it is read by what leaves, and may be away for that."""

    def __init__(self, store: Store, *, is_away: bool = False) -> None:
        self._store, self._is_away = store, is_away
        self.looks = 0

    def read(self) -> AbstractContextManager[Book]:
        if current_thread().name.startswith("delivery"):
            self.looks += 1
            if self._is_away:
                raise StoreBusy("the database is away")
        return self._store.read()

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)
