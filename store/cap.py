"""Messages of the Common Alerting Protocol, as rows."""

from __future__ import annotations

from sqlalchemy import select, update

from plp.cap import CapReceipt
from store.rows import Repository, columns_for, row_of
from store.schema import cap_messages

_RECEIPT = select(*columns_for(CapReceipt, cap_messages))


class SqlCapMessages(Repository):
    """The part of the book about messages from other systems."""

    def receive(self, receipt: CapReceipt) -> CapReceipt | None:
        """See the port; whoever comes second waits at the first one's row."""
        insert = self._insert(cap_messages).values(**row_of(receipt, made=False))
        claimed = insert.on_conflict_do_nothing().returning(cap_messages.c.identifier)
        if self._on.execute(claimed).first() is not None:
            return None
        return self.find(receipt.zone, receipt.sender, receipt.identifier)

    def bind(self, receipt: CapReceipt, alert: str, *, made: bool) -> None:
        """See the port."""
        mine = update(cap_messages).where(
            cap_messages.c.zone == receipt.zone,
            cap_messages.c.sender == receipt.sender,
            cap_messages.c.identifier == receipt.identifier,
        )
        self._on.execute(mine.values(alert=alert, made=made))

    def find(self, zone: str, sender: str, identifier: str) -> CapReceipt | None:
        """See the port."""
        known = _RECEIPT.where(
            cap_messages.c.zone == zone, cap_messages.c.sender == sender, cap_messages.c.identifier == identifier
        )
        return self._one(CapReceipt, known)

    def that_made(self, alert: str) -> CapReceipt | None:
        """See the port."""
        return self._one(CapReceipt, _RECEIPT.where(cap_messages.c.alert == alert, cap_messages.c.made))
