"""Free times: working hours of a place, minus what is taken, as starts that fit a service. Pure; knows no database."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours on one weekday (0 is Monday), by the clock on the wall."""

    weekday: int
    starts: dt.time
    ends: dt.time


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, its end not included. Both ends have a zone.

    Raises:
        ValueError: an end without a zone, or an end before the start.
    """

    starts: dt.datetime
    ends: dt.datetime

    def __post_init__(self) -> None:
        if self.starts.tzinfo is None or self.ends.tzinfo is None:
            raise ValueError("a span needs a time zone")
        if self.ends < self.starts:
            raise ValueError("a span ends before it starts")

    def meets(self, other: "Span") -> bool:
        """Whether both share some time; touching ends do not."""
        return self.starts < other.ends and other.starts < self.ends


def working(hours: Iterable[Hours], first: dt.date, days: int, zone: ZoneInfo) -> list[Span]:
    """The working hours of some days as spans in UTC, those that touch made one.

    On a day when the clock changes, a span is as long as it really is.
    """
    spans = []
    for offset in range(days):
        day = first + dt.timedelta(days=offset)
        for it in hours:
            if it.weekday == day.weekday():
                starts, ends = (dt.datetime.combine(day, time, zone).astimezone(dt.UTC) for time in (it.starts, it.ends))
                if starts < ends:
                    spans.append(Span(starts, ends))
    return list(_joined(sorted(spans)))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    current: Span | None = None
    for span in spans:
        if current is not None and span.starts <= current.ends:
            current = Span(current.starts, max(current.ends, span.ends))
            continue
        if current is not None:
            yield current
        current = span
    if current is not None:
        yield current


def starts(
    open_: Iterable[Span], taken: Iterable[Span], *, length: dt.timedelta, after: dt.datetime, step: dt.timedelta
) -> list[dt.datetime]:
    """When something of this length can start: inside open time, meeting nothing taken, not before `after`.

    Starts lie whole steps after the beginning of each open span, so that a day does not crumble into odd gaps.
    """
    busy = sorted(taken)
    found = []
    for span in open_:
        at = span.starts
        while at + length <= span.ends:
            wanted = Span(at, at + length)
            if at >= after and not any(wanted.meets(other) for other in busy):
                found.append(at)
            at += step
    return found


def all_free(sets: Iterable[Iterable[dt.datetime]]) -> list[dt.datetime]:
    """Starts that are free in every one of these sets, as for a clinician and a room."""
    groups = [set(group) for group in sets]
    return sorted(set.intersection(*groups)) if groups else []
