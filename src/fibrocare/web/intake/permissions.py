"""Who may answer for whom."""

import datetime as dt

from fibrocare.web.intake.models import How
from fibrocare.web.people.models import Help, Patient, User
from fibrocare.web.people.permissions import NotAllowed


def check_can_answer(user: User, patient: Patient, *, now: dt.datetime) -> str:
    """How this person answers for this patient.

    Raises:
        NotAllowed: they may not.
    """
    if patient.user_id == user.pk:
        return How.SELF
    if user.treats and Patient.objects.visible_to(user, now=now).contains(patient):
        return How.VISIT
    if Help.objects.filter(patient=patient, helper=user, may_answer=True).current(now).exists():
        return How.HELPED
    raise NotAllowed("You cannot answer for this person.")


def can_answer(user: User, patient: Patient, *, now: dt.datetime) -> bool:
    """Whether this person may answer for this patient."""
    try:
        check_can_answer(user, patient, now=now)
    except NotAllowed:
        return False
    return True
