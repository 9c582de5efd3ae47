"""What a member says is kept once, whoever fetches it and however many do so at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from services.ask_call_back import ask_call_back
from services.own_voice import fetch_recordings
from tests.fakes.town import Town

HOME = "+3222000001"
AT_ONCE = 4


def test_workers_that_fetch_the_same_voice_at_once_make_one_report(any_town: Town) -> None:
    any_town.has("Ana", HOME)
    any_town.phone(HOME).dials().presses("3").presses("1").speaks("RE1").hangs_up()

    with ThreadPoolExecutor(AT_ONCE) as workers:
        list(workers.map(lambda _: fetch_recordings(any_town.ports), range(AT_ONCE)))

    with any_town.ports.store.read() as book:
        assert [report.recording for report in book.reports.reports()] == ["RE1"]


def test_two_who_ask_for_the_same_member_at_once_make_one_request(any_town: Town) -> None:
    ana = any_town.has("Ana", HOME)

    def ask(_: int) -> bool:
        with any_town.ports.store.write() as book:
            return ask_call_back(any_town.ports, book, ana, calling_from=HOME)[1]

    with ThreadPoolExecutor(AT_ONCE) as callers:
        new = list(callers.map(ask, range(AT_ONCE)))

    assert sorted(new) == [False] * (AT_ONCE - 1) + [True]
    with any_town.ports.store.read() as book:
        assert len(book.reports.call_backs(member=ana.id)) == 1
