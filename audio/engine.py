"""What every engine promises: a name, a version, the voices it has, and speech for a text."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Protocol, TypeVar

from audio.errors import EngineAway
from audio.sound import Sound

T = TypeVar("T")


class Engine(Protocol):
    """Something that speaks. `version` changes whenever the same words would come out differently."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    def voice_for(self, language: str) -> str | None:
        """The voice for fr, nl, de or en; None when the engine does not speak the language."""

    def speak(self, text: str, language: str) -> Sound:
        """The text as sound. Raises EngineFailed, or EngineAway when the engine should be left alone for a while."""


def within(seconds: float, work: Callable[[], T], what: str) -> T:
    """The result of `work`, or EngineAway after that many seconds; the abandoned thread cannot keep us from leaving."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(work())
        except BaseException as error:  # noqa: BLE001 carried over to the waiting thread, which raises it
            answer.set_exception(error)

    threading.Thread(target=run, name=what, daemon=True).start()
    if not wait([answer], timeout=seconds).done:
        raise EngineAway(f"{what} gave no answer within {seconds:g} s")
    return answer.result()
