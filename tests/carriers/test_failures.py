"""Whatever goes wrong on the way to the carrier comes out as one of our three failures."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable

import pytest

from carriers.failures import CarrierAway
from carriers.twilio_carrier import TwilioCarrier, open_carrier
from plp.errors import CarrierFailed, CarrierRefused, CarrierThrottled, CarrierUnclear
from plp.fault import Fault
from plp.ports import CallOrder
from tests.carriers.conftest import ACCOUNT, ANA, TOKEN, Stopwatch
from tests.carriers.scripted import Hang, Reply, Reset, ScriptedApi, Step, answer

Order = Callable[..., CallOrder]


def _failure(carrier: TwilioCarrier, order: CallOrder) -> CarrierFailed:
    (placed,) = carrier.call([order])
    assert placed.sid is None
    assert placed.failure is not None
    return placed.failure


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (answer({"code": 20429, "message": "Too Many Requests"}, 429, Retry_After="7"), 7.0),
        (answer({"code": 20429}, 429), 1.0),
        (Reply(429, b"<html>slow down</html>"), 1.0),
        (answer({}, 429, Retry_After="soon"), 1.0),
        (answer({}, 429, Retry_After="-4"), 1.0),
        (answer({}, 429, Retry_After="999999999"), 300.0),
        (answer({"code": 10004, "message": "Call concurrency limit exceeded"}, 400), 1.0),
    ],
)
def test_too_fast_is_throttled_and_says_how_long_to_wait(
    carrier: TwilioCarrier, api: ScriptedApi, call_order: Order, reply: Reply, seconds: float
) -> None:
    api.replies.append(reply)

    failure = _failure(carrier, call_order())

    assert isinstance(failure, CarrierThrottled)
    assert failure.retry_after == seconds


def test_a_date_in_retry_after_counts_from_the_answers_own_date() -> None:
    from carriers.failures import failure_in

    headers = {"Retry-After": "Fri, 02 Jan 2026 10:00:30 GMT", "Date": "Fri, 02 Jan 2026 10:00:00 GMT"}

    failure = failure_in(429, headers, b"")

    assert isinstance(failure, CarrierThrottled)
    assert failure.retry_after == 30.0


@pytest.mark.parametrize(
    ("reply", "code", "fault"),
    [
        (answer({"code": 21211, "message": f"{ANA} is not valid"}, 400), 21211, Fault.NUMBER),
        (answer({"code": 21610, "message": "unsubscribed"}, 400), 21610, Fault.PERSON),
        (answer({"code": 20003, "message": "Authenticate"}, 401), 20003, Fault.ACCOUNT),
        (Reply(401, b""), 20003, Fault.ACCOUNT),
        (Reply(404, b"not here"), 20404, Fault.ACCOUNT),
        (answer({"code": 99999}, 400), 99999, Fault.PASSING),
        (answer({"code": True}, 403), None, Fault.PASSING),
        (answer({"code": "21211"}, 400), None, Fault.PASSING),
        (answer([21211], 400), None, Fault.PASSING),
        # The newer form of refusal, for which the library has an unrelated class of errors.
        (
            answer({"type": "u", "title": f"bad {ANA}", "status": 400, "code": 21217, "detail": ANA}, 400),
            21217,
            Fault.NUMBER,
        ),
    ],
)
def test_a_refusal_keeps_its_code_and_its_class(
    carrier: TwilioCarrier, api: ScriptedApi, call_order: Order, reply: Reply, code: int | None, fault: Fault
) -> None:
    api.replies.append(reply)

    failure = _failure(carrier, call_order())

    assert isinstance(failure, CarrierRefused)
    assert (failure.code, failure.fault) == (code, fault)


@pytest.mark.parametrize(
    "step",
    [
        answer({"code": 20500}, 500),
        Reply(503, b"<html>"),
        Reply(408, b""),
        Reply(302, b"", {"Location": "https://elsewhere.example/"}),
        Reset,
        Hang,
        Reply(201, b'{"sid": "CA1", "sta', cut_after=10),
        Reply(201, b'{"sid": "CA1"'),
        Reply(201, b"<html>logged in</html>"),
        Reply(201, b'["CA1"]'),
        Reply(201, b""),
        Reply(201, b"{}"),
        Reply(201, b'{"sid": 7}'),
        Reply(201, b"\xff\xfe\x00"),
        Reply(201, b"no gzip", {"Content-Encoding": "gzip"}),
    ],
    ids=repr,
)
def test_an_answer_that_proves_nothing_is_unclear_and_nothing_is_repeated(
    carrier: TwilioCarrier, api: ScriptedApi, call_order: Order, step: Step
) -> None:
    api.replies.append(step)

    failure = _failure(carrier, call_order())

    assert isinstance(failure, CarrierUnclear)
    assert len(api.requests) == 1


@pytest.mark.parametrize(("status", "kind"), [(201, CarrierUnclear), (500, CarrierUnclear), (400, CarrierRefused)])
def test_an_answer_nested_too_deeply_is_told_like_any_other(
    carrier: TwilioCarrier, api: ScriptedApi, call_order: Order, status: int, kind: type[CarrierFailed]
) -> None:
    api.replies.extend([Reply(status, b"[" * 200_000), Reply(status, b"[" * 200_000)])

    assert isinstance(_failure(carrier, call_order()), kind)
    with pytest.raises(kind):
        carrier.calls_to(ANA)


@pytest.mark.parametrize("how", ["refused", "no such name"])
def test_a_connection_that_never_came_about_costs_no_attempt(call_order: Order, how: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, not listening: nobody else gets the port, and it refuses
        port = unused.getsockname()[1]
        url = f"http://127.0.0.1:{port}" if how == "refused" else "https://carrier.invalid"

        failure = _failure(open_carrier(ACCOUNT, TOKEN, api_url=url), call_order())

    assert isinstance(failure, CarrierAway)
    assert failure.retry_after == 5.0
    assert "nothing was sent" in str(failure)


def test_a_list_that_fails_is_told_like_any_other_failure(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.replies.extend([answer({"code": 20003}, 401), answer({}, 500), answer({"calls": ["x"]}, 200), answer({}, 200)])

    with pytest.raises(CarrierRefused):
        carrier.calls_to(ANA)
    with pytest.raises(CarrierUnclear):
        carrier.calls_to(ANA)
    with pytest.raises(CarrierUnclear):
        carrier.calls_to(ANA)
    with pytest.raises(CarrierUnclear):
        carrier.calls_to(ANA)


@pytest.mark.parametrize(
    "step", [answer({"code": 21211, "message": f"{ANA} secret"}, 400), answer({"message": ANA}, 500), Reset, Hang]
)
def test_no_error_repeats_a_number_a_text_or_a_token(
    carrier: TwilioCarrier, api: ScriptedApi, step: Step, caplog: pytest.LogCaptureFixture
) -> None:
    api.replies.append(step)

    with pytest.raises(CarrierFailed) as raised:
        carrier.texts_to(ANA)

    told = [str(raised.value), repr(raised.value), repr(carrier.account), caplog.text]
    assert raised.value.__context__ is None
    assert not [secret for secret in (ANA, ANA[1:], "secret") for text in told if secret in text]


def test_after_five_failures_in_a_row_nothing_is_sent_for_a_while(
    carrier: TwilioCarrier, api: ScriptedApi, call_order: Order, stopwatch: Stopwatch
) -> None:
    api.default = answer({}, 500)
    for number in range(5):
        assert isinstance(_failure(carrier, call_order(str(number))), CarrierUnclear)

    kept = _failure(carrier, call_order("kept"))

    assert isinstance(kept, CarrierThrottled)
    assert kept.retry_after == 2.0
    assert len(api.requests) == 5
    stopwatch.goes_on(2.0)
    api.default = answer({"sid": "CA9"})
    (placed,) = carrier.call([call_order("kept")])
    assert placed.sid == "CA9"


def test_refusals_and_throttling_are_answers_and_never_open_the_breaker(
    carrier: TwilioCarrier, api: ScriptedApi, call_order: Order
) -> None:
    api.default = answer({"code": 21211}, 400)
    api.replies.extend([answer({}, 429)] * 8)

    failures = [_failure(carrier, call_order(str(number))) for number in range(16)]

    assert len(api.requests) == 16
    assert isinstance(failures[-1], CarrierRefused)


def test_one_bad_order_does_not_lose_the_others(carrier: TwilioCarrier, api: ScriptedApi, call_order: Order) -> None:
    broken = call_order("broken", ring=None)

    placed = {one.id: one for one in carrier.call([call_order("a"), broken, call_order("b")])}

    assert isinstance(placed["broken"].failure, CarrierUnclear)
    assert (placed["a"].sid, placed["b"].sid) == ("CA1", "CA1")
    assert json.dumps(sorted(placed)) == '["a", "b", "broken"]'
