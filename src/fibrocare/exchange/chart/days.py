"""A measure over days: dots for answers, a line of weekly means, thresholds with what they stand for, bands of therapies.

All is drawn in the text's own colour, in strokes and hatchings, so that light, dark and paper need no colours. A missed day is
a gap: nothing is joined across it, and nothing is zero that nobody said.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

_WIDTH, _LEFT, _RIGHT, _TOP, _PLOT, _LANE = 390.0, 30.0, 10.0, 14.0, 170.0, 22.0
_TEXT = 'font-size="12" fill="currentColor" stroke="none"'


@dataclass(frozen=True, slots=True)
class Line:
    """A threshold: a value, and in a few words what it stands for and what happens there."""

    value: float
    says: str


@dataclass(frozen=True, slots=True)
class Band:
    """A therapy or condition in force, from the first to the last day."""

    first: dt.date
    last: dt.date
    says: str


@dataclass(frozen=True, slots=True)
class Days:
    """What is drawn.

    `means` stand at the last day of their week, `steps` are means from a day to a day; `likely` is the span of a mean that
    its days allow. `low` and `high` are the ends of the scale, `better` says in words which way is better. `set_aside` are
    days that do not count, drawn lighter.
    """

    title: str
    says: str
    first: dt.date
    last: dt.date
    values: Mapping[dt.date, float]
    low: float = 0
    high: float = 10
    better: str = ""
    means: Mapping[dt.date, float] = field(default_factory=dict)
    steps: Sequence[tuple[dt.date, dt.date, float]] = ()
    likely: Mapping[dt.date, tuple[float, float]] = field(default_factory=dict)
    thresholds: Sequence[Line] = ()
    bands: Sequence[Band] = ()
    set_aside: frozenset[dt.date] = frozenset()


def draw(chart: Days, key: str) -> str:
    """The chart as SVG text; `key` makes its ids unique on a page."""
    place = _Place(chart)
    lanes = _lanes(chart.bands)
    height = _TOP + _PLOT + 24 + _LANE * len(lanes)
    inside = "".join((
        f'<title id="{key}-title">{escape(chart.title)}</title><desc id="{key}-says">{escape(chart.says)}</desc>',
        f'<defs><pattern id="{key}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<line x1="0" y1="0" x2="0" y2="6" stroke="currentColor" stroke-opacity="0.45"/></pattern></defs>',
        *_scale(chart, place), *_dates(chart, place), *_likely(chart, place), *_thresholds(chart, place),
        *_dots(chart, place), *_steps(chart, place), *_means(chart, place), *_bands(lanes, place, key),
    ))  # fmt: skip
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH:g} {height:g}" role="img" aria-labelledby="{key}-title {key}-says" '
        f'xmlns="http://www.w3.org/2000/svg" font-family="inherit" stroke="currentColor" fill="none">{inside}</svg>'
    )


def rows(chart: Days) -> list[tuple[str, str, str]]:
    """The same as a table, a row a week or period: when, its mean, and how many days were answered."""
    weeks = sorted(chart.means)
    if chart.steps:
        return [(f"{first} to {last}", f"{value:.2f}", str(_inside(chart, first, last))) for first, last, value in chart.steps]
    if not weeks:
        return [(f"{day:%d %b}".lstrip("0"), f"{value:g}", "1") for day, value in sorted(chart.values.items())]
    return [(f"{end:%d %b %Y}".lstrip("0"), f"{chart.means[end]:.1f}", str(_answered(chart, end))) for end in weeks]


def _inside(chart: Days, first: dt.date, last: dt.date) -> int:
    return sum(first <= day <= last and day not in chart.set_aside for day in chart.values)


def _answered(chart: Days, end: dt.date) -> int:
    return sum(end - dt.timedelta(days=7) < day <= end for day in chart.values)


class _Place:
    """Where a day and a value stand."""

    def __init__(self, chart: Days) -> None:
        self.chart = chart
        self.days = max((chart.last - chart.first).days, 1)

    def x(self, day: dt.date) -> float:
        share = min(max((day - self.chart.first).days / self.days, 0.0), 1.0)
        return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        share = (value - self.chart.low) / (self.chart.high - self.chart.low)
        return round(_TOP + (1 - min(max(share, 0.0), 1.0)) * _PLOT, 1)


def _scale(chart: Days, place: _Place) -> Iterator[str]:
    """The ends and the middle of the scale, and which way is better."""
    for value in (chart.low, (chart.low + chart.high) / 2, chart.high):
        y = place.y(value)
        yield f'<line x1="{_LEFT:g}" x2="{_WIDTH - _RIGHT:g}" y1="{y:g}" y2="{y:g}" stroke-opacity="0.2"/>'
        yield f'<text x="{_LEFT - 6:g}" y="{y + 4:g}" text-anchor="end" {_TEXT}>{value:g}</text>'
    if chart.better:
        yield f'<text x="{_LEFT + 4:g}" y="{_TOP - 3:g}" {_TEXT} fill-opacity="0.85">{escape(chart.better)}</text>'


def _dates(chart: Days, place: _Place) -> Iterator[str]:
    """Three dates are enough to know where one is."""
    middle = chart.first + (chart.last - chart.first) / 2
    for day, anchor in ((chart.first, "start"), (middle, "middle"), (chart.last, "end")):
        words = f"{day.day} {day:%b}" + (f" {day:%y}" if chart.first.year != chart.last.year else "")
        yield f'<text x="{place.x(day):g}" y="{_TOP + _PLOT + 16:g}" text-anchor="{anchor}" {_TEXT}>{words}</text>'


def _likely(chart: Days, place: _Place) -> Iterator[str]:
    for day, (low, high) in sorted(chart.likely.items()):
        x = place.x(day)
        yield f'<line x1="{x:g}" x2="{x:g}" y1="{place.y(low):g}" y2="{place.y(high):g}" stroke-width="5" stroke-opacity="0.25"/>'


def _thresholds(chart: Days, place: _Place) -> Iterator[str]:
    """Dashed, with their words above the line; two that lie close keep their words apart."""
    last = None
    for it in sorted(chart.thresholds, key=lambda it: -it.value):
        y = place.y(it.value)
        words = y - 4 if last is None or y - 4 - last >= 13 else y + 13
        last = words
        yield f'<line x1="{_LEFT:g}" x2="{_WIDTH - _RIGHT:g}" y1="{y:g}" y2="{y:g}" stroke-dasharray="6 4" stroke-width="1.5"/>'
        at = f'x="{_WIDTH - _RIGHT:g}" y="{words:g}" text-anchor="end"'
        yield f'<text {at} class="chart__words" {_TEXT}>{escape(it.says)}</text>'


def _dots(chart: Days, place: _Place) -> Iterator[str]:
    for day, value in sorted(chart.values.items()):
        if chart.first <= day <= chart.last:
            at = f'cx="{place.x(day):g}" cy="{place.y(value):g}"'
            faint = 0.25 if day in chart.set_aside else 0.6
            yield f'<circle {at} r="1.8" fill="currentColor" fill-opacity="{faint}" stroke="none"/>'


def _steps(chart: Days, place: _Place) -> Iterator[str]:
    for first, last, value in chart.steps:
        y = place.y(value)
        yield f'<line x1="{place.x(first):g}" x2="{place.x(last):g}" y1="{y:g}" y2="{y:g}" stroke-width="2.5"/>'


def _means(chart: Days, place: _Place) -> Iterator[str]:
    """Weeks that follow each other are joined; a week without a mean is a gap."""
    run: list[dt.date] = []
    for end in [*sorted(chart.means), dt.date.max]:
        if run and (end - run[-1]).days > 7:
            points = " ".join(f"{place.x(day):g},{place.y(chart.means[day]):g}" for day in run)
            yield f'<polyline points="{points}" stroke-width="2.5" stroke-linejoin="round"/>'
            yield from (
                f'<circle cx="{place.x(day):g}" cy="{place.y(chart.means[day]):g}" r="3" fill="currentColor"/>' for day in run
            )
            run = []
        run.append(end)


def _lanes(bands: Sequence[Band]) -> list[list[Band]]:
    """Bands of one name share a lane; others stand under each other."""
    lanes: dict[str, list[Band]] = {}
    for it in bands:
        lanes.setdefault(it.says, []).append(it)
    return list(lanes.values())


def _bands(lanes: list[list[Band]], place: _Place, key: str) -> Iterator[str]:
    for row, lane in enumerate(lanes):
        top = _TOP + _PLOT + 24 + row * _LANE
        for it in lane:
            x = place.x(it.first)
            wide = max(place.x(it.last) - x, 2.0)
            fill = f"url(#{key}-hatch)" if row % 2 else "currentColor"
            yield (
                f'<rect x="{x:g}" y="{top + 14:g}" width="{wide:g}" height="6" fill="{fill}" fill-opacity="0.55" '
                'stroke-width="0.8"/>'
            )
        start = place.x(lane[0].first)
        late = start > _WIDTH * 0.6
        at, anchor = (_WIDTH - _RIGHT, "end") if late else (start, "start")
        yield f'<text x="{at:g}" y="{top + 11:g}" text-anchor="{anchor}" {_TEXT}>{escape(lane[0].says)}</text>'
