"""A pleasant town: a zone with officers, two partnerships, neighbours with telephones that speak TwiML, one clock.

town.has("Ana", "+32479000001"); cascade = town.launches()      # written, and everybody due is rung and texted
ana = town.phone("+32479000001")
ana.answers().hears("Ici la police").presses("5").hears("Votre mot de passe")
town.passes(minutes=2); town.delivery("Ana").final
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plp.alert import Alert, Kind
from plp.call import Call, Flaw
from plp.cascade import Attempt, Cascade, CascadeState, Delivery, Tally
from plp.errand import Errand
from plp.errors import BadRecording, NothingHeard
from plp.forecast import Rates
from plp.language import Language, Region
from plp.member import Member
from plp.outcome import UNDER_WAY
from plp.phone import read_phone
from plp.ports import CallOrder, Door, Ports, TextOrder
from plp.zone import Officer, Partnership, PartnershipKind, Zone
from services.codes import hash_code
from services.deliver import place_calls, send_texts
from services.draft_alert import draft_alert
from services.errands import place_errands, send_errands
from services.launch_alert import launch_alert
from services.own_voice import fetch_recordings
from services.sweep import Swept, sweep
from services.validate_alert import validate_alert
from store import SqlStore
from tests.fakes.carrier import FakeCarrier
from webhooks.app import create_app

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BASE = "https://gateway.example"
ZONE_LINE, ZONE_TEXTS = "+3226100100", "+32460100100"
FR, NL = Language.FR, Language.NL
TEXTS: Mapping[Language, str] = {FR: "Une camionnette blanche rôde.", NL: "Een witte bestelwagen rijdt rond."}

CLAES_PHONE, SUBSTITUTE_PHONE, OUTSIDER_PHONE = "+32470100001", "+32470100002", "+32470100003"
CODES = {"claes": "482915", "peeters": "730164", "wouters": "615902"}


@cache
def code_hash(code: str) -> str:
    """The hash of a code, worked out once a test process."""
    return hash_code(code)


@dataclass
class TownClock:
    """A clock that moves when told, and when somebody sleeps."""

    moment: datetime = MORNING

    def now(self) -> datetime:
        """The moment it shows."""
        return self.moment

    def sleep(self, length: timedelta) -> None:
        """Time passes."""
        self.moment += length


@dataclass
class TownBell:
    """A bell that writes down who rang."""

    rings: list[tuple[Door, datetime | None]] = field(default_factory=list)

    def ring(self, door: Door, *, at: datetime | None = None) -> None:
        """Heard."""
        self.rings.append((door, at))


class FreePace:
    """As many permits as asked for."""

    def take(self, door: Door, most: int) -> Sequence[timedelta]:
        """All of them, at once."""
        return [timedelta(0)] * most

    def leave(self, door: Door, many: int) -> tuple[int, timedelta]:
        """All of them."""
        return many, timedelta(0)

    def wait(self, door: Door) -> timedelta:
        """Not at all."""
        return timedelta(0)


@dataclass(frozen=True)
class Made:
    """What came of preparing phrases."""

    rendered: int
    already: int = 0
    failed: Sequence[object] = ()


class FlawedVoice(BadRecording):
    """A recording refused for this flaw."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(f"this recording is {flaw}")
        self.flaw = flaw


_FLAWED = {b"noise": Flaw.NOISY, b"a word": Flaw.SHORT, b"a speech": Flaw.LONG, b"half a file": Flaw.UNREADABLE}


@dataclass
class TownSpeech:
    """A shelf that holds what was prepared, when it is told to keep anything at all."""

    keeps: bool = False
    shelf: dict[tuple[str, str], str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)

    def clip(self, text: str, language: str) -> str | None:
        """The clip's name."""
        return self.shelf.get((text, language))

    def clips(self, phrases: Sequence[tuple[str, str]]) -> tuple[str | None, ...]:
        """The clips' names, all or none."""
        found = tuple(self.shelf.get(phrase) for phrase in phrases)
        return found if all(found) else (None,) * len(found)

    def prepare(self, phrases: Iterable[tuple[str, str]]) -> Made:
        """Shelve them."""
        wanted = [phrase for phrase in phrases if phrase not in self.shelf] if self.keeps else []
        self.shelf |= {phrase: f"clip-{len(self.shelf) + number}" for number, phrase in enumerate(wanted)}
        return Made(len(wanted))

    def keep_recording(self, recording_id: str, audio: bytes, *, lenient: bool = False) -> str:
        """Shelve a voice; silence is refused, and from an officer pure noise."""
        if audio == b"silence":
            raise NothingHeard("nobody says anything")
        if audio in _FLAWED and not lenient:
            raise FlawedVoice(_FLAWED[audio])
        return f"voice-{recording_id}"

    def wav(self, media: str) -> bytes | None:
        """Names only: no sound lies there."""
        del media
        return None

    def seconds(self, media: str) -> float | None:
        """Names only: no sound lies there."""
        del media
        return None

    def remove(self, media: str) -> None:
        """Written down."""
        self.removed.append(media)

    def forget(self, text: str, language: str) -> int:
        """Off the shelf."""
        self.removed.append(text)
        return int(self.shelf.pop((text, language), None) is not None)


