"""Stop a cascade: nobody else is called, and phones that still ring fall silent."""

from __future__ import annotations

from dataclasses import replace

from plp.alert import AlertState, Happening, check_mandate
from plp.cascade import UNFINISHED, CascadeState, Tally
from plp.errors import WrongMove
from plp.outcome import AttemptState, By
from plp.ports import Ports
from services.end_calls import end_calls

STOPPABLE = UNFINISHED


def stop_cascade(ports: Ports, cascade_id: str, *, by: str) -> Tally:
    """Raise the fence, cancel everything owed, and end the calls that still ring; returns the count as it stands.

    Who is listening hears at the next step that the message was withdrawn.
    Raises NotFound, NotAllowed without a mandate, WrongMove when it has ended already.
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        cascade = book.cascades.get(cascade_id)
        officer = book.people.officer(by)
        check_mandate(officer, book.people.partnership(cascade.partnership))
        if not book.cascades.move(cascade.id, was=STOPPABLE, to=CascadeState.CANCELLED, at=now):
            raise WrongMove(f"cascade {cascade.id} is {cascade.state}; there is nothing to stop")
        book.cascades.cancel_owed(cascade.id, now)
        alert = book.alerts.get(cascade.alert)
        book.alerts.save(replace(alert, state=AlertState.CANCELLED), was=AlertState.LAUNCHED)
        book.alerts.note(Happening(alert.id, now, officer.id, "cancelled", f"cascade {cascade.id} stopped"))
        ringing = [
            attempt.carrier_sid
            for attempt in book.cascades.live_of(cascade.id)
            if attempt.by is By.VOICE and attempt.carrier_sid and attempt.state is not AttemptState.ANSWERED
        ]
        book.after_commit(lambda: end_calls(ports, ringing))
        return book.cascades.tally(cascade.id)
