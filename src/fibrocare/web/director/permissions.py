"""What only the medical director does."""

from fibrocare.web.people.models import Role, User
from fibrocare.web.people.permissions import NotAllowed


def check_can_direct(user: User) -> None:
    """Raise NotAllowed unless this is the medical director."""
    if not can_direct(user):
        raise NotAllowed("Only the medical director can do this.")


def can_direct(user: User) -> bool:
    """Whether this is the medical director."""
    return user.is_active and user.role == Role.DIRECTOR