class EmptyShelf:
    """No clip is asked for here."""

    def file(self, name: str) -> None:
        """Nothing lies there."""


def zone_of_town(**changes: Any) -> Zone:
    """The zone, in Brussels."""
    zone = Zone(
        name="Zone de police des Tilleuls",
        voice_number=ZONE_LINE,
        sms_number=ZONE_TEXTS,
        emergency="101",
        desk_number="+3226100101",
        desk_code_hash="",
        region=Region.BRUSSELS,
        sample=True,
    )
    return replace(zone, **changes)


def officers_of_town() -> list[Officer]:
    """Claes is mandated, Peeters her substitute, Wouters has no mandate at all."""
    zone = zone_of_town().name
    return [
        Officer("claes", zone, 7, "Inspecteur Claes", CLAES_PHONE, code_hash(CODES["claes"]), FR),
        Officer("peeters", zone, 8, "Inspecteur Peeters", SUBSTITUTE_PHONE, code_hash(CODES["peeters"]), FR),
        Officer("wouters", zone, 9, "Inspecteur Wouters", OUTSIDER_PHONE, code_hash(CODES["wouters"]), FR),
    ]


def partnerships_of_town() -> list[Partnership]:
    """The Lindens have a charter; the Orchard waits for its own."""
    lindens = Partnership(
        slug="tilleuls",
        zone=zone_of_town().name,
        number=12,
        name={"fr": "PLP Les Tilleuls", "nl": "BIN De Linden"},
        municipality={"fr": "Sainte-Agathe", "nl": "Sint-Agatha"},
        kind=PartnershipKind.RESIDENTS,
        charter_approved_on=date(2024, 3, 1),
        officers=("claes", "peeters"),
    )
    orchard = replace(lindens, slug="verger", number=13, name={"fr": "PLP Le Verger"}, charter_approved_on=None)
    return [lindens, orchard]


