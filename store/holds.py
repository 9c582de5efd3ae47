"""Names that one holder at a time may have, each until a moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Insert, Text, bindparam, delete, func, or_, select

from store.columns import Moment
from store.rows import Repository, insert_in, named_like
from store.schema import holds
from store.worded import Worded


def _hold(dialect: str) -> Insert:
    insert = insert_in(dialect, holds).values(named_like(holds))
    new = insert.excluded
    free_or_mine = or_(holds.c.until <= bindparam("now", type_=Moment), holds.c.holder == new.holder)
    renewed = {"holder": new.holder, "until": new.until}
    return insert.on_conflict_do_update(index_elements=["name"], set_=renewed, where=free_or_mine)


_HOLD = Worded(_hold)
_HOLDER = Worded(select(holds.c.holder).where(holds.c.name == bindparam("its_name")))
_LET_GO = Worded(delete(holds).where(holds.c.name == bindparam("its_name"), holds.c.holder == bindparam("its_holder")))
_PASS = Worded(select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("its_name", type_=Text), 0))))


class Holds(Repository):
    """The part of `Conversations` about names that are held."""

    def one_at_a_time(self, name: str) -> None:
        """See the port; on SQLite there is one writer anyway."""
        if self._on_postgres:
            _PASS.rows(self._on, its_name=name)

    def hold(self, name: str, *, holder: str, now: datetime, until: datetime) -> str:
        """See the port; of two at once, one statement decides."""
        _HOLD.changed(self._on, name=name, holder=holder, until=until, now=now)
        return str(_HOLDER.value(self._on, its_name=name))

    def let_go(self, name: str, *, holder: str) -> None:
        """See the port; what somebody else holds by now stays his."""
        _LET_GO.changed(self._on, its_name=name, its_holder=holder)
