"""The hot path sends nothing twice, words orders as the official client does, and survives what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import TypeVar

import pytest

from carriers.orders import call_parameters, text_parameters
from carriers.twilio_carrier import TwilioCarrier, open_carrier
from plp.errors import CarrierUnclear
from plp.ports import CallOrder, Placed, TextOrder
from tests.carriers.conftest import ACCOUNT, TOKEN
from tests.carriers.scripted import Late, Reset, ScriptedApi, answer
from tests.waiting import eventually

Calls = Callable[..., CallOrder]
Texts = Callable[..., TextOrder]


def test_a_kept_connection_that_breaks_before_an_answer_is_not_asked_again(api: ScriptedApi, call_order: Calls) -> None:
    carrier = open_carrier(ACCOUNT, TOKEN, api_url=api.url, many=1)
    list(carrier.call([call_order("first")]))
    api.replies.append(Reset)

    (placed,) = carrier.call([call_order("second")])

    assert isinstance(placed.failure, CarrierUnclear)
    assert len(api.connections) == 1
    assert len(api.requests) == 2


def test_orders_are_worded_as_the_official_client_words_them(
    carrier: TwilioCarrier, api: ScriptedApi, call_order: Calls, text_order: Texts
) -> None:
    call, text = call_order(machine_url="https://zone.example/status/machines/one#rc=2"), text_order()

    list(carrier.call([call]))
    list(carrier.text([text]))
    carrier.account.client.calls.create(**call_parameters(call))
    carrier.account.client.messages.create(**text_parameters(text))

    ours, theirs = api.requests[:2], api.requests[2:]
    assert [(each.method, each.path, each.form) for each in ours] == [
        (each.method, each.path, each.form) for each in theirs
    ]
    assert [each.headers["Authorization"] for each in ours] == [each.headers["Authorization"] for each in theirs]


def test_several_threads_share_the_wire_and_each_hears_of_its_own(api: ScriptedApi, call_order: Calls) -> None:
    carrier = open_carrier(ACCOUNT, TOKEN, api_url=api.url, many=4)
    heard: dict[str, list[Placed]] = {}

    def place(name: str) -> None:
        heard[name] = list(carrier.call([call_order(f"{name}-{number}") for number in range(30)]))

    threads = [Thread(target=place, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert {name: {each.id.partition("-")[0] for each in placed} for name, placed in heard.items()} == {
        "a": {"a"},
        "b": {"b"},
        "c": {"c"},
    }
    assert len(api.requests) == 90
    assert len(api.connections) <= 4


def test_while_the_carrier_is_slow_an_order_is_asked_for_only_when_a_connection_is_idle(
    api: ScriptedApi, call_order: Calls
) -> None:
    carrier = open_carrier(ACCOUNT, TOKEN, api_url=api.url, many=2)
    api.default = Late(goes_on := Event(), answer({"sid": "CA1"}))
    given: list[int] = []
    placed: list[Placed] = []

    def orders() -> Iterator[CallOrder]:
        for number in range(9):
            given.append(number)
            yield call_order(str(number))

    placing = Thread(target=lambda: placed.extend(carrier.call(orders())))
    placing.start()
    assert eventually(lambda: len(api.requests) == 2)
    while_it_was_slow = len(given)
    goes_on.set()
    placing.join(30)

    assert while_it_was_slow == 2
    assert len(placed) == len(given) == len(api.requests) == 9


def test_who_stops_asking_keeps_no_connection_from_the_others(api: ScriptedApi, call_order: Calls) -> None:
    carrier = open_carrier(ACCOUNT, TOKEN, api_url=api.url, many=2)

    for number in range(5):
        left_alone = carrier.call([call_order(f"{number}-{each}") for each in range(4)])
        assert next(left_alone).sid
        left_alone.close()  # type: ignore[attr-defined]

    assert len(list(carrier.call([call_order(f"last-{number}") for number in range(4)]))) == 4


def test_orders_that_break_off_keep_no_connection_from_the_others(api: ScriptedApi, call_order: Calls) -> None:
    carrier = open_carrier(ACCOUNT, TOKEN, api_url=api.url, many=1)

    def orders() -> Iterator[CallOrder]:
        yield call_order("first")
        raise ZeroDivisionError

    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            list(carrier.call(orders()))

    assert len(list(carrier.call([call_order("last")]))) == 1


@pytest.mark.parametrize("many", [1, 3])
def test_the_wire_goes_on_after_whatever_broke_it(api: ScriptedApi, call_order: Calls, many: int) -> None:
    carrier = open_carrier(ACCOUNT, TOKEN, api_url=api.url, many=many)
    list(carrier.call([call_order("before")]))
    carrier.account.wire._collect = _breaks_once(carrier.account.wire._collect)  # type: ignore[method-assign]

    (broken,) = carrier.call([call_order("broken")])
    (after,) = carrier.call([call_order("after")])

    assert isinstance(broken.failure, CarrierUnclear)
    assert after.sid


def test_an_answer_that_cannot_be_read_costs_no_other_order_anything(api: ScriptedApi, call_order: Calls) -> None:
    carrier = open_carrier(ACCOUNT, TOKEN, api_url=api.url, many=4)
    carrier.account.wire._placed = _breaks_once(carrier.account.wire._placed)  # type: ignore[method-assign]

    placed = list(carrier.call([call_order(str(number)) for number in range(4)]))

    assert [type(each.failure) for each in placed if each.failure] == [CarrierUnclear]
    assert sum(each.sid is not None for each in placed) == 3


Result = TypeVar("Result")


def _breaks_once(well: Callable[..., Result]) -> Callable[..., Result]:
    broken: list[bool] = []

    def breaks(*given: object) -> Result:
        if not broken:
            broken.append(True)
            raise ZeroDivisionError
        return well(*given)

    return breaks


def test_orders_worded_after_one_pattern_keep_their_own_number_and_addresses(
    carrier: TwilioCarrier, api: ScriptedApi, call_order: Calls
) -> None:
    ids = ["a", "0123456789abcdef", "with-a-dash", "é &="]

    placed = list(carrier.call([call_order(each) for each in ids]))
    for each in ids:
        carrier.account.client.calls.create(**call_parameters(call_order(each)))

    assert len(placed) == len(ids)
    ours, theirs = api.requests[: len(ids)], api.requests[len(ids) :]
    assert sorted(str(sorted(each.form.items())) for each in ours) == sorted(
        str(sorted(each.form.items())) for each in theirs
    )
