"""A measure over days: dots for answers, lines of means, thresholds with what they stand for, bands of therapies.

All is drawn in the text's own colour, in strokes and hatchings, so that light, dark and paper need no colours. A missed day is
a gap: nothing is joined across it, and nothing is zero that nobody said.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fibrocare.exchange.chart.svg import LETTER, WIDTH, frame, line, wide_as, words

_LEFT, _RIGHT, _TOP, _PLOT, _LANE = 26.0, 6.0, 18.0, 170.0, 26.0
_DATES, _KEY = 24.0, 18.0
_DASHED = 'stroke-dasharray="6 4" stroke-width="1.5"'
# Words of a threshold may cover so many answers, but no mean.
_MOST_COVERED, _MEAN_WEIGHS = 3, 10
# Bands that stand under each other: full, hatched one way, hatched the other way, empty.
_FILLS = ("currentColor", "url(#{key}-up)", "url(#{key}-down)", "none")


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
    """What is drawn. `means` stand at the last day of their week; `likely` is the span of a mean that its days allow.

    `low` and `high` are the ends of the scale, `better` says in words which way is better. `set_aside` are days that do not
    count, drawn as rings. `steps` are means from a day to a day.
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
    likely: Mapping[dt.date, tuple[float, float]] = field(default_factory=dict)
    steps: Sequence[tuple[dt.date, dt.date, float]] = ()
    thresholds: Sequence[Line] = ()
    bands: Sequence[Band] = ()
    set_aside: frozenset[dt.date] = frozenset()


def draw(chart: Days, key: str, *, alone: bool = False) -> str:
    """The chart as SVG text; `key` makes its ids unique on a page, `alone` is for a file of its own."""
    place = _Place(chart)
    said, lanes = _said(chart, place), _lanes(chart.bands)
    under = _TOP + _PLOT + _DATES + _KEY * sum(it.at is None for it in said)
    inside = (
        *_hatchings(key), *_scale(chart, place), *_dates(chart, place), *_thresholds(place, said), *_likely(chart, place),
        *_dots(chart, place), *_means(chart, place), *_steps(chart, place), *_bands(lanes, place, under, key),
    )  # fmt: skip
    return frame(inside, title=chart.title, says=chart.says, height=under + _LANE * len(lanes), key=key, alone=alone)


def rows(chart: Days) -> list[tuple[str, str, str]]:
    """The same as a table, a row a week or period: when, its mean, and how many days were answered."""
    if chart.steps:
        return [(said_span(first, last), f"{value:.1f}", str(_inside(chart, first, last))) for first, last, value in chart.steps]
    weeks = sorted(chart.means)
    if not weeks:
        return [(said_day(day, year=True), f"{value:g}", "1") for day, value in sorted(chart.values.items())]
    return [(said_day(end, year=True), f"{chart.means[end]:.1f}", str(_answered(chart, end))) for end in weeks]


def _inside(chart: Days, first: dt.date, last: dt.date) -> int:
    return sum(first <= day <= last and day not in chart.set_aside for day in chart.values)


def said_day(day: dt.date, *, year: bool = False) -> str:
    """A date in plain words: 5 Jan, or 5 Jan 2026."""
    return f"{day.day} {day:%b}" + (f" {day.year}" if year else "")


def said_span(first: dt.date, last: dt.date) -> str:
    """From a date to a date: 5 Jan to 8 Feb 2026."""
    return f"{said_day(first, year=first.year != last.year)} to {said_day(last, year=True)}"


def _answered(chart: Days, end: dt.date) -> int:
    return sum(end - dt.timedelta(days=7) < day <= end for day in chart.values)


@dataclass(frozen=True, slots=True)
class _Said:
    """A threshold and where its words stand in the plot; nowhere where they would hide what is drawn."""

    line: Line
    at: tuple[float, float] | None


class _Place:
    """Where a day and a value stand."""

    def __init__(self, chart: Days) -> None:
        self.chart = chart
        self.days = max((chart.last - chart.first).days, 1)

    def x(self, day: dt.date) -> float:
        share = min(max((day - self.chart.first).days / self.days, 0.0), 1.0)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        share = (value - self.chart.low) / (self.chart.high - self.chart.low)
        return round(_TOP + (1 - min(max(share, 0.0), 1.0)) * _PLOT, 1)


def _hatchings(key: str) -> Iterator[str]:
    for way, turn in (("up", 45), ("down", -45)):
        kind = f'id="{key}-{way}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate({turn})"'
        stroke = line(0, 0, 0, 5, 'stroke-width="2"')
        yield f"<defs><pattern {kind}>{stroke}</pattern></defs>"


def _scale(chart: Days, place: _Place) -> Iterator[str]:
    """The ends and the middle of the scale, and which way is better."""
    for value in (chart.low, (chart.low + chart.high) / 2, chart.high):
        y = place.y(value)
        yield line(_LEFT, y, WIDTH - _RIGHT, y, 'stroke-opacity="0.2"')
        yield words(f"{value:g}", _LEFT - 6, y + 4, anchor="end")
    if chart.better:
        yield words(chart.better, _LEFT, _TOP - 5)


