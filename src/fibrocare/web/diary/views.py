"""The diary as the person, or who helps them, writes it; and as those who treat read it."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fibrocare.engine.diary import scales
from fibrocare.knowledge import load
from fibrocare.web.assessment.views import in_care
from fibrocare.web.audit import operations as audit
from fibrocare.web.diary import operations, presenters
from fibrocare.web.diary.forms import EntryForm, StampForm
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.diary.operations import LATE, NotKept
from fibrocare.web.diary.permissions import can_write
from fibrocare.web.intake.presenters import who_looks
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Patient
from fibrocare.web.plans import following
from fibrocare.web.plans.models import Plan, Status

_WEEKS = dt.timedelta(weeks=4)


def _patient(request: SignedRequest, patient_id: UUID, seen: str) -> Patient:
    """The patient whose diary this is; staff have a page of their own."""
    if request.user.is_staff:
        raise Http404
    patient: Patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    if request.method == "GET":
        audit.record(seen, actor=request.user, patient=patient)
    return patient


def _date(text: str | None) -> dt.date | None:
    """A day of an address; None where it is none, or before there was a clinic."""
    try:
        day = parse_date(text or "")
    except ValueError:
        return None
    return day if day and day.year > 1900 else None


def _steps(request: SignedRequest, patient: Patient, day: dt.date) -> list[following.Step]:
    """The signed plan as it is followed on a day."""
    plan = Plan.objects.visible_to(request.user).filter(patient=patient, status=Status.SIGNED).first()
    return following.steps(plan.choices.all(), load(), today=day) if plan else []


@require_http_methods(["GET", "POST"])
@signed_in
def diary(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """One screen for today, or for a day of the last week; below it what was written on the last days."""
    patient = _patient(request, patient_id, "diary.seen")
    clock = operations.clock_of(patient, now=timezone.now())
    today, asked = clock.date(), _date(request.GET.get("day"))
    day = asked if asked and today - LATE <= asked < today else today
    rows = list(DiaryEntry.objects.visible_to(request.user).standing().filter(patient=patient, day__gte=today - LATE))
    given = {name for it in rows if it.day == day for name in it.values}
    form = EntryForm(
        request.POST if request.method == "POST" else None, now=clock, steps=_steps(request, patient, day),
        without=[name for name, it in load().diary.items() if it.once_a_day and name in given],
        initial={"day": day if day != today else None, "writer": request.user.pk},
    )  # fmt: skip
    answer = _posted(request, patient, form) if request.method == "POST" else None
    return answer or _shown(request, patient, form, rows, day=day, today=today)


def _shown(
    request: SignedRequest, patient: Patient, form: EntryForm, rows: list[DiaryEntry], *, day: dt.date, today: dt.date
) -> HttpResponse:
    context = {
        "patient": patient, "form": form, "day": day, "today": today, "days": presenters.last_days(rows, today),
        "may_write": can_write(request.user, patient, now=timezone.now()),
    }  # fmt: skip
    return render(request, "diary/diary.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def correct(request: SignedRequest, patient_id: UUID, entry_id: UUID) -> HttpResponse:
    """Change an entry: what is written now stands in its place, and the old one is kept."""
    patient = _patient(request, patient_id, "diary.seen")
    # A correction that is sent again finds its entry replaced, by itself: writing tells whether that is so.
    entries = DiaryEntry.objects.visible_to(request.user)
    entry = get_object_or_404(entries if request.method == "POST" else entries.standing(), pk=entry_id, patient=patient)
    clock = operations.clock_of(patient, now=timezone.now())
    form = EntryForm(
        request.POST if request.method == "POST" else None, now=clock, steps=_steps(request, patient, entry.day),
        initial={"day": entry.day, "writer": request.user.pk} | _as_given(entry),
    )  # fmt: skip
    answer = _posted(request, patient, form, replaces=entry.pk) if request.method == "POST" else None
    context = {"patient": patient, "form": form, "entry": entry}
    return answer or render(request, "diary/correct.html", context, status=422 if form.is_bound else 200)


def _as_given(entry: DiaryEntry) -> dict[str, Any]:
    """An entry as its form shows it."""
    effect: dict[str, str] = entry.effects[0] if entry.effects else {}
    named = bool(effect.get("therapy"))
    return {
        **entry.values, "flare": "" if entry.flare is None else "yes" if entry.flare else "no", "notes": entry.notes,
        **{f"taken_{therapy}": how for therapy, how in entry.taken.items()},
        **{f"done_{therapy}": minutes for therapy, minutes in entry.done.items()},
        "effect": f"{effect['therapy']}:{effect['what']}" if named else "",
        "words": entry.effects[1]["what"] if len(entry.effects) > 1 else "" if named else effect.get("what", ""),
        "bother": effect.get("bother", ""),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def flare(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """The person's own flare plan, else the general steps; one press writes the flare into the diary."""
    patient = _patient(request, patient_id, "flare_plan.seen")
    clock = operations.clock_of(patient, now=timezone.now())
    form = StampForm(request.POST if request.method == "POST" else None, now=clock, initial={"writer": request.user.pk})
    if request.method == "POST" and (answer := _posted(request, patient, form)):
        return answer
    plan = Plan.objects.visible_to(request.user).filter(patient=patient, status=Status.SIGNED).first()
    own = plan.flare.splitlines() if plan else []
    context = {
        "patient": patient, "form": form, "own": own, "steps": own or [it.says for it in load().flare.values()],
        "may_write": can_write(request.user, patient, now=timezone.now()),
    }  # fmt: skip
    return render(request, "diary/flare.html", context, status=422 if form.is_bound else 200)


