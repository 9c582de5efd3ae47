"""The ear of a handset: it listens to the call and does, at the cue, what its character says."""

import re
import unicodedata
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

from exchange.clock import Errands, OwnTime
from exchange.handsets.character import HEARD, Character, Cue, Press
from exchange.voice.transcript import Heard

Act = Callable[[Cue, str, float], Coroutine[object, object, None]]


def plain(words: str) -> str:
    """Words without case or accents, so that `Écoutez` is heard as `ecoutez`."""
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def understood(cue: Cue, heard: Heard) -> tuple[float, str] | None:
    """Where in the sound (seconds) the cue's words end and the words that count; None if they are not in it."""
    sentence = heard.text or heard.url or ""
    if cue.hears is not None:
        at = plain(sentence).find(plain(cue.hears))
        end, words = (at + len(cue.hears), sentence) if at >= 0 else (-1, "")
    elif cue.matches is not None:
        match = re.search(cue.matches, sentence, re.IGNORECASE)
        end, words = (match.end(), match.group()) if match else (-1, "")
    else:
        return None
    return (heard.length * min(1.0, end / max(1, len(sentence))), words) if end >= 0 else None


@dataclass
class Ear:
    """One person on one call."""

    character: Character
    time: OwnTime
    press: Callable[[str], None]
    hang_up: Callable[[], None]
    errands: Errands
    _clips: int = 0
    _answered_at: float = 0.0
    _done: dict[int, int] = field(default_factory=dict)
    _step: int = 0

    def answer(self) -> None:
        """Begins to live the call: acts fixed in seconds after the answer are planned now."""
        self._answered_at = self.time.seconds()
        if self.character.silent:
            return
        for act in self.character.presses:
            self._plan_at_time(act)
        self._plan_step()
        if (cue := self.character.hangs_up) and cue.play is None and cue.at is not None:
            self.errands.start(self._leave_at(cue.at))

    def listen(self, heard: Heard) -> None:
        """Hears a sentence or a clip that has just begun."""
        if heard.verb == "Play":
            self._clips += 1
        if self.character.silent:
            return
        for act in self._open():
            self._plan_when_heard(act, heard, self._do)
        if self.character.hangs_up:
            self._plan_when_heard(self.character.hangs_up, heard, self._leave)

    def _open(self) -> list[Press]:
        """The acts still to be done: each of `presses`, and the current step of the script."""
        free = [act for act in self.character.presses if not act.times or self._count(act) < act.times]
        return free + list(self.character.script[self._step : self._step + 1])

    def _count(self, act: Press) -> int:
        return self._done.get(id(act), 0)

    def _plan_when_heard(self, cue: Cue, heard: Heard, act: Act) -> None:
        if cue.play is not None:
            if heard.verb == "Play" and cue.play == self._clips:
                self.errands.start(self._react(cue, heard, (cue.at or 0.0, heard.text or ""), 0.0, act))
        elif found := understood(cue, heard):
            self.errands.start(self._react(cue, heard, found, cue.delay, act))

    async def _react(self, cue: Cue, heard: Heard, found: tuple[float, str], delay: float, act: Act) -> None:
        """Waits for the words; somebody who was interrupted before them has not heard them."""
        offset, words = found
        await self.time.sleep(offset)
        if heard.interrupted and (heard.seconds or 0.0) < offset - 0.05:
            return
        await act(cue, words, delay)

    async def _do(self, cue: Cue, words: str, delay: float) -> None:
        assert isinstance(cue, Press)
        if cue not in self._open():
            return
        self._done[id(cue)] = self._count(cue) + 1
        if self.character.script[self._step : self._step + 1] == (cue,):
            self._step += 1
            self._plan_step()
        await self.time.sleep(delay + self.character.slow)
        keys = "".join(re.findall(r"\d", words)) if cue.keys == HEARD else cue.keys
        for n, key in enumerate(keys):
            await self.time.sleep(cue.typing if n else 0.0)
            self.press(key)

    async def _leave(self, cue: Cue, words: str, delay: float) -> None:
        await self.time.sleep(delay)
        self.hang_up()

    def _plan_step(self) -> None:
        for act in self.character.script[self._step : self._step + 1]:
            self._plan_at_time(act)

    def _plan_at_time(self, act: Press) -> None:
        if act.at is not None and act.play is None and act.hears is None and act.matches is None:
            self.errands.start(self._do_at(act, act.at))

    async def _do_at(self, act: Press, at: float) -> None:
        await self.time.sleep(self._answered_at + at - self.time.seconds())
        await self._do(act, "", 0.0)

    async def _leave_at(self, at: float) -> None:
        await self.time.sleep(at)
        self.hang_up()
