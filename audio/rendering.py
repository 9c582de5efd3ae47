"""Renders what is not on the shelf yet: engines in order, the first verified audio wins, one voice per language."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from audio.breaker import Breaker
from audio.engine import Engine, within
from audio.errors import EngineAway, EngineFailed, SoundRefused
from audio.plausible import check_words, has_words
from audio.shelf import Shelf
from audio.sound import Sound
from audio.telephone import for_telephone

log = logging.getLogger(__name__)
PATIENCE = 30.0  # seconds for one text; beyond it the engine hangs
Words = tuple[str, str]  # text, language
Progress = Callable[[int, int], None]  # done, of how many


@dataclass(frozen=True)
class Failure:
    """Words that no engine could say, and why; the words stay out of its repr, they may be a password."""

    language: str
    reason: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Prepared:
    """What became of the phrases: `engines` counts those on the shelf now by who says them."""

    rendered: int = 0
    already: int = 0
    failed: tuple[Failure, ...] = ()
    engines: Mapping[str, int] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """How many phrases lie on the shelf now."""
        return self.rendered + self.already


@dataclass(frozen=True)
class _Fate:
    engine: str | None
    fresh: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Studio:
    """Shelf, engines in order of preference, and the breaker between them; `patience` in seconds for one text."""

    shelf: Shelf
    engines: Sequence[Engine]
    breaker: Breaker
    parallel: int = 4
    patience: float = PATIENCE


def render(studio: Studio, phrases: Iterable[Words], on_progress: Progress | None = None) -> Prepared:
    """Sees to it that each (text, language) is on the shelf; a failure of one is a reason in the report, never raised.

    Where some words of a language could only be said by a later engine, that engine says the others too, so that a
    call can be made in one voice (`find` with that engine alone). `on_progress` is called from this thread.
    """
    asked = list(dict.fromkeys(phrases))
    with ThreadPoolExecutor(studio.parallel, thread_name_prefix="render") as pool:
        waiting = {pool.submit(_see_to, studio, words, studio.engines): words for words in asked}
        fates: dict[Words, _Fate] = {}
        for answer in as_completed(waiting):
            fates[waiting[answer]] = answer.result()
            if on_progress:
                on_progress(len(fates), len(asked))
        list(pool.map(lambda again: _see_to(studio, again[0], [again[1]]), _to_say_in_one_voice(studio, fates)))
    return _report(fates)


def _see_to(studio: Studio, words: Words, engines: Sequence[Engine]) -> _Fate:
    text, language = words
    if not has_words(text):
        return _Fate(None, reason="there are no words to say")
    try:
        with studio.shelf.alone(text, language):
            clip = studio.shelf.find(text, language, engines)
            return _Fate(clip.engine) if clip else _first_that_can(studio, words, engines)
    except OSError as error:
        log.error("the shelf cannot be used: %s", error.strerror)  # noqa: TRY400 the disk is full, we know where
        return _Fate(None, reason=f"the shelf cannot be used: {error.strerror}")


def _first_that_can(studio: Studio, words: Words, engines: Sequence[Engine]) -> _Fate:
    reasons = []
    for engine in engines:
        reason = studio.breaker.why_resting(engine.name) or _try(studio, words, engine)
        if reason is None:
            return _Fate(engine.name, fresh=True)
        reasons.append(f"{engine.name}: {reason}")
    return _Fate(None, reason="; ".join(reasons) or "no engine is at hand")


def _try(studio: Studio, words: Words, engine: Engine) -> str | None:
    """None when the words are on the shelf now, else the reason why not. OSError from the disk is let through."""
    text, language = words
    if engine.voice_for(language) is None:
        return f"does not speak {language}"
    try:
        sound = within(studio.patience, lambda: _spoken(engine, text, language), engine.name)
        studio.shelf.put_speech(sound, text, language, engine)
    except EngineAway as error:
        studio.breaker.trip(engine.name, str(error))
        return _told(engine, language, str(error))
    except (EngineFailed, SoundRefused) as error:
        return _told(engine, language, str(error))
    return None


def _spoken(engine: Engine, text: str, language: str) -> Sound:
    try:
        sound = engine.speak(text, language)
    except EngineFailed:
        raise
    except Exception as error:  # noqa: BLE001 an engine is foreign code: whatever it throws costs only its own turn
        raise EngineFailed(f"broke with {type(error).__name__}") from None
    check_words(sound, text)
    return for_telephone(sound)


def _told(engine: Engine, language: str, reason: str) -> str:
    log.warning("engine=%s language=%s did not speak: %s", engine.name, language, reason)
    return reason


def _to_say_in_one_voice(studio: Studio, fates: Mapping[Words, _Fate]) -> list[tuple[Words, Engine]]:
    order = {engine.name: place for place, engine in enumerate(studio.engines)}
    last: dict[str, int] = {}  # language → the last engine that was needed
    for (_, language), fate in fates.items():
        if fate.engine:
            last[language] = max(last.get(language, 0), order[fate.engine])
    return [
        (words, studio.engines[last[words[1]]])
        for words, fate in fates.items()
        if fate.engine and order[fate.engine] < last[words[1]]
    ]


def _report(fates: Mapping[Words, _Fate]) -> Prepared:
    failed = tuple(
        Failure(language, fate.reason, text) for (text, language), fate in fates.items() if fate.engine is None
    )
    engines = Counter(fate.engine for fate in fates.values() if fate.engine)
    rendered = sum(fate.fresh for fate in fates.values())
    log.info("prepared phrases=%d rendered=%d failed=%d", len(fates), rendered, len(failed))
    return Prepared(rendered, len(fates) - rendered - len(failed), failed, dict(engines))
