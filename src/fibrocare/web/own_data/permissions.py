"""Whose data these are."""

from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed


def check_is_own(user: User, patient: Patient) -> None:
    """Raise NotAllowed unless this is the person themselves: neither helpers nor staff take data along or delete them."""
    if patient.user_id != user.pk:
        raise NotAllowed("Only the person themselves can do this.")
