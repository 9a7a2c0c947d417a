"""Invitations, the own account, helpers, and the second step that somebody lost."""

from uuid import UUID

from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fibrocare.web.people import operations
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.forms import FindForm, HelperForm, InviteForm, ResetForm
from fibrocare.web.people.models import Help, Patient, Role, User
from fibrocare.web.people.permissions import MAY_INVITE, NotAllowed


@require_GET
@signed_in
def account(request: SignedRequest) -> HttpResponse:
    """What belongs to the own account: how to sign in, who helps."""
    user = request.user
    patient = Patient.objects.filter(user=user).first()
    helpers = Help.objects.filter(patient=patient).current().select_related("helper") if patient else []
    return render(
        request, "people/account.html", {"patient": patient, "helpers": helpers, "invites": bool(MAY_INVITE.get(user.role))}
    )


@require_http_methods(["GET", "POST"])
@signed_in
def invite(request: SignedRequest) -> HttpResponse:
    """Staff invite somebody by e-mail."""
    user = request.user
    if not MAY_INVITE.get(user.role):
        raise NotAllowed(_("Your role cannot send invitations."))
    form = InviteForm(request.POST or None, by=user)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        patient = Patient.objects.create(name=told["name"], email=told["email"]) if told["role"] == "patient" else None
        secret = operations.invite(
            email=told["email"], name=told["name"], role=told["role"], by=user, at=timezone.now(), patient=patient
        )
        _send_link(request, told["email"], secret)
        messages.success(request, _("The invitation is on its way."))
        return redirect("account")
    return render(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def add_helper(request: SignedRequest) -> HttpResponse:
    """A patient lets somebody help, within limits."""
    user = request.user
    patient = get_object_or_404(Patient, user=user)
    form = HelperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        secret = operations.invite_helper(
            patient=patient, email=told["email"], name=told["name"], may_answer=told["may_answer"],
            may_book=told["may_book"], by=user, at=timezone.now(),
        )  # fmt: skip
        _send_link(request, told["email"], secret)
        messages.success(request, _("We sent them a link."))
        return redirect("account")
    return render(request, "people/add_helper.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@signed_in
def end_help(request: SignedRequest, help_id: int) -> HttpResponse:
    """A patient ends somebody's help."""
    user = request.user
    help_ = get_object_or_404(Help.objects.current(), pk=help_id, patient__user=user)
    operations.end_help(help_=help_, by=user, at=timezone.now())
    messages.success(request, _("This person no longer sees anything of yours."))
    return redirect("account")


def _send_link(request: HttpRequest, email: str, secret: str) -> None:
    link = request.build_absolute_uri(reverse("accept", args=[secret]))
    send_mail(
        _("Your invitation to %(clinic)s") % {"clinic": settings.CLINIC_NAME},
        _("Please open this link to make your account. It works for 14 days, once.\n\n%(link)s\n") % {"link": link},
        None,
        [email],
    )


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Open an invitation: one tap makes the account and signs in. A GET changes nothing: mail programs open links too."""
    if request.method == "GET":
        return render(request, "people/accept.html")
    limited: HttpResponse | None = consume_or_429(request, action="accept")
    if limited is not None:
        return limited
    try:
        user = operations.accept(secret=secret, at=timezone.now())
    except NotAllowed as reason:
        return render(request, "people/accept.html", {"refused": str(reason)}, status=403)
    perform_login(request, user)
    return redirect("home")


def _only_for_directors(user: User) -> None:
    if user.role != Role.DIRECTOR:
        raise Http404


@require_http_methods(["GET", "POST"])
@signed_in
def staff(request: SignedRequest) -> HttpResponse:
    """Everybody who works here, for the director; and the way to a patient who lost their second step."""
    _only_for_directors(request.user)
    form = FindForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.person is not None:
        return redirect("reset_second_factor", form.person.pk)
    context = {"people": User.objects.exclude(role=Role.PATIENT).order_by("name"), "form": form}
    return render(request, "people/staff.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def reset_second_factor(request: SignedRequest, user_id: UUID) -> HttpResponse:
    """A director resets the second step of somebody who lost it, and the person hears of it by e-mail."""
    _only_for_directors(request.user)
    person = get_object_or_404(User.objects.exclude(pk=request.user.pk), pk=user_id)
    form = ResetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        operations.reset_second_factor(user=person, by=request.user)
        _tell_of_reset(person, by=request.user)
        messages.success(request, _("Done. At the next sign-in they set up a new second step."))
        return redirect("staff")
    context = {"person": person, "form": form}
    return render(request, "people/reset_second_factor.html", context, status=422 if form.errors else 200)


def _tell_of_reset(person: User, *, by: User) -> None:
    send_mail(
        _("Your second step at %(clinic)s was reset") % {"clinic": settings.CLINIC_NAME},
        _(
            "%(by)s reset your second step, because somebody said that you had lost it. "
            "At your next sign-in you set up a new one.\n\n"
            "If you did not ask for this, call the clinic now: somebody else may be trying to sign in as you.\n"
        )
        % {"by": by.name},
        None,
        [person.email],
    )
