"""What the services ask of the store so that a call of ours can be told from a forged one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from plp.contact import Contact


class Trust(Protocol):
    """Who was really called."""

    def contacts(self, zone: str, numbers: Collection[str], since: datetime) -> list[Contact]:
        """Every call and text of this zone to these numbers since then that may have arrived, newest first."""
