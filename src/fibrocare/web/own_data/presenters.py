"""What is kept, and who has seen it, in words."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max

from fibrocare.web.audit.models import Entry
from fibrocare.web.own_data.belongings import belongings
from fibrocare.web.people.models import Patient, User


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
    """How many rows of each kind are kept."""
    return {str(model._meta.verbose_name_plural): len(rows) for model, rows in belongings(patient)}
