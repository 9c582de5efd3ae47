"""Close a request to be called back: whoever called says so."""

from __future__ import annotations

from plp.alert import check_mandate
from plp.errors import NotFound, WrongMove
from plp.ports import Ports
from plp.report import DESK, CallBackRequest


def close_call_back(ports: Ports, request_id: str, *, by: str) -> CallBackRequest:
    """Write that `by` (an officer's id, or DESK) called back.

    Raises NotFound, NotAllowed without a mandate, WrongMove when it was closed before.
    """
    with ports.store.write() as book:
        request = book.reports.call_back(request_id)
        if request is None:
            raise NotFound(f"there is no request {request_id!r}")
        if by != DESK:
            check_mandate(book.people.officer(by), book.people.partnership(request.partnership))
        if not book.reports.close_call_back(request.id, by=by, at=ports.clock.now()):
            raise WrongMove(f"request {request.id} has been closed already")
    return request
