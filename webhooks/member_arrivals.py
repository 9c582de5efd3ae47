"""What begins when a caller arrives at a step: a hearing, where a message is read; a report that waited long enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr.member_menus import READS_A_MESSAGE
from plp.book import Book
from plp.call import Call
from plp.ports import Ports
from services.members_word import report_by_voice
from services.messages_for import messages_for
from webhooks.call_in import begin_hearing, served
from webhooks.choices import remembering


def _begin_hearing(ports: Ports, book: Book, call: Call) -> Call:
    return begin_hearing(ports, book, call, messages_for(ports, book, served(book, call)))


def _report_anyway(ports: Ports, book: Book, call: Call) -> Call:
    """He has spoken, and the carrier is slow with his voice: he gets his receipt all the same."""
    report = report_by_voice(ports, book, call, call.memory["recording"])
    return remembering(call, {"receipt": str(report.number)})


def _from_the_newest(ports: Ports, book: Book, call: Call) -> Call:
    """Whoever asks for the earlier messages begins with the one before the newest."""
    del ports, book
    return remembering(call, {"earlier": None})


ON_ARRIVAL: Mapping[str, Callable[[Ports, Book, Call], Call]] = {
    **dict.fromkeys(READS_A_MESSAGE, _begin_hearing),
    "tell.late": _report_anyway,
    "member.more": _from_the_newest,
}
