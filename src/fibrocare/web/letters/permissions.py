"""Who writes and signs letters."""

from fibrocare.web.assessment.permissions import can_decide
from fibrocare.web.letters.models import NEXT, Letter, Status
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed


def check_can_write(user: User, patient: Patient) -> None:
    """Raise NotAllowed unless this is a clinician with the patient in care."""
    if not can_decide(user, patient):
        raise NotAllowed("Only a clinician who looks after this patient writes letters.")


def check_can_change(user: User, letter: Letter, *, to: str = Status.DRAFT) -> None:
    """Raise NotAllowed unless this person may change this draft, or bring it to a status."""
    check_can_write(user, letter.patient)
    if letter.status != Status.DRAFT or (to != Status.DRAFT and to not in NEXT[letter.status]):
        raise NotAllowed(f"This letter is {letter.get_status_display()}: write another one.")


def can_change(user: User, letter: Letter) -> bool:
    """Whether this person may change this letter."""
    return letter.status == Status.DRAFT and can_decide(user, letter.patient)
