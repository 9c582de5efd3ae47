"""A member changes how he is spoken to: the language, the channel, the hours for what is not urgent."""

from __future__ import annotations

from dataclasses import replace

from plp.book import Book
from plp.errors import BadInput
from plp.language import Language
from plp.member import Channel, Consent, Hours, Member, Source, Wish
from plp.night import next_in_hours
from plp.phone import Line
from plp.ports import Ports
from services.begin_texts import begin_texts
from services.end_texts import end_texts


def change_settings(
    ports: Ports,
    member_id: str,
    *,
    source: Source,
    language: Language | None = None,
    wish: Wish | None = None,
    hours: Hours | None = None,
) -> Member:
    """Write what is given, the channel with its time and source; returns the member as he is now.

    VOICE means that no text is sent to him any more: calls under way go on without.  Narrower hours put off what is
    owed to him and not urgent.  Asked again, nothing changes.
    Raises NotFound, BadInput for texts to a landline.
    """
    with ports.store.write() as book:
        before = book.people.member(member_id, hold=True)
        if wish in {Wish.SMS, Wish.BOTH} and before.phone.line is Line.LANDLINE:
            raise BadInput("a text cannot reach a landline; this member can only be called")
        changed = replace(
            before, language=language or before.language, wish=wish or before.wish, hours=hours or before.hours
        )
        if changed != before:
            book.people.save_members([changed])
        if wish is not None:
            _note_channels(ports, book, before, wish, source)
        if changed.hours is not before.hours:
            _put_off(ports, book, changed)
        return book.people.member(member_id)


def _note_channels(ports: Ports, book: Book, before: Member, wish: Wish, source: Source) -> None:
    now = ports.clock.now()
    if wish is not before.wish:  # a call remains, if only for a text that does not arrive
        book.reports.add_consent(Consent(before.id, Channel.VOICE, True, now, source))
        if before.wish is Wish.VOICE and not before.texts_ended_at:
            book.reports.add_consent(Consent(before.id, Channel.SMS, True, now, source))
    if wish is Wish.VOICE:
        end_texts(ports, before.id, source=source)
    else:
        begin_texts(ports, before.id, source=source)


def _put_off(ports: Ports, book: Book, member: Member) -> None:
    """Hours just chosen hold for what is owed already, unless it is urgent."""
    now, tz = ports.clock.now(), book.people.zone(book.people.partnership(member.partnership).zone).tz
    for cascade, delivery in book.cascades.open_to(member.id):
        if cascade.urgent or not delivery.due_at or not delivery.next_by:
            continue
        book.cascades.set_next(
            delivery.id, delivery.next_by, next_in_hours(member.hours, max(delivery.due_at, now), tz)
        )
