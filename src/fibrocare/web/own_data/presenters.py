"""What is kept, and who has seen it, in words."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from fibrocare.web.appointments.models import Visit
from fibrocare.web.audit.models import Entry
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.intake.models import Answer
from fibrocare.web.letters.models import Letter
from fibrocare.web.own_data.belongings import belongings
from fibrocare.web.people.models import Help, Patient, User
from fibrocare.web.plans.models import Plan
from fibrocare.web.procedures.models import Procedure
from fibrocare.web.tasks.models import Task
from fibrocare.web.trials.models import Trial


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who opened the record."""

    name: str
    role: str
    times: int
    last: dt.datetime


def readers(patient: Patient) -> list[Reader]:
    """Who opened this record or wrote in it, the last first; the person themselves is left out."""
    entries = Entry.objects.filter(patient=str(patient.pk)).exclude(actor__in=["system", "visitor", "link", str(patient.user_id)])
    counted = entries.values("actor").annotate(times=Count("pk"), last=Max("at")).order_by("-last")
    people = {str(it.pk): it for it in User.objects.filter(pk__in=[row["actor"] for row in counted])}
    return [
        Reader(people[row["actor"]].name, people[row["actor"]].get_role_display(), row["times"], row["last"])
        for row in counted
        if row["actor"] in people
    ]


def kept(patient: Patient) -> dict[str, int]:
    """How many rows are kept of what people know by name; the file holds the rest too."""
    names = {
        Answer: _("Answers"), DiaryEntry: _("Diary entries"), Visit: _("Visits"), Plan: _("Plans"), Letter: _("Letters"),
        Procedure: _("Procedures"), Trial: _("Trials"), Help: _("People who help you"), Task: _("Notes to staff about you"),
    }  # fmt: skip
    return {names[model]: len(rows) for model, rows in belongings(patient) if model in names}
