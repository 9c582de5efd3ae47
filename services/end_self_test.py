"""End a self-test: what it showed is written down, and an alarm raised when it is not our own number."""

from __future__ import annotations

import hmac
import logging

from plp.book import Book
from plp.ports import Ports
from plp.self_test import SelfTest, Verdict, judge
from plp.zone import Zone
from services.begin_self_test import pending_self_tests

_log = logging.getLogger(__name__)


def end_self_test(ports: Ports, book: Book, test: SelfTest, verdict: Verdict, *, received: str | None = None) -> bool:
    """Write what it showed; False when it was over before.  No number reaches the log."""
    if not book.trust.end_self_test(test.id, verdict, at=ports.clock.now(), received=received):
        return False
    level = logging.INFO if verdict is Verdict.RIGHT else logging.ERROR
    what = "self_test_right" if verdict is Verdict.RIGHT else "self_test_failed"
    _log.log(level, "%s zone=%s verdict=%s", what, test.zone, verdict)
    return True


def prove_self_test(ports: Ports, book: Book, zone: Zone, *, digits: str, received: str | None) -> bool:
    """Tell whether whoever typed these digits is our own call; if so, judge the number that came with it.

    Only the code of a test under way proves it: a number can be forged by anybody.
    """
    for test in pending_self_tests(book, zone, ports.clock.now()):
        if hmac.compare_digest(test.code.encode(), digits.encode()):
            return end_self_test(ports, book, test, judge(test.expected, received), received=received)
    return False
