"""Decisions of the medical director, each kept with who and when; and what they permit."""

import datetime as dt

from django.db import transaction

from fibrocare.knowledge import Knowledge
from fibrocare.web.audit import operations as audit
from fibrocare.web.director.claims import Claim, claims
from fibrocare.web.director.models import ClinicPolicy, SignOff
from fibrocare.web.director.permissions import check_can_direct
from fibrocare.web.people.models import Role, User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.tasks.models import Duty


def signed(knowledge: Knowledge) -> frozenset[str]:
    """The claims that are signed as they read now, in the names that the engine takes."""
    newest = {row.claim: row for row in SignOff.objects.all()}
    return frozenset(it.name for it in claims(knowledge) if _holds(newest.get(it.name), it))


def newest(claim: str) -> SignOff | None:
    """The signature that stands under a claim, void or not; None where there is none, or it was withdrawn."""
    row = SignOff.objects.filter(claim=claim).last()
    return row if row is not None and row.given else None


def _holds(row: SignOff | None, claim: Claim) -> bool:
    return row is not None and row.given and row.content == claim.content


@transaction.atomic
def decide(*, claim: Claim, given: bool, note: str, by: User, at: dt.datetime, version: str) -> SignOff:
    """Sign a claim as it reads now, or withdraw the signature.

    Raises:
        NotAllowed: not the director, or no reason is given.
    """
    check_can_direct(by)
    if not note.strip():
        raise NotAllowed("Say in a sentence what this rests on.")
    row = SignOff.objects.create(
        claim=claim.name, content=claim.content, given=given, note=note.strip(), at=at, by=by, knowledge_version=version
    )
    audit.record("signoff.given" if given else "signoff.withdrawn", actor=by, about=row, detail={"claim": claim.name})
    return row


def policy() -> ClinicPolicy:
    """The clinic's policy now; an empty one where nobody decided yet."""
    return ClinicPolicy.objects.last() or ClinicPolicy()


@transaction.atomic
def set_policy(*, phone: str, address: str, here: list[str], by: User, at: dt.datetime) -> None:
    """Decide how the clinic is reached and what it delivers itself."""
    check_can_direct(by)
    row = ClinicPolicy.objects.create(phone=phone, address=address, here=sorted(here), at=at, by=by)
    audit.record("policy.decided", actor=by, about=row)


@transaction.atomic
def set_duty(*, responder: User, deputy: User | None, by: User) -> None:
    """Name who answers alerts about suicide, and who when they do not.

    Raises:
        NotAllowed: not the director, or somebody named is not a clinician, or both are the same.
    """
    check_can_direct(by)
    for person in filter(None, (responder, deputy)):
        if person.role != Role.CLINICIAN or not person.is_active:
            raise NotAllowed("Only a clinician who works here can answer alerts.")
    if responder == deputy:
        raise NotAllowed("Name two different people.")
    Duty.objects.update_or_create(pk=1, defaults={"responder": responder, "deputy": deputy})
    to = {"responder": str(responder.pk), "deputy": str(deputy.pk) if deputy else ""}
    audit.record("duty.decided", actor=by, detail=to)
