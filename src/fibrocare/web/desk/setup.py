"""What the clinic offers, where and when: services, rooms and working hours, for the front desk and the medical director."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fibrocare.web.appointments.models import Policy, Room, Service, WorkingHours
from fibrocare.web.audit import operations as audit
from fibrocare.web.desk.forms import HoursForm, RoomForm, ServiceForm, treating
from fibrocare.web.people.access import SignedRequest, signed_in
from fibrocare.web.people.models import Role, User


def _only_who_runs_it(request: SignedRequest) -> None:
    if request.user.role not in (Role.FRONT_DESK, Role.DIRECTOR):
        raise Http404


@require_http_methods(["GET", "POST"])
@signed_in
def offered(request: SignedRequest) -> HttpResponse:
    """Services, rooms, people; a POST adds a room."""
    _only_who_runs_it(request)
    form = RoomForm(request.POST or None)
    if form.is_valid():
        room, new = Room.objects.get_or_create(name=form.cleaned_data["room"].strip())
        if new:
            audit.record("room.added", actor=request.user, about=room)
        return redirect("desk_setup")
    context = {
        "services": Service.objects.order_by("name"), "rooms": Room.objects.order_by("name"), "people": treating(), "form": form,
    }  # fmt: skip
    return render(request, "desk/setup.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def service(request: SignedRequest, slug: str = "") -> HttpResponse:
    """One service, or a new one. Visits that are booked stay as they are."""
    _only_who_runs_it(request)
    found = get_object_or_404(Service, slug=slug) if slug else None
    now = {name: getattr(found, name) for name in _PLAIN} if found else {"buffer_minutes": 0, "policy": Policy.CLOSED}
    many = {"staff": found.staff.all(), "rooms": found.rooms.all()} if found else {}
    form = ServiceForm(request.POST or None, initial={**now, **many})
    if form.is_valid():
        _keep(found, form.cleaned_data, request.user)
        messages.success(request, _("Saved."))
        return redirect("desk_setup")
    return render(request, "desk/service.html", {"service": found, "form": form}, status=422 if form.errors else 200)


_PLAIN = ("name", "says", "minutes", "buffer_minutes", "policy", "for_new")


@transaction.atomic
def _keep(found: Service | None, told: dict[str, Any], by: User) -> None:
    kept = found or Service(slug=_slug(told["name"]))
    for name in _PLAIN:
        setattr(kept, name, told[name])
    kept.save()
    kept.staff.set(told["staff"])
    kept.rooms.set(told["rooms"])
    audit.record("service.kept", actor=by, about=kept.slug, detail={"policy": kept.policy})


def _slug(name: str) -> str:
    """An address that no other service has."""
    base = slugify(name)[:40] or "service"
    taken = set(Service.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(it for it in (base, *(f"{base}-{number}" for number in range(2, 1000))) if it not in taken)


@require_http_methods(["GET", "POST"])
@signed_in
def hours(request: SignedRequest, staff_id: UUID) -> HttpResponse:
    """The week of one person. Visits that are booked stay, also outside of new hours."""
    _only_who_runs_it(request)
    staff = get_object_or_404(treating(), pk=staff_id)
    week: dict[str, list[str]] = {}
    for it in WorkingHours.objects.filter(staff=staff).order_by("weekday", "starts"):
        week.setdefault(f"day_{it.weekday}", []).append(f"{it.starts:%H:%M}-{it.ends:%H:%M}")
    form = HoursForm(request.POST or None, initial={name: ", ".join(parts) for name, parts in week.items()})
    if form.is_valid():
        with transaction.atomic():
            WorkingHours.objects.filter(staff=staff).delete()
            WorkingHours.objects.bulk_create(
                WorkingHours(staff=staff, weekday=number, starts=begin, ends=end)
                for number in range(7)
                for begin, end in form.cleaned_data[f"day_{number}"]
            )
            audit.record("hours.kept", actor=request.user, about=staff)
        messages.success(request, _("Saved."))
        return redirect("desk_setup")
    return render(request, "desk/hours.html", {"staff": staff, "form": form}, status=422 if form.errors else 200)
