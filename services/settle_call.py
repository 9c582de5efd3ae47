"""How a call ended by what was seen on it, and what follows for the member: facts first, then what the plan says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plp.book import Book
from plp.cascade import Attempt, CascadeState, Delivery, Final
from plp.outcome import BEFORE_THE_CARRIER, UNDER_WAY, AttemptState, By
from plp.ports import Ports
from services.plan_next import finish, plan_next

READINGS = 2
"""A message is heard when both readings were played to their end."""
TALKED = frozenset({AttemptState.HEARD, AttemptState.CUT_SHORT, AttemptState.MACHINE})
"""How a call ends in which somebody, or something, answered."""
_GIVEN_UP = frozenset({Final.UNREACHED})


def is_machine(guess: str | None) -> bool:
    """Tell whether detection means a machine; silence and `unknown` count as a person."""
    return guess is not None and (guess.startswith("machine") or guess == "fax")


def how_it_ended(attempt: Attempt) -> AttemptState:
    """The end of a call in which no key acknowledged, from what was seen, whatever the order it was seen in."""
    if is_machine(attempt.answered_by):
        return AttemptState.MACHINE
    return AttemptState.HEARD if was_heard(attempt) else AttemptState.CUT_SHORT


def was_heard(attempt: Attempt) -> bool:
    """Whether enough was played: both readings of a call of ours, one of a message somebody called in to hear."""
    return attempt.played >= (1 if attempt.by is By.VOICE_IN else READINGS)


def settle(ports: Ports, book: Book, attempt_id: str, *, afresh: bool = False) -> None:
    """`settle_all` for one call, if it has ended."""
    attempt = book.cascades.attempt(attempt_id)
    if attempt is not None and attempt.state not in UNDER_WAY | BEFORE_THE_CARRIER:
        settle_all(ports, book, [attempt], afresh=afresh)


def settle_all(
    ports: Ports,
    book: Book,
    ended: Sequence[Attempt],
    *,
    held: Mapping[str, Delivery] | None = None,
    afresh: bool = False,
) -> None:
    """After these ends, or (`afresh`) a correction: write the facts about the members, then what the plans say next.

    Whoever holds deliveries in this book hands them on.
    """
    if not ended:
        return
    owed = dict(held or {}) | _note_facts(book, ended)
    for missing in sorted({attempt.delivery for attempt in ended} - owed.keys()):
        owed[missing] = book.cascades.hold_delivery(missing)  # first: an attempt begun meanwhile must be seen
    cascades = {each: book.cascades.get(each) for each in {attempt.cascade for attempt in ended}}
    tried = book.cascades.attempts_of_each({attempt.delivery for attempt in ended})
    for attempt in ended:
        delivery, cascade = owed[attempt.delivery], cascades[attempt.cascade]
        if attempt.state is AttemptState.HEARD:
            _inform(ports, book, delivery)
        if cascade.state is not CascadeState.CANCELLED:
            plan_next(ports, book, delivery.id, cascade=cascade, held=delivery, tried=tried[delivery.id], afresh=afresh)
        elif attempt.state is AttemptState.CANCELLED:
            finish(ports, book, delivery, Final.CANCELLED, "stopped by the officer")


def _note_facts(book: Book, ended: Sequence[Attempt]) -> dict[str, Delivery]:
    """What these ends prove of the members they reached; their deliveries, held."""
    noted: dict[str, Delivery] = {}
    for state in (AttemptState.CUT_SHORT, AttemptState.HEARD):
        if those := {attempt.delivery for attempt in ended if attempt.state is state}:
            noted |= book.cascades.note_facts_of_each(those, reached=True, heard=state is AttemptState.HEARD)
    return noted


def note_heard(ports: Ports, book: Book, attempt: Attempt) -> None:
    """The member has heard it."""
    _inform(ports, book, book.cascades.note_facts(attempt.delivery, reached=True, heard=True))


def _inform(ports: Ports, book: Book, delivery: Delivery) -> None:
    """Known late, it is still true: whoever was given up has been informed."""
    if delivery.final in _GIVEN_UP:
        finish(ports, book, delivery, Final.INFORMED, "heard", over=_GIVEN_UP)


def look_again(ports: Ports, book: Book, attempt_id: str) -> None:
    """What was seen on the line may be told after its end: then it ended otherwise."""
    attempt = book.cascades.attempt(attempt_id)
    if attempt is None or attempt.state not in TALKED:
        return
    ended = how_it_ended(attempt)
    if ended is not attempt.state and book.cascades.move_attempt(attempt_id, ended):
        settle(ports, book, attempt_id, afresh=True)
