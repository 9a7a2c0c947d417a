"""The waiting list: a freed time is kept for one person at a time, and goes on to the next when they do not take it."""

import datetime as dt

from django.db import transaction

from fibrocare.web.appointments import mail
from fibrocare.web.appointments.holds import LEAD, Taken, hold, room_for
from fibrocare.web.appointments.models import Change, Offer, Service, Status, Visit, Waiting
from fibrocare.web.audit import operations as audit
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.operations import take_into_care
from fibrocare.web.people.permissions import NotAllowed

# So long a time is kept for one person, and never into the last hours before it.
KEPT = dt.timedelta(hours=12)


@transaction.atomic
def join(*, patient: Patient, service: Service, by: User | None, at: dt.datetime) -> Waiting:
    """Put somebody on the list for a service; they stand on it once."""
    if patient._state.adding:
        patient.save(force_insert=True)
    row, new = Waiting.objects.get_or_create(patient=patient, service=service, until=None, defaults={"since": at})
    if new:
        audit.record("waiting.joined", actor=by or "visitor", patient=patient, about=service.slug)
    return row


@transaction.atomic
def leave(*, row: Waiting, by: User | None, at: dt.datetime) -> None:
    """Take somebody off the list."""
    row.until = at
    row.save(update_fields=["until"])
    for offer in row.offers.filter(closed_at=None):
        _close(offer, at, taken=False)
    audit.record("waiting.left", actor=by or "visitor", patient=row.patient_id, about=row)


@transaction.atomic
def offer_time(*, service: Service, staff: User, starts: dt.datetime, at: dt.datetime) -> Offer | None:
    """Keep a free time for the first on the list who was not asked about it yet; None where there is nobody, or no time left."""
    expires = min(at + KEPT, starts - LEAD)
    if expires <= at:
        return None
    waits = Waiting.objects.select_for_update().filter(service=service, until=None)
    asked = Offer.objects.filter(staff=staff, starts=starts).values("waiting")
    busy = Offer.objects.filter(closed_at=None).values("waiting")
    first = waits.exclude(pk__in=asked).exclude(pk__in=busy).first()
    if first is None:
        return None
    try:
        with transaction.atomic():
            offer = Offer.objects.create(
                waiting=first, staff=staff, room=room_for(service, starts), starts=starts, expires_at=expires
            )
            hold(offer, service)
    except Taken:
        return None
    audit.record("offer.made", patient=first.patient_id, about=offer)
    transaction.on_commit(lambda: mail.send_offer(offer))
    return offer


@transaction.atomic
def answer(*, offer: Offer, take: bool, at: dt.datetime) -> Visit | None:
    """Take an offered time, or say no: then it goes to the next.

    Raises:
        NotAllowed: it was answered before, or its time ran out.
    """
    offer = Offer.objects.select_for_update(of=("self",)).select_related("waiting__service", "staff", "room").get(pk=offer.pk)
    if offer.closed_at is not None or offer.expires_at <= at:
        raise NotAllowed("This time is no longer kept for you.")
    if not take:
        _close(offer, at, taken=False)
        return None
    waits = offer.waiting
    visit = Visit.objects.create(
        service=waits.service, patient_id=waits.patient_id, staff=offer.staff, room=offer.room, starts=offer.starts,
        ends=offer.starts + waits.service.length, status=Status.BOOKED,
    )  # fmt: skip
    # The time stays taken throughout: the same holds become the visit's.
    offer.holds.update(visit=visit, offer=None)
    Change.objects.create(visit=visit, status=visit.status, starts=visit.starts, at=at)
    offer.closed_at, offer.taken, waits.until = at, True, at
    offer.save(update_fields=["closed_at", "taken"])
    waits.save(update_fields=["until"])
    audit.record("offer.taken", actor="link", patient=waits.patient_id, about=visit.pk)
    take_into_care(patient=waits.patient, staff=offer.staff, by=None, at=at)
    return visit


def expire(*, at: dt.datetime) -> int:
    """Close the offers that nobody answered in time, and ask the next; how many. Safe to run twice at once."""
    number = 0
    for key in Offer.objects.filter(closed_at=None, expires_at__lte=at).values_list("pk", flat=True):
        with transaction.atomic():
            offer = Offer.objects.select_for_update().filter(pk=key, closed_at=None).first()
            if offer is not None:
                _close(offer, at, taken=False)
                number += 1
    return number


def _close(offer: Offer, at: dt.datetime, *, taken: bool) -> None:
    offer.closed_at, offer.taken = at, taken
    offer.save(update_fields=["closed_at", "taken"])
    offer.holds.all().delete()
    audit.record("offer.closed", patient=offer.waiting.patient_id, about=offer)
    offer_time(service=offer.waiting.service, staff=offer.staff, starts=offer.starts, at=at)
