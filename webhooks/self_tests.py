"""Our own call to ourselves: the tones of the call that leaves, and what the one that arrives is told."""

from __future__ import annotations

from collections.abc import Mapping

from ivr import twiml
from ivr.menu import Effect, Look
from ivr.twiml import Utterance
from plp.book import Book
from plp.call import Call, Party
from plp.errand import Errand
from plp.phone import in_groups
from plp.ports import Ports
from plp.zone import Zone
from services.begin_self_test import pending_self_tests
from services.end_self_test import prove_self_test
from texts.catalogue import say
from webhooks.call_in import languages_of
from webhooks.choices import remembering
from webhooks.pressed import Done, LookAt, Perform, Pressed

_STAYS = 20
"""Seconds for which the call that leaves waits to be hung up on."""
_ENTRANCE = {"stranger.welcome": "stranger", "stranger.shut": "shut", "officer.code": "code"}


def tones(book: Book, errand: Errand) -> str:
    """What the call that leaves says: its code in tones, or nothing once the test is over."""
    test = book.trust.self_test(errand.subject)
    return twiml.tones(test.code, stays=_STAYS) if test and test.code else twiml.farewell([])


def while_it_tests(ports: Ports, book: Book, zone: Zone, call: Call, entrance: str) -> tuple[Call, str]:
    """While a test is under way, whoever is no member waits a moment first: he may be our own call.

    The number tells nothing: it may be shown wrongly, which is what is tested, or forged.
    """
    if call.party is Party.MEMBER or not pending_self_tests(book, zone, ports.clock.now()):
        return call, entrance
    return remembering(call, {"entrance": _ENTRANCE[entrance]}), "self_test.listen"


def to_whoever_waits(ports: Ports, book: Book, call: Call, key: str) -> list[Utterance]:
    """One key of a step's `says`, in the languages of the zone; the number that arrived is read back in groups."""
    del ports
    zone = book.people.zone(call.zone)
    key = "self_test.withheld" if key == "self_test.received" and call.number is None else key
    received = in_groups(call.number) if call.number else ""
    return [Utterance(say(key, each, received_in_groups=received), each) for each in languages_of(call, zone)]


def _prove(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    zone = book.people.zone(call.zone)
    ours = prove_self_test(ports, book, zone, digits=pressed.digits, received=call.number)
    return ("ours" if ours else "another"), call


def _who_calls(ports: Ports, book: Book, call: Call) -> Done:
    del ports, book
    return call.memory["entrance"], call


EFFECTS: Mapping[Effect, Perform] = {Effect.PROVE_SELF_TEST: _prove}
LOOKS: Mapping[Look, LookAt] = {Look.WHO_CALLS: _who_calls}
