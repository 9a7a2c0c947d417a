"""Made-up patients whose review is near: they are asked how they are now."""

import datetime as dt
from collections.abc import Iterable

from fibrocare.web.intake import operations as intake
from fibrocare.web.people.models import Patient, User
from fibrocare.web.plans import operations
from fibrocare.web.plans.models import Plan, Status

_PEOPLE, _SOON, _RAN = 2, dt.timedelta(days=6), dt.timedelta(weeks=6)


def asked_again(patients: Iterable[Patient], *, at: dt.datetime) -> None:
    """Two people whose plan runs: the clinician writes down the diagnosis and goes on with it until a review this week."""
    running = Plan.objects.filter(patient__in=patients, status=Status.SIGNED, signed_at__lt=at - _RAN, patient__trials=None)
    for plan in running.select_related("patient", "signed_by").order_by("patient__name")[:_PEOPLE]:
        if plan.signed_by is not None:
            _go_on(plan.patient, plan.signed_by, at)


def _go_on(patient: Patient, clinician: User, at: dt.datetime) -> None:
    today = at.date()
    intake.answer(patient=patient, values={"clinician_diagnosis": "fm"}, by=clinician, at=at, today=today)
    draft = operations.begin(patient=patient, by=clinician, at=at, today=today)
    values = {"flare": draft.flare, "note": draft.note, "urgent_done": draft.urgent_done, "review_on": today + _SOON}
    operations.agree(plan=draft, by=clinician, values=values)
    operations.sign(plan=draft, by=clinician, at=at, today=today)
