"""The one job there is: answer a door.  It carries no work; the store knows what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cache, partial

from gateway.collector import leave_alone_what_is_loaded
from gateway.metrics import AUDIO_CLIPS, JOBS
from gateway.wiring import open_gateway
from plp.errors import StoreBusy
from plp.ports import Door, Ports
from services.own_voice import fetch_recordings
from services.prepare_speech import prepare_speech
from workers.dialling import DOORS, dial
from workers.stopping import STOPPING

_log = logging.getLogger(__name__)


def _speech(ports: Ports) -> None:
    prepared = prepare_speech(ports, stopping=STOPPING.is_set)
    AUDIO_CLIPS.labels("rendered").inc(prepared.rendered)
    AUDIO_CLIPS.labels("failed").inc(len(prepared.failed))
    if prepared.rendered or prepared.failed:
        _log.info("speech_prepared rendered=%d failed=%d", prepared.rendered, len(prepared.failed))


ANSWERS: Mapping[Door, Callable[[Ports], object]] = {
    **{door: partial(dial, door=door) for door in DOORS},
    Door.SPEECH: _speech,
    Door.RECORDINGS: fetch_recordings,
}


@cache
def resident_ports() -> Ports:
    """The ports of this process, opened at its first job and kept."""
    ports = open_gateway().ports
    leave_alone_what_is_loaded()
    return ports


def answer(door: str) -> None:
    """Do what is due behind this door; safe to run twice, or at the same time in several workers."""
    try:
        ANSWERS[Door(door)](resident_ports())
    except StoreBusy as busy:  # the clock rings again for whatever is due
        _log.warning("database_away door=%s why=%s", door, busy)
    JOBS.labels(door).inc()
