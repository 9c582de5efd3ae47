"""What the services ask of the store so that a call of ours can be told from a forged one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from plp.contact import Contact
from plp.monthly_test import PlannedTest, Stage
from plp.self_test import SelfTest, Verdict


class Trust(Protocol):
    """Who was really called, and the tests by which the line is known."""

    def contacts(self, zone: str, numbers: Collection[str], since: datetime) -> list[Contact]:
        """Every call and text of this zone to these numbers since then that may have arrived, newest first."""

    def plan_test(self, test: PlannedTest) -> None:
        """Plan a partnership's next test in place of the one planned before; a month that had its test is left."""

    def forget_plan(self, partnership: str) -> None:
        """No test is planned there any more."""

    def planned_tests(self) -> list[PlannedTest]:
        """The next test of each partnership that has one planned, by when it is due."""

    def past_tests(self, *, since: datetime | None = None) -> list[PlannedTest]:
        """Tests that were launched, missed or called off and were due since then, newest first."""

    def end_plan(self, test: PlannedTest, stage: Stage, why: str = "") -> bool:
        """Write what became of a planned test; False when somebody else was faster."""

    def name_alert(self, test: PlannedTest, alert: str) -> None:
        """The message it became."""

    def is_monthly_test(self, alert: str) -> bool:
        """Whether this message is the test of a month."""

    def add_self_test(self, test: SelfTest) -> bool:
        """Write one that begins; False when the zone has one for that slot."""

    def self_test(self, test: str) -> SelfTest | None:
        """One self-test, or None for an id we never gave out."""

    def self_tests(self, zone: str, *, pending: bool) -> list[SelfTest]:
        """Those of a zone that are under way, or that are over; newest first, a hundred at most."""

    def end_self_test(self, test: str, verdict: Verdict, *, at: datetime, received: str | None = None) -> bool:
        """Write what it showed and take its code away; False when it was over before."""
