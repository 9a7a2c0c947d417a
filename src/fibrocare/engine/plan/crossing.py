"""One medicine in place of another: the taper of the old, the days without both, the titration of the new, as one calendar."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fibrocare.engine.answers import UNSURE, Answers
from fibrocare.engine.assessment import assess
from fibrocare.engine.facts.medicines import ingredients
from fibrocare.engine.plan.doses import Dosing, dosing
from fibrocare.engine.plan.offers import Offer, offer
from fibrocare.engine.plan.stopping import Stopping, stopping, washout
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Washout


@dataclass(frozen=True, slots=True)
class Crossing:
    """A change of medicine. `window` is None where the dossiers give no days between the two: then none is shortened.

    `offer` and `dosing` are of the new medicine on its first day, with the old one stopped.
    """

    stopping: Stopping
    last_dose: dt.date
    window: Washout | None
    first_dose: dt.date
    offer: Offer
    dosing: Dosing


def cross(
    stop: str,
    start: str,
    mg_per_day: float,
    first_cut: dt.date,
    answers: Answers,
    knowledge: Knowledge,
    *,
    signed: frozenset[str] = frozenset(),
) -> Crossing | None:
    """Plan a change from one medicine of the shelf to another; None where the dossiers give no taper for the old one.

    None too where the old one stands for a whole class: which medicine ends must be named.

    The new one never starts before the old one has ended: an overlap is for a clinician to decide.
    """
    taper = stopping(stop, mg_per_day, first_cut, assess(answers, knowledge).facts, knowledge, signed=signed)
    old, new = knowledge.therapies[stop].ingredients, knowledge.therapies[start].ingredients
    if taper is None or not old:
        return None
    without = taper.cuts[-1].date
    windows = [window for one in old for other in new if (window := washout(one, other, knowledge)) is not None]
    window = max(windows, key=lambda it: it.days, default=None)
    last_dose = without - dt.timedelta(days=1)
    first_dose = max(without, last_dose + dt.timedelta(days=window.days if window else 0))
    facts = assess(_as_on(first_dose, last_dose, frozenset(old), answers, knowledge), knowledge).facts
    found = offer(start, facts, knowledge)
    return Crossing(taper, last_dose, window, first_dose, found, dosing(found, facts, knowledge, signed=signed))


def _as_on(day: dt.date, last_dose: dt.date, old: frozenset[str], answers: Answers, knowledge: Knowledge) -> Answers:
    """The answers as they will read on a day, when a medicine has its last day behind it. What ages until then has aged."""
    values, later = dict(answers.values), (day - answers.as_of).days
    for name, value in values.items():
        if name.endswith("_age_days") and isinstance(value, int):
            values[name] = value + later
    listed = values.get("medication_list")
    if listed in (None, UNSURE):
        return replace(answers, as_of=day, values=values)

    def is_old(entry: Mapping[str, Any]) -> bool:
        named = ingredients(
            " ; ".join(filter(None, (entry.get("ingredient"), entry.get("name")))), entry.get("rxnorm", ""), knowledge
        )
        return bool(named) and old.issuperset(named)

    values["medication_list"] = tuple({**entry, "stop": last_dose} if is_old(entry) else entry for entry in listed)
    return replace(answers, as_of=day, values=values)
