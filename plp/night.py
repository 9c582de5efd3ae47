"""Quiet hours: when nobody is rung for what is not urgent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one local time to another, over midnight or not; custom is 22 to 7 (DOMAIN §1, night)."""

    start: time = time(22)
    end: time = time(7)

    def hold(self, now: datetime, zone: ZoneInfo) -> bool:
        """Tell whether `now` lies in the quiet hours of that zone's clock."""
        local = now.astimezone(zone).time()
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end

    def next_open(self, now: datetime, zone: ZoneInfo) -> datetime:
        """Tell the first moment from `now` on (aware, UTC) at which one may ring."""
        if not self.hold(now, zone):
            return now
        local = now.astimezone(zone)
        day = local.date() if local.time() < self.end else local.date() + timedelta(days=1)
        opens = datetime.combine(day, self.end, tzinfo=zone)
        # When clocks go back the same time on the wall comes twice, and the first may be over.
        return (opens if opens >= now else opens.replace(fold=1)).astimezone(UTC)
