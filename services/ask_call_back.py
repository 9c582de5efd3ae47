"""Ask to be called back: kept once, until somebody of the police has called."""

from __future__ import annotations

from uuid import uuid4

from plp.book import Book
from plp.member import Member
from plp.ports import Ports
from plp.report import CallBackRequest


def ask_call_back(
    ports: Ports, book: Book, member: Member, *, calling_from: str | None
) -> tuple[CallBackRequest, bool]:
    """The member's open request, and whether it is new: while one is open there is no second.

    He is called at the telephone he calls from when it is his, else at his first: a stranger's is never rung.
    """
    now = ports.clock.now()
    # Of two at once, the second waits here until the first is safe.
    book.conversations.one_at_a_time(f"call-back:{member.id}")
    if waiting := book.reports.call_backs(member=member.id):
        return waiting[0], False
    his = {phone.e164 for phone in (member.phone, member.second_phone) if phone}
    request = CallBackRequest(
        id=uuid4().hex,
        zone=book.people.partnership(member.partnership).zone,
        partnership=member.partnership,
        member=member.id,
        number=calling_from if calling_from in his else member.phone.e164,
        at=now,
    )
    book.reports.add_call_back(request)
    return request, True
