"""What every carrier promises: asked of the fake in memory and of the real one with a real exchange."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from plp.errors import CarrierRefused, CarrierThrottled, CarrierUnclear
from plp.fault import Fault
from tests.carriers.benches import ZONE, Bench, FakeBench, exchange_bench, exchange_running

ANA, BEN, EVA = "+32470000001", "+32470000002", "+32470000003"
NOBODY = "CA" + "f" * 32


@pytest.fixture(scope="module")
def exchange_url() -> Iterator[str]:
    with exchange_running() as url:
        yield url


@pytest.fixture(params=["fake", "exchange"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "fake":
        yield FakeBench()
        return
    with exchange_bench(request.getfixturevalue("exchange_url")) as there:
        yield there


def test_a_call_that_was_taken_has_a_sid_and_is_listed(bench: Bench) -> None:
    (placed,) = bench.carrier.call([bench.call_order("one", ANA)])

    assert placed.id == "one"
    assert placed.failure is None
    assert placed.sid
    assert placed.sid.startswith("CA")
    (seen,) = bench.carrier.calls_to(ANA)
    assert (seen.sid, seen.to, seen.sender) == (placed.sid, ANA, ZONE)
    assert seen.status in {"queued", "ringing"}
    assert seen.created_at is not None
    assert seen.created_at.utcoffset() is not None
    assert bench.carrier.calls_to(BEN) == []


def test_a_text_that_was_taken_is_listed_with_its_words(bench: Bench) -> None:
    (placed,) = bench.carrier.text([bench.text_order("one", ANA)])

    assert placed.sid
    assert placed.sid.startswith("SM")
    (seen,) = bench.carrier.texts_to(ANA)
    assert (seen.sid, seen.sender, seen.body) == (placed.sid, ZONE, "Bonjour €")
    assert bench.carrier.text_status(placed.sid).to == ANA
    assert bench.carrier.calls_to(ANA) == []


def test_lists_show_the_newest_first_and_no_more_than_asked(bench: Bench) -> None:
    sids = [bench.rings(ANA, name) for name in ("a", "b", "c")]

    assert [seen.sid for seen in bench.carrier.calls_to(ANA, limit=2)] == [sids[2], sids[1]]


def test_each_order_has_one_result_whatever_befalls_the_others(bench: Bench) -> None:
    bench.refuses(BEN, 21214)

    placed = list(bench.carrier.call([bench.call_order(to, to) for to in (ANA, BEN, EVA)]))

    by_order = {one.id: one for one in placed}
    assert sorted(by_order) == [ANA, BEN, EVA]
    refused = by_order[BEN].failure
    assert isinstance(refused, CarrierRefused)
    assert (refused.code, refused.fault) == (21214, Fault.NUMBER)
    assert by_order[ANA].sid
    assert by_order[EVA].sid
    assert bench.carrier.calls_to(BEN) == []


def test_a_throttled_order_was_not_taken_and_goes_through_later(bench: Bench) -> None:
    bench.throttles(ANA, 3)
    order = bench.call_order("one", ANA)

    (first,), (second,) = bench.carrier.call([order]), bench.carrier.call([order])

    assert isinstance(first.failure, CarrierThrottled)
    assert first.failure.retry_after == 3
    assert [seen.sid for seen in bench.carrier.calls_to(ANA)] == [second.sid]


@pytest.mark.parametrize("taken", [True, False])
def test_after_an_unclear_answer_the_list_tells_the_truth(bench: Bench, taken: bool) -> None:
    bench.answers_badly(ANA, taken=taken)

    (placed,) = bench.carrier.call([bench.call_order("one", ANA)])

    assert placed.sid is None
    assert isinstance(placed.failure, CarrierUnclear)
    assert len(bench.carrier.calls_to(ANA)) == int(taken)


@pytest.mark.parametrize("taken", [True, False])
def test_the_same_holds_for_texts(bench: Bench, taken: bool) -> None:
    bench.answers_badly(ANA, taken=taken)

    (placed,) = bench.carrier.text([bench.text_order("one", ANA)])

    assert isinstance(placed.failure, CarrierUnclear)
    assert len(bench.carrier.texts_to(ANA)) == int(taken)


def test_a_call_that_rings_is_ended_once_and_then_left_alone(bench: Bench) -> None:
    sid = bench.rings(ANA)

    bench.carrier.end_call(sid)
    bench.carrier.end_call(sid)

    assert bench.carrier.call_status(sid).status == "canceled"


def test_a_call_that_talks_is_ended_as_well(bench: Bench) -> None:
    sid = bench.talks(ANA)

    bench.carrier.end_call(sid)

    assert bench.carrier.call_status(sid).status == "completed"


def test_ending_a_call_nobody_knows_does_nothing(bench: Bench) -> None:
    sid = bench.talks(ANA)

    bench.carrier.end_call(NOBODY)

    assert bench.carrier.call_status(sid).status == "in-progress"


def test_a_live_call_can_be_sent_elsewhere_and_a_finished_one_cannot(bench: Bench) -> None:
    sid = bench.talks(ANA)

    bench.carrier.send_call_to(sid, f"{bench.webhooks}/elsewhere#rc=1")

    bench.carrier.end_call(sid)
    with pytest.raises(CarrierRefused) as refused:
        bench.carrier.send_call_to(sid, f"{bench.webhooks}/elsewhere")
    assert refused.value.code == 21220


def test_what_is_not_known_is_refused_with_its_code(bench: Bench) -> None:
    with pytest.raises(CarrierRefused) as call:
        bench.carrier.call_status(NOBODY)
    with pytest.raises(CarrierRefused) as text:
        bench.carrier.text_status("SM" + "f" * 32)

    assert (call.value.code, text.value.code) == (20404, 20404)


def test_a_recording_that_is_not_there_yet_is_asked_for_later(bench: Bench) -> None:
    with pytest.raises(CarrierThrottled):
        bench.carrier.recording(bench.missing_recording())


def test_both_are_on_this_machine(bench: Bench) -> None:
    assert bench.carrier.on_loopback


def test_the_price_is_told_after_the_end_and_not_before(bench: Bench) -> None:
    sid = bench.talks(ANA)
    assert bench.carrier.call_status(sid).price is None

    seen = bench.ends_and_charges(sid)

    assert seen.price is not None
    assert seen.price > 0
    assert seen.currency == "EUR"
    assert seen.seconds is not None


def test_a_text_has_its_price_and_its_parts(bench: Bench) -> None:
    seen = bench.sends_and_charges(ANA)

    assert (seen.price, seen.currency, seen.parts) == (Decimal("0.095"), "EUR", 1)


def test_the_list_of_prices_tells_landlines_from_mobiles(bench: Bench) -> None:
    told = bench.carrier.price_list()

    assert (told.currency, told.fixed, told.mobile) == ("EUR", Decimal("0.03"), Decimal("0.06"))
    assert (told.incoming, told.text, told.incoming_text) == (Decimal("0.01"), Decimal("0.095"), Decimal("0.0075"))
