"""Letters as clinicians write them, and as patients read them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fibrocare.web.assessment.permissions import can_decide
from fibrocare.web.assessment.views import in_care
from fibrocare.web.audit import operations as audit
from fibrocare.web.letters import operations, presenters
from fibrocare.web.letters.forms import LetterForm
from fibrocare.web.letters.models import Kind, Letter
from fibrocare.web.letters.permissions import can_change
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.permissions import NotAllowed


@require_http_methods(["GET", "POST"])
@signed_in
def letters(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Every letter of a patient; a POST begins one."""
    patient = in_care(request, patient_id, "letters.seen")
    if request.method == "POST":
        if request.POST.get("kind") not in Kind.values:
            raise Http404
        letter = operations.begin(
            patient=patient, kind=request.POST["kind"], by=request.user, at=timezone.now(), today=timezone.localdate()
        )
        return redirect("letter", letter.pk)
    found = Letter.objects.visible_to(request.user).filter(patient=patient).select_related("signed_by")
    context = {"patient": patient, "letters": found, "kinds": Kind.choices, "may_decide": can_decide(request.user, patient)}
    return render(request, "letters/letters.html", context)


def _letter(request: SignedRequest, letter_id: UUID, seen: str) -> Letter:
    """A letter that this person may see; nobody else learns that it exists."""
    letters = Letter.objects.visible_to(request.user).select_related("patient", "signed_by")
    letter: Letter = get_object_or_404(letters, pk=letter_id)
    if request.method == "GET":
        audit.record(seen, actor=request.user, patient=letter.patient_id, about=letter)
    return letter


@require_http_methods(["GET", "POST"])
@signed_in
def letter(request: SignedRequest, letter_id: UUID) -> HttpResponse:
    """One letter, for those who treat: its words while it is a draft, how it reads once it is signed."""
    if not request.user.treats:
        raise Http404
    found = _letter(request, letter_id, "letter.seen")
    form = LetterForm(request.POST or None, initial={"text": found.text})
    if form.is_valid():
        operations.write(letter=found, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("letter", found.pk)
    context = {
        "patient": found.patient, "letter": found, "form": form, "may_change": can_change(request.user, found),
        "grade": presenters.hard_to_read(found),
    }  # fmt: skip
    return render(request, "letters/letter.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def sign(request: SignedRequest, letter_id: UUID) -> HttpResponse:
    """Sign a letter as it stands on the page: what was written since the last save is kept first."""
    found = _letter(request, letter_id, "letter.seen")
    form = LetterForm(request.POST) if "text" in request.POST else None
    try:
        if form is not None and form.is_valid():
            operations.write(letter=found, text=form.cleaned_data["text"], by=request.user)
        operations.sign(letter=found, by=request.user, at=timezone.now())
    except NotAllowed as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The letter is signed. The patient can read it now."))
    return redirect("letter", found.pk)


@require_POST
@signed_in
def drop(request: SignedRequest, letter_id: UUID) -> HttpResponse:
    """Put a draft away."""
    found = _letter(request, letter_id, "letter.seen")
    operations.drop(letter=found, by=request.user)
    return redirect("letters", found.patient_id)


@require_GET
@signed_in
def pdf(request: SignedRequest, letter_id: UUID) -> HttpResponse:
    """The letter to print or to send."""
    found = _letter(request, letter_id, "letter.printed")
    name = f'inline; filename="{found.kind}.pdf"'
    return HttpResponse(presenters.pdf(found), content_type="application/pdf", headers={"Content-Disposition": name})


@require_GET
@signed_in
def own(request: SignedRequest) -> HttpResponse:
    """The signed letters of a patient, or of somebody they help."""
    if request.user.is_staff:
        raise Http404
    found = Letter.objects.visible_to(request.user).select_related("patient", "signed_by").order_by("-signed_at")
    return render(request, "letters/own.html", {"letters": found})