@require_GET
@signed_in
def saved(request: SignedRequest, patient_id: UUID, entry_id: UUID) -> HttpResponse:
    """After a side effect: which signs cannot wait, whom to call, who reads it and when."""
    patient = _patient(request, patient_id, "diary.seen")
    entry = get_object_or_404(DiaryEntry.objects.visible_to(request.user), pk=entry_id, patient=patient)
    looks = who_looks(operations.alert_of(entry), timezone.now())
    context = {"patient": patient, "signs": presenters.signs(entry), "who_looks": looks}
    return render(request, "diary/saved.html", context)


def _posted(request: SignedRequest, patient: Patient, form: StampForm, *, replaces: UUID | None = None) -> HttpResponse | None:
    """Keep what was written and say where to go on; None where the form is to be shown again with what is wrong."""
    try:
        if form.is_valid():
            writer = form.cleaned_data["writer"]
            if writer not in (None, request.user.pk):
                raise NotKept(_("Somebody else wrote this. It waits until they sign in."))
            entry = operations.write(patient=patient, told=form.told(replaces), by=request.user, now=timezone.now())
            return _went_on(request, entry)
    except NotKept as reason:
        form.add_error(None, str(reason))
    except PermissionDenied as reason:
        if not _is_script(request):
            raise
        return JsonResponse({"reason": str(reason)}, status=403)
    if _is_script(request):
        return JsonResponse({"reason": " ".join(str(text) for errors in form.errors.values() for text in errors)}, status=422)
    return None


def _went_on(request: HttpRequest, entry: DiaryEntry) -> HttpResponse:
    if entry.effects:
        address = reverse("diary_saved", args=[entry.patient_id, entry.pk])
    else:
        address = reverse("diary", args=[entry.patient_id])
        messages.success(request, _("Saved."))
    return JsonResponse({"next": address}) if _is_script(request) else redirect(address)


def _is_script(request: HttpRequest) -> bool:
    """Whether a script sends what was written, and wants an answer that it can read."""
    return request.headers.get("Accept") == "application/json"


@require_GET
@signed_in
def patient_diary(request: SignedRequest, patient_id: UUID) -> HttpResponse:
    """Four weeks of a diary for those who treat, a line a day."""
    patient = in_care(request, patient_id, "diary.seen")
    today = operations.clock_of(patient, now=timezone.now()).date()
    last = min(_date(request.GET.get("until")) or today, today)
    first = last - _WEEKS + dt.timedelta(days=1)
    rows = DiaryEntry.objects.visible_to(request.user).standing().filter(patient=patient)
    plans = Plan.objects.visible_to(request.user).filter(patient=patient).prefetch_related("choices")
    context = {
        "patient": patient, "scales": list(scales(load()).values()), "first": first, "last": last,
        "lines": presenters.weeks(
            rows.filter(day__range=(first, last)), presenters.began(plans), last=last, days=_WEEKS.days
        ),
        "earlier": first - dt.timedelta(days=1) if rows.filter(day__lt=first).exists() else None,
    }  # fmt: skip
    return render(request, "diary/patient.html", context)
