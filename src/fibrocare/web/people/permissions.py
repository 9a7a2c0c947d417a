"""What each role may do with people. Each check raises with the reason; its twin tells a template."""

from django.core.exceptions import PermissionDenied

from fibrocare.web.people.models import Patient, Role, User

# Who may invite whom.
MAY_INVITE: dict[str, frozenset[str]] = {
    Role.DIRECTOR: frozenset(set(Role.values) - {Role.PATIENT}),
    Role.CLINICIAN: frozenset({Role.PATIENT}),
    Role.FRONT_DESK: frozenset({Role.PATIENT}),
}


class NotAllowed(PermissionDenied):
    """This person may not do this; the message says why, in words for them."""


def check_can_invite(user: User, role: str) -> None:
    """Raise NotAllowed unless this person may invite somebody to this role."""
    if role not in MAY_INVITE.get(user.role, frozenset()):
        raise NotAllowed("Your role cannot send this invitation.")


def check_can_give_help(user: User, patient: Patient) -> None:
    """Raise NotAllowed unless this is the patient: only they decide who helps them."""
    if patient.user_id != user.pk:
        raise NotAllowed("Only the patient can choose a helper.")


def check_can_reset(by: User, user: User) -> None:
    """Raise NotAllowed unless a director resets the second step of somebody else."""
    if by.role != Role.DIRECTOR:
        raise NotAllowed("Only the medical director can reset a second step.")
    if user.pk == by.pk:
        raise NotAllowed("Another director has to reset yours.")


def can_give_help(user: User, patient: Patient) -> bool:
    """Whether this is the patient."""
    return patient.user_id == user.pk
