"""The doses of one choice as dates: a medicine started, stopped, or taken in place of another."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fibrocare.engine.plan import Offer
from fibrocare.engine.plan import Plan as Options
from fibrocare.engine.plan.crossing import cross
from fibrocare.engine.plan.doses import Day, Dosing, calendar, dose_taken, dosing
from fibrocare.engine.plan.obstacles import Obstacle, of_offer
from fibrocare.engine.plan.stopping import Stopping, stopping
from fibrocare.exchange.calendar import said_dose
from fibrocare.exchange.page.line import names_of
from fibrocare.knowledge import Knowledge
from fibrocare.web.plans.models import Choice


@dataclass(frozen=True, slots=True)
class DoseDay:
    """From this date on, this dose; an `optional` one only once the clinician says so. On a blinded trial nobody knows the mg."""

    date: dt.date
    name: str
    says: str
    mg_per_day: float | None
    optional: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """The doses of a choice. `unsigned`: nobody at the clinic has signed the schedule, so it is not an instruction yet."""

    days: tuple[DoseDay, ...] = ()
    note: str = ""
    unsigned: bool = False
    obstacles: tuple[Obstacle, ...] = ()


def carried(row: Choice) -> Dates:
    """The doses that a signed plan froze, as they go on in the next one."""
    return Dates(tuple(DoseDay(**{**day, "date": dt.date.fromisoformat(day["date"])}) for day in row.days), row.dose_note)


def started(row: Choice, offer: Offer, options: Options, knowledge: Knowledge, signed: frozenset[str]) -> Dates:
    """A therapy begun on its first day, in place of another where the choice says so."""
    if row.instead_of:
        return _changed(row, options, knowledge, signed)
    facts = options.assessment.facts
    obstacles = tuple(of_offer(offer, facts, knowledge))
    if not offer.therapy.schedules:
        return Dates(obstacles=obstacles)
    return _titrated(offer, dosing(offer, facts, knowledge, signed=signed), row.first_day, obstacles)


def stopped(row: Choice, offer: Offer, options: Options, knowledge: Knowledge, signed: frozenset[str]) -> Dates:
    """A therapy that ends: a medicine by its taper, from the dose that is taken now."""
    if not offer.therapy.ingredients:
        return Dates()
    facts = options.assessment.facts
    taken = dose_taken(offer.therapy.ingredients, facts) if row.mg_now is None else row.mg_now
    if taken is None:
        return Dates(obstacles=(obstacle("mg_now", row, _("How many mg a day are taken now?")),))
    taper = stopping(row.therapy, taken, row.first_day, facts, knowledge, signed=signed)
    if taper is None:
        return _no_taper(row)
    return Dates(tuple(_cuts(offer.therapy.name, taper)), taper.taper.expect, taper.needs_signature, _how(row, taper))


def _how(row: Choice, taper: Stopping) -> tuple[Obstacle, ...]:
    """A stop without printed dates needs words: a patient must never read "stopping" alone."""
    if row.words or not taper.needs_signature:
        return ()
    says = _("The clinic has not signed this taper, so its dates are not printed: write in your words how it is stopped.")
    return (obstacle("no_taper", row, says),)


def obstacle(kind: str, row: Choice, says: str) -> Obstacle:
    """Something about a choice that must be put right: no reason sets it aside."""
    return Obstacle(f"{kind}/{row.therapy}", (row.therapy,), says, _("Put this right first."))


def _no_taper(row: Choice) -> Dates:
    """Nothing is printed as dates; the clinician's own words say how to stop."""
    says = _("The dossiers give no taper: write in your words how it is stopped. Never at once.")
    return Dates(note=says, obstacles=() if row.words else (obstacle("no_taper", row, says),))


def _changed(row: Choice, options: Options, knowledge: Knowledge, signed: frozenset[str]) -> Dates:
    """The taper of the old medicine, the days between, the titration of the new, judged for its own first day."""
    old = knowledge.therapies[row.instead_of]
    taken = dose_taken(old.ingredients, options.assessment.facts) if row.mg_now is None else row.mg_now
    if taken is None:
        return Dates(obstacles=(obstacle("mg_now", row, _("How many mg a day of the old medicine are taken now?")),))
    crossing = cross(row.instead_of, row.therapy, taken, row.first_day, options.assessment.answers, knowledge, signed=signed)
    if crossing is None:
        return _no_taper(row)
    facts = options.assessment.facts
    after = _titrated(crossing.offer, crossing.dosing, crossing.first_dose, tuple(of_offer(crossing.offer, facts, knowledge)))
    window = crossing.window
    between = _("%(days)d days between the last dose and the first of the new one.") % {"days": window.days} if window else ""
    notes = " ".join(filter(None, (crossing.stopping.taper.expect, between, after.note)))
    days = (*_cuts(old.name, crossing.stopping), *after.days)
    return Dates(days, notes, after.unsigned or crossing.stopping.needs_signature, after.obstacles)


def _titrated(offer: Offer, planned: Dosing, first: dt.date, obstacles: tuple[Obstacle, ...]) -> Dates:
    days = tuple(_day(offer.therapy.name, it) for it in calendar(planned, first))
    note = planned.schedule.how if planned.schedule else _("The dossiers give no dose for this person: write it in your words.")
    if planned.ask:
        note = _("The dose waits for an answer: %(fields)s.") % {"fields": names_of(planned.ask)}
    return Dates(days, note, planned.needs_signature, obstacles)


def _day(name: str, day: Day) -> DoseDay:
    return DoseDay(day.date, name, said_dose(day), day.mg_per_day, day.step.optional, day.step.note)


def _cuts(name: str, taper: Stopping) -> Iterator[DoseDay]:
    for cut in taper.cuts:
        says = _("%(dose)g mg a day") % {"dose": cut.mg_per_day} if cut.mg_per_day else _("none from this day on")
        yield DoseDay(cut.date, name, says, cut.mg_per_day)
