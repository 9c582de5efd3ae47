"""An officer's own voice: one recording for each language the zone must speak, fetched, levelled and kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from plp.alert import Alert, Kind
from plp.call import Call, Flaw, Recording, RecordingState
from plp.errors import BadRecording, CarrierFailed, CarrierRefused, CarrierThrottled, NothingHeard
from plp.language import Language
from plp.ports import Door, Ports
from services.draft_alert import draft_alert
from services.members_word import is_members_word, take_late_word, take_members_word

_log = logging.getLogger(__name__)
_SOON = (timedelta(milliseconds=200), timedelta(milliseconds=500), timedelta(seconds=1))
"""A carrier needs a moment to write a voice down, and the officer waits on the line."""
_LOOK_AGAIN = timedelta(seconds=2)


def take_recording(ports: Ports, call: Call, language: Language, *, sid: str, url: str) -> None:
    """Keep note of a voice to be fetched from the carrier, and wake whoever fetches."""
    recording = Recording(sid, call.sid, language.value, url, RecordingState.WAITING, ports.clock.now())
    with ports.store.write() as book:
        book.conversations.add_recording(recording)
        book.after_commit(lambda: ports.bell.ring(Door.RECORDINGS))


def fetch_recordings(ports: Ports) -> int:
    """Fetch, level and shelve every voice that waits; what the carrier has not ready yet is left for later."""
    with ports.store.read() as book:
        waiting = book.conversations.recordings(waiting=True)
    return sum(_fetch(ports, recording) for recording in waiting)


def _fetch(ports: Ports, recording: Recording) -> bool:
    lenient = is_members_word(ports, recording)
    try:
        media = ports.speech.keep_recording(recording.sid, _download(ports, recording.url), lenient=lenient)
    except (BadRecording, CarrierRefused) as wrong:
        _log.warning("recording_refused recording=%s why=%s", recording.sid, wrong)
        settled = replace(recording, state=RecordingState.REFUSED, why=_flaw(wrong))
        said_something = not isinstance(wrong, NothingHeard)
    except CarrierFailed as failure:
        _log.info("recording_not_there_yet recording=%s why=%s", recording.sid, failure)
        take_late_word(ports, recording)
        ports.bell.ring(Door.RECORDINGS, at=ports.clock.now() + _LOOK_AGAIN)
        return False
    else:
        settled = replace(recording, state=RecordingState.KEPT, media=media)
        said_something = True
    with ports.store.write() as book:
        book.conversations.save_recording(settled)
        if said_something:
            take_members_word(ports, book, settled)
    return True


def _flaw(wrong: BadRecording | CarrierRefused) -> Flaw:
    return wrong.flaw if isinstance(wrong, BadRecording) else Flaw.UNREADABLE


def _download(ports: Ports, url: str) -> bytes:
    for moment in _SOON:
        try:
            return ports.carrier.recording(url)
        except CarrierThrottled as wait:
            if wait.retry_after > _LOOK_AGAIN.total_seconds():
                raise
            ports.clock.sleep(moment)
    return ports.carrier.recording(url)


def latest_take(ports: Ports, call: Call, sid: str) -> Recording | None:
    """The recording with this SID in this call."""
    with ports.store.read() as book:
        takes = book.conversations.recordings(call_sid=call.sid)
    return next((take for take in takes if take.sid == sid), None)


def draft_in_own_voice(
    ports: Ports,
    *,
    partnership: str,
    takes: Mapping[Language, str],
    by: str,
    answers: str | None = None,
    kind: Kind | None = None,
) -> Alert:
    """Draft an alert from the media names of an officer's takes; unless told, a correction when it answers an alert.

    Without an approved charter it can only be a test.
    """
    with ports.store.read() as book:
        its_own = book.people.partnership(partnership)
        chartered = its_own.is_chartered(book.people.zone(its_own.zone).day_of(ports.clock.now()))
    if kind is None:
        kind = Kind.CORRECTION if answers else Kind.URGENT
    return draft_alert(
        ports,
        partnership=partnership,
        kind=kind if chartered else Kind.TEST,
        texts={},
        recordings=takes,
        by=by,
        answers=answers,
    )
