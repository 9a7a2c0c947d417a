"""What the signed plan has in force of a medicine: what speaks against a trial of it, and what is taken when one is decided."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from fibrocare.engine.plan import Plan as Options
from fibrocare.knowledge import load
from fibrocare.web.people.models import Patient
from fibrocare.web.plans.models import Action, Choice, Status
from fibrocare.web.trials.models import Trial


def against(patient: Patient, tried: Sequence[str], options: Options, today: dt.date, *, goes_on: bool) -> Iterator[str]:
    """Why the signed plan leaves no room for a trial: nobody would know what is taken on its first day."""
    for row in Choice.objects.filter(plan__patient=patient, plan__status=Status.SIGNED, therapy__in=tried):
        name = load().therapies[row.therapy].name
        runs = any(it["date"] > today.isoformat() and not it["optional"] for it in row.days)
        if row.action == Action.TRIAL:
            if not goes_on:
                yield _("%(name)s: sign the plan that ends its last trial first.") % {"name": name}
        elif runs:
            yield _("%(name)s: its dose is being changed by the plan now; plan the trial when that is done.") % {"name": name}
        elif row.action != Action.STOP and not options.offer(row.therapy).taken:
            yield _("%(name)s stands in the plan and not on the medicine list: write there how much is taken.") % {"name": name}


def in_force(trial: Trial, therapy: str, today: dt.date) -> float | None:
    """The mg a day that the plan of a trial has in force, which goes on until the next plan; 0 in a period without it.

    None where a newer plan no longer holds the trial: nobody knows.
    """
    signed = Choice.objects.filter(plan__patient=trial.patient_id, plan__status=Status.SIGNED, therapy=therapy)
    if not signed.filter(action=Action.TRIAL).exists():
        return None
    past, _coming = _around(trial, therapy, today)
    return float(past[-1]["mg_per_day"]) if past else 0.0


def rest_of_taper(trial: Trial, therapy: str, today: dt.date) -> list[dict[str, Any]]:
    """What holds now of a taper that runs, and what is left of it; empty where none runs. Begun anew its steps come too close."""
    past, coming = _around(trial, therapy, today)
    if len(past) < 2 or not 0 < past[-1]["mg_per_day"] < past[-2]["mg_per_day"]:
        return []
    left = itertools.takewhile(
        lambda pair: pair[1]["mg_per_day"] < pair[0]["mg_per_day"], itertools.pairwise([past[-1], *coming])
    )
    return [past[-1], *(after for _before, after in left)]


def _around(trial: Trial, therapy: str, today: dt.date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The doses of a therapy until today, and after."""
    own = [it for it in trial.doses if it["name"] == load().therapies[therapy].name]
    return [it for it in own if it["date"] <= today.isoformat()], [it for it in own if it["date"] > today.isoformat()]
