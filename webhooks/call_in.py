"""Who is behind the telephone that calls in, and which message is being read to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from plp.book import Book
from plp.call import Call, Party
from plp.language import Language
from plp.member import Member, Standing
from plp.ports import Ports
from plp.zone import Zone
from services.hear_again import hear_again
from services.messages_for import Message
from webhooks.choices import remembering

_HEARINGS = "hearings."
_LISTED = ","


def members_of_line(book: Book, zone: str, number: str | None) -> list[Member]:
    """Everybody who lists this number in a partnership of this zone."""
    if number is None:
        return []
    theirs = {each.slug for each in book.people.partnerships(zone)}
    return [member for member in book.people.members_by_phone(number) if member.partnership in theirs]


def as_member(call: Call, members: Sequence[Member], *, by_card: bool = False) -> Call:
    """The same call as that of these members, all behind one telephone; what it was before is forgotten."""
    first = next((member for member in members if member.standing is Standing.ACTIVE), members[0])
    memory = {
        "members": _LISTED.join(member.id for member in members),
        "language": first.language.value,
        "languages": _spoken(member.language for member in members if member.standing is first.standing),
        "partnership": first.partnership,
    }
    if by_card:
        memory["card"] = "proven"
    return replace(call, party=Party.MEMBER, member=first.id, officer=None, attempt=None, proven=False, memory=memory)


def behind(book: Book, call: Call) -> list[Member]:
    """The members this call serves."""
    return [book.people.member(each) for each in call.memory.get("members", call.member or "").split(_LISTED)]


def served(book: Book, call: Call) -> list[Member]:
    """Those of them who belong to their partnership: a candidate does not yet, who left does no more."""
    return [member for member in behind(book, call) if member.standing is Standing.ACTIVE]


def with_message(call: Call, message: Message) -> Call:
    """The call, about to hear this message."""
    [first, *_] = message.deliveries
    about = {
        "alert": message.cascade.alert,
        "cascade": message.cascade.id,
        "partnership": message.cascade.partnership,
        "language": first.language.value,
        "languages": _spoken(message.languages),
    }
    return remembering(replace(call, member=first.member), about)


def messages_begun(call: Call) -> set[str]:
    """The alerts this call has begun to hear."""
    return {key.removeprefix(_HEARINGS) for key in call.memory if key.startswith(_HEARINGS)}


def begin_hearing(ports: Ports, book: Book, call: Call, messages: Sequence[Message]) -> Call:
    """The call, with one attempt for each member about the message that is read now; begun once a call and message."""
    alert = call.memory["alert"]
    attempts = call.memory.get(f"{_HEARINGS}{alert}")
    if attempts is None:
        message = next(each for each in messages if each.cascade.alert == alert)
        begun = hear_again(ports, book, message, number=call.number, sid=call.sid)
        attempts = _LISTED.join(attempt.id for attempt in begun)
    known = remembering(call, {"attempts": attempts, f"{_HEARINGS}{alert}": attempts})
    return replace(known, attempt=attempts.split(_LISTED)[0])


def in_each_language(call: Call) -> list[Call]:
    """The call in every language that is spoken behind its telephone; in one, as a rule."""
    spoken = call.memory.get("languages", "").split()
    return [remembering(call, {"language": each}) for each in spoken] if len(spoken) > 1 else [call]


def languages_of(call: Call, zone: Zone) -> list[Language]:
    """The language of whoever calls; all those of the zone while nobody knows it."""
    return [Language(call.memory["language"])] if "language" in call.memory else list(zone.languages)


def _spoken(languages: Iterable[Language]) -> str:
    return " ".join(dict.fromkeys(languages))
