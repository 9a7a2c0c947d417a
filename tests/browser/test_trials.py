"""A trial of one person from its middle to what the patient reads afterwards, by the clinic's clock moved day by day."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from fibrocare.web.config.jobs import run_due
from fibrocare.web.diary import operations as diary
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.people.models import Role
from fibrocare.web.plans.models import Plan, Status
from fibrocare.web.trials.models import Trial
from fibrocare.web.trials.standing import standing

pytestmark = pytest.mark.django_db(transaction=True)

DAY = dt.timedelta(days=1)
WHY = "Your sleep was the same with it and without it."


class Clock:
    """The time of the clinic and of the browser."""

    def __init__(self, monkeypatch, page):
        self.at, self.page = timezone.now().replace(hour=18, minute=0), page
        monkeypatch.setattr(timezone, "now", lambda: self.at)

    def move_to(self, day):
        """The same hour of another day, on which nobody is signed in any more."""
        self.page.context.clear_cookies(name="sessionid")
        self.at = self.at.replace(year=day.year, month=day.month, day=day.day)
        self.page.clock.set_fixed_time(self.at)


@pytest.fixture
def clock(reader, monkeypatch):
    return Clock(monkeypatch, reader.page)


@pytest.fixture
def trial(clinic):
    """The made-up trial that is in the middle."""
    return next(it for it in Trial.objects.begun() if standing(it, today=dt.date.today()).state == "running")


def write(reader, trial, sleep, pain):
    """One day in the diary, by hand."""
    reader.go(f"/diary/{trial.patient_id}/")
    for question, value in (("How was your sleep", sleep), ("How strong was your pain", pain)):
        reader.page.get_by_role("group", name=question).locator("label").nth(value).click()
    reader.press("Save").sees(f"Sleep {sleep}")


def the_rest(trial, clock, until):
    """The days after the month, as the same diary keeps them."""
    while clock.at.date() < until:
        clock.move_to(clock.at.date() + DAY)
        told = diary.Told(id=uuid4(), at=clock.at, values={"nrs_sleep": 6 + clock.at.day % 3 - 1})
        diary.write(patient=trial.patient, told=told, by=trial.patient.user, now=clock.at)


def test_a_month_a_flare_and_a_trial_that_ends_in_stop(reader, as_role, trial, clock):
    """The whole month is written at the phone; at the desk a few of its days are."""
    patient, page = trial.patient, reader.page
    page.set_default_timeout(8000)
    first, days = clock.at.date(), 30 if page.viewport_size["width"] < 600 else 3
    for place in range(days):
        clock.move_to(first + place * DAY)
        as_role(Role.PATIENT, patient=patient)
        write(reader, trial, sleep=5 + place % 3, pain=6)
    assert DiaryEntry.objects.filter(patient=patient, day__gte=first).count() == days
    reader.go("/home/").follow("Your trial").sees("of 6: ").scan()

    reader.go("/home/").follow("It is a flare").sees("What you agreed for a flare").scan()
    reader.press("Write it in the diary").sees("A flare")

    the_rest(trial, clock, trial.planned.last + DAY)
    run_due(at=clock.at)
    as_role(Role.PATIENT, patient=patient)
    reader.go(f"/trial/{patient.pk}/").sees("The trial is over").scan()

    as_role(Role.CLINICIAN, pk=trial.plan.signed_by_id)
    reader.sees("look at what it shows, and decide together").go(f"/patients/{patient.pk}/progress/").scan()
    reader.follow("The trial of this patient, or plan one").sees("it is not worth going on with").scan()
    page.get_by_label("Why, in words for the patient").fill(WHY)
    reader.press("Stop Melatonin").sees("In the draft of the next plan").scan()
    reader.press("Sign the plan").sees("The patient can see it now")
    assert Plan.objects.get(patient=patient, status=Status.SIGNED).choices.get(therapy="melatonin").action == "stop"

    as_role(Role.PATIENT, patient=patient)
    reader.follow("See the plan").sees("Stopping: Melatonin").sees(WHY).scan()
    reader.go(f"/trial/{patient.pk}/").sees("What came of it").sees(WHY).scan()
    reader.go(f"/progress/{patient.pk}/").scan()


def test_a_clinician_plans_one_and_the_patient_asks_to_stop(reader, as_role, trial, clock):
    patient, page = trial.patient, reader.page
    as_role(Role.CLINICIAN, pk=trial.plan.signed_by_id)
    reader.go(f"/patients/{patient.pk}/trial/").sees("Sleep stood at").scan()
    reader.follow("Sheet for the pharmacy").sees("3 mg in the evening").scan()

    as_role(Role.PATIENT, patient=patient)
    reader.go(f"/trial/{patient.pk}/").sees("Period 1 of 6").scan()
    page.get_by_text("I want to stop the trial").click()
    page.get_by_label("Why? You may leave this empty.").fill("I sleep worse")
    reader.press("Tell the clinic").sees("is told of your answer now").scan()

    as_role(Role.CLINICIAN, pk=trial.plan.signed_by_id)
    reader.sees("Wants to stop the trial of Melatonin: I sleep worse").go(f"/patients/{patient.pk}/trial/")
    page.get_by_text("End it now").click()
    page.get_by_label("Why?").fill("The patient wishes it.")
    reader.press("End the trial").sees("Ended on").scan()
    page.get_by_label("Why, in words for the patient").fill("You asked to stop.")
    reader.press("Stop Melatonin").sees("As in the periods without it").scan()

    reader.go(f"/patients/{patient.pk}/trial/").sees("The last trial")
    page.get_by_label("What is tried?").select_option("melatonin")
    page.get_by_label("By which question of the diary?").select_option("nrs_sleep")
    reader.press("See what it would be").sees("6 periods of 21 days").scan()
    reader.press("Put it into the draft of the plan").sees("The trial begins when you sign the plan").scan()
    reader.follow("The trial: what it compares, and when it ends").sees("in the draft").scan()
