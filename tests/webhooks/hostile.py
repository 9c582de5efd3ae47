"""Hostile requests by the thousand: half of them plausible but for one poisoned value, half of them anything at all."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from ivr.menus import STEPS
from plp.alert import Kind
from tests.fakes.town import BASE, CLAES_PHONE, ZONE_LINE, ZONE_TEXTS, Town

STRANGERS = ("+32479999991", "+32479999992", "+442071838750")
SPOKEN = "un secret de la rue"
NO_TEXT = "\udcff\udcfe"
"""Two bytes that are no UTF-8."""
TYPED = ("90909090909", "737373737#", "31415926535", "271828182845#")

_POISON: Sequence[str] = (
    "", " ", "\x00", "a\x00b", "é" * 900, "9" * 40, "-1", "0", "1e9", "'; DROP TABLE calls; --", "\U0001f600",
    "\u202e+32", "<Response/>", "]]>", "%00", "../../etc/passwd", "x" * 5000, "\r\nX-Evil: 1", "{}", "null", "+", "*",
    "+32" + "4" * 30, "sip:eve@example.be", "anonymous", "٣٢", "\x1b[31m", "{{7*7}}", "%s%n", "$" * 300, "\ufeff",
    "\x7f", NO_TEXT,
)  # fmt: skip
_STATUSES = ("queued", "initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled",
             "sent", "delivered", "undelivered", "read", "accepted")  # fmt: skip
_GUESSES = ("human", "machine_start", "machine_end_beep", "machine_end_silence", "fax", "unknown")
_KEYS = ("", "1", "2", "9", "*", "0", "#", "hangup", "12#", *TYPED)
_NAMES = ("CallSid", "MessageSid", "From", "To", "Body", "Digits", "CallStatus", "MessageStatus", "SmsStatus",
          "AnsweredBy", "SequenceNumber", "ErrorCode", "RecordingSid", "RecordingUrl", "RecordingDuration",
          "CallDuration", "Timestamp", "StirVerstat", "AccountSid", "", "\x00", "É")  # fmt: skip

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Known:
    """What a hostile carrier would know of the town: its calls and texts under way."""

    attempts: Sequence[str]
    letters: Sequence[str]
    call_sids: Sequence[str]
    text_sids: Sequence[str]
    phones: Sequence[str]
    asked: Sequence[str]


@dataclass(frozen=True)
class Request:
    """One request as it is written on the wire; `path` is already percent-encoded."""

    path: str
    pairs: Pairs

    def values(self, name: str) -> list[str]:
        """Every value under this name."""
        return [value for key, value in self.pairs if key == name]


def a_busy_town(town: Town) -> Known:
    """Calls at every stage: ringing, answered, at the keys, with a machine; an officer at his code, one at his menu."""
    phones = [f"+324790000{number:02d}" for number in range(12)]
    for number, phone in enumerate(phones):
        town.has(f"Member {number}", phone, wish="sms" if number >= 8 else "voice")
    town.launches(Kind.URGENT)
    for number, phone in enumerate(phones[:6]):
        handset = town.phone(phone).answers(by="human" if number % 2 else "")
        for _ in range(number // 2):
            handset.waits()
    town.phone(phones[6]).answers().is_guessed("machine_end_beep").goes_to_voicemail()
    claes = town.phone(CLAES_PHONE).dials()
    stranger = town.phone(STRANGERS[0]).dials()
    orders, letters = town.carrier.call_orders, town.carrier.text_orders
    answered = [town.phone(phone).twiml for phone in (*phones[:7], CLAES_PHONE)]
    gathers = [found for twiml in answered if (found := twiml.find("Gather")) is not None]
    asked = [gather.attrib["action"].removeprefix(BASE).partition("#")[0] for gather in gathers]
    return Known(
        attempts=[order.id for order in orders],
        letters=[letter.id for letter in letters],
        call_sids=[*(town.carrier.sid_of(order.id) for order in orders), claes.sid, stranger.sid],
        text_sids=[town.carrier.sid_of(letter.id) for letter in letters],
        phones=phones,
        asked=asked,
    )


def requests(seed: int, known: Known, many: int) -> list[Request]:
    """So many of them, the same for the same seed."""
    draw = random.Random(seed)
    return [_plausible(draw, known, n) if n % 2 else _anything(draw, known, n) for n in range(many)]


def _plausible(draw: random.Random, known: Known, n: int) -> Request:
    path, pairs = _honest(draw, known, n)
    place = draw.randrange(len(pairs))
    match draw.randrange(5):
        case 0:
            pairs[place] = (pairs[place][0], _poison(draw))
        case 1:
            pairs.append((pairs[place][0], _poison(draw)))
        case 2:
            pairs.insert(0, (pairs[place][0], _poison(draw)))
        case 3:
            del pairs[place]
        case _:
            pairs[place] = (_poison(draw), pairs[place][1])
    return Request(path, pairs)


def _honest(draw: random.Random, known: Known, n: int) -> tuple[str, Pairs]:
    """What the carrier might really ask, were it not for the wrong call, turn or id."""
    sid, attempt = draw.choice(known.call_sids), draw.choice(known.attempts)
    call = [("CallSid", sid), ("From", draw.choice(known.phones)), ("To", ZONE_LINE), ("CallStatus", "in-progress")]
    keys = [*call, ("Digits", draw.choice(_KEYS))]
    status, number = draw.choice(_STATUSES), str(draw.randrange(9))
    ways: Sequence[tuple[str, Pairs]] = (
        (
            "/voice/incoming",
            [("CallSid", f"CAhostile{n}"), ("From", draw.choice((*STRANGERS, CLAES_PHONE))), ("To", ZONE_LINE)],
        ),
        (
            "/sms/incoming",
            [("MessageSid", f"SMhostile{n}"), ("From", draw.choice((*known.phones, *STRANGERS))), ("To", ZONE_TEXTS),
             ("Body", f"{SPOKEN} {n}")],
        ),
        (
            f"/status/calls/{attempt}",
            [("CallSid", sid), ("CallStatus", status), ("SequenceNumber", number), ("ErrorCode", "30003")],
        ),
        (f"/status/machines/{attempt}", [("CallSid", sid), ("AnsweredBy", draw.choice(_GUESSES))]),
        (
            f"/status/texts/{draw.choice(known.letters)}",
            [("MessageSid", draw.choice(known.text_sids)), ("MessageStatus", status)],
        ),
        (draw.choice(known.asked), keys),
        (f"/voice/steps/{draw.choice(list(STEPS))}/{draw.randrange(1, 8)}", keys),
        (f"/voice/attempts/{attempt}{draw.choice(('', '/voicemail'))}", call),
    )  # fmt: skip
    return draw.choice(ways)


def _anything(draw: random.Random, known: Known, n: int) -> Request:
    word = quote(_poison(draw)[:300], safe="", errors="surrogateescape")
    sid, step = draw.choice((*known.call_sids, *known.text_sids, f"CA{n}")), draw.choice(list(STEPS))
    number = draw.choice(("0", "-1", "9999", "10000", "9" * 30, "1.5", "１", word))
    path = draw.choice(
        (
            f"/voice/steps/{step}/{quote(number)}", f"/voice/steps/{word}/1", f"/voice/attempts/{word}",
            f"/voice/attempts/{word}/voicemail", f"/voice/errands/{word}", f"/status/calls/{word}",
            f"/status/texts/{word}", f"/status/machines/{word}", f"/status/errands/{word}",
            f"/voice/steps/{step}/1?again={word}&kept={word}", f"/voice/incoming?{word}={word}", f"/media/{word}",
            f"/sms/incoming/{word}", "/sms/incoming", f"/{word}", f"/voice/incoming/../../{word}",
        )
    )  # fmt: skip
    pairs = [(draw.choice(_NAMES), _poison(draw)) for _ in range(draw.randrange(12))]
    if draw.random() < 0.7:
        pairs.append((draw.choice(("CallSid", "MessageSid")), sid))
    return Request(path, pairs)


def _poison(draw: random.Random) -> str:
    if draw.random() < 0.7:
        return draw.choice(_POISON)
    return "".join(chr(draw.choice((draw.randrange(128), draw.randrange(0xD800)))) for _ in range(draw.randrange(40)))


def address(request: Request) -> str:
    """The whole address, as the carrier signs it."""
    return f"{BASE}{request.path}"


def by_name(pairs: Pairs) -> Mapping[str, list[str]]:
    """Every value of each name, in order, as the server reads what is no UTF-8."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(_read(name), []).append(_read(value))
    return found


def _read(text: str) -> str:
    return text.replace(NO_TEXT, "%FF%FE")  # Werkzeug leaves it quoted
