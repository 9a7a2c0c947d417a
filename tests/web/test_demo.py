"""The made-up clinic: the same for the same seed, and whole."""

import datetime as dt
import statistics

import pytest
from django.db import transaction

from fibrocare.engine.diary import daily
from fibrocare.web.appointments.models import Hold, Status, Visit
from fibrocare.web.audit.operations import verify
from fibrocare.web.demo.seed import ADDRESS, seed
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.intake.models import Answer
from fibrocare.web.people.models import Patient, Role, User
from fibrocare.web.plans.models import Choice
from fibrocare.web.procedures.models import Procedure
from fibrocare.web.tasks.models import Task

TODAY = dt.date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def told():
    visits = Visit.objects.values_list("patient__name", "staff__name", "starts", "service__slug", "status")
    answers = Answer.objects.values_list("patient__name", "field", "value")
    plans = Choice.objects.values_list("plan__patient__name", "plan__status", "therapy")
    days = DiaryEntry.objects.values_list("id", "patient__name", "day", "values", "flare", "effects")
    return [sorted(map(str, rows)) for rows in (visits, answers, plans, days)]


def test_a_clinic_with_everybody_in_it():
    seed(today=TODAY)

    assert set(User.objects.values_list("role", flat=True)) == set(Role.values)
    assert User.objects.exclude(role=Role.PATIENT).count() == 8
    assert Patient.objects.count() == Visit.objects.count() == 60
    assert {Status.BOOKED, Status.DONE} <= set(Visit.objects.values_list("status", flat=True))
    assert Hold.objects.exists()
    assert Answer.objects.values("patient").distinct().count() > 25
    assert Task.objects.open().exists()
    assert set(Procedure.objects.values_list("status", flat=True)) == {"proposed", "consented"}
    assert not verify().wrong
    assert all(user.email.endswith(ADDRESS) for user in User.objects.all())


def seeded():
    """What a seeding makes; it is taken back."""
    with transaction.atomic():
        seed(today=TODAY)
        found = told()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_makes_the_same_clinic():
    assert seeded() == seeded()


def test_a_third_of_those_with_a_plan_keep_a_diary_that_looks_like_a_real_one():
    seed(today=TODAY)

    # A trial that is over has days of its own.
    writers = Patient.objects.exclude(diary=None).exclude(trials__planned_at__date__lt=TODAY - dt.timedelta(weeks=15)).distinct()
    series = [daily([it.read() for it in writer.diary.all()], "nrs_pain") for writer in writers]
    spreads = [statistics.stdev(days.values()) for days in series]
    with_plan = Patient.objects.filter(plans__status="signed").exclude(user=None).distinct().count()
    kept = [len(days) / (TODAY - min(days)).days for days in series]
    assert with_plan / 4 < len(series) < with_plan / 2
    assert all(7 * 7 < (TODAY - min(days)).days <= 12 * 7 for days in series)
    assert 1.0 < statistics.fmean(spreads) < 1.8
    assert 0.7 < statistics.fmean(kept) < 0.9
    assert DiaryEntry.objects.filter(flare=True).exists()