class Town:
    """Everything a story needs, on one store."""

    def __init__(self, store: SqlStore, *, zone: Zone | None = None, rates: Rates | None = None) -> None:
        self.clock, self.bell, self.speech = TownClock(), TownBell(), TownSpeech()
        self.carrier = FakeCarrier(self.clock)
        self.ports = Ports(
            store=store,
            carrier=self.carrier,
            speech=self.speech,
            bell=self.bell,
            clock=self.clock,
            pace=FreePace(),
            public_url=BASE,
            rates=rates or Rates(),
        )
        self.app: Flask = create_app(self.ports, shelf=EmptyShelf(), checks={})
        self.client: FlaskClient = self.app.test_client()
        self._members: dict[str, Member] = {}
        self._phones: dict[str, Handset] = {}
        self._calls_in = 0
        with store.write() as book:
            book.people.save_zone(zone or zone_of_town(), officers_of_town(), partnerships_of_town())

    # ---- who lives here

    def has(self, name: str, phone: str, **more: Any) -> Member:
        """A neighbour moves in."""
        if "second_phone" in more:
            more["second_phone"] = read_phone(more["second_phone"])
        plain: dict[str, Any] = {
            "id": f"member-{name}",
            "partnership": "tilleuls",
            "position": len(self._members) + 1,
            "name": name,
            "phone": read_phone(phone),
            "language": FR,
            "consent_on": date(2025, 1, 1),
            "password": f"tournesol{len(self._members)}",
        }
        member = Member(**plain | more)
        self._members[name] = member
        with self.ports.store.write() as book:
            book.people.save_members([member])
        return member

    def phone(self, number: str) -> Handset:
        """The telephone with this number."""
        return self._phones.setdefault(number, Handset(self, number))

    # ---- what the police does

    def drafts(self, kind: Kind = Kind.URGENT, **more: Any) -> Alert:
        """A message is drafted."""
        plain: dict[str, Any] = {"partnership": "tilleuls", "texts": TEXTS, "by": "claes"}
        return draft_alert(self.ports, kind=kind, **plain | more)

    def launches(self, kind: Kind = Kind.URGENT, *, placing: bool = True, **more: Any) -> Cascade:
        """A message is drafted, validated and launched; whoever is due is rung and texted."""
        alert = self.drafts(kind, **more)
        validate_alert(self.ports, alert.id, by="claes")
        cascade = launch_alert(self.ports, alert.id, by="claes")
        if placing:
            self.works()
        return cascade

    # ---- what workers and clock do

    def works(self) -> None:
        """The workers answer every door."""
        place_errands(self.ports)
        place_calls(self.ports)
        send_errands(self.ports)
        send_texts(self.ports)
        fetch_recordings(self.ports)
        self.proves_nobody_is_lost()

    def passes(self, *, sweeping: bool = True, **length: float) -> None:
        """Time passes, and the clock's work is done at the end of it."""
        self.clock.moment += timedelta(**length)
        if sweeping:
            self.sweeps()
        self.works()

    def sweeps(self) -> Swept:
        """The clock's sweep."""
        swept = sweep(self.ports)
        self.proves_nobody_is_lost()
        return swept

    def proves_nobody_is_lost(self) -> None:
        """Members are pending or have a final; whoever is pending has a due time or an attempt under way."""
        with self.ports.store.read() as book:
            for cascade in book.cascades.all():
                tally = book.cascades.tally(cascade.id)
                deliveries = book.cascades.deliveries(cascade.id)
                attempts = book.cascades.attempts(cascade.id)
                assert tally.adds_up
                assert tally.members == len(deliveries)
                assert tally.pending == sum(each.final is None for each in deliveries)
                for each in deliveries:
                    tried = attempts.get(each.id, [])
                    under_way = any(attempt.state in UNDER_WAY for attempt in tried)
                    assert each.final or each.due_at or under_way, f"{each.member} is lost"
                    assert not (each.final and each.due_at)
                if cascade.state is CascadeState.FINISHED:
                    assert tally.pending == 0

    def misses_nobody(self) -> None:
        """The cheap half of the proof, after every single request."""
        assert self.ports.store.gauges()["unaccounted_members"] == 0

    # ---- what is known

    def delivery(self, name: str, cascade: Cascade | None = None) -> Delivery:
        """What this neighbour is owed by the newest cascade, or by this one."""
        with self.ports.store.read() as book:
            run = cascade or book.cascades.all()[0]
            member = self._members[name].id
            return next(each for each in book.cascades.deliveries(run.id) if each.member == member)

    def attempts(self, name: str, cascade: Cascade | None = None) -> list[Attempt]:
        """All that was tried for this neighbour."""
        with self.ports.store.read() as book:
            return book.cascades.attempts_of(self.delivery(name, cascade).id)

    def outcomes(self, name: str) -> list[str]:
        """How all that was tried for this neighbour stands."""
        return [attempt.state.value for attempt in self.attempts(name)]

    def cascade(self, cascade: Cascade) -> Cascade:
        """The cascade as it stands."""
        with self.ports.store.read() as book:
            return book.cascades.get(cascade.id)

    def cascades(self) -> list[Cascade]:
        """All cascades, newest first."""
        with self.ports.store.read() as book:
            return book.cascades.all()

    def tally(self, cascade: Cascade) -> Tally:
        """Its numbers."""
        with self.ports.store.read() as book:
            return book.cascades.tally(cascade.id)

    def alert(self, alert: str) -> Alert:
        """A message as it stands."""
        with self.ports.store.read() as book:
            return book.alerts.get(alert)

    def history(self, alert: str) -> list[str]:
        """What happened to it, in words."""
        with self.ports.store.read() as book:
            return [line.what for line in book.alerts.history(alert)]

    def errand(self, errand: str) -> Errand | None:
        """A call or a text owed beside the cascades."""
        with self.ports.store.read() as book:
            return book.errands.get(errand)

    def conversation(self, sid: str) -> Call:
        """A conversation as it is remembered."""
        with self.ports.store.read() as book:
            call = book.conversations.call(sid)
        assert call is not None
        return call

    def posts(self, address: str, **fields: object) -> TestResponse:
        """The carrier asks us."""
        path = address.removeprefix(BASE).partition("#")[0]
        return self.client.post(path, data={key: str(value) for key, value in fields.items()})

    def new_sid(self) -> str:
        """A SID for a call that comes in."""
        self._calls_in += 1
        return f"CAin{self._calls_in:028d}"

    def rung(self) -> list[str]:
        """The numbers rung so far, in order."""
        return [order.to for order in self.carrier.call_orders]

    def texted(self) -> list[str]:
        """The numbers texted so far, in order."""
        return [order.to for order in self.carrier.text_orders]


