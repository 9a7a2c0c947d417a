"""Writes about tasks: each one transaction, each in the access log."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from fibrocare.web.audit import operations as audit
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.tasks.models import Duty, Task, Urgency

_DUE = {
    Urgency.NOW: dt.timedelta(minutes=30),
    Urgency.TODAY: dt.timedelta(hours=4),
    Urgency.SOON: dt.timedelta(days=3),
    Urgency.ROUTINE: dt.timedelta(days=14),
}


@transaction.atomic
def ask_for(
    *, patient: Patient, key: str, urgency: Urgency, says: str, at: dt.datetime,
    given_to: User | None = None, due_at: dt.datetime | None = None,
) -> Task:  # fmt: skip
    """Put something on the worklist; the same thing that is open already becomes more urgent, never less."""
    due_at = due_at or at + _DUE[urgency]
    task, new = Task.objects.get_or_create(
        patient=patient, key=key, done_at=None,
        defaults={"urgency": urgency, "says": says, "given_to": given_to, "created_at": at, "due_at": due_at},
    )  # fmt: skip
    if not new and urgency < task.urgency:
        task.urgency, task.says, task.due_at = urgency, says, min(task.due_at, due_at)
        task.save(update_fields=["urgency", "says", "due_at"])
    if new:
        audit.record("task.opened", patient=patient, about=task, detail={"key": key, "urgency": int(urgency)})
    return task


def responder() -> User | None:
    """Who answers alerts about suicide; nobody where the clinic has not named anybody who is here."""
    duty = Duty.objects.select_related("responder").first()
    return duty.responder if duty and duty.responder.is_active else None


@transaction.atomic
def escalate(*, at: dt.datetime) -> int:
    """Give alerts that nobody answered in time to the deputy: those that are now, and those of the responder; how many."""
    duty = Duty.objects.select_related("deputy").first()
    if duty is None or duty.deputy is None:
        return 0
    whose = Q(urgency=Urgency.NOW) | Q(urgency=Urgency.TODAY, given_to=duty.responder)
    late = Task.objects.select_for_update().filter(whose, done_at=None, due_at__lte=at)
    moved = 0
    for task in late.exclude(given_to=duty.deputy):
        task.given_to = duty.deputy
        task.save(update_fields=["given_to"])
        audit.record("task.escalated", patient=task.patient_id, about=task, detail={"to": str(duty.deputy.pk)})
        moved += 1
    return moved


@transaction.atomic
def done(*, task: Task, by: User, at: dt.datetime, how: str) -> None:
    """Somebody did it, and says how.

    Raises:
        NotAllowed: the task is not theirs to see, or they do not say what they did.
    """
    task = Task.objects.select_for_update().get(pk=task.pk)
    if not Task.objects.visible_to(by).contains(task):
        raise NotAllowed("This task is not yours.")
    if not how.strip():
        raise NotAllowed("Say in a few words what was done.")
    if task.done_at is not None:
        return
    task.done_at, task.done_by, task.done_how = at, by, how.strip()
    task.save(update_fields=["done_at", "done_by", "done_how"])
    audit.record("task.done", actor=by, patient=task.patient_id, about=task)
