"""A diary in words: the last days for the one who writes it, the weeks for those who treat."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fibrocare.engine.diary import Began, Felt, came_after, daily, flares, scales
from fibrocare.knowledge import load
from fibrocare.web.diary.models import Bother, DiaryEntry, Dose
from fibrocare.web.diary.operations import LATE
from fibrocare.web.plans.following import called
from fibrocare.web.plans.models import FOR_PATIENTS, Action, Choice, Plan
from fibrocare.web.ui.emergency import local


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry: the row itself and what it says, a line each."""

    row: DiaryEntry
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the list; without entries it is empty, and nothing more is said of it."""

    date: dt.date
    entries: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A day for those who treat: its values in the order of the diary, a dash where there is none, and what else was said."""

    date: dt.date
    values: tuple[str, ...]
    flare: str
    said: tuple[str, ...]


def last_days(entries: Iterable[DiaryEntry], today: dt.date) -> list[Day]:
    """Today and the days that can still be filled in, the newest first."""
    rows = list(entries)
    dates = [today - dt.timedelta(days=back) for back in range(LATE.days + 1)]
    return [Day(date, tuple(Shown(it, tuple(_lines(it))) for it in rows if it.day == date)) for date in dates]


def _lines(entry: DiaryEntry) -> Iterator[str]:
    diary = scales(load())
    scores = [f"{diary[name].short} {entry.values[name]:g}" for name in diary if name in entry.values]
    if scores:
        yield " · ".join(scores)
    if entry.flare is not None:
        yield _("A flare") if entry.flare else _("No flare")
    yield from (_felt(**it) for it in entry.effects)
    yield from _more(entry)


def _more(entry: DiaryEntry) -> Iterator[str]:
    """Doses, activity and the note."""
    doses = dict(Dose.choices)
    for therapy, how in entry.taken.items():
        yield f"{_called(therapy)}: {str(doses[how]).lower()}"
    for therapy, minutes in entry.done.items():
        yield _("%(name)s: %(minutes)d minutes") % {"name": _called(therapy), "minutes": minutes}
    if entry.notes:
        yield entry.notes


def _felt(what: str, bother: str, therapy: str) -> str:
    how = str(dict(Bother.choices)[bother]).lower()
    return f"{what} ({_called(therapy)}): {how}" if therapy else f"{what}: {how}"


def _called(therapy: str) -> str:
    return called(therapy, load().therapies.get(therapy))


def signs(entry: DiaryEntry) -> list[tuple[str, list[str]]]:
    """Each therapy that a side effect was put down to, with when to call and which signs cannot wait."""
    named = dict.fromkeys(it["therapy"] for it in entry.effects)
    found = [load().therapies[name] for name in named if name in load().therapies]
    return [(it.name, [local(it.plain.call), *(local(sign.says) for sign in it.stop_signs)]) for it in found]


def weeks(entries: Iterable[DiaryEntry], began: Iterable[Began], *, last: dt.date, days: int) -> list[Line]:
    """So many days up to the last, the newest first: a value a day as the engine reads it, never a zero for a missing day."""
    rows, steps = list(entries), list(began)
    read = [it.read() for it in rows]
    series = [daily(read, name) for name in scales(load())]
    flared = flares(read)
    found = []
    for back in range(days):
        date = last - dt.timedelta(days=back)
        values = tuple(f"{it[date]:.3g}" if date in it else "–" for it in series)
        flare = "–" if date not in flared else _("yes") if flared[date] else _("no")
        own = [it for it in rows if it.day == date]
        found.append(Line(date, values, flare, tuple(text for it in own for text in _for_staff(it, steps))))
    return found


def _for_staff(entry: DiaryEntry, steps: list[Began]) -> Iterator[str]:
    """What else an entry says; a side effect with what was begun or changed before it."""
    for it in entry.read().effects:
        after = ", ".join(_after(it, step.day, step.began) for step in came_after(entry.day, steps, therapy=it.therapy))
        yield "; ".join(filter(None, (_felt(it.what, it.bother, it.therapy), after)))
    yield from _more(entry)


def _after(felt: Felt, day: int, began: Began) -> str:
    """The how manyth day of a step it was; the therapy by name only where the person named none."""
    words = {"day": day, "name": began.name, "step": began.says}
    return (_("day %(day)d (%(step)s)") if felt.therapy else _("day %(day)d of %(name)s (%(step)s)")) % words


def began(plans: Iterable[Plan]) -> list[Began]:
    """What the signed plans of a patient began or changed, when; a step of a plan that was replaced before its day never was.

    Args:
        plans: those that were signed, with their choices.
    """
    found: list[Began] = []
    until = dt.date.max
    for plan in sorted((it for it in plans if it.status in FOR_PATIENTS), key=lambda it: it.number, reverse=True):
        for choice in plan.choices.all():
            found += [it for it in _begun(choice) if it.date < until]
        if plan.signed_at:
            until = plan.signed_at.date()
    # What a new plan carries on stands in both.
    return list(dict.fromkeys(found))


def _begun(choice: Choice) -> Iterator[Began]:
    steps = [it for it in choice.days if not it["optional"]]
    for it in steps:
        yield Began(dt.date.fromisoformat(it["date"]), choice.therapy, it["name"], it["says"])
    if not steps and choice.action != Action.KEEP:
        says = _("stopped") if choice.action == Action.STOP else _("begun")
        yield Began(choice.first_day, choice.therapy, _called(choice.therapy), says)
