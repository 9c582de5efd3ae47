"""What the services ask of the store: a book opened to read, or to write in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from plp.alert import Alert, AlertState, Happening
from plp.book_of_access import Access, Pages
from plp.book_of_attempts import Attempts
from plp.book_of_calls import Conversations
from plp.book_of_cap import CapMessages
from plp.book_of_costs import Ledger
from plp.book_of_records import Records
from plp.book_of_reports import Errands, Reports
from plp.book_of_templates import Templates
from plp.book_of_trust import Trust
from plp.book_of_years import Years
from plp.cascade import Attempt, Cascade, CascadeState, Delivery, Final, Owing, Tally
from plp.member import Member
from plp.outcome import By
from plp.zone import Officer, Partnership, Zone


@dataclass(frozen=True, slots=True)
class Claim:
    """One due delivery with the attempt just written for it (state SUBMITTING), and what is needed to place it."""

    delivery: Delivery
    attempt: Attempt
    cascade: Cascade
    alert: Alert
    zone: Zone
    partnership: Partnership


class People(Protocol):
    """Zones, officers, partnerships and members."""

    def save_zone(self, zone: Zone, officers: Sequence[Officer], partnerships: Sequence[Partnership]) -> bool:
        """Create or update a whole zone; False when nothing changed.  Officers and partnerships no longer
        named lose their mandate, never their history.  A lock on an officer is kept."""

    def zones(self) -> list[Zone]:
        """All zones, by name."""

    def zone(self, name: str) -> Zone:
        """One zone.  Raises NotFound."""

    def zone_by_number(self, number: str) -> Zone | None:
        """The zone whose voice or SMS number this is."""

    def officer(self, officer: str) -> Officer:
        """One officer.  Raises NotFound."""

    def officers(self, zone: str) -> list[Officer]:
        """All officers of a zone, by number."""

    def officer_by_phone(self, zone: str, phone: str) -> Officer | None:
        """The officer whose registered number this is."""

    def officer_by_number(self, zone: str, number: int) -> Officer | None:
        """The officer with this number in the zone."""

    def set_lock(self, officer: str, *, locked: bool) -> None:
        """Lock or unlock an officer."""

    def partnership(self, slug: str) -> Partnership:
        """One partnership.  Raises NotFound."""

    def partnership_by_number(self, zone: str, number: int) -> Partnership | None:
        """The partnership typed with this number."""

    def partnerships(self, zone: str) -> list[Partnership]:
        """All partnerships of a zone, by number."""

    def member(self, member: str, *, hold: bool = False) -> Member:
        """One member; to be written anew he is held: nobody else writes him meanwhile.  Raises NotFound."""

    def members(self, partnership: str, *, hold: bool = False) -> list[Member]:
        """The whole list, in its order, held if it is to be written anew."""

    def names(self, members: Collection[str]) -> Mapping[str, str]:
        """The names of these members by their ids, asked for at once."""

    def kinds_of_members(self, partnership: str, now: datetime) -> list[Member]:
        """One example of each kind of member: alike in all that decides what a cascade owes them.

        What tells members of a kind apart is left empty; a pause that is over by `now` is none.
        """

    def count_kinds(self, partnership: str, now: datetime) -> list[tuple[Member, int]]:
        """The same, each with how many there are of it."""

    def members_by_phone(self, phone: str) -> list[Member]:
        """Everybody who lists this number as first or second phone."""

    def cards_taken(self, cards: Collection[str]) -> set[str]:
        """Which of these card numbers somebody has."""

    def member_by_card(self, card: str) -> Member | None:
        """The member with this number on his card."""

    def save_members(self, members: Sequence[Member]) -> None:
        """Insert or update by id, in bulk (10,000 rows in seconds)."""


class Alerts(Protocol):
    """Police messages and their history."""

    def add(self, alert: Alert) -> None:
        """Write a new alert."""

    def get(self, alert: str) -> Alert:
        """One alert.  Raises NotFound."""

    def of_partnership(self, partnership: str, states: Collection[AlertState]) -> list[Alert]:
        """Alerts in these states, newest first."""

    def save(self, alert: Alert, *, was: AlertState) -> bool:
        """Write all of it if its state is still `was`; False when somebody was faster."""

    def next_number(self, partnership: str, year: int) -> int:
        """The next number of this year: "message 14 of this year"."""

    def note(self, happening: Happening) -> None:
        """Append to the history."""

    def history(self, alert: str) -> list[Happening]:
        """Its history, oldest first."""

    def in_states(self, states: Collection[AlertState], *, expired_by: datetime | None = None) -> list[Alert]:
        """All alerts in these states, optionally only those whose time is over by then."""


class Cascades(Attempts, Protocol):
    """Runs, the deliveries they owe, and the attempts made at them."""

    def add(self, cascade: Cascade, deliveries: Iterable[Delivery]) -> None:
        """Write a run and everything it owes, in bulk.  Raises AlreadyLaunched when the alert has one."""

    def fan_out(self, cascade: Cascade, owing: Sequence[Owing], *, again: bool = False) -> bool:
        """Write a run and, one statement a kind, a delivery for every member.  Raises AlreadyLaunched.
        False when somebody became of another kind meanwhile and has none: `again` writes what is missing."""

    def exclude(self, cascade: str, *, but: Collection[str], why: str) -> None:
        """In this new run everybody is excluded but these members, for that reason."""

    def get(self, cascade: str) -> Cascade:
        """One cascade.  Raises NotFound."""

    def of_alert(self, alert: str) -> Cascade | None:
        """The cascade of this alert."""

    def all(self, states: Collection[CascadeState] = ()) -> list[Cascade]:
        """All cascades (in these states), newest first."""

    def of_partnership(self, partnership: str, states: Collection[CascadeState]) -> list[Cascade]:
        """Those of one partnership (in these states), newest first."""

    def move(self, cascade: str, *, was: Collection[CascadeState], to: CascadeState, at: datetime) -> bool:
        """Move it from one of `was`; FINISHED only when all have their final, CANCELLED raises the fence."""

    def raise_fence(self, cascade: str) -> bool:
        """Nothing of a FINISHED run is taken up again, whatever proves of it later; False when it is not FINISHED."""

    def cancel_owed(self, cascade: str, at: datetime) -> int:
        """Every delivery without final becomes cancelled; planned attempts too.  Returns how many deliveries."""

    def tally(self, cascade: str) -> Tally:
        """The cascade in numbers."""

    def tallies(self, cascades: Collection[str]) -> Mapping[str, Tally]:
        """Each of these cascades in numbers, asked for at once."""

    def deliveries(self, cascade: str) -> list[Delivery]:
        """All deliveries, in the order of the list."""

    def delivery(self, delivery: str) -> Delivery:
        """One delivery.  Raises NotFound."""

    def hold_delivery(self, delivery: str) -> Delivery:
        """The same; nobody else claims it or writes to it until this book is closed."""

    def deliveries_to(self, members: Collection[str], *, since: datetime) -> list[tuple[Cascade, Delivery]]:
        """What these members were owed by cascades started since then, newest first (not the cancelled ones)."""

    def open_to(self, member: str) -> list[tuple[Cascade, Delivery]]:
        """What this member is still owed by cascades under way, whenever they began, newest first."""

    def hold_free_deliveries(self, deliveries: Collection[str]) -> Mapping[str, Delivery]:
        """`hold_delivery` for those of them that nobody else holds, by their ids; nobody is waited for."""

    def claim(
        self,
        by: By,
        *,
        most: int,
        now: datetime,
        lease: timedelta,
        holding: Collection[str],
        lines: int | None = None,
    ) -> list[Claim]:
        """Take up to `most` due deliveries and write an attempt in state SUBMITTING for each.

        Due: due_at ≤ now, next_by = by, no final; its cascade WAITING or RUNNING with the fence it had at launch;
        its alert LAUNCHED and not expired; not a routine cascade of a zone in `holding` (quiet hours).
        At most one live call per telephone number.  Urgent cascades first, then wave, then the list's order.
        A PLANNED attempt is taken up again instead of a new one.  due_at becomes null.
        Several workers at once never claim the same row, nor together more calls than `lines` leaves free.
        """

    def due(self, by: By, now: datetime, *, most: int | None = None, holding: Collection[str] = ()) -> int:
        """How many deliveries are due on this channel now, counted no further than `most`.

        Not those of routine cascades of zones in `holding`.
        """

    def next_due(self, by: By, after: datetime) -> datetime | None:
        """The next moment after this one at which something falls due on this channel."""

    def lines_in_use(self, now: datetime) -> int:
        """How many lines our calls hold: those under way, and those in which a key was pressed and that still talk."""

    def is_done(self, cascade: str) -> bool:
        """Whether no delivery of it lacks a final; cheap, asked after every ending."""

    def count_open(self, cascade: str, *, most: int) -> int:
        """How many deliveries of it lack a final, counted no further than `most`."""

    def reopen(self, delivery: str, *, reached: bool, heard: bool) -> bool:
        """Take back INFORMED when it proved to have been a machine: no final, the facts as given.

        Its cascade, if FINISHED, is RUNNING again.  False when its final was another, or the fence was raised since:
        then INFORMED becomes CANCELLED.
        """

    def take_back(self, delivery: str, *, reached: bool, heard: bool) -> None:
        """Write these facts anew: what was taken for a person proved to be a machine; not once acknowledged."""

    def ring_instead(self, member: str) -> int:
        """What this member is owed goes on by calls alone: the next text becomes a call at the same moment, a planned
        one is cancelled.  Returns how many deliveries without final that concerns."""

    def set_next(self, delivery: str, by: By | None, due_at: datetime | None) -> bool:
        """Write when and how it is tried next; False when it has a final."""

    def finish(self, delivery: str, final: Final, why: str, *, over: Collection[Final] = ()) -> bool:
        """Write its final if it has none, or one of `over`; clears due_at."""

    def note_facts(
        self, delivery: str, *, reached: bool = False, heard: bool = False, acknowledged: bool = False
    ) -> Delivery:
        """Add to what is known, and hold it like `hold_delivery`; a fact once true stays true.  Raises NotFound."""

    def note_facts_of_each(
        self, deliveries: Collection[str], *, reached: bool = False, heard: bool = False, acknowledged: bool = False
    ) -> Mapping[str, Delivery]:
        """The same for several at once, by their ids; one fact at least is added."""

    def overdue(self, now: datetime, *, most: int = 1000) -> list[Delivery]:
        """Deliveries without final whose alert has expired and which have no call under way."""

    def waited_out(self, now: datetime, *, most: int = 1000) -> list[Delivery]:
        """Deliveries without final that were only waiting for a text's report, for longer than the plan allows."""

    def stranded(self, *, most: int = 1000) -> list[Delivery]:
        """Deliveries without final, due time and attempt under way, or whose run is over: there must be none."""


