"""Who may book, move and cancel what."""

import datetime as dt

from fibrocare.web.appointments.models import NEXT, Policy, Service, Status, Visit
from fibrocare.web.people.models import Help, Patient, Role, User
from fibrocare.web.people.permissions import NotAllowed

# So long before a visit people may still move or cancel it themselves.
NOTICE = dt.timedelta(hours=4)


def runs_the_desk(user: User) -> bool:
    """Whether this person books for everybody."""
    return user.role == Role.FRONT_DESK


def check_can_book(user: User | None, patient: Patient, service: Service, *, now: dt.datetime) -> None:
    """Raise NotAllowed unless this person may put this patient into a free time of this service.

    A visitor without an account is `None`: they book only what is open to new patients.
    """
    if user is not None and (runs_the_desk(user) or (user.treats and Patient.objects.visible_to(user).contains(patient))):
        return
    if service.policy in (Policy.CLOSED, Policy.REQUEST):
        raise NotAllowed("Please call the clinic for this kind of visit.")
    if user is None:
        if not service.for_new or patient.user_id is not None:
            raise NotAllowed("Please sign in to book this visit.")
        return
    if patient.user_id == user.pk or Help.objects.filter(patient=patient, helper=user, may_book=True).current(now).exists():
        return
    raise NotAllowed("You cannot book for this person.")


def check_can_change(user: User | None, visit: Visit, *, to: str, now: dt.datetime) -> None:
    """Raise NotAllowed unless this visit may go to this status now. `None` holds the visit's own signed link."""
    if to not in NEXT[visit.status]:
        raise NotAllowed(f"This visit is {visit.get_status_display()}.")
    if user is not None and (runs_the_desk(user) or user.pk == visit.staff_id):
        return
    if to != Status.CANCELLED:
        raise NotAllowed("Only the clinic can do this.")
    if visit.starts - now < NOTICE:
        raise NotAllowed("It is too close to the visit. Please call the clinic.")
    if user is not None and not may_act_for(user, visit.patient, now=now):
        raise NotAllowed("You cannot change this person's visits.")


def may_act_for(user: User, patient: Patient, *, now: dt.datetime) -> bool:
    """Whether somebody books and changes visits of this patient: themselves, or a helper with leave to book."""
    return patient.user_id == user.pk or (Help.objects.filter(patient=patient, helper=user, may_book=True).current(now).exists())
