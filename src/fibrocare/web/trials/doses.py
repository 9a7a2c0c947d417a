"""What is taken when in a trial, as the plan prints it: each period has its line, also the one in which nothing changes."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from fibrocare.engine.plan.doses import Day
from fibrocare.engine.response.trial.changing import Dose
from fibrocare.engine.response.trial.design import Design, Slot
from fibrocare.exchange.calendar import said_dose
from fibrocare.knowledge import Knowledge
from fibrocare.web.plans.dates import DoseDay


def dose_days(therapy: str, planned: Design, changes: Iterable[Dose], knowledge: Knowledge, *, now: float = 0) -> list[DoseDay]:
    """The dates of one therapy.

    Args:
        now: the mg a day that are taken before the first period.
    """
    name = knowledge.therapies[therapy].name
    own = [it for it in changes if it.therapy == therapy]
    dated = [DoseDay(it.date, name, _says(it), it.mg_per_day, note=it.step.note if it.step else "") for it in own]
    return sorted([*dated, *_without_change(therapy, name, planned, own, now)], key=lambda it: it.date)


def letter_days(therapy: str, planned: Design, knowledge: Knowledge) -> list[DoseDay]:
    """The dates on a blinded trial: which letter, and nothing of what it stands for."""
    name = knowledge.therapies[therapy].name
    return [DoseDay(it.first, name, _letter(planned.letters[it.condition], it, planned), None) for it in planned.slots]


def _letter(letter: str, slot: Slot, planned: Design) -> str:
    words = {"letter": letter, "number": slot.number, "of": len(planned.slots)}
    return _("period %(number)d of %(of)d, from the pharmacy's pack %(letter)s, as written on it") % words


def _says(dose: Dose) -> str:
    if not dose.mg_per_day:
        return _("none from this day on")
    if dose.step:
        return said_dose(Day(dose.date, dose.step, dose.mg_per_day))
    return _("%(dose)g mg a day") % {"dose": dose.mg_per_day}


def _without_change(therapy: str, name: str, planned: Design, own: Iterable[Dose], now: float) -> Iterator[DoseDay]:
    """A line for each period that begins without a change: as before, or none as before."""
    changed = {it.date for it in own}
    for slot in planned.slots:
        if slot.first not in changed:
            level = _level(own, slot.first, now)
            if slot.condition == therapy:
                # A new medicine may wait until the other one has ended.
                waits = any(slot.first < day <= slot.last for day in changed)
                yield DoseDay(slot.first, name, _("not yet") if waits else _("go on as before"), 0 if waits else level)
            elif not level:
                yield DoseDay(slot.first, name, _("none in this period"), 0)


def _level(own: Iterable[Dose], day: dt.date, now: float) -> float:
    """The mg a day in force before a day."""
    return next((it.mg_per_day for it in reversed(list(own)) if it.date < day), now)
