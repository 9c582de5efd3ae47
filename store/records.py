"""All that is written of one member: handed over row by row, and erased so that only the counts remain."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, and_, cast, delete, false, or_, select, update

from plp.book_of_records import Rows
from plp.member import Hours, Member, Role, Standing
from store.people import SqlPeople
from store.reports import Reports
from store.rows import Repository
from store.schema import (
    alerts,
    attempts,
    call_back_requests,
    calls,
    codes,
    consents,
    deliveries,
    errands,
    holds,
    incoming_texts,
    members,
    recordings,
    reports,
    turns,
)

_SHORTEST_NAME = 3
_SOMEBODY = "–"
_NOBODY: Mapping[str, object] = {
    "second_phone": None,
    "second_line": None,
    "street": "",
    "house_number": "",
    "role": Role.MEMBER,
    "password": "",
    "vulnerable": False,
    "buddy_phone": None,
    "buddy_agreed_on": None,
    "consent_on": None,
    "standing": Standing.LEFT,
    "card": "",
    "hours": Hours.ANY,
    "paused_until": None,
    "texts_ended_at": None,
}


class Records(Repository):
    """The part of the book that knows where a member is written down."""

    def beginning_with(self, start: str) -> list[Member]:
        """See the port."""
        found = select(members.c.id).where(members.c.id.startswith(start, autoescape=True))
        people = SqlPeople(self._on)
        return [people.member(each) for each in self._on.execute(found.order_by(members.c.id).limit(10)).scalars()]

    def everything_about(self, member: str, numbers: Collection[str]) -> Mapping[str, Rows]:
        """See the port."""
        sids = self._sids_of_calls(member, numbers)
        return {
            "consents": self._rows(consents, consents.c.member == member),
            "deliveries": self._rows(deliveries, deliveries.c.member == member),
            "attempts": self._rows(attempts, attempts.c.delivery.in_(_owed_to(member))),
            "texts": self._rows(incoming_texts, _texts_of(member, numbers)),
            "reports": self._rows(reports, reports.c.member == member),
            "call_backs": self._rows(call_back_requests, call_back_requests.c.member == member),
            "notices": self._rows(errands, errands.c.member == member),
            "calls": self._rows(calls, _calls_of(member, numbers)),
            "turns": self._rows(turns, turns.c.call_sid.in_(sids)),
            "recordings": self._rows(recordings, _recordings_of(member, sids)),
        }

    def erase(self, member: str, numbers: Collection[str]) -> list[str]:
        """See the port."""
        name = self._on.execute(select(members.c.name).where(members.c.id == member)).scalar_one()
        sids = self._sids_of_calls(member, numbers)
        voice = select(recordings.c.media).where(_recordings_of(member, sids), recordings.c.media.is_not(None))
        adopted = self._spoken_by_the_police()
        media = [each for each in self._on.execute(voice).scalars() if each not in adopted]
        self._on.execute(delete(recordings).where(_recordings_of(member, sids)))
        self._forget_conversations(member, numbers, sids)
        self._forget_errands(member, numbers, name)
        Reports(self._on).forget_words(member)
        self._on.execute(
            update(incoming_texts).where(_texts_of(member, numbers)).values(sender=None, body="", answer="")
        )
        self._on.execute(update(attempts).where(attempts.c.delivery.in_(_owed_to(member))).values(number=""))
        self._on.execute(
            update(deliveries).where(deliveries.c.member == member).values(phone="", second_phone=None, why="")
        )
        self._on.execute(
            update(members).where(members.c.buddy_phone.in_(numbers)).values(buddy_phone=None, buddy_agreed_on=None)
        )
        # A row of his own stays, for the deliveries that name it; its id alone sets it apart from others erased.
        erased = {**_NOBODY, "name": f"erased {member}", "phone": ""}
        self._on.execute(update(members).where(members.c.id == member).values(**erased))
        return media

    def _spoken_by_the_police(self) -> set[str]:
        """Voices in messages that were validated: whoever spoke them, they are the police's, and members hear them."""
        approved = select(alerts.c.recordings).where(alerts.c.seal.is_not(None))
        return {media for by_language in self._on.execute(approved).scalars() for media in by_language.values()}

    def _sids_of_calls(self, member: str, numbers: Collection[str]) -> list[str]:
        """Asked once and handed on: within another question PostgreSQL takes half of all calls for his (ADR 30)."""
        return list(self._on.execute(select(calls.c.sid).where(_calls_of(member, numbers))).scalars())

    def _forget_conversations(self, member: str, numbers: Collection[str], sids: Collection[str]) -> None:
        self._on.execute(delete(turns).where(turns.c.call_sid.in_(sids)))
        for table, column in ((codes, codes.c.key), (holds, holds.c.name)):
            named = [column.contains(each, autoescape=True) for each in (member, *numbers)]
            self._on.execute(delete(table).where(or_(*named)))
        mine = update(calls).where(calls.c.sid.in_(sids))
        self._on.execute(mine.values(number=None, memory={}))

    def _forget_errands(self, member: str, numbers: Collection[str], name: str) -> None:
        """His own notices go; what tells others of him, too, and from notices sent to others his name."""
        about = or_(
            errands.c.member == member,
            and_(errands.c.number.in_(numbers), errands.c.officer.is_(None)),
            errands.c.subject.contains(member, autoescape=True),
            errands.c.subject.in_(_owed_to(member)),
        )
        self._on.execute(delete(errands).where(about))
        if len(name) < _SHORTEST_NAME:
            return
        written = json.dumps(name)[1:-1]  # as it stands in the column
        named = cast(errands.c.blanks, Text).contains(written, autoescape=True)
        for errand, blanks in self._on.execute(select(errands.c.id, errands.c.blanks).where(named)).all():
            unnamed = {key: str(value).replace(name, _SOMEBODY) for key, value in blanks.items()}
            self._on.execute(update(errands).where(errands.c.id == errand).values(blanks=unnamed))

    def _rows(self, table: Table, mine: ColumnElement[bool]) -> Rows:
        found = select(table).where(mine).order_by(*table.primary_key.columns)
        return [dict(row) for row in self._on.execute(found).mappings()]


def _owed_to(member: str) -> Any:
    return select(deliveries.c.id).where(deliveries.c.member == member).scalar_subquery()


def _texts_of(member: str, numbers: Collection[str]) -> ColumnElement[bool]:
    return or_(incoming_texts.c.member == member, _is_one_of(incoming_texts.c.sender, numbers))


def _calls_of(member: str, numbers: Collection[str]) -> ColumnElement[bool]:
    """His conversations as a member; what he said as an officer belongs to the messages he launched."""
    attempted = calls.c.attempt.in_(select(attempts.c.id).where(attempts.c.delivery.in_(_owed_to(member))))
    his = or_(calls.c.member == member, attempted, _is_one_of(calls.c.number, numbers))
    return and_(his, calls.c.officer.is_(None))


def _recordings_of(member: str, sids: Collection[str]) -> ColumnElement[bool]:
    said = select(reports.c.recording).where(reports.c.member == member, reports.c.recording.is_not(None))
    asked = select(call_back_requests.c.recording).where(
        call_back_requests.c.member == member, call_back_requests.c.recording.is_not(None)
    )
    return or_(
        recordings.c.sid.in_(said.union(asked).scalar_subquery()),
        recordings.c.call_sid.in_(sids),
    )


def _is_one_of(column: ColumnElement[Any], numbers: Collection[str]) -> ColumnElement[bool]:
    return column.in_(numbers) if numbers else false()
