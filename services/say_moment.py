"""Say a moment as people do: "à 14 heures 30", and the day before it when it was not today."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from plp.language import Language
from services.say_day import say_day
from texts.catalogue import say


def say_moment(moment: datetime, now: datetime, zone: ZoneInfo, language: Language) -> str:
    """The time on the wall there, with its day unless that is today."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    key = "moment.minutes" if local.minute else "moment.full_hour"
    time = say(key, language, hour=local.hour, minute=local.minute)
    if local.date() == today:
        return time
    return say("moment.on_day", language, day=say_day(local.date(), language), time=time)
