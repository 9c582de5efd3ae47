"""Speech: renderings for a message whatever the number of members, and what finding a clip costs."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from audio.voice import open_voice
from bench.databases import databases
from bench.figures import Row
from bench.town import ports_at, settle, validated
from services.prepare_speech import prepare_speech

_LOOKS = 2_000


def speech(*, large: bool) -> Iterator[Row]:
    """One message for 10 and for 1,000 (10,000) members; then the shelf's hit path."""
    for members in (10, 10_000 if large else 1_000):
        with tempfile.TemporaryDirectory() as folder, databases(("sqlite",)) as urls:
            ports = ports_at(urls["sqlite"], "http://127.0.0.1:9")
            voice = open_voice(Path(folder), b"a secret of the bench, long enough", ("espeak",))
            ports = replace(ports, speech=voice)
            settle(ports, members)
            validated(ports)
            start = time.monotonic()
            made = prepare_speech(ports)
            seconds = time.monotonic() - start
            yield Row(
                f"speech for one message, {members:,} members",
                f"{made.rendered} rendered, {made.already} kept, {seconds:.2f} s",
                "",
                "",
                "one per text and language",
            )
            if members == 10:
                phrase = next((text for text in _phrases(ports) if voice.clip(*text)), None)
                if phrase:
                    start = time.monotonic()
                    for _ in range(_LOOKS):
                        voice.clip(*phrase)
                    yield Row("shelf, hit path", f"{(time.monotonic() - start) / _LOOKS * 1e6:.0f} µs")


def _phrases(ports: object) -> list[tuple[str, str]]:
    from plp.alert import AlertState
    from plp.ports import Ports
    from services.words import call_phrases

    assert isinstance(ports, Ports)
    with ports.store.read() as book:
        (alert,) = book.alerts.in_states({AlertState.VALIDATED})
        partnership = book.people.partnership(alert.partnership)
        zone = book.people.zone(partnership.zone)
        language = next(iter(alert.texts))
        return [(text, language.value) for text in call_phrases(zone, partnership, alert, language).values()]
