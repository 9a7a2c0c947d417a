"""Links that open one visit without an account: signed, so that nobody can guess another."""

from uuid import UUID

from django.core import signing
from django.http import Http404
from django.urls import reverse

from fibrocare.web.appointments.models import Offer, Visit

_SIGNER = signing.Signer(salt="visit", sep=".")
_OFFERS = signing.Signer(salt="offer", sep=".")


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


def link_to_offer(offer: Offer) -> str:
    """The path of the page where an offered time is taken or not."""
    return reverse("offer", args=[_OFFERS.sign(str(offer.pk))])


def offer_of(token: str) -> Offer:
    """The offer of a link.

    Raises:
        Http404: the link is damaged or made up, or the offer is gone.
    """
    try:
        offers = Offer.objects.select_related("waiting__patient", "waiting__service", "staff", "room")
        return offers.get(pk=int(_OFFERS.unsign(token)))
    except (signing.BadSignature, ValueError, Offer.DoesNotExist):
        raise Http404 from None
