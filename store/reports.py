"""Reports, requests to be called back, and consents, as rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update

from plp.member import Consent
from plp.report import CallBackRequest, Decision, Report
from store.rows import Repository, columns_for, row_of
from store.schema import call_back_requests, consents, reports

_REPORT = select(*columns_for(Report, reports))
_REQUEST = select(*columns_for(CallBackRequest, call_back_requests))


class Reports(Repository):
    """The part of the book about what members say."""

    def report(self, report: str) -> Report | None:
        """See the port."""
        return self._one(Report, _REPORT.where(reports.c.id == report))

    def add_report(self, report: Report) -> Report:
        """See the port."""
        last = select(func.coalesce(func.max(reports.c.number), 0)).where(
            reports.c.zone == report.zone, reports.c.year == report.year
        )
        numbered = replace(report, number=self._count(last) + 1)
        self._on.execute(insert(reports), row_of(numbered))
        return numbered

    def reports(
        self,
        *,
        zone: str | None = None,
        partnerships: Collection[str] | None = None,
        member: str | None = None,
        waiting: bool = False,
        since: datetime | None = None,
    ) -> list[Report]:
        """See the port."""
        found = _REPORT.order_by(reports.c.at, reports.c.id)
        if zone is not None:
            found = found.where(reports.c.zone == zone)
        if partnerships is not None:
            found = found.where(reports.c.partnership.in_(partnerships))
        if member is not None:
            found = found.where(reports.c.member == member)
        if waiting:
            found = found.where(reports.c.decision.is_(None))
        if since is not None:
            found = found.where(reports.c.at >= since)
        return self._all(Report, found)

    def report_of_alert(self, alert: str) -> Report | None:
        """See the port."""
        return self._one(Report, _REPORT.where(reports.c.alert == alert))

    def decide(self, report: str, decision: Decision, *, by: str, at: datetime) -> bool:
        """See the port."""
        mine = update(reports).where(reports.c.id == report, reports.c.decision.is_(None))
        return self._changed(mine.values(decision=decision, decided_by=by, decided_at=at))

    def link(self, report: str, alert: str) -> None:
        """See the port."""
        self._on.execute(update(reports).where(reports.c.id == report).values(alert=alert))

    def note_told(self, report: str, at: datetime) -> bool:
        """See the port."""
        mine = update(reports).where(reports.c.id == report, reports.c.told_at.is_(None), reports.c.decision.is_(None))
        return self._changed(mine.values(told_at=at))

    def set_recording(self, report: str, sid: str) -> None:
        """See the port."""
        self._on.execute(update(reports).where(reports.c.id == report).values(recording=sid))

    def add_call_back(self, request: CallBackRequest) -> None:
        """See the port."""
        self._on.execute(insert(call_back_requests), row_of(request))

    def call_back(self, request: str) -> CallBackRequest | None:
        """See the port."""
        return self._one(CallBackRequest, _REQUEST.where(call_back_requests.c.id == request))

    def call_backs(
        self,
        *,
        zone: str | None = None,
        partnerships: Collection[str] | None = None,
        member: str | None = None,
        open_only: bool = True,
    ) -> list[CallBackRequest]:
        """See the port."""
        found = _REQUEST.order_by(call_back_requests.c.at, call_back_requests.c.id)
        if zone is not None:
            found = found.where(call_back_requests.c.zone == zone)
        if partnerships is not None:
            found = found.where(call_back_requests.c.partnership.in_(partnerships))
        if member is not None:
            found = found.where(call_back_requests.c.member == member)
        if open_only:
            # Of an erased member the request is counted, and nobody can call him any more.
            found = found.where(call_back_requests.c.closed_at.is_(None), call_back_requests.c.number != "")
        return self._all(CallBackRequest, found)

    def set_reason(self, request: str, sid: str) -> None:
        """See the port."""
        mine = update(call_back_requests).where(call_back_requests.c.id == request)
        self._on.execute(mine.values(recording=sid))

    def close_call_back(self, request: str, *, by: str, at: datetime) -> bool:
        """See the port."""
        mine = update(call_back_requests).where(
            call_back_requests.c.id == request, call_back_requests.c.closed_at.is_(None)
        )
        return self._changed(mine.values(closed_at=at, closed_by=by))

    def add_consent(self, consent: Consent) -> None:
        """See the port."""
        self._on.execute(insert(consents), row_of(consent))

    def consents(self, member: str) -> list[Consent]:
        """See the port."""
        said = select(*columns_for(Consent, consents)).where(consents.c.member == member)
        return self._all(Consent, said.order_by(consents.c.at, consents.c.id))

    def forget_words(self, member: str) -> list[str]:
        """See the port."""
        spoken = select(reports.c.recording).where(reports.c.member == member)
        asked = select(call_back_requests.c.recording).where(call_back_requests.c.member == member)
        sids = [sid for (sid,) in self._on.execute(spoken.union(asked)) if sid]
        mine = or_(reports.c.member == member)
        self._on.execute(update(reports).where(mine).values(text="", sender="", recording=None))
        requests = update(call_back_requests).where(call_back_requests.c.member == member)
        self._on.execute(requests.values(number="", recording=None))
        self._on.execute(delete(consents).where(consents.c.member == member))
        return sids
