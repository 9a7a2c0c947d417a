"""Fills an empty database with the made-up clinic: the same for the same seed and day."""

import datetime as dt
import random
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from fibrocare.knowledge import load
from fibrocare.web.appointments import operations as booking
from fibrocare.web.appointments.models import Calendar, Room, Service, Status, WorkingHours
from fibrocare.web.demo import answers
from fibrocare.web.demo.diaries import diaries
from fibrocare.web.demo.followups import asked_again
from fibrocare.web.demo.plans import RUNNING, plans
from fibrocare.web.demo.procedures import two_procedures
from fibrocare.web.demo.trials import trials
from fibrocare.web.director import operations as director
from fibrocare.web.director.claims import claims
from fibrocare.web.intake import operations as intake
from fibrocare.web.people.models import Patient, Role, User
from fibrocare.web.tasks.models import Duty

_PLAN: dict[str, Any] = tomllib.loads(Path(__file__).with_name("people.toml").read_text("utf-8"))
_WORKDAY = ((dt.time(8, 30), dt.time(12, 0)), (dt.time(13, 0), dt.time(17, 0)))
_LONG_AGO = dt.timedelta(weeks=30)
# Made-up addresses end so; a clinic refuses to start with one of them.
ADDRESS = "demo.example.org"


@transaction.atomic
def seed(*, today: dt.date, number: int = 1) -> None:
    """Make the clinic: staff, services, rooms, patients, and visits two weeks back and two ahead."""
    dice = random.Random(number)  # noqa: S311  made-up people need no secrets
    staff = [_staff(it) for it in _PLAN["staff"]]
    services = {it["slug"]: _service(it, staff) for it in _PLAN["services"]}
    patients = list(_patients(dice))
    desk = next(person for person in staff if person.role == Role.FRONT_DESK)
    _visits(dice, services, patients, desk, today)
    _intakes(dice, patients, today)
    plans(dice, patients, at=_evening(today))
    # Dice of its own: more or fewer days move nobody else.
    diaries(random.Random(number), patients, today=today)  # noqa: S311  made-up people need no secrets
    two_procedures(patients, at=_evening(today) + dt.timedelta(minutes=30))
    _sign_offs(staff, _evening(today) - _LONG_AGO)
    trials(random.Random(f"trials {number}"), patients, today=today, at=_evening(today))  # noqa: S311  as above
    asked_again(patients, at=_evening(today))
    clinicians = [person for person in staff if person.role == Role.CLINICIAN]
    Duty.objects.create(pk=1, responder=clinicians[0], deputy=clinicians[1])


def _staff(told: dict[str, Any]) -> User:
    name = told["name"]
    person = User.objects.create_user(f"{name.split()[0].lower()}@{ADDRESS}", name=name, role=told["role"])
    if person.treats:
        Calendar.objects.create(staff=person)
        WorkingHours.objects.bulk_create(
            WorkingHours(staff=person, weekday=day, starts=starts, ends=ends) for day in range(5) for starts, ends in _WORKDAY
        )
    return person


def _service(told: dict[str, Any], staff: list[User]) -> Service:
    rooms = [Room.objects.get_or_create(name=name)[0] for name in told["rooms"]]
    service = Service.objects.create(**{key: value for key, value in told.items() if key != "rooms"})
    service.rooms.set(rooms)
    givers = {it["name"] for it in _PLAN["staff"] if told["slug"] in it["services"]}
    service.staff.set([person for person in staff if person.name in givers])
    return service


def _patients(dice: random.Random) -> list[Patient]:
    names = [f"{given} {family}" for given in _PLAN["given"] for family in _PLAN["family"]]
    made = []
    for place, name in enumerate(dice.sample(names, _PLAN["patients"])):
        email = f"{name.replace(' ', '.').lower()}@{ADDRESS}"
        # A third have no account yet: they booked, and wait for their invitation.
        user = User.objects.create_user(email, name=name, role=Role.PATIENT) if place % 3 else None
        made.append(Patient.objects.create(name=name, email=email, phone=f"555 01{place:02d}", user=user))
    return made


def _intakes(dice: random.Random, patients: list[Patient], today: dt.date) -> None:
    """People at every stage: some said nothing yet, some stopped half way, most are done."""
    for place, patient in enumerate(patients):
        if patient.user is None:
            continue
        # Whose plan has run for weeks has answered before it began.
        at = _evening(today) - (RUNNING if place % 3 == 1 else dt.timedelta())
        parts = (answers.safety, answers.pain, answers.mood, answers.health)[: dice.choice([0, 1, 2, 4, 4, 4, 4])]
        for part in parts:
            intake.answer(patient=patient, values=part(dice), by=patient.user, at=at, today=at.date())


def _sign_offs(staff: list[User], at: dt.datetime) -> None:
    """The director has signed two doses, and all that a trial of melatonin rests on; the rest waits."""
    mara = next(person for person in staff if person.role == Role.DIRECTOR)
    there = list(claims(load()))
    doses = [it for it in there if it.kind == "dose"][:2]
    for claim in [*doses, *(it for it in there if "melatonin" in it.name.split("/") and it not in doses)]:
        director.decide(claim=claim, given=True, note="Made-up formulary", by=mara, at=at, version=load().version)


def _evening(today: dt.date) -> dt.datetime:
    """The evening before the demo begins."""
    return dt.datetime.combine(today - dt.timedelta(days=1), dt.time(18, 0), ZoneInfo(settings.TIME_ZONE))


def _visits(dice: random.Random, services: dict[str, Service], patients: list[Patient], desk: User, today: dt.date) -> None:
    zone = ZoneInfo(settings.TIME_ZONE)
    begin = dt.datetime.combine(today - dt.timedelta(days=14), dt.time(), zone)
    for place, patient in enumerate(patients):
        first = place % 4 == 0
        service = (
            services["first"] if first else services[dice.choice(["follow_up", "follow_up", "physical_therapy", "psychology"])]
        )
        free = booking.free_times(service, now=begin, first=begin.date(), days=28)
        person = dice.choice([it for it, times in free.items() if times])
        at = dice.choice(free[person])
        visit = booking.book(service=service, staff=person, patient=patient, at=at, by=desk, now=begin)
        if at.astimezone(zone).date() < today:
            became = dice.choice([Status.DONE] * 6 + [Status.MISSED])
            booking.change(visit=visit, to=became, by=desk, now=at + service.length)
