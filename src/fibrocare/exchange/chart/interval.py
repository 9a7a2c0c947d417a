"""An effect with its 95 % interval, against none and against what matters."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from fibrocare.exchange.chart.svg import LETTER, WIDTH, frame, line, wide_as, words

_EDGE, _AXIS, _HEIGHT = 12.0, 62.0, 104.0


@dataclass(frozen=True, slots=True)
class Interval:
    """What is drawn: an effect in points, above 0 better, its 95 % interval, and the points that matter.

    `worse` and `better` name the two sides, `none` the line at 0, `bar` the line at `matters`.
    """

    title: str
    says: str
    mean: float
    low: float
    high: float
    matters: float
    bar: str
    none: str = "no difference"
    worse: str = "worse"
    better: str = "better"


def draw_interval(chart: Interval, key: str, *, alone: bool = False) -> str:
    """The effect as SVG text; `key` makes its ids unique on a page, `alone` is for a file of its own."""
    place = _Place(chart)
    inside = (*_lines(chart, place), *_effect(chart, place), *_axis(chart, place))
    return frame(inside, title=chart.title, says=chart.says, height=_HEIGHT, key=key, alone=alone)


def interval_rows(chart: Interval) -> list[tuple[str, str]]:
    """The same as a table: each number with its name, in points, above 0 better."""
    return [
        ("Benefit, points", f"{chart.mean:.2f}"),
        ("95 % interval", f"{chart.low:.2f} to {chart.high:.2f}"),
        (chart.bar, f"{chart.matters:g}"),
    ]


class _Place:
    """Where a number of points stands. Both lines and the whole interval are always in the picture."""

    def __init__(self, chart: Interval) -> None:
        reach = (chart.low, chart.high, 0.0, chart.matters)
        self.step = _step(max(reach) - min(reach))
        self.low = math.floor(min(reach) / self.step) * self.step
        self.high = math.ceil(max(reach) / self.step) * self.step
        if self.low == 0:
            self.low = -self.step

    def x(self, points: float) -> float:
        share = (points - self.low) / (self.high - self.low)
        return round(_EDGE + share * (WIDTH - 2 * _EDGE), 1)

    @property
    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [round(self.low + at * self.step, 9) + 0.0 for at in range(count + 1)]


def _step(span: float) -> float:
    """A round distance that gives at most six of them."""
    rough = 10.0 ** math.floor(math.log10(max(span, 1e-9) / 4))
    return next(rough * times for times in (1, 2, 5, 10, 20) if span / (rough * times) <= 5)


def _lines(chart: Interval, place: _Place) -> Iterator[str]:
    """None and what matters, with their words in two rows, so that they never run into each other."""
    for row, (at, says, more) in enumerate(((0.0, chart.none, ""), (chart.matters, chart.bar, 'stroke-dasharray="6 4"'))):
        x = place.x(at)
        top = LETTER * (row + 1) + row * 3
        yield line(x, top + 3, x, _AXIS, f'stroke-width="1.5" {more}'.rstrip())
        fits = x + 3 + wide_as(says) < WIDTH
        yield words(says, x - 3 if fits else x + 3, top, anchor="start" if fits else "end", halo=True)


def _effect(chart: Interval, place: _Place) -> Iterator[str]:
    y = (_AXIS + 2 * LETTER) / 2 + 5
    low, high = place.x(chart.low), place.x(chart.high)
    yield line(low, y, high, y, 'stroke-width="3"')
    yield from (line(x, y - 6, x, y + 6, 'stroke-width="2"') for x in (low, high))
    yield f'<circle cx="{place.x(chart.mean):g}" cy="{y:g}" r="5.5" fill="currentColor"/>'


def _axis(chart: Interval, place: _Place) -> Iterator[str]:
    yield line(_EDGE, _AXIS, WIDTH - _EDGE, _AXIS, 'stroke-opacity="0.5"')
    for at in place.ticks:
        x = place.x(at)
        yield line(x, _AXIS, x, _AXIS + 4, 'stroke-opacity="0.5"')
        yield words(f"{at:g}", x, _AXIS + 18, anchor="middle")
    yield words(f"← {chart.worse}", _EDGE, _AXIS + 37)
    yield words(f"{chart.better} →", WIDTH - _EDGE, _AXIS + 37, anchor="end")
