"""0: a member asks to be called back, says why if he likes, and is told so; once until somebody has called."""

from __future__ import annotations

import pytest

from plp.call import RecordingState
from plp.report import CallBackRequest
from tests.fakes.town import Handset, Town

HOME, MOBILE, STRANGER = "+3222000001", "+32479000001", "+32479999999"


@pytest.fixture
def home(town: Town) -> Handset:
    town.has("Ana", HOME)
    return town.phone(HOME)


def requests(town: Town) -> list[CallBackRequest]:
    with town.ports.store.read() as book:
        return book.reports.call_backs()


def test_zero_asks_and_the_reason_is_kept_with_the_request(town: Town, home: Handset) -> None:
    home.dials().presses("0").hears("la police vous rappellera au 0 2, 2 0 0, 0 0, 0 1", "Après le bip")
    record = home.twiml.find("Record")
    assert record is not None
    assert record.attrib["maxLength"] == "30"
    home.speaks("RE1").hears("La police vous rappellera").waits().hears("appuyez sur le 3")
    town.works()

    [request] = requests(town)
    assert (request.member, request.partnership, request.number) == ("member-Ana", "tilleuls", HOME)
    assert (request.recording, request.zone) == ("RE1", "Zone de police des Tilleuls")
    with town.ports.store.read() as book:
        [kept] = book.conversations.recordings()
        assert (kept.state, kept.media) == (RecordingState.KEPT, "voice-RE1")
        assert book.reports.reports() == []


def test_the_reason_may_be_skipped(town: Town, home: Handset) -> None:
    home.dials().presses("0").speaks("RE1", lasting=0).hears("La police vous rappellera")

    assert [request.recording for request in requests(town)] == [None]


def test_a_silence_after_the_tone_is_no_reason(town: Town, home: Handset) -> None:
    home.dials().presses("0").speaks("RE1", b"silence")
    town.works()

    assert [request.recording for request in requests(town)] == [None]


def test_hanging_up_instead_of_a_reason_leaves_the_request(town: Town, home: Handset) -> None:
    home.dials().presses("0").hangs_up()

    assert len(requests(town)) == 1


def test_asked_again_while_one_is_open_he_is_told_so(town: Town, home: Handset) -> None:
    home.dials().presses("0").hangs_up()

    home.dials().presses("0").hears("déjà demandé", "0 2, 2 0 0, 0 0, 0 1").waits().hears("appuyez sur le 3")

    assert len(requests(town)) == 1


def test_asked_again_after_somebody_called_it_is_a_new_request(town: Town, home: Handset) -> None:
    home.dials().presses("0").hangs_up()
    with town.ports.store.write() as book:
        book.reports.close_call_back(requests(town)[0].id, by="claes", at=town.clock.now())

    home.dials().presses("0").hears("C'est noté")

    assert len(requests(town)) == 1


def test_zero_told_five_times_is_one_request(town: Town, home: Handset) -> None:
    home.dials().presses("0")

    assert len({home.asks_again() for _ in range(5)}) == 1
    assert len(requests(town)) == 1


@pytest.mark.parametrize("way", ["", "4", "3", "32"])
def test_zero_asks_wherever_he_is(town: Town, home: Handset, way: str) -> None:
    home.dials()
    for key in way:
        home.presses(key)

    home.presses("0").hears("rappellera")

    assert len(requests(town)) == 1


def test_silence_asks_nothing(town: Town, home: Handset) -> None:
    home.dials().listens_to_the_end()

    assert requests(town) == []


def test_from_his_second_telephone_he_is_called_there(town: Town) -> None:
    town.has("Ana", MOBILE, second_phone=HOME)

    town.phone(HOME).dials().presses("0").hears("0 2, 2 0 0, 0 0, 0 1")

    assert [request.number for request in requests(town)] == [HOME]


def test_from_a_strangers_telephone_he_is_called_at_his_own(town: Town) -> None:
    town.has("Ana", HOME, card="12345678")

    town.phone(STRANGER).dials().presses("1").presses("12345678").presses("0").hears("0 2, 2 0 0, 0 0, 0 1")

    assert [request.number for request in requests(town)] == [HOME]
