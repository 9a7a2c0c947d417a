"""Stopping and changing: tapers as dates, the days that must lie between two medicines, one medicine crossed to another."""

import datetime as dt
from dataclasses import dataclass

from fibrocare.engine.facts import Facts, holds
from fibrocare.engine.facts.medicines import groups_of
from fibrocare.engine.plan.doses import needs_signature
from fibrocare.engine.plan.rules import seen_by
from fibrocare.engine.plan.subjects import of_therapy
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.conditions import parse
from fibrocare.knowledge.schema import Taper, Washout

# No taper of ours runs longer than this; a clinician plans what is left.
_MOST_STEPS = 60


@dataclass(frozen=True, slots=True)
class Cut:
    """From this date on, so many mg a day; 0 is the first day without."""

    date: dt.date
    mg_per_day: float


@dataclass(frozen=True, slots=True)
class Stopping:
    """A taper as dates, what to expect, and whether the clinic must sign it before it is an instruction."""

    taper: Taper
    cuts: tuple[Cut, ...]
    needs_signature: bool


def stopping(
    name: str, mg_per_day: float, first_cut: dt.date, facts: Facts, knowledge: Knowledge, *, signed: frozenset[str] = frozenset()
) -> Stopping | None:
    """The taper of a medicine from a daily dose; None where the dossiers give no schedule.

    Of several tapers the first whose condition holds or may hold counts: the slower stands first in the file.

    Args:
        signed: tapers that the clinic has signed, as `therapy/taper`.
    """
    seen = seen_by(of_therapy(name, knowledge), facts)
    for taper in knowledge.therapies[name].tapers:
        if taper.when is None or holds(parse(taper.when), seen) is not False:
            cuts = _cuts(taper, mg_per_day, first_cut)
            unsigned = needs_signature(f"{name}/taper", taper.verification, signed)
            return Stopping(taper, cuts, unsigned) if cuts else None
    return None


def _cuts(taper: Taper, start: float, first: dt.date) -> tuple[Cut, ...]:
    """Each dose, at the earliest; stretched where the whole must take at least so many days."""
    doses: list[float] = []
    dose = start
    while dose > 0 and len(doses) < _MOST_STEPS:
        step = taper.mg if taper.mg is not None else (taper.percent or 0) / 100 * (start if taper.of == "start" else dose)
        if step <= 0:
            return ()
        dose = round(dose - step, 3)
        if dose <= taper.last_mg or dose < 0.01 * start:
            dose = 0.0
        doses.append(dose)
    days = max(taper.every_days, -(-taper.at_least_days // max(1, len(doses) - 1)) if taper.at_least_days else 0)
    return tuple(Cut(first + dt.timedelta(days=days * place), dose) for place, dose in enumerate(doses))


def washout(stop: str, start: str, knowledge: Knowledge) -> Washout | None:
    """The window between two ingredients; None where the dossiers give none. A medicine's own entry beats its class."""
    before, after = groups_of(stop, knowledge) | {stop}, groups_of(start, knowledge) | {start}
    found = (
        entry
        for file in knowledge.washouts.values()
        for entry in file.washouts
        if not before.isdisjoint(entry.stop) and not after.isdisjoint(entry.start)
    )
    return next(found, None)


def earliest_start(stop: str, last_dose: dt.date, start: str, knowledge: Knowledge) -> dt.date | None:
    """The first day that a medicine may be taken after the last dose of another; None where no window is known."""
    window = washout(stop, start, knowledge)
    return last_dose + dt.timedelta(days=window.days) if window else None
