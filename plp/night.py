"""Quiet hours: when nobody is rung for what is not urgent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from plp.member import Hours


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


_SHUT: Mapping[Hours, QuietHours] = {
    Hours.MORNINGS: QuietHours(time(12), time(9)),
    Hours.AFTERNOONS: QuietHours(time(18), time(13)),
    Hours.EVENINGS: QuietHours(time(21), time(18)),
}
"""When each choice does not want to be rung."""


def next_in_hours(hours: Hours, now: datetime, zone: ZoneInfo) -> datetime:
    """Tell the first moment from `now` on (aware) at which a member with these hours may be rung for routine."""
    return _SHUT[hours].next_open(now, zone) if hours in _SHUT else now
