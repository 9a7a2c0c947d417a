"""Who may do what with a procedure, and when."""

from fibrocare.web.people.models import Patient, Role, User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.procedures.models import NEXT, Procedure, Status


def check_can_give(user: User, patient: Patient) -> None:
    """Raise NotAllowed unless this is a clinician who has this patient in care. Therapists give none, and see none."""
    if not can_give(user, patient):
        raise NotAllowed("Only a clinician who has this person in care can do this.")


def can_give(user: User, patient: Patient) -> bool:
    """Whether this is a clinician who has this patient in care."""
    return user.role == Role.CLINICIAN and Patient.objects.visible_to(user).contains(patient)


def check_can_change(user: User, procedure: Procedure, *, to: str) -> None:
    """Raise NotAllowed unless this person may bring this procedure to this status now."""
    check_can_give(user, procedure.patient)
    if to not in NEXT[procedure.status]:
        raise NotAllowed(f"This procedure is {procedure.get_status_display()}.")


def check_is_open(user: User, procedure: Procedure) -> None:
    """Raise NotAllowed unless this person may still prepare this procedure."""
    check_can_give(user, procedure.patient)
    if not procedure.is_open:
        raise NotAllowed(f"This procedure is {procedure.get_status_display()}: what was before it stays as it is.")


def check_is_under_way(user: User, procedure: Procedure) -> None:
    """Raise NotAllowed unless this procedure has begun and is not closed."""
    check_can_give(user, procedure.patient)
    if procedure.status not in (Status.STARTED, Status.DONE):
        raise NotAllowed(f"This procedure is {procedure.get_status_display()}: nothing can be noted on the sheet.")
