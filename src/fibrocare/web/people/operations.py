"""Writes about people: each one transaction, each in the access log."""

import datetime as dt
import hashlib
import secrets

from allauth.mfa.models import Authenticator
from django.db import transaction

from fibrocare.web.audit import operations as audit
from fibrocare.web.people.models import Care, Help, Invitation, Patient, Role, User
from fibrocare.web.people.permissions import NotAllowed, check_can_give_help, check_can_invite, check_can_reset

_LINK_LASTS = dt.timedelta(days=14)


def hashed(secret: str) -> str:
    """What is kept of a secret: a copy of the database opens no account."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(*, email: str, name: str, role: str, by: User, at: dt.datetime, patient: Patient | None = None) -> str:
    """Invite somebody; the secret of the link, which is told only here.

    Raises:
        NotAllowed: `by` may not invite to this role.
    """
    check_can_invite(by, role)
    return _invite(email=email, name=name, role=role, by=by, at=at, patient=patient)


@transaction.atomic
def invite_helper(*, patient: Patient, email: str, name: str, may_answer: bool, may_book: bool, by: User, at: dt.datetime) -> str:
    """A patient invites somebody who helps them; the secret of the link.

    Raises:
        NotAllowed: `by` is not the patient.
    """
    check_can_give_help(by, patient)
    limits = {"as_helper": True, "may_answer": may_answer, "may_book": may_book}
    return _invite(email=email, name=name, role=Role.PATIENT, by=by, at=at, patient=patient, **limits)


def _invite(*, email: str, name: str, role: str, by: User, at: dt.datetime, patient: Patient | None, **limits: bool) -> str:
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        secret_hash=hashed(secret), email=email.lower(), name=name, role=role, patient=patient, by=by, sent_at=at,
        expires_at=at + _LINK_LASTS, **limits,
    )  # fmt: skip
    audit.record("invitation.sent", actor=by, patient=patient.pk if patient else "", about=invitation, detail={"role": role})
    return secret


@transaction.atomic
def accept(*, secret: str, at: dt.datetime) -> User:
    """Turn an invitation into an account; somebody who has one already keeps it.

    Raises:
        NotAllowed: the link is wrong, used or too old, or the address belongs to an account of another role.
    """
    invitation = Invitation.objects.select_for_update().filter(secret_hash=hashed(secret)).first()
    if invitation is None or invitation.accepted_at is not None or invitation.expires_at <= at:
        raise NotAllowed("This link was used before, or it is too old. Ask the clinic for a new one.")
    user = User.objects.filter(email=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, name=invitation.name, role=invitation.role)
    if user.role != invitation.role or not user.is_active:
        raise NotAllowed("This e-mail belongs to another account. Ask the clinic for help.")
    invitation.accepted_at = at
    invitation.save()
    _connect(invitation, user, at)
    audit.record("invitation.accepted", actor=user, patient=invitation.patient_id or "", about=invitation)
    return user


def _connect(invitation: Invitation, user: User, at: dt.datetime) -> None:
    patient = invitation.patient
    if patient is None:
        return
    if invitation.as_helper:
        Help.objects.get_or_create(
            patient=patient, helper=user, until=None,
            defaults={"may_answer": invitation.may_answer, "may_book": invitation.may_book, "since": at},
        )  # fmt: skip
    elif patient.user_id not in (None, user.pk) or Patient.objects.filter(user=user).exclude(pk=patient.pk).exists():
        raise NotAllowed("This record belongs to another account. Ask the clinic for help.")
    else:
        patient.user = user
        patient.save(update_fields=["user"])


@transaction.atomic
def end_help(*, help_: Help, by: User, at: dt.datetime) -> None:
    """The patient ends somebody's help, at once.

    Raises:
        NotAllowed: `by` is not the patient.
    """
    check_can_give_help(by, help_.patient)
    help_.until = at
    help_.save(update_fields=["until"])
    audit.record("help.ended", actor=by, patient=help_.patient_id, about=help_)


@transaction.atomic
def take_into_care(*, patient: Patient, staff: User, by: User | None, at: dt.datetime) -> Care:
    """From now on this clinician or therapist sees this patient; nothing happens where they already do.

    Raises:
        NotAllowed: the role treats nobody.
    """
    if not staff.treats:
        raise NotAllowed("Only clinicians and therapists have patients in care.")
    care, new = Care.objects.get_or_create(patient=patient, staff=staff, until=None, defaults={"since": at, "by": by})
    if new:
        audit.record("care.began", actor=by or "system", patient=patient, about=staff)
    return care


@transaction.atomic
def end_care(*, care: Care, by: User, at: dt.datetime) -> None:
    """This clinician no longer sees this patient."""
    care.until = at
    care.save(update_fields=["until"])
    audit.record("care.ended", actor=by, patient=care.patient_id, about=care.staff_id)


@transaction.atomic
def reset_second_factor(*, user: User, by: User) -> None:
    """Forget the passkeys, app and spare codes of somebody who lost them; they set up new ones at their next sign-in.

    Raises:
        NotAllowed: `by` is no director, or is the person themselves.
    """
    check_can_reset(by, user)
    gone, _each = Authenticator.objects.filter(user=user).delete()
    audit.record("second_factor.reset", actor=by, about=user, detail={"removed": gone})
