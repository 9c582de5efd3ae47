"""What a member's keys do in his settings, and what the ways through them look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from ivr.menu import Effect, Look
from plp.book import Book
from plp.call import Call
from plp.language import Language
from plp.member import Hours, Member, Source, Standing, Wish
from plp.phone import Line
from plp.ports import Ports
from plp.zone import Zone
from services.change_settings import change_settings
from services.check_card import card_allowed, check_card
from services.leave_partnership import leave_partnership
from services.pause_member import pause_member
from services.resume_member import resume_member
from webhooks.call_in import served
from webhooks.choices import remembering
from webhooks.pressed import Done, LookAt, Perform, Pressed

_LISTED = ","
_WISHES = {"1": Wish.VOICE, "2": Wish.SMS, "3": Wish.BOTH}
_HOURS = {"1": Hours.ANY, "2": Hours.MORNINGS, "3": Hours.AFTERNOONS, "4": Hours.EVENINGS}
_WEEKS = {"1": 1, "2": 2, "3": 4}


def languages_offered(zone: Zone) -> list[Language]:
    """All languages, those of the zone first: the first has key 1."""
    return [*zone.languages, *(each for each in Language if each not in zone.languages)]


def set_by(book: Book, call: Call) -> list[Member]:
    """Whose settings these are: one member, or one person on the lists of several partnerships."""
    return [book.people.member(each) for each in call.memory["settings"].split(_LISTED)]


def of(call: Call, members: list[Member]) -> Call:
    """The call, about the settings of these members from now on, in their language."""
    ids = _LISTED.join(member.id for member in members)
    return remembering(call, {"settings": ids, "language": members[0].language.value, "languages": None})


# ------------------------------------------------------------------------------------------- looks


def _whose_settings(ports: Ports, book: Book, call: Call) -> Done:
    """Whoever is alone behind his number is let in; among several, the card tells who it is."""
    if "settings" in call.memory:
        return "known", call
    members = served(book, call)
    if members and (call.memory.get("card") or _is_one_person(members)):
        return "known", of(call, members)
    return ("card" if card_allowed(ports, book, zone=call.zone, number=call.number) else "shut"), call


def _is_one_person(members: list[Member]) -> bool:
    """One row, or one name on the lists of several partnerships."""
    names = {member.name.casefold() for member in members}
    places = {member.partnership for member in members}
    return len(members) == 1 or (len(names) == 1 and "" not in names and len(places) == len(members))


def _reads_texts(ports: Ports, book: Book, call: Call) -> Done:
    del ports
    landline = any(member.phone.line is Line.LANDLINE for member in set_by(book, call))
    return ("no" if landline else "yes"), call


def _is_paused(ports: Ports, book: Book, call: Call) -> Done:
    until = set_by(book, call)[0].paused_until
    return ("yes" if until and until > ports.clock.now() else "no"), call


def _may_hear_password(ports: Ports, book: Book, call: Call) -> Done:
    """Only by calling from his own number and typing his card's: either alone could be somebody else's doing."""
    if not all(_is_his_own(member, call.number) for member in set_by(book, call)):
        return "no", call
    if call.memory.get("settings") == call.memory.get("settings_card"):
        return "yes", call
    return ("card" if card_allowed(ports, book, zone=call.zone, number=call.number) else "shut"), call


def _is_his_own(member: Member, number: str | None) -> bool:
    second = member.second_phone
    return number is not None and number in {member.phone.e164, second.e164 if second else None}


# ----------------------------------------------------------------------------------------- effects


def _prove_card(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    member = check_card(ports, book, zone=call.zone, number=call.number, digits=pressed.digits)
    if member is None or member.standing is not Standing.ACTIVE:
        return ("wrong" if card_allowed(ports, book, zone=call.zone, number=call.number) else "shut"), call
    return "right", remembering(of(call, [member]), {"settings_card": member.id})


def _set_language(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    language = languages_offered(book.people.zone(call.zone))[int(pressed.digits) - 1]
    for member in set_by(book, call):
        change_settings(ports, member.id, source=Source.PHONE, language=language)
    return "done", remembering(call, {"language": language.value})


def _set_channel(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    for member in set_by(book, call):
        change_settings(ports, member.id, source=Source.PHONE, wish=_WISHES[pressed.digits])
    return "done", call


def _set_hours(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    for member in set_by(book, call):
        change_settings(ports, member.id, source=Source.PHONE, hours=_HOURS[pressed.digits])
    return "done", call


def _set_pause(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    today = ports.clock.now().astimezone(book.people.zone(call.zone).tz).date()
    return _pause(ports, book, call, today + timedelta(weeks=_WEEKS[pressed.digits]))


def _type_pause(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    today = ports.clock.now().astimezone(book.people.zone(call.zone).tz).date()
    day = day_ahead(pressed.digits, today)
    return _pause(ports, book, call, day) if day else ("wrong", call)


def day_ahead(digits: str, today: date) -> date | None:
    """The next day with this date, typed as two digits of the day and two of the month; None when there is none."""
    if len(digits) != 4 or not (digits.isascii() and digits.isdigit()):
        return None
    for year in (today.year, today.year + 1):
        try:
            day = date(year, int(digits[2:]), int(digits[:2]))
        except ValueError:
            continue
        if day > today:
            return day
    return None


def _pause(ports: Ports, book: Book, call: Call, day: date) -> Done:
    begins = datetime(day.year, day.month, day.day, tzinfo=book.people.zone(call.zone).tz).astimezone(UTC)
    for member in set_by(book, call):
        pause_member(ports, member.id, begins, source=Source.PHONE)
    return "done", call


def _resume(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del pressed
    for member in set_by(book, call):
        resume_member(ports, member.id, source=Source.PHONE)
    return "done", call


def _leave(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    del pressed
    for member in set_by(book, call):
        leave_partnership(ports, member.id, source=Source.PHONE)
    return "done", call


LOOKS: Mapping[Look, LookAt] = {
    Look.WHOSE_SETTINGS: _whose_settings,
    Look.READS_TEXTS: _reads_texts,
    Look.IS_PAUSED: _is_paused,
    Look.MAY_BE_TOLD: _may_hear_password,
}
EFFECTS: Mapping[Effect, Perform] = {
    Effect.PROVE_CARD: _prove_card,
    Effect.SET_LANGUAGE: _set_language,
    Effect.SET_CHANNEL: _set_channel,
    Effect.SET_HOURS: _set_hours,
    Effect.SET_PAUSE: _set_pause,
    Effect.TYPE_PAUSE: _type_pause,
    Effect.RESUME: _resume,
    Effect.LEAVE: _leave,
}
