"""Names that one holder at a time may have, each until a moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, select

from store.rows import Repository
from store.schema import holds


class Holds(Repository):
    """The part of `Conversations` about names that are held."""

    def hold(self, name: str, *, holder: str, now: datetime, until: datetime) -> str:
        """See the port; of two at once, one statement decides."""
        insert = self._insert(holds).values(name=name, holder=holder, until=until)
        free_or_mine = or_(holds.c.until <= now, holds.c.holder == holder)
        self._on.execute(
            insert.on_conflict_do_update(
                index_elements=["name"], set_={"holder": holder, "until": until}, where=free_or_mine
            )
        )
        return str(self._on.execute(select(holds.c.holder).where(holds.c.name == name)).scalar_one())

    def let_go(self, name: str, *, holder: str) -> None:
        """See the port; what somebody else holds by now stays his."""
        self._on.execute(delete(holds).where(holds.c.name == name, holds.c.holder == holder))
