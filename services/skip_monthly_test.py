"""Call off the next test of a partnership."""

from __future__ import annotations

from plp.errors import NotFound
from plp.monthly_test import PlannedTest, Stage
from plp.ports import Ports


def skip_monthly_test(ports: Ports, partnership: str, *, why: str = "") -> PlannedTest:
    """The planned one does not take place, and the month gets no other.  Raises NotFound when none is planned."""
    with ports.store.write() as book:
        book.people.partnership(partnership)
        planned = next((each for each in book.trust.planned_tests() if each.partnership == partnership), None)
        if planned is None or not book.trust.end_plan(planned, Stage.CALLED_OFF, why or "called off"):
            raise NotFound(f"no test is planned for partnership {partnership}; see monthly_test in the zone's file")
    return planned
