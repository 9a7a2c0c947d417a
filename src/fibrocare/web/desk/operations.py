"""What only the front desk does: one person entered twice made one, a time that somebody asked for answered."""

from django.db import transaction

from fibrocare.web.appointments.models import Visit, Waiting
from fibrocare.web.appointments.permissions import runs_the_desk
from fibrocare.web.audit import operations as audit
from fibrocare.web.people.models import Care, Patient, User
from fibrocare.web.people.permissions import NotAllowed

# What makes an entry a record: two of them are never made one.
_CLINICAL = ("answers", "plans", "diary", "letters", "procedures")


def check_runs_the_desk(user: User) -> None:
    """Raise NotAllowed unless this person runs the front desk."""
    if not runs_the_desk(user):
        raise NotAllowed("Only the front desk can do this.")


@transaction.atomic
def enter(*, name: str, email: str, phone: str, by: User) -> Patient:
    """Enter somebody who is new here."""
    check_runs_the_desk(by)
    patient = Patient.objects.create(name=name, email=email, phone=phone)
    audit.record("patient.entered", actor=by, patient=patient)
    return patient


@transaction.atomic
def merge(*, keep: Patient, drop: Patient, by: User) -> None:
    """Make one of two entries of the same person: visits, places on the waiting list and care move to the one that stays.

    Raises:
        NotAllowed: not the front desk; the entries are one; or the one to go has an account, answers or a plan: what is
            clinical is never moved by name alone.
    """
    check_runs_the_desk(by)
    if keep.pk == drop.pk:
        raise NotAllowed("These are the same entry.")
    drop = Patient.objects.select_for_update().get(pk=drop.pk)
    if drop.user_id is not None or any(getattr(drop, name).exists() for name in _CLINICAL):
        raise NotAllowed("The entry that would go has an account or a record: keep that one, and let the other go.")
    Visit.objects.filter(patient=drop).update(patient=keep)
    open_ = set(Waiting.objects.filter(patient=keep, until=None).values_list("service_id", flat=True))
    Waiting.objects.filter(patient=drop).exclude(until=None, service__in=open_).update(patient=keep)
    cared = set(Care.objects.filter(patient=keep, until=None).values_list("staff_id", flat=True))
    Care.objects.filter(patient=drop).exclude(until=None, staff__in=cared).update(patient=keep)
    audit.record("patient.merged", actor=by, patient=keep, about=drop.pk)
    keep.email, keep.phone = keep.email or drop.email, keep.phone or drop.phone
    drop.delete()
    keep.save(update_fields=["email", "phone"])
