"""What changed, in sentences and charts: plain for the patient, with intervals and thresholds for those who treat."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from fibrocare.engine.response.change import Shift, likely
from fibrocare.engine.response.followed import Followed, Level, Series, followed
from fibrocare.engine.response.judge import Course, Judgement
from fibrocare.engine.response.review import Review
from fibrocare.exchange.chart import Band, Days, Line, draw, rows
from fibrocare.knowledge import load
from fibrocare.knowledge.schema import Tracked

_WEEKS_SHOWN = 26


@dataclass(frozen=True, slots=True)
class Told:
    """One measure: name, sentence, for those who treat what to do, and chart with table where a baseline gives it thresholds."""

    name: str
    says: str
    action: str
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
    for name, measure in followed(load()).items():
        if found.series.get(name):
            told[measure.tracked.group].append(_told(measure, found, reader))
    return [Group(names[group], tuple(measures)) for group, measures in told.items() if measures]


def _told(measure: Followed, found: Review, reader: Reader) -> Told:
    tracked, shift = measure.tracked, found.shifts.get(measure.name)
    title = tracked.plain[0].upper() + tracked.plain[1:] if reader.for_patient else tracked.name
    says = _plain(tracked, shift) if reader.for_patient else _exact(measure, shift)
    action = "" if reader.for_patient else tracked.action
    lines = _thresholds(measure, shift, reader.for_patient) if shift and tracked.daily else []
    if not lines:
        # No chart without its threshold.
        return Told(title, says, action, "", ())
    chart = replace(_chart(measure, found.series[measure.name], reader), title=title, says=says, thresholds=lines)
    return Told(title, says, action, draw(chart, measure.name.replace("_", "-")), tuple(rows(chart)))


def _plain(tracked: Tracked, shift: Shift | None) -> str:
    """The change for the patient, in words whether that is much; numbers only on the diary's scale, which they know."""
    if shift is None and not tracked.daily:
        return _("It takes two answers: one before your plan began, and one since.")
    if shift is None:
        return _("Not enough days yet. It takes 4 days of a week, before your plan began and now.")
    found = _("Much the same")
    if shift.matters and shift.beyond_chance is not False:
        found = _("Clearly better")
    elif shift.worse:
        found = _("Harder than before")
    elif shift.matters:
        found = _("Perhaps better")
    elif shift.beyond_chance and shift.improved_by > 0:
        found = _("A little better")
    if not tracked.daily:
        return _("%(found)s since your plan began.") % {"found": found}
    numbers = {"found": found, "before": f"{shift.baseline.value:.1f}", "now": f"{shift.now.value:.1f}"}
    said = _("%(found)s: %(before)s before your plan, %(now)s in the last week.") % numbers
    # Said only where it is so: these make a task for the clinician (`progress.operations.watch`).
    told = shift.worse and tracked.worse is not None
    return said + " " + _("If it stays so for 2 weeks, your clinician hears of it.") if told else said


def _exact(measure: Followed, shift: Shift | None) -> str:
    """The change for those who treat: numbers, what matters, what days scatter."""
    if shift is None and not measure.tracked.daily:
        return _("Not enough data: it takes a score before the plan and one since.")
    if shift is None:
        return _("Not enough data: the baseline and the last week each need 4 answered days of 7.")
    percent = "" if shift.percent is None else f" ({shift.percent:+.0f} %)"
    told = _("%(before).1f to %(now).1f, %(by)+.1f points for the better%(percent)s.") % {
        "before": shift.baseline.value, "now": shift.now.value, "by": shift.improved_by, "percent": percent,
    }  # fmt: skip
    needed = measure.matters_from(shift.baseline.value)
    limits = [told]
    if needed is not None:
        limits.append(_("What matters: %(points).1f.") % {"points": needed})
    if shift.smallest_sure is not None:
        limits.append(_("Days alone scatter by %(points).1f.") % {"points": shift.smallest_sure})
    return " ".join(limits)


def _chart(measure: Followed, series: Series, reader: Reader) -> Days:
    """Weekly means against their thresholds; days and intervals for those who treat."""
    first = max(min(series), reader.today - dt.timedelta(weeks=_WEEKS_SHOWN))
    weeks = _weeks(measure, series, first, reader.today)
    exact = not reader.for_patient
    return Days(
        title="",
        says="",
        first=first,
        last=reader.today,
        values={day: value for day, value in series.items() if exact and day >= first},
        better=_("lower is better") if measure.higher_is_worse else _("higher is better"),
        means={end: level.value for end, level in weeks.items()},
        likely={end: likely(measure, series, level) for end, level in weeks.items() if exact},
        bands=_bands(reader, first) if exact else (),
    )


def _bands(reader: Reader, first: dt.date) -> list[Band]:
    return [Band(max(it.first_day, first), reader.today, it.name) for it in reader.courses if it.first_day <= reader.today]


def _weeks(measure: Followed, series: Series, first: dt.date, today: dt.date) -> dict[dt.date, Level]:
    """The mean of each week that has enough days, the last week ending today."""
    ends = (today - dt.timedelta(weeks=back) for back in range(_WEEKS_SHOWN))
    found = {end: measure.mean_of(series, end) for end in ends if end - dt.timedelta(days=6) >= first}
    return {end: level for end, level in sorted(found.items()) if level is not None}


def _thresholds(measure: Followed, shift: Shift, for_patient: bool) -> list[Line]:
    """Where a change matters, and what happens there."""
    turn = -1 if measure.higher_is_worse else 1
    needed, lines = measure.matters_from(shift.baseline.value), []
    if needed:
        words = _("clearly better: go on") if for_patient else _("what matters: keep")
        lines.append(Line(shift.baseline.value + turn * needed, words))
    if measure.tracked.worse is not None:
        words = _("harder: we look at it") if for_patient else _("worse 2 weeks running: a task")
        lines.append(Line(shift.baseline.value - turn * measure.tracked.worse, words))
    return [it for it in lines if 0 <= it.value <= 10]


@dataclass(frozen=True, slots=True)
class Judged:
    """A therapy's judgement with the rule that it follows, and how far that rule is verified."""

    it: Judgement
    rule: str
    grade: str


def judged(found: Review) -> list[Judged]:
    """Each judgement with its rule in words."""
    told = load().judgements
    return [Judged(it, told[it.rule].says, told[it.rule].verification) for it in found.judgements]
