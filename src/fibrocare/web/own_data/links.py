"""A link that proves that the one who wants to be deleted reads the person's own e-mail."""

from django.core import signing

_SALT = "own-data-delete"
_HOURS = 2


def token(user_id: object) -> str:
    """The secret of the link."""
    return signing.dumps(str(user_id), salt=_SALT)


def is_fresh(text: str, user_id: object) -> bool:
    """Whether a link is this person's, and not old."""
    try:
        return bool(signing.loads(text, salt=_SALT, max_age=_HOURS * 3600) == str(user_id))
    except signing.BadSignature:
        return False
