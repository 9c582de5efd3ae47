"""Draw a call as a picture: its waveform over the seconds, the level it should have, its silences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from audio.level import decibels
from audio.measure import measured
from audio.sound import Sound
from audio.telephone import CEILING, RATE, TARGET
from tocsin.heard_call import Part

_SIZE = (1800, 620)
_LEFT, _RIGHT, _TOP, _BOTTOM = 110, 30, 110, 70
_WHITE, _INK, _PALE, _GRID = "#ffffff", "#111111", "#e9e2d0", "#dddddd"
_WAVE, _LEVEL, _PEAK = "#1f5f99", "#a30000", "#888888"
_NAMES = {
    "call.opening": "opening",
    "call.number": "number",
    "alert.reading": "the message",
    "call.once_more": "again",
    "call.invite": "keys",
    "call.closing": "closing",
}


@dataclass(frozen=True, slots=True)
class _Page:
    """Where seconds and amplitudes lie on the picture."""

    draw: ImageDraw.ImageDraw
    seconds: float
    loudest: float

    def x(self, second: float) -> float:
        return _LEFT + (_SIZE[0] - _LEFT - _RIGHT) * second / self.seconds

    def y(self, amplitude: float) -> float:
        middle = (_TOP + _SIZE[1] - _BOTTOM) / 2
        return middle - amplitude / self.loudest * (_SIZE[1] - _BOTTOM - _TOP) / 2

    def write(
        self, place: tuple[float, float], text: str, *, size: int = 20, fill: str = _INK, anchor: str = "la"
    ) -> None:
        self.draw.text(place, text, fill=fill, font=_font(size), anchor=anchor)


def draw_waveform(parts: Sequence[Part], title: str) -> bytes:
    """A PNG: each part named above its waveform, waiting and pauses shaded with their length, seconds below."""
    image = Image.new("RGB", _SIZE, _WHITE)
    page = _Page(ImageDraw.Draw(image), sum(part.seconds for part in parts), 10 ** (CEILING / 20))
    page.write((_LEFT, 12), f"{title}: {page.seconds:.1f} s", size=26)
    _draw_scale(page)
    begins = 0.0
    for number, part in enumerate(parts):
        _draw_silences(page, part, begins)
        _draw_wave(page, part.sound, begins)
        _name(page, part, begins, number)
        begins += part.seconds
    _draw_levels(page)
    made = BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def _draw_scale(page: _Page) -> None:
    every = next(step for step in (1, 2, 5, 10, 30, 60) if page.seconds / step <= 30)
    for second in range(0, int(page.seconds) + 1, every):
        page.draw.line([(page.x(second), _TOP), (page.x(second), _SIZE[1] - _BOTTOM)], fill=_GRID)
        page.write((page.x(second), _SIZE[1] - _BOTTOM + 8), str(second), anchor="ma")
    page.write((_SIZE[0] - _RIGHT, _SIZE[1] - 8), "seconds", anchor="rd")
    page.write((_LEFT, _SIZE[1] - 8), "shaded: silence of 0.3 s and more", size=18, fill=_PEAK, anchor="ld")


def _draw_silences(page: _Page, part: Part, begins: float) -> None:
    spans = [span for span in measured(part.sound).silences if span[1] - span[0] >= 0.3]
    if part.pause:
        spans = [*spans[:-1], (spans[-1][0] if spans else part.sound.seconds, part.seconds)]
    for start, end in spans:
        left, right = page.x(begins + start), page.x(begins + end)
        page.draw.rectangle([left, _TOP, right, _SIZE[1] - _BOTTOM], fill=_PALE)
        if right - left > 26:
            page.write(((left + right) / 2, _SIZE[1] - _BOTTOM - 24), f"{end - start:.1f}", size=15, anchor="ma")


def _draw_wave(page: _Page, sound: Sound, begins: float) -> None:
    for column in range(int(page.x(begins)), int(page.x(begins + sound.seconds))):
        first, last = (int((place - page.x(begins)) * _samples_a_column(page)) for place in (column, column + 1))
        piece = sound.samples[max(first, 0) : max(last, 1)]
        if len(piece):
            low, high = float(np.min(piece)), float(np.max(piece))
            page.draw.line([(column, page.y(high)), (column, page.y(low))], fill=_WAVE)


def _samples_a_column(page: _Page) -> float:
    return RATE * page.seconds / (_SIZE[0] - _LEFT - _RIGHT)


def _name(page: _Page, part: Part, begins: float, number: int) -> None:
    name = _NAMES.get(part.key, part.key)
    # Two rows in turn: a short part's name would run into its neighbour's.
    page.write((page.x(begins), 50 + 26 * (number % 2)), f"{name} {part.sound.seconds:.1f} s", size=18)
    page.draw.line([(page.x(begins), 74 + 26 * (number % 2)), (page.x(begins), _SIZE[1] - _BOTTOM)], fill=_PEAK)


def _draw_levels(page: _Page) -> None:
    for level, colour in ((TARGET, _LEVEL), (CEILING, _PEAK)):
        amplitude = 10 ** (level / 20)
        for side in (amplitude, -amplitude):
            page.draw.line([(_LEFT, page.y(side)), (_SIZE[0] - _RIGHT, page.y(side))], fill=colour, width=2)
        page.write((_LEFT - 8, page.y(amplitude)), f"{decibels(amplitude):.0f} dBov", size=18, fill=colour, anchor="rm")


def _font(size: int) -> ImageFont.FreeTypeFont:
    folder = resources.files("fontpkg_atkinson_hyperlegible") / "files"
    with (folder / "AtkinsonHyperlegible-Regular.ttf").open("rb") as opened:
        return ImageFont.truetype(BytesIO(opened.read()), size)
