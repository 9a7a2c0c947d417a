"""Your data: what we keep, who saw it, take it along, delete it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.mail import send_mail
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fibrocare.web.own_data import operations, presenters
from fibrocare.web.own_data.forms import DeleteForm
from fibrocare.web.own_data.links import is_fresh, token
from fibrocare.web.own_data.models import Deletion
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient
from fibrocare.web.people.permissions import NotAllowed


def _own(request: SignedRequest) -> Patient:
    """The person who is signed in; helpers and staff have no such page."""
    patient: Patient = get_object_or_404(Patient.objects.visible_to(request.user), user=request.user)
    return patient


@require_GET
@signed_in
def own_data(request: SignedRequest) -> HttpResponse:
    """What we keep about you, and who has seen it."""
    patient = _own(request)
    context = {
        "readers": presenters.readers(patient), "kept": presenters.kept(patient),
        "deletion": Deletion.objects.filter(patient=patient).first(),
    }  # fmt: skip
    return render(request, "own_data/own_data.html", context)


@require_POST
@signed_in
def export(request: SignedRequest) -> HttpResponse:
    """Everything as one file; nothing of it stays on the server."""
    body = operations.export(patient=_own(request), by=request.user, at=timezone.now())
    name = {"Content-Disposition": 'attachment; filename="my-data.zip"'}
    return HttpResponse(body, content_type="application/zip", headers=name)


@require_POST
@signed_in
def send_link(request: SignedRequest) -> HttpResponse:
    """Send the link that leads to the deletion: it proves that the mail is theirs too."""
    _own(request)
    link = request.build_absolute_uri(reverse("own_data_delete", args=[token(request.user.pk)]))
    text = _("You asked us to delete your data. To go on, open this link within 2 hours:") + f"\n\n{link}\n"
    send_mail(_("Delete my data"), text, settings.DEFAULT_FROM_EMAIL, [request.user.email])
    messages.success(request, _("We sent you an e-mail with a link. Open it to go on."))
    return redirect("own_data")


@require_http_methods(["GET", "POST"])
@signed_in
def delete(request: SignedRequest, secret: str) -> HttpResponse:
    """Behind the link: later or now, and a tick to be sure."""
    patient = _own(request)
    if not is_fresh(secret, request.user.pk):
        raise Http404
    form = DeleteForm(request.POST or None)
    if not form.is_valid():
        return render(request, "own_data/delete.html", {"form": form}, status=422 if form.is_bound else 200)
    now = form.cleaned_data["when"] == "now"
    try:
        operations.ask_to_delete(patient=patient, by=request.user, at=timezone.now(), now=now)
    except NotAllowed as reason:
        messages.warning(request, str(reason))
        return redirect("own_data")
    if now:
        logout(request)
        messages.success(request, _("Everything about you is deleted. We wish you well."))
        return redirect("front")
    return redirect("own_data")


@require_POST
@signed_in
def keep(request: SignedRequest) -> HttpResponse:
    """Take the wish back."""
    operations.keep(patient=_own(request), by=request.user)
    messages.success(request, _("We keep your data. Nothing was deleted."))
    return redirect("own_data")
