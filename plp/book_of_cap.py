"""What the services ask of the store about messages of the Common Alerting Protocol."""

from __future__ import annotations

from typing import Protocol

from plp.cap import CapReceipt


class CapMessages(Protocol):
    """Which messages were taken, and what came of them."""

    def receive(self, receipt: CapReceipt) -> CapReceipt | None:
        """Keep that this message came; None when it is new in its zone, else what is kept of it.

        Of two at once one waits until the other is written.
        """

    def bind(self, receipt: CapReceipt, alert: str, *, made: bool) -> None:
        """Write the alert it `made`, or only spoke of."""

    def find(self, zone: str, sender: str, identifier: str) -> CapReceipt | None:
        """What is kept of a message."""

    def that_made(self, alert: str) -> CapReceipt | None:
        """The message by whose words this alert was drafted."""
