"""Who decides what in an assessment."""

from fibrocare.web.people.models import Patient, Role, User
from fibrocare.web.people.permissions import NotAllowed


def check_can_decide(user: User, patient: Patient) -> None:
    """Raise NotAllowed unless this is a clinician with the patient in care: they alone confirm, settle and diagnose."""
    if not can_decide(user, patient):
        raise NotAllowed("Only a clinician who looks after this patient can do this.")


def can_decide(user: User, patient: Patient) -> bool:
    """Whether this is a clinician with the patient in care."""
    return user.role == Role.CLINICIAN and Patient.objects.visible_to(user).contains(patient)
