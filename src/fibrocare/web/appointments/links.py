"""Links that open one visit without an account: signed, so that nobody can guess another."""

from uuid import UUID

from django.core import signing
from django.http import Http404
from django.urls import reverse

from fibrocare.web.appointments.models import Visit

_SIGNER = signing.Signer(salt="visit", sep=".")


def link_to(visit: Visit) -> str:
    """The path of the page where this visit can be seen, moved and cancelled."""
    return reverse("visit", args=[_SIGNER.sign(str(visit.pk))])


def visit_of(token: str) -> Visit:
    """The visit of a link.

    Raises:
        Http404: the link is damaged or made up, or the visit is gone.
    """
    try:
        key = UUID(_SIGNER.unsign(token))
        return Visit.objects.select_related("service", "staff", "room", "patient").get(pk=key)
    except (signing.BadSignature, ValueError, Visit.DoesNotExist):
        raise Http404 from None
