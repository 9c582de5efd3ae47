"""Launch the test of a month in the name of its mandated officer, once, however many clocks look."""

from __future__ import annotations

import logging
from datetime import timedelta

from plp.alert import Kind
from plp.book import Book
from plp.cascade import Cascade
from plp.errors import BadInput, NotFound, Refused
from plp.language import Language
from plp.monthly_test import PlannedTest, Stage
from plp.ports import Ports
from plp.zone import Partnership
from services.draft_alert import draft_alert
from services.launch_alert import launch_alert
from services.validate_alert import validate_alert
from texts.catalogue import say

_log = logging.getLogger(__name__)
_BEFORE_IT_RINGS = timedelta(minutes=1)
"""Time to render its voice, and to cancel it."""


def launch_monthly_test(ports: Ports, test: PlannedTest) -> Cascade | None:
    """Draft, validate and launch it in all our languages; None when another clock did, or when it is refused.

    What refuses it (no officer who may, a budget, a sample zone on a real carrier) ends it as missed, loudly.
    """
    try:
        with ports.store.write() as book:
            if not book.trust.end_plan(test, Stage.LAUNCHED):
                return None
            cascade = _launch(ports, book, test)
    except (Refused, BadInput, NotFound) as refusal:
        miss_monthly_test(ports, test, why=str(refusal))
        return None
    _log.info("monthly_test_launched partnership=%s month=%s", test.partnership, test.month)
    return cascade


def miss_monthly_test(ports: Ports, test: PlannedTest, *, why: str) -> bool:
    """End it as missed, and say so loudly; False when somebody else ended it."""
    with ports.store.write() as book:
        missed = book.trust.end_plan(test, Stage.MISSED, why)
    if missed:
        _log.error("monthly_test_missed partnership=%s month=%s why=%s", test.partnership, test.month, why)
    return missed


def _launch(ports: Ports, book: Book, test: PlannedTest) -> Cascade:
    officer = _in_whose_name(book, book.people.partnership(test.partnership))
    texts = {language: say("monthly_test.words", language) for language in Language}
    alert = draft_alert(ports, partnership=test.partnership, kind=Kind.TEST, texts=texts, by="tocsin")
    validate_alert(ports, alert.id, by=officer)
    cascade = launch_alert(ports, alert.id, by=officer, cancel_window=_BEFORE_IT_RINGS)
    book.trust.name_alert(test, alert.id)
    return cascade


def _in_whose_name(book: Book, partnership: Partnership) -> str:
    """The mandated officer, or the first substitute who is not locked."""
    officers = [book.people.officer(each) for each in partnership.officers]
    able = next((each for each in officers if not each.locked), None)
    if able is None:
        raise Refused(f"no officer may launch for partnership {partnership.slug}; run: tocsin officer unlock ID")
    return able.id
