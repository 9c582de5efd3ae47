"""The evaluation's charts, in black, grey and white: readable as a photocopy."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.linecharts import HorizontalLineChart
from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.graphics.widgets.markers import makeMarker
from reportlab.lib.colors import Color, HexColor

from tocsin.typeface import BOLD, PLAIN, printable

INK, DARK, LIGHT, WHITE = HexColor(0x111111), HexColor(0x3A3A3A), HexColor(0xB8B8B8), HexColor(0xFFFFFF)
MOST_BARS = 25
"""Messages side by side in one chart; more of them go into a chart below."""
_SMALL, _LEFT, _BOTTOM, _HEAD = 8.0, 30.0, 24.0, 34.0
_STEPS = (1, 2, 5)

Write = Callable[[float], str]
Figures = Sequence[float | None]


def stacked_bars(
    title: str, names: Sequence[str], series: Sequence[tuple[str, Figures]], *, width: float, write: Write, below: str
) -> Drawing:
    """Bars of two parts one on the other: the dark one counts, with the white one it makes the whole."""
    whole = [sum(each or 0 for each in bar) for bar in zip(*(figures for _, figures in series), strict=True)]
    chart = _bars(names, series, (DARK, WHITE), max(whole, default=0), width=width, write=write)
    chart.categoryAxis.style = "stacked"
    return _framed(chart, title, [(name, tone) for (name, _), tone in zip(series, (DARK, WHITE), strict=True)], below)


def bars_in_pairs(
    title: str, names: Sequence[str], series: Sequence[tuple[str, Figures]], *, width: float, write: Write, below: str
) -> Drawing:
    """Two bars for each name, side by side: the dark one first.  What is None has a dash where its bar would stand."""
    most = max((each for _, figures in series for each in figures if each is not None), default=0)
    chart = _bars(names, series, (DARK, LIGHT), most, width=width, write=write)
    drawing = _framed(
        chart, title, [(name, tone) for (name, _), tone in zip(series, (DARK, LIGHT), strict=True)], below
    )
    step = chart.width / max(len(names), 1)
    for row, (_, figures) in enumerate(series):
        for place, figure in enumerate(figures):
            if figure is None:
                across = chart.x + step * (place + 0.32 + 0.36 * row)
                drawing.add(String(across, chart.y + 2, "–", fontName=BOLD, fontSize=_SMALL, textAnchor="middle"))
    return drawing


def single_bars(title: str, names: Sequence[str], figures: Figures, *, width: float, write: Write) -> Drawing:
    """One bar for each name, its figure above it."""
    most = max((each for each in figures if each is not None), default=0)
    chart = _bars(names, [("", figures)], (DARK,), most, width=width, write=write)
    chart.barLabelFormat = lambda figure: write(figure) if figure else ""
    chart.barLabels.nudge = 6
    chart.barLabels.fontName, chart.barLabels.fontSize = PLAIN, _SMALL
    return _framed(chart, title, [], "")


def line(title: str, names: Sequence[str], figures: Figures, *, width: float, write: Write) -> Drawing:
    """A line from name to name, each figure above its point; it ends where the figures do."""
    chart = HorizontalLineChart()
    most = max((each for each in figures if each is not None), default=0)
    _axes(chart, names, most, width=width, write=write)
    chart.data = [tuple(figures)]
    chart.lines[0].strokeColor, chart.lines[0].strokeWidth = INK, 1.4
    chart.lines[0].symbol = makeMarker("FilledCircle", size=4, fillColor=INK)
    chart.lineLabelFormat = lambda figure: "" if figure is None else write(figure)
    chart.lineLabels.dy, chart.lineLabels.boxAnchor = 5, "s"
    chart.lineLabels.fontName, chart.lineLabels.fontSize = PLAIN, _SMALL
    return _framed(chart, title, [], "")


def _bars(
    names: Sequence[str],
    series: Sequence[tuple[str, Figures]],
    tones: Sequence[Color],
    most: float,
    *,
    width: float,
    write: Write,
) -> VerticalBarChart:
    chart = VerticalBarChart()
    _axes(chart, names, most, width=width, write=write)
    chart.data = [tuple(figures) for _, figures in series]
    chart.groupSpacing, chart.barSpacing = 6, 0
    for place, tone in enumerate(tones):
        chart.bars[place].fillColor, chart.bars[place].strokeColor = tone, INK
        chart.bars[place].strokeWidth = 0.5
    return chart


def _axes(chart: Any, names: Sequence[str], most: float, *, width: float, write: Write) -> None:
    chart.x, chart.y = _LEFT, _BOTTOM
    chart.width, chart.height = width - _LEFT - 8, 104
    step = _step(most)
    chart.valueAxis.valueMin, chart.valueAxis.valueStep = 0, step
    chart.valueAxis.valueMax = step * max(math.ceil(most / step * 1.05), 1)
    chart.valueAxis.labelTextFormat = write
    chart.valueAxis.visibleGrid, chart.valueAxis.gridStrokeColor = True, LIGHT
    chart.valueAxis.gridStrokeWidth = 0.4
    chart.valueAxis.visibleTicks = False
    chart.categoryAxis.categoryNames = list(names)
    chart.categoryAxis.visibleTicks = False
    for axis in (chart.valueAxis, chart.categoryAxis):
        axis.labels.fontName, axis.labels.fontSize = PLAIN, _SMALL
        axis.strokeColor = INK


def _step(most: float) -> float:
    """Whole steps of 1, 2 or 5 and their tens, five or so to the top."""
    if most <= 5:
        return 1
    ten = math.pow(10, math.floor(math.log10(most / 5)))
    return next((step * ten for step in _STEPS if step * ten * 5 >= most), 10 * ten)


def _framed(chart: Any, title: str, legend: Sequence[tuple[str, Color]], below: str) -> Drawing:
    """The chart under its title and legend."""
    high = chart.y + chart.height + _HEAD
    drawing = Drawing(chart.x + chart.width + 8, high)
    drawing.add(String(0, high - 11, printable(title), fontName=BOLD, fontSize=10.5, fillColor=INK))
    across = float(_LEFT)
    for name, tone in legend:
        drawing.add(Rect(across, high - 25, 8, 7, fillColor=tone, strokeColor=INK, strokeWidth=0.5))
        drawing.add(String(across + 12, high - 25, printable(name), fontName=PLAIN, fontSize=_SMALL, fillColor=INK))
        across += 12 + 5.2 * len(name) + 18
    if below:
        middle = chart.x + chart.width / 2
        drawing.add(String(middle, 2, printable(below), fontName=PLAIN, fontSize=_SMALL, textAnchor="middle"))
    drawing.add(chart)
    return drawing
