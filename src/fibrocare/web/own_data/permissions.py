"""Whose data these are."""

from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.tasks.models import Task, Urgency


def check_is_own(user: User, patient: Patient) -> None:
    """Raise NotAllowed unless this is the person themselves: neither helpers nor staff take data along or delete them."""
    if patient.user_id != user.pk:
        raise NotAllowed("Only the person themselves can do this.")


def can_go(patient: Patient) -> bool:
    """Whether nothing urgent is open about this person."""
    return not Task.objects.filter(patient=patient, done_at=None, urgency__lte=Urgency.TODAY).exists()


def check_can_go(patient: Patient) -> None:
    """Raise NotAllowed while an alert that cannot wait is open: deleting it would hide somebody in danger."""
    if not can_go(patient):
        raise NotAllowed("Something you told us needs a call from us first. We delete everything once we have talked.")