class Handset:
    """A telephone: it rings, is picked up, hears TwiML and presses keys; it also gets and sends texts."""

    def __init__(self, town: Town, number: str) -> None:
        self.town, self.number = town, number
        self.sid, self.status_url = "", ""
        self.twiml = ET.Element("Response")
        self._last: tuple[str, dict[str, object]] = ("", {})
        self._order: CallOrder | None = None

    # ---- calls to us

    def dials(self, to: str = ZONE_LINE, *, showing: str | None = None, sid: str | None = None) -> Handset:
        """Ring the zone."""
        self.sid, self.status_url, self._order = sid or self.town.new_sid(), "", None
        caller = self.number if showing is None else showing
        return self._asks(f"{BASE}/voice/incoming", To=to, From=caller, CallStatus="ringing")

    def sends(self, body: str, *, sid: str = "", pictures: int = 0) -> str | None:
        """Send a text, with pictures; returns the answer, if any."""
        answer = self.town.posts(
            "/sms/incoming",
            MessageSid=sid or self.town.new_sid().replace("CA", "SM"),
            From=self.number,
            To=ZONE_TEXTS,
            Body=body,
            NumMedia=pictures,
        )
        assert answer.status_code == 200, answer.text
        return parsed(answer.text).findtext("Message")

    # ---- calls to it

    @property
    def order(self) -> CallOrder:
        """The latest call ordered to this number."""
        return next(each for each in reversed(self.town.carrier.call_orders) if each.to == self.number)

    @property
    def letter(self) -> TextOrder:
        """The latest text ordered to this number."""
        return next(each for each in reversed(self.town.carrier.text_orders) if each.to == self.number)

    def takes_up(self) -> Handset:
        """Look at the latest call without picking it up."""
        self._order = self.order
        self.sid, self.status_url = self.town.carrier.sid_of(self._order.id), self._order.status_url
        return self

    def answers(self, *, by: str = "") -> Handset:
        """Pick up the call that rings; detection, if it is quick, says who."""
        self.takes_up().reports("ringing").reports("in-progress")
        assert self._order is not None
        self._asks(self._order.url, CallStatus="in-progress", From=ZONE_LINE, To=self.number)
        return self.is_guessed(by) if by else self

    def is_busy(self) -> Handset:
        """Somebody talks on it."""
        return self.takes_up().reports("busy")

    def does_not_answer(self) -> Handset:
        """Nobody picks up."""
        return self.takes_up().reports("no-answer")

    def is_a_machine(self) -> Handset:
        """A machine answers and takes the voicemail text to its end."""
        self.answers().is_guessed("machine_end_beep")
        return self.goes_to_voicemail().waits().hangs_up()

    def is_guessed(self, answered_by: str) -> Handset:
        """Machine detection tells its guess."""
        assert self._order is not None
        if self._order.machine_url:
            self._reports_to(self._order.machine_url, AnsweredBy=answered_by)
        return self

    def goes_to_voicemail(self) -> Handset:
        """Follow where the gateway sent this call."""
        sid, url = self.town.carrier.sent_to[-1]
        assert sid == self.sid
        return self._asks(url, CallStatus="in-progress")

    def listens_to_the_end(self) -> Handset:
        """Say nothing until the line is closed by the gateway."""
        for _ in range(20):
            if self.has_been_hung_up:
                return self.hangs_up()
            self.waits()
        raise AssertionError("this call never ends")

    # ---- during a call

    def hears(self, *words: str) -> Handset:
        """Each of these is said now."""
        for each in words:
            assert each in self.said, f"{each!r} is not in {self.said!r}"
        return self

    def does_not_hear(self, *words: str) -> Handset:
        """None of these is said now."""
        for each in words:
            assert each not in self.said, f"{each!r} is in {self.said!r}"
        return self

    def presses(self, keys: str) -> Handset:
        """Press keys at the menu."""
        gather = self.twiml.find("Gather")
        assert gather is not None, f"no key is asked for: {self.said!r}"
        return self._asks(gather.attrib["action"], Digits=keys)

    def types(self, digits: str) -> Handset:
        """Type digits closed by #."""
        gather = self.twiml.find("Gather")
        assert gather is not None
        assert gather.attrib.get("finishOnKey") == "#", "a hash is not asked for"
        return self.presses(digits.removesuffix("#"))

    def waits(self) -> Handset:
        """Press nothing."""
        gather = self.twiml.find("Gather")
        if gather is not None:
            assert gather.attrib.get("actionOnEmptyResult") == "true"
            return self._asks(gather.attrib["action"], Digits="")
        redirect = self.twiml.find("Redirect")
        assert redirect is not None, f"the line was closed: {self.said!r}"
        return self._asks(str(redirect.text))

    def speaks(self, sid: str, audio: bytes = b"voice", *, lasting: int = 7, closing: str = "#") -> Handset:
        """Be recorded, and close with # (or another key that ends it)."""
        record = self.twiml.find("Record")
        assert record is not None, f"nothing is recorded: {self.said!r}"
        assert closing in record.attrib["finishOnKey"], f"{closing} ends no recording here"
        url = f"https://api.twilio.example/Recordings/{sid}"
        self.town.carrier.recordings[url] = audio
        return self._asks(
            record.attrib["action"], RecordingSid=sid, RecordingUrl=url, RecordingDuration=lasting, Digits=closing
        )

    def hangs_up(self) -> Handset:
        """End the call."""
        return self.reports("completed") if self.status_url else self

    def asks_again(self) -> str:
        """The carrier sends its last request once more; returns what it gets."""
        url, fields = self._last
        return self.town.posts(url, **fields).text

    def reports(self, status: str, **more: object) -> Handset:
        """The carrier tells how the call goes."""
        if self.sid in self.town.carrier._calls:
            self.town.carrier.becomes(self.sid, status)
        return self._reports_to(self.status_url, CallStatus=status, **more)

    def text_is(self, status: str, *, code: int | None = None) -> Handset:
        """The carrier tells how the latest text goes."""
        order = self.letter
        sid = self.town.carrier.sid_of(order.id)
        self.town.carrier.becomes(sid, status, error_code=code)
        more = {"ErrorCode": code} if code else {}
        answer = self.town.posts(order.status_url, MessageSid=sid, MessageStatus=status, **more)
        assert answer.status_code == 204
        self.town.proves_nobody_is_lost()
        return self

    @property
    def said(self) -> str:
        """All the words said now, the clips by their address."""
        return " ".join(each.text or "" for each in self.twiml.iter() if each.tag in {"Say", "Play"})

    @property
    def sentences(self) -> list[str]:
        """Each `<Say>` by itself."""
        return [each.text or "" for each in self.twiml.iter("Say")]

    @property
    def pair(self) -> str:
        """The two digits just spoken, alone in one sentence."""
        return next(each for each in self.sentences if len(each) == 4 and each[1:3] == ", ").replace(", ", "")

    @property
    def has_been_hung_up(self) -> bool:
        """Whether the gateway closes the line."""
        return self.twiml.find("Hangup") is not None or self.twiml.find("Reject") is not None

    def _asks(self, url: str, **fields: object) -> Handset:
        self._last = (url, {"CallSid": self.sid, **fields})
        answer = self.town.posts(url, **self._last[1])
        assert answer.status_code == 200, f"{url}: {answer.status_code} {answer.text}"
        self.twiml = parsed(answer.text)
        self.town.misses_nobody()
        return self

    def _reports_to(self, url: str, **fields: object) -> Handset:
        answer = self.town.posts(url, CallSid=self.sid, **fields)
        assert answer.status_code == 204, f"{url}: {answer.status_code} {answer.text}"
        self.town.misses_nobody()
        return self


def parsed(twiml: str) -> ET.Element:
    """Read what we returned."""
    return ET.fromstring(twiml)  # noqa: S314  # our own words
