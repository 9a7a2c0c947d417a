"""What changed, in sentences and charts: plain for the patient, with intervals and thresholds for those who treat."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from fibrocare.engine.response.change import Level, Series, Shift, likely, matters_from, mean_of
from fibrocare.engine.response.judge import Course
from fibrocare.engine.response.review import Review
from fibrocare.exchange.chart import Band, Days, Line, draw, rows
from fibrocare.knowledge import load
from fibrocare.knowledge.schema import Tracked

_WEEKS_SHOWN = 26


@dataclass(frozen=True, slots=True)
class Told:
    """One measure: its name, a sentence, and a chart with its table where there is a baseline to hold it against."""

    name: str
    says: str
    svg: str
    table: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Comfort, function or control, with what was written down of it."""

    name: str
    measures: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and on which day; `courses` are the therapies drawn under the lines."""

    for_patient: bool
    today: dt.date
    courses: Sequence[Course]


def groups(found: Review, reader: Reader) -> list[Group]:
    """Every measure by what it is about; one that nobody wrote down is left out."""
    names = {"comfort": _("Comfort"), "function": _("Doing things"), "control": _("Being in control")}
    told: dict[str, list[Told]] = {group: [] for group in names}
    for name, tracked in sorted(load().measures.items(), key=_place):
        if found.series.get(name):
            told[tracked.group].append(_told(name, tracked, found, reader))
    return [Group(names[group], tuple(measures)) for group, measures in told.items() if measures]


def _place(entry: tuple[str, Tracked]) -> tuple[int, str]:
    """As the diary asks it; what it does not ask comes after."""
    asked = load().diary.get(entry[0])
    return (asked.order if asked else 99, entry[0])


def _told(name: str, tracked: Tracked, found: Review, reader: Reader) -> Told:
    shift = found.shifts.get(name)
    title = tracked.plain[0].upper() + tracked.plain[1:] if reader.for_patient else tracked.name
    says = _plain(tracked, shift) if reader.for_patient else _exact(tracked, shift)
    if shift is None or not tracked.daily:
        # Without a baseline there is no threshold, and no chart without its threshold.
        return Told(title, says, "", ())
    chart = replace(_chart(tracked, found.series[name], shift, reader), title=title, says=says)
    return Told(title, says, draw(chart, name.replace("_", "-")), tuple(rows(chart)))


def _plain(tracked: Tracked, shift: Shift | None) -> str:
    """The change for the patient: what it was, what it is, and in words whether that is much."""
    if shift is None and not tracked.daily:
        return _("It takes two answers: one before your plan began, and one since.")
    if shift is None:
        return _("Not enough days yet. It takes 4 days of a week, before your plan began and now.")
    numbers = {"before": f"{shift.baseline.value:.1f}", "now": f"{shift.now.value:.1f}"}
    if shift.matters:
        return _("Clearly better: %(before)s before your plan, %(now)s in the last week.") % numbers
    if shift.worse:
        return (
            _("Harder than before: %(before)s before your plan, %(now)s in the last week. We will look at it with you.") % numbers
        )
    if shift.beyond_chance and shift.improved_by > 0:
        return _("A little better: %(before)s before your plan, %(now)s in the last week.") % numbers
    return _("Much the same: %(before)s before your plan, %(now)s in the last week.") % numbers


def _exact(tracked: Tracked, shift: Shift | None) -> str:
    """The change for those who treat: numbers, what matters, what days scatter."""
    if shift is None and not tracked.daily:
        return _("Not enough data: it takes a score before the plan and one since.")
    if shift is None:
        return _("Not enough data: the baseline and the last week each need 4 answered days of 7.")
    percent = "" if shift.percent is None else f" ({shift.percent:+.0f} %)"
    told = _("%(before).1f to %(now).1f, %(by)+.1f points for the better%(percent)s.") % {
        "before": shift.baseline.value, "now": shift.now.value, "by": shift.improved_by, "percent": percent,
    }  # fmt: skip
    needed = matters_from(tracked, shift.baseline.value)
    limits = [told]
    if needed is not None:
        limits.append(_("What matters: %(points).1f.") % {"points": needed})
    if shift.smallest_sure is not None:
        limits.append(_("Days alone scatter by %(points).1f.") % {"points": shift.smallest_sure})
    return " ".join(limits)


def _chart(tracked: Tracked, series: Series, shift: Shift, reader: Reader) -> Days:
    """Weekly means against their thresholds; days and intervals for those who treat."""
    first = max(min(series), reader.today - dt.timedelta(weeks=_WEEKS_SHOWN))
    weeks = _weeks(series, first, reader.today)
    exact = not reader.for_patient
    return Days(
        title="",
        says="",
        first=first,
        last=reader.today,
        values={day: value for day, value in series.items() if exact and day >= first},
        better=_("lower is better") if tracked.higher_is_worse else _("higher is better"),
        means={end: level.value for end, level in weeks.items()},
        likely={end: likely(tracked, series, level) for end, level in weeks.items() if exact},
        thresholds=_thresholds(tracked, shift, reader.for_patient),
        bands=_bands(reader, first) if exact else (),
    )


def _bands(reader: Reader, first: dt.date) -> list[Band]:
    return [Band(max(it.first_day, first), reader.today, it.name) for it in reader.courses if it.first_day <= reader.today]


def _weeks(series: Series, first: dt.date, today: dt.date) -> dict[dt.date, Level]:
    """The mean of each week that has enough days, the last week ending today."""
    ends = (today - dt.timedelta(weeks=back) for back in range(_WEEKS_SHOWN))
    found = {end: mean_of(series, end) for end in ends if end - dt.timedelta(days=6) >= first}
    return {end: level for end, level in sorted(found.items()) if level is not None}


def _thresholds(tracked: Tracked, shift: Shift, for_patient: bool) -> list[Line]:
    """Where a change matters, and what happens there."""
    turn = -1 if tracked.higher_is_worse else 1
    needed, lines = matters_from(tracked, shift.baseline.value), []
    if needed:
        words = _("clearly better: go on") if for_patient else _("what matters: keep")
        lines.append(Line(shift.baseline.value + turn * needed, words))
    if tracked.worse is not None:
        words = _("harder: we look at it") if for_patient else _("worse 2 weeks running: a task")
        lines.append(Line(shift.baseline.value - turn * tracked.worse, words))
    return [it for it in lines if 0 <= it.value <= 10]
