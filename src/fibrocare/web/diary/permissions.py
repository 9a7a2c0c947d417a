"""Who may write in whose diary."""

import datetime as dt

from fibrocare.web.people.models import Help, Patient, User
from fibrocare.web.people.permissions import NotAllowed


def check_can_write(user: User, patient: Patient, *, now: dt.datetime) -> bool:
    """Whether this person writes as a helper; else they are the patient.

    Raises:
        NotAllowed: they may not write here: staff read a diary, and never write in it.
    """
    if patient.user_id == user.pk:
        return False
    if not Help.objects.filter(patient=patient, helper=user, may_answer=True).current(now).exists():
        raise NotAllowed("You cannot write in this diary.")
    return True


def can_write(user: User, patient: Patient, *, now: dt.datetime) -> bool:
    """Whether this person may write in this diary."""
    try:
        check_can_write(user, patient, now=now)
    except NotAllowed:
        return False
    return True
