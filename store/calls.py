"""Calls in progress, what was said at each turn, and the codes typed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, true

from plp.call import Call
from store.rows import Repository, by_key, columns_for, insert_in, named_like, row_of, upsert_in
from store.schema import calls, codes, turns
from store.worded import Worded

_BY_SID = by_key(select(*columns_for(Call, calls)), calls.c.sid)
_SAID = Worded(
    select(turns.c.twiml).where(turns.c.call_sid == bindparam("its_sid"), turns.c.turn == bindparam("its_turn"))
)
_SAVE = Worded(lambda dialect: upsert_in(dialect, calls, "sid").values(named_like(calls)))
_REMEMBER = Worded(lambda dialect: insert_in(dialect, turns).values(named_like(turns)).on_conflict_do_nothing())


class Calls(Repository):
    """The part of `Conversations` about one call and its turns."""

    def call(self, sid: str) -> Call | None:
        """See the port."""
        return self._keyed(Call, _BY_SID, sid)

    def save(self, call: Call) -> None:
        """See the port."""
        _SAVE.changed(self._on, **row_of(call, memory=dict(call.memory)))

    def said(self, sid: str, turn: int) -> str | None:
        """See the port."""
        found: str | None = _SAID.value(self._on, its_sid=sid, its_turn=turn)
        return found

    def remember(self, sid: str, turn: int, twiml: str, at: datetime) -> None:
        """See the port; what was said first stands."""
        _REMEMBER.changed(self._on, call_sid=sid, turn=turn, twiml=twiml, at=at)

    def wrong_codes(self, key: str, *, since: datetime) -> list[datetime]:
        """See the port."""
        last_right = (
            select(func.coalesce(func.max(codes.c.id), 0))
            .where(codes.c.key == key, codes.c.was_right == true())
            .scalar_subquery()
        )
        wrong = (
            select(codes.c.at)
            .where(codes.c.key == key, codes.c.at >= since, codes.c.id > last_right, ~codes.c.was_right)
            .order_by(codes.c.id)
        )
        return list(self._on.scalars(wrong))

    def note_code(self, key: str, *, right: bool, at: datetime) -> None:
        """See the port."""
        self._on.execute(insert(codes), {"key": key, "was_right": right, "at": at})