class Book(Protocol):
    """The store, opened.  All that is written through one book is committed together."""

    @property
    def writable(self) -> bool:
        """Whether it is open to write: then others may be waiting, and nothing slow is done meanwhile."""

    @property
    def people(self) -> People: ...
    @property
    def trust(self) -> Trust: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def cascades(self) -> Cascades: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def errands(self) -> Errands: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def records(self) -> Records: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def templates(self) -> Templates: ...
    @property
    def access(self) -> Access: ...
    @property
    def pages(self) -> Pages: ...
    @property
    def cap(self) -> CapMessages: ...
    @property
    def years(self) -> Years: ...

    def after_commit(self, then: Callable[[], object]) -> None:
        """Do this once everything is safe; never done if the transaction fails.

        StoreBusy ends this alone, and is told in the log.
        """


class Store(Protocol):
    """The truth."""

    def read(self) -> AbstractContextManager[Book]:
        """Open the book to read; joins the writing one of this thread if there is one."""

    def write(self) -> AbstractContextManager[Book]:
        """Open the book to write: one transaction, committed at the end, undone by an exception.

        Within another `write` of the same thread it joins that one.
        """

    def batch(self) -> int:
        """How many deliveries are best claimed or recorded in one transaction now: fewer while others wait to write."""

    def gauges(self) -> Mapping[str, float]:
        """Numbers for /metrics: due deliveries, live calls, members nobody accounts for."""
