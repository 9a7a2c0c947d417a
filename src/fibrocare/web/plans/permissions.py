"""Who may write and sign a plan."""

from fibrocare.web.assessment.permissions import can_decide
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans.models import NEXT, Plan, Status


def check_can_plan(user: User, patient: Patient) -> None:
    """Raise NotAllowed unless this is a clinician with the patient in care."""
    if not can_decide(user, patient):
        raise NotAllowed("Only a clinician who looks after this patient can write a plan.")


def check_can_change(user: User, plan: Plan, *, to: str = Status.PROPOSED) -> None:
    """Raise NotAllowed unless this person may change this draft, or bring it to a status."""
    check_can_plan(user, plan.patient)
    if to == Status.PROPOSED and plan.status == Status.PROPOSED:
        return
    if to not in NEXT[plan.status]:
        raise NotAllowed(f"This plan is {plan.get_status_display()}: begin a new one.")


def can_change(user: User, plan: Plan) -> bool:
    """Whether this person may change this draft."""
    return plan.status == Status.PROPOSED and can_decide(user, plan.patient)