def _dates(chart: Days, place: _Place) -> Iterator[str]:
    """Three dates are enough to know where one is."""
    middle = chart.first + (chart.last - chart.first) / 2
    for day, anchor in ((chart.first, "start"), (middle, "middle"), (chart.last, "end")):
        said = said_day(day, year=chart.first.year != chart.last.year)
        yield words(said, place.x(day), _TOP + _PLOT + 17, anchor=anchor)


def _likely(chart: Days, place: _Place) -> Iterator[str]:
    for day, (low, high) in sorted(chart.likely.items()):
        x = place.x(day)
        yield line(x, place.y(low), x, place.y(high), 'stroke-width="5" stroke-opacity="0.25"')


def _thresholds(place: _Place, said: Sequence[_Said]) -> Iterator[str]:
    """Dashed lines with their words beside them; where there is no room, under the dates with their value."""
    below = _TOP + _PLOT + _DATES + 11
    for it in said:
        y = place.y(it.line.value)
        yield line(_LEFT, y, WIDTH - _RIGHT, y, _DASHED)
        if it.at:
            yield words(it.line.says, *it.at, halo=True)
        else:
            yield line(_LEFT, below - 4, _LEFT + 22, below - 4, _DASHED)
            yield words(f"{it.line.value:.1f}: {it.line.says}", _LEFT + 28, below)
            below += _KEY


def _said(chart: Days, place: _Place) -> list[_Said]:
    """For each threshold the spot that covers the fewest marks; none where even that would hide too many."""
    taken, found = _marks(chart, place), []
    for it in sorted(chart.thresholds, key=lambda it: -it.value):
        y, wide = place.y(it.value), wide_as(it.says)
        starts = (max(WIDTH - _RIGHT - wide, _LEFT), _LEFT + 2, (WIDTH + _LEFT - wide) / 2)
        spots = [(round(x, 1), base) for x in starts for base in (y - 4, y + LETTER)]
        covered = {at: sum(_covers(at, wide, mark) for mark in taken) for at in spots}
        at = min(spots, key=covered.__getitem__)
        found.append(_Said(it, at if covered[at] <= _MOST_COVERED else None))
        taken += [(at[0] + share * wide, at[1] - LETTER / 2) for share in (0, 0.25, 0.5, 0.75, 1)] * _MEAN_WEIGHS
    return found


def _marks(chart: Days, place: _Place) -> list[tuple[float, float]]:
    """Where something is drawn. A mean weighs as much as several answers."""
    dots = [(place.x(day), place.y(value)) for day, value in chart.values.items()]
    means = [(place.x(day), place.y(value)) for day, value in chart.means.items()]
    steps = [
        (place.x(first + (last - first) * quarter / 4), place.y(value))
        for first, last, value in chart.steps
        for quarter in range(5)
    ]
    return dots + (means + steps) * _MEAN_WEIGHS


def _covers(at: tuple[float, float], wide: float, mark: tuple[float, float]) -> bool:
    return at[0] - 3 <= mark[0] <= at[0] + wide + 3 and at[1] - LETTER <= mark[1] <= at[1] + 4


def _dots(chart: Days, place: _Place) -> Iterator[str]:
    """Full dots count, rings are set aside: to be told apart without colour."""
    full, ring = 'fill="currentColor" fill-opacity="0.7" stroke="none"', 'stroke-opacity="0.5" stroke-width="0.8"'
    for day, value in sorted(chart.values.items()):
        if chart.first <= day <= chart.last:
            kind = ring if day in chart.set_aside else full
            yield f'<circle cx="{place.x(day):g}" cy="{place.y(value):g}" r="1.9" {kind}/>'


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


def _steps(chart: Days, place: _Place) -> Iterator[str]:
    """Each period by itself: nothing is drawn between two."""
    for first, last, value in chart.steps:
        y = place.y(value)
        yield line(place.x(first), y, place.x(last), y, 'stroke-width="2.5"')


def _lanes(bands: Sequence[Band]) -> list[list[Band]]:
    """Bands of one name share a lane; others stand under each other."""
    lanes: dict[str, list[Band]] = {}
    for it in bands:
        lanes.setdefault(it.says, []).append(it)
    return list(lanes.values())


def _bands(lanes: list[list[Band]], place: _Place, under: float, key: str) -> Iterator[str]:
    for row, lane in enumerate(lanes):
        top = under + row * _LANE
        fill = _FILLS[row % len(_FILLS)].format(key=key)
        for it in lane:
            x = place.x(it.first)
            wide = max(place.x(it.last) - x, 2.0)
            yield (
                f'<rect x="{x:g}" y="{top + 15:g}" width="{wide:g}" height="8" fill="{fill}" fill-opacity="0.55" '
                'stroke-width="0.8"/>'
            )
        start = place.x(lane[0].first)
        late = start > WIDTH * 0.6
        yield words(lane[0].says, WIDTH - _RIGHT if late else start, top + 11, anchor="end" if late else "start")
