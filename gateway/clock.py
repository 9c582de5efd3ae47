"""The real clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's own time, in UTC."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)

    def sleep(self, length: timedelta) -> None:
        """Let this much time pass."""
        time.sleep(max(length.total_seconds(), 0))
