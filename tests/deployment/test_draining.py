"""Asked to stop: the batch at hand is finished, nothing more is taken up, and what is left is still owed."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from plp.ports import Door
from services.deliver import place_calls, send_texts
from services.prepare_speech import prepare_speech
from tests.deployment.gateways import listens_to_signals
from tests.fakes.town import FreePace, Town
from tests.fakes.town_fixtures import town
from tests.waiting import eventually
from tocsin.installation import Installation

__all__ = ["town"]


class OneAtATime(FreePace):
    """A pace that gives one permit a look, so that each batch is one order."""

    def take(self, door: Door, most: int) -> Sequence[timedelta]:
        """One, at once."""
        return super().take(door, min(most, 1))


def after(batches: int) -> Callable[[], bool]:
    """True once it has been asked so many times."""
    looks = iter(range(10_000))
    return lambda: next(looks) >= batches


@pytest.mark.parametrize(("wish", "deliver"), [("voice", place_calls), ("sms", send_texts)])
def test_a_worker_told_to_stop_claims_no_second_batch(town: Town, wish: str, deliver: Callable[..., int]) -> None:
    # given
    for number in range(3):
        town.has(f"Member {number}", f"+3247900000{number}", wish=wish)
    town.launches(placing=False)
    town.ports = replace(town.ports, pace=OneAtATime())

    # when
    done = deliver(town.ports, stopping=after(1))

    # then
    assert done == 1
    assert sorted(len(town.attempts(f"Member {number}")) for number in range(3)) == [0, 0, 1]
    assert [attempt.state for number in range(3) for attempt in town.attempts(f"Member {number}")] == ["submitted"]
    town.proves_nobody_is_lost()
    assert town.bell.rings[-1][0] is (Door.CALLS if wish == "voice" else Door.TEXTS)


def test_passwords_are_said_in_batches_after_the_messages_and_the_rest_is_left_to_the_next(town: Town) -> None:
    # given
    town.speech.keeps = True
    for number in range(250):
        town.has(f"Member {number}", f"+324791{number:05d}", password=f"mot {number}")
    town.launches(placing=False)

    # when
    first = prepare_speech(town.ports, stopping=after(1))
    rest = prepare_speech(town.ports)

    # then
    assert 100 < first.rendered < 200
    assert rest.rendered == 150
    assert town.bell.rings[-1] == (Door.SPEECH, None)


@pytest.mark.slow
def test_an_idle_worker_and_the_clock_leave_soon_and_leave_nobody_behind(tmp_path: Path) -> None:
    # given
    with Installation(tmp_path, settings={"TOCSIN_SPEECH": "provider"}, doors=(Door.TEXTS,)) as there:
        there.start_gateway()
        worker, clock = there.processes["texts"], there.processes["clock"]
        assert eventually(lambda: listens_to_signals(worker.pid) and listens_to_signals(clock.pid), within=30)
        scheduler = children(worker.pid)
        assert scheduler

        # when
        for signal_ in (signal.SIGTERM, signal.SIGTERM, signal.SIGINT):
            worker.send_signal(signal_)
            clock.send_signal(signal_)

        # then
        assert eventually(lambda: worker.poll() is not None and clock.poll() is not None, within=30)
        assert (worker.returncode, clock.returncode) == (0, 0), there.log("texts")
        assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in scheduler), within=30)

        # and killed, a worker takes its scheduler along
        there.start("texts", "worker", "--queue", "texts")
        assert eventually(lambda: listens_to_signals(there.processes["texts"].pid), within=30)
        scheduler = children(there.processes["texts"].pid)
        there.kill("texts")
        assert eventually(lambda: not any(lives(pid) for pid in scheduler), within=30)


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found if "tocsin" in Path(f"/proc/{child}/cmdline").read_text()]


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
