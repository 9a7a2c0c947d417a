"""Procedures of made-up patients: one just proposed, one that the person has agreed to."""

import datetime as dt

from fibrocare.web.people.models import Care, Patient, Role
from fibrocare.web.procedures import gate, operations
from fibrocare.web.procedures.models import Procedure


def two_procedures(patients: list[Patient], *, at: dt.datetime) -> None:
    """Trigger point injections for the first two people whose gate only asks."""
    made: list[Procedure] = []
    weighed = Care.objects.filter(patient__in=patients, staff__role=Role.CLINICIAN, patient__answers__field="weight_kg")
    for care in weighed.order_by("patient__name"):
        offers = {it.id: it.status for it in gate.offers(care.patient, today=at.date())}
        if offers["tpi"] == "needs_data":
            made.append(operations.propose(patient=care.patient, name="tpi", by=care.staff, at=at))
        if len(made) == 2:
            operations.decide(procedure=made[1], decision="agreed", by=made[1].by, at=at)
            return
