"""Trials of one person: planned into a plan, begun with its signature, watched, decided, and brought into the next plan."""

import datetime as dt
import itertools
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError

from fibrocare.knowledge import load
from fibrocare.web.audit.models import Entry
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.director import operations as director
from fibrocare.web.director.claims import claims
from fibrocare.web.intake import operations as intake
from fibrocare.web.letters import operations as letters
from fibrocare.web.people.models import Help
from fibrocare.web.people.operations import take_into_care
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations as plans
from fibrocare.web.plans.following import steps
from fibrocare.web.plans.models import Action, Choice, Plan, Status
from fibrocare.web.progress import against
from fibrocare.web.tasks.models import Task
from fibrocare.web.trials import clock, deciding, operations, own, planning, views
from fibrocare.web.trials.believed import prior_for
from fibrocare.web.trials.models import Trial
from fibrocare.web.trials.standing import current, standing
from web.conftest import NOW, a_patient
from well_person import well

DAY = dt.timedelta(days=1)
TODAY = NOW.date()
FIRST = TODAY + 14 * DAY
BEFORE, DURING, AFTER = FIRST - DAY, FIRST + 30 * DAY, FIRST + 400 * DAY


def at(day):
    return dt.datetime.combine(day, dt.time(15), dt.UTC)


@pytest.fixture(autouse=True)
def clock_of_the_pages(monkeypatch):
    """The pages read this clock; a test moves it."""
    clock = SimpleNamespace(now=lambda: at(clock.day), localdate=lambda: clock.day, day=TODAY)
    monkeypatch.setattr(views, "timezone", clock)
    monkeypatch.setattr(own, "timezone", clock)
    return clock


def sign_off(cast, *therapies):
    for it in claims(load()):
        if it.name.split("/")[0] in therapies or it.name in [f"crossover/{name}" for name in therapies]:
            director.decide(claim=it, given=True, note="Our formulary", by=cast.mara, at=NOW, version=load().version)


def asked(**changes):
    told = {"conditions": ("off", "melatonin"), "measure": "nrs_sleep", "matters": 2.0, "first_day": FIRST} | changes
    return planning.Asked(**told)


def propose(cast, today=TODAY, **changes):
    return planning.propose(patient=cast.amina, asked=asked(**changes), by=cast.ruth, at=at(today), today=today)


def sign(cast, plan, today=TODAY):
    plans.sign(plan=plan, by=cast.ruth, at=at(today), today=today)


@pytest.fixture
def ready(cast):
    """Amina is well enough for everything; the director has signed melatonin."""
    intake.answer(patient=cast.amina, values=well(nrs_sleep=7), by=cast.amina.user, at=NOW, today=TODAY)
    sign_off(cast, "melatonin")
    return cast


@pytest.fixture
def running(ready):
    """A trial of melatonin whose plan is signed."""
    trial = propose(ready)
    sign(ready, trial.plan)
    trial.refresh_from_db()
    return trial


def keep(patient, day, received=None, **values):
    DiaryEntry.objects.create(
        id=uuid4(), patient=patient, by=patient.user, day=day, at=at(day), received_at=received or at(day), offset_minutes=0,
        values=values, knowledge_version="x",
    )  # fmt: skip


def write_days(trial, *, on, off, until=None):
    """Two weeks before and every day of a trial: one level with it and one without, give or take one."""
    planned, patient = trial.planned, trial.patient
    last = until or planned.last
    for place in range(-14, (last - planned.slots[0].first).days + 1):
        day = planned.slots[0].first + place * DAY
        slot = planned.on(day)
        level = off if slot is None or slot.condition == "off" else on
        keep(patient, day, nrs_sleep=level + (-1, 0, 1, 0)[place % 4])


def decide(trial, cast, action, day, why="We looked at it together."):
    found = standing(trial, today=day)
    keep = trial.tried[0] if action == "keep" else ""
    return deciding.decide(found=found, decision=deciding.Decision(keep, why), by=cast.ruth, at=at(day))


def page(signed_in, user, address, status=200):
    answer = signed_in(user).get(address)
    assert answer.status_code == status
    return answer.content.decode()


class TestPlanning:
    def test_waits_for_the_director(self, cast):
        intake.answer(patient=cast.amina, values=well(nrs_sleep=7), by=cast.amina.user, at=NOW, today=TODAY)

        with pytest.raises(NotAllowed, match="crossover/melatonin"):
            propose(cast)

        assert not Plan.objects.filter(patient=cast.amina).exists()

    def test_what_cannot_be_given_and_taken_away_is_refused_with_what_can_be_done(self, ready, signed_in):
        form = {
            "therapy": "melatonin",
            "against": "off",
            "measure": "nrs_sleep",
            "matters": "2",
            "pairs": "3",
            "first_day": FIRST,
        }
        intake.answer(patient=ready.amina, values={"pregnancy_status": "pregnant"}, by=ready.amina.user, at=NOW, today=TODAY)

        text = signed_in(ready.ruth).post(f"/patients/{ready.amina.pk}/trial/", form).content.decode()

        assert "No trial" in text
        assert "Put it into the draft" not in text

    def test_the_page_tells_how_long_it_takes_and_what_it_can_show_before_anything_is_kept(self, ready, signed_in):
        form = {
            "therapy": "melatonin",
            "against": "off",
            "measure": "nrs_sleep",
            "matters": "2",
            "pairs": "3",
            "first_day": FIRST,
        }

        text = signed_in(ready.ruth).post(f"/patients/{ready.amina.pk}/trial/", form).content.decode()

        assert "6 periods of 21 days, 18 weeks in all" in text
        assert "If it truly helps by 2 points" in text
        assert not Trial.objects.exists()

    def test_stands_in_the_draft_with_a_line_for_each_period(self, ready, signed_in):
        form = {
            "therapy": "melatonin",
            "against": "off",
            "measure": "nrs_sleep",
            "matters": "2",
            "pairs": "3",
            "first_day": FIRST,
        }

        signed_in(ready.ruth).post(f"/patients/{ready.amina.pk}/trial/", form | {"plan": "yes"})

        trial, choice = Trial.objects.get(), Choice.objects.get()
        assert choice.action == Action.TRIAL
        assert {it["date"] for it in choice.days} >= {it.first.isoformat() for it in trial.planned.slots}

    def test_a_form_that_compares_a_thing_with_itself_is_shown_again(self, ready, signed_in):
        form = {
            "therapy": "melatonin",
            "against": "melatonin",
            "measure": "nrs_sleep",
            "matters": "2",
            "pairs": "3",
            "first_day": FIRST,
        }

        answer = signed_in(ready.ruth).post(f"/patients/{ready.amina.pk}/trial/", form)

        assert answer.status_code == 422
        assert "Choose something else" in answer.content.decode()

    def test_there_is_one_at_a_time(self, ready):
        propose(ready)

        with pytest.raises(NotAllowed, match="One trial at a time"):
            propose(ready)

    def test_a_draft_that_is_put_aside_makes_room_for_another(self, ready):
        plans.decline(plan=propose(ready).plan, by=ready.ruth, at=NOW)

        assert propose(ready).plan.status == Status.PROPOSED

    def test_the_patient_sees_nothing_before_the_signature(self, ready):
        propose(ready)

        assert current(ready.amina, ready.amina.user, today=TODAY) is None

    def test_what_was_planned_cannot_be_changed(self, running):
        running.matters = 0.5

        with pytest.raises(DatabaseError, match="stays as it was planned"):
            running.save()

    def test_somebody_else_s_clinician_plans_nothing(self, ready):
        with pytest.raises(NotAllowed):
            planning.propose(patient=ready.amina, asked=asked(), by=ready.omar, at=NOW, today=TODAY)


class TestWhatIsInForce:
    """A trial never leaves open what is taken until its first day, and never ends a medicine at once."""

    def gabapentin(self, cast, **changes):
        sign_off(cast, "gabapentin")
        return asked(conditions=("off", "gabapentin"), measure="nrs_pain", **changes)

    def test_a_medicine_whose_steps_still_run_is_not_tried_yet(self, ready):
        wanted = self.gabapentin(ready)
        draft = plans.begin(patient=ready.amina, by=ready.ruth, at=NOW, today=TODAY)
        plans.choose(plan=draft, therapy="gabapentin", by=ready.ruth, today=TODAY)
        sign(ready, draft)

        with pytest.raises(NotAllowed, match="its dose is being changed"):
            planning.propose(patient=ready.amina, asked=wanted, by=ready.ruth, at=NOW, today=TODAY)

    def test_a_medicine_of_the_plan_that_is_not_on_the_list_is_not_tried(self, ready):
        wanted = self.gabapentin(ready, first_day=DURING)
        draft = plans.begin(patient=ready.amina, by=ready.ruth, at=NOW, today=TODAY)
        plans.choose(plan=draft, therapy="gabapentin", by=ready.ruth, today=TODAY)
        sign(ready, draft)

        with pytest.raises(NotAllowed, match="not on the medicine list"):
            planning.propose(patient=ready.amina, asked=wanted, by=ready.ruth, at=at(FIRST), today=TODAY + 28 * DAY)

    def test_what_is_taken_goes_on_until_the_first_day_and_is_then_tapered_or_goes_on(self, ready):
        listed = {"medication_list": [{"name": "gabapentin", "mg_per_day": 1200}]}
        intake.answer(patient=ready.amina, values=listed, by=ready.amina.user, at=NOW, today=TODAY)
        for seed in range(4):
            trial = planning.propose(
                patient=ready.amina, asked=self.gabapentin(ready), by=ready.ruth, at=NOW, today=TODAY, draw=lambda _, it=seed: it
            )
            first, second, *_ = trial.plan.choices.get().days
            assert (first["date"], first["mg_per_day"]) == (TODAY.isoformat(), 1200)
            taken = trial.planned.slots[0].condition == "gabapentin"
            assert (second["date"], second["mg_per_day"]) == (FIRST.isoformat(), 1200 if taken else 900)
            plans.decline(plan=trial.plan, by=ready.ruth, at=NOW)

    def test_two_more_rounds_begin_where_the_last_period_ended(self, ready):
        wanted = self.gabapentin(ready)
        trial = planning.propose(patient=ready.amina, asked=wanted, by=ready.ruth, at=NOW, today=TODAY)
        sign(ready, trial.plan)
        trial.refresh_from_db()
        over = trial.planned.last + DAY

        more = planning.go_on(found=standing(trial, today=over), by=ready.ruth, at=at(over))

        was, begins = trial.planned.slots[-1].condition, more.planned.slots[0]
        doses = {it["date"]: it["mg_per_day"] for it in more.doses}
        if was == "gabapentin":
            assert doses[over.isoformat()] == 1200
            assert doses[begins.first.isoformat()] == (1200 if begins.condition == "gabapentin" else 900)
        else:
            assert doses[begins.first.isoformat()] == (300 if begins.condition == "gabapentin" else 0)

    def test_the_next_trial_waits_for_the_plan_that_ends_the_last_one(self, ready, running):
        over = running.planned.last + DAY
        draft = decide(running, ready, "stop", over)

        with pytest.raises(NotAllowed, match="sign the plan that ends its last trial first"):
            propose(ready, over, first_day=over + 14 * DAY)

        sign(ready, draft, over)
        assert propose(ready, over, first_day=over + 14 * DAY)

    def test_a_stop_of_a_medicine_with_a_taper_prints_its_dates(self, ready):
        trial = planning.propose(patient=ready.amina, asked=self.gabapentin(ready), by=ready.ruth, at=NOW, today=TODAY)
        sign(ready, trial.plan)
        day = next(it.last for it in trial.planned.slots if it.condition == "gabapentin")
        operations.end(trial=trial, why="She wishes it.", by=ready.ruth, at=at(day), today=day)
        trial.refresh_from_db()

        draft = decide(trial, ready, "stop", day)
        sign(ready, draft, day)

        assert [it["mg_per_day"] for it in draft.choices.get().days] == [900, 600, 300, 0]

    def test_a_stop_in_the_middle_of_a_taper_goes_on_with_its_dates(self, ready):
        """Duloxetine from 60 mg: 30 mg for two weeks, then none. Begun anew it would be none on the next day."""
        sign_off(ready, "duloxetine")
        wanted = asked(conditions=("off", "duloxetine"), measure="nrs_pain")
        trial = planning.propose(patient=ready.amina, asked=wanted, by=ready.ruth, at=NOW, today=TODAY, draw=lambda _: 3)
        sign(ready, trial.plan)
        slots = trial.planned.slots
        cut = next(
            after.first
            for before, after in itertools.pairwise(slots)
            if (before.condition, after.condition) == ("duloxetine", "off")
        )
        day = cut + DAY
        operations.end(trial=trial, why="She wishes it.", by=ready.ruth, at=at(day), today=day)
        trial.refresh_from_db()

        draft = decide(trial, ready, "stop", day)
        sign(ready, draft, day)

        days = [(it["date"], it["mg_per_day"]) for it in draft.choices.get().days]
        assert days == [(cut.isoformat(), 30), ((cut + 14 * DAY).isoformat(), 0)]

    def two_medicines(self, cast):
        sign_off(cast, "duloxetine", "pregabalin")
        wanted = asked(conditions=("duloxetine", "pregabalin"), measure="nrs_pain")
        trial = planning.propose(patient=cast.amina, asked=wanted, by=cast.ruth, at=NOW, today=TODAY, draw=lambda _: 3)
        sign(cast, trial.plan)
        trial.refresh_from_db()
        return trial

    def test_the_one_that_is_kept_takes_the_place_of_the_one_that_is_taken_in_one_calendar(self, ready):
        trial = self.two_medicines(ready)
        slot = trial.planned.slots[0]
        other = next(it for it in trial.tried if it != slot.condition)
        operations.end(trial=trial, why="She wishes it.", by=ready.ruth, at=at(slot.last), today=slot.last)
        trial.refresh_from_db()
        found = standing(trial, today=slot.last)

        draft = deciding.decide(found=found, decision=deciding.Decision(other, "It was better."), by=ready.ruth, at=at(slot.last))

        choice = draft.choices.get()
        assert (choice.therapy, choice.action, choice.instead_of) == (other, "start", slot.condition)
        dates = plans.look_at(draft, today=slot.last).choices[0].dates.days
        gone = next(it.date for it in dates if it.mg_per_day == 0)
        assert all(it.date >= gone for it in dates if it.name == load().therapies[other].name)

    def test_both_are_stopped_where_none_is_kept(self, ready):
        trial = self.two_medicines(ready)
        slot = trial.planned.slots[0]
        operations.end(trial=trial, why="She wishes it.", by=ready.ruth, at=at(slot.last), today=slot.last)
        trial.refresh_from_db()

        draft = decide(trial, ready, "stop", slot.last)

        assert {it.therapy: (it.action, bool(it.mg_now)) for it in draft.choices.all()} == {
            it: ("stop", it == slot.condition) for it in trial.tried
        }

    def test_nothing_is_decided_by_a_press_between_two_medicines(self, ready):
        trial = self.two_medicines(ready)
        day = trial.planned.slots[1].first + 3 * DAY
        operations.end(trial=trial, why="She wishes it.", by=ready.ruth, at=at(day), today=day)
        trial.refresh_from_db()

        with pytest.raises(NotAllowed, match="is being changed for the other"):
            decide(trial, ready, "keep", day)

    @pytest.mark.parametrize("taken", [False, True])
    @pytest.mark.parametrize(
        ("name", "mg"),
        [
            ("melatonin", 3), ("naltrexone_low_dose", 4.5), ("gabapentin", 900), ("pregabalin", 300), ("duloxetine", 60),
            ("milnacipran", 100), ("amitriptyline", 25), ("cyclobenzaprine_oral", 5),
        ],
    )  # fmt: skip
    def test_every_day_that_counts_has_its_dose_or_none(self, ready, name, mg, taken):
        sign_off(ready, name)
        listed = [{"name": load().therapies[name].ingredients[0], "mg_per_day": mg}] if taken else []
        intake.answer(patient=ready.amina, values={"medication_list": listed}, by=ready.amina.user, at=NOW, today=TODAY)
        wanted = asked(conditions=("off", name), measure="nrs_pain")
        trial = planning.propose(patient=ready.amina, asked=wanted, by=ready.ruth, at=NOW, today=TODAY)

        days = trial.plan.choices.get().days

        assert not plans.look_at(trial.plan, today=TODAY).open
        for slot in trial.planned.slots:
            for date in (slot.counts_from, slot.last):
                level = [it["mg_per_day"] for it in days if it["date"] <= date.isoformat()][-1]
                assert (level > 0) == (slot.condition == name)


class TestThePlan:
    def test_cannot_be_signed_when_a_gate_has_closed_since(self, ready):
        trial = propose(ready)
        intake.answer(patient=ready.amina, values={"pregnancy_status": "pregnant"}, by=ready.amina.user, at=NOW, today=TODAY)

        with pytest.raises(NotAllowed, match="stands in the way"):
            sign(ready, trial.plan)

    def test_cannot_be_signed_when_the_medicine_list_says_otherwise_since(self, ready):
        trial = propose(ready)
        listed = {"medication_list": [{"name": "melatonin", "mg_per_day": 3}]}
        intake.answer(patient=ready.amina, values=listed, by=ready.amina.user, at=NOW, today=TODAY)

        assert any("says otherwise" in it.says for it in plans.look_at(trial.plan, today=TODAY).open)

    def test_two_more_rounds_cannot_be_signed_after_their_first_day(self, ready, running):
        over = running.planned.last + DAY
        more = planning.go_on(found=standing(running, today=over), by=ready.ruth, at=at(over))

        assert not plans.look_at(more.plan, today=over).open
        assert any("past" in it.says for it in plans.look_at(more.plan, today=over + 9 * DAY).open)

    def test_goes_on_with_the_trial_in_its_next_version(self, ready, running):
        draft = plans.begin(patient=ready.amina, by=ready.ruth, at=at(DURING), today=DURING)
        sign(ready, draft, DURING)

        assert draft.choices.get().days == running.plan.choices.get().days
        assert standing(running, today=DURING).state == "running"

    def test_says_that_another_change_confuses_the_trial(self, ready, running):
        draft = plans.begin(patient=ready.amina, by=ready.ruth, at=at(DURING), today=DURING)
        plans.choose(plan=draft, therapy="tai_chi", by=ready.ruth, today=DURING)

        assert any("changes during the trial" in it for it in plans.look_at(draft, today=DURING).cautions)

    def test_a_trial_taken_out_of_the_plan_is_over(self, ready, running):
        draft = plans.begin(patient=ready.amina, by=ready.ruth, at=at(DURING), today=DURING)
        plans.choose(plan=draft, therapy="tai_chi", by=ready.ruth, today=DURING)
        plans.drop(plan=draft, therapy="melatonin", by=ready.ruth)
        sign(ready, draft, DURING)

        assert standing(running, today=DURING).state == "over"


class TestThePatient:
    def test_reads_what_holds_today(self, ready, running, signed_in, clock_of_the_pages):
        for slot in running.planned.slots:
            clock_of_the_pages.day = slot.first + 3 * DAY
            text = page(signed_in, ready.amina.user, f"/trial/{ready.amina.pk}/")
            said = "Without" if slot.condition == "off" else "Melatonin"
            assert f"Period {slot.number} of 6: {said}, until" in text

    def test_is_not_asked_for_a_dose_in_a_period_without(self, running):
        for slot in running.planned.slots:
            (step,) = steps(running.plan.choices.all(), load(), today=slot.last)
            assert step.is_taken == (slot.condition == "melatonin")

    def test_says_stop_and_somebody_named_hears_of_it_today(self, ready, running, signed_in, clock_of_the_pages):
        clock_of_the_pages.day = DURING

        signed_in(ready.amina.user).post(f"/trial/{ready.amina.pk}/", {"words": "I sleep worse"})

        task = Task.objects.get(key=f"trial/{running.pk}/wish")
        assert (task.given_to, task.says) == (ready.ruth, "Wants to stop the trial of Melatonin: I sleep worse")
        assert standing(running, today=DURING).state == "running"

    def test_of_a_blinded_trial_reads_letters_only(self, ready, signed_in, clock_of_the_pages):
        trial = propose(ready, blinded=True)
        sign(ready, trial.plan)
        clock_of_the_pages.day = DURING

        own_page = page(signed_in, ready.amina.user, f"/trial/{ready.amina.pk}/")
        plan_page = page(signed_in, ready.amina.user, f"/my-plan/{ready.amina.pk}/")

        assert "Pack " in own_page
        for text in (own_page, plan_page):
            assert "Without" not in text
            assert "3 mg" not in text
            assert "none in this period" not in text


class TestTheClock:
    def test_brings_a_week_that_is_much_worse_to_somebody_once(self, ready, running):
        for place in range(-7, 10):
            keep(ready.amina, FIRST + place * DAY, nrs_sleep=5 if place < 0 else 9)
        now = at(FIRST + 9 * DAY)

        assert clock.watch(at=now) == 1
        assert clock.watch(at=now) == 0
        task = Task.objects.get(key=f"trial/{running.pk}/worse")
        assert "3 points or more worse" in task.says
        assert task.given_to == ready.ruth

    def test_says_nothing_where_nobody_knows_how_it_was_before(self, ready, running, signed_in, clock_of_the_pages):
        for place in range(10):
            keep(ready.amina, FIRST + place * DAY, nrs_sleep=9)
        clock_of_the_pages.day = FIRST + 9 * DAY

        assert clock.watch(at=at(FIRST + 9 * DAY)) == 0
        assert "cannot work" in page(signed_in, ready.ruth, f"/patients/{ready.amina.pk}/trial/")

    def test_brings_an_answer_that_closes_the_trial_to_somebody_the_same_day(self, ready, running):
        now = at(DURING)
        assert against.watch(at=now) == 0
        intake.answer(patient=ready.amina, values={"pregnancy_status": "pregnant"}, by=ready.amina.user, at=now, today=DURING)

        assert against.watch(at=now) > 0
        assert against.watch(at=now) == 0
        tasks = Task.objects.filter(key__startswith="against/")
        assert all(it.says.startswith("Melatonin stands in the plan") and it.given_to == ready.ruth for it in tasks)

    def test_brings_a_trial_that_is_over_to_somebody(self, ready, running):
        assert clock.watch(at=at(running.planned.last)) == 0
        assert clock.watch(at=at(running.planned.last + DAY)) == 1
        assert Task.objects.get(key=f"trial/{running.pk}/over").given_to == ready.ruth

    def test_writes_on_the_day_before_each_period_once_and_says_nothing_of_medicines(self, ready, running):
        for slot in running.planned.slots:
            for _run in range(2):
                clock.remind(at=at(slot.first - DAY))
            clock.remind(at=at(slot.first))

        assert len(mail.outbox) == 6
        assert not any("elatonin" in it.subject + it.body for it in mail.outbox)


class TestTheEnd:
    def test_a_drug_that_does_nothing_ends_in_stop_and_the_patient_reads_why(self, ready, running, signed_in, clock_of_the_pages):
        write_days(running, on=6, off=6)
        clock_of_the_pages.day = over = running.planned.last + DAY
        assert "it is not worth going on with" in page(signed_in, ready.ruth, f"/patients/{ready.amina.pk}/trial/")

        answer = {"keep": "", "why": "Your sleep was the same with it and without it."}
        signed_in(ready.ruth).post(f"/trials/{running.pk}/decide/", answer)
        draft = Plan.objects.get(patient=ready.amina, status=Status.PROPOSED)
        choice = draft.choices.get(therapy="melatonin")
        sign(ready, draft, over)

        assert (choice.action, choice.why) == ("stop", answer["why"])
        for address in (f"/trial/{ready.amina.pk}/", f"/my-plan/{ready.amina.pk}/"):
            assert answer["why"] in page(signed_in, ready.amina.user, address)
        running.refresh_from_db()
        assert running.result["told"][0]["verdict"] == "stop"

    def test_a_drug_that_helps_ends_in_keep_with_its_dose_or_is_begun_again(self, ready, running):
        write_days(running, on=2, off=7)
        over = running.planned.last + DAY
        draft = decide(running, ready, "keep", over)

        choice = draft.choices.get(therapy="melatonin")
        if running.planned.slots[-1].condition == "melatonin":
            assert (choice.action, choice.words) == ("keep", "Go on with 3 mg a day.")
        else:
            assert (choice.action, choice.first_day) == ("start", over)
        running.refresh_from_db()
        assert running.result["told"][0]["verdict"] == "keep"
        sign(ready, draft, over)

    @pytest.mark.parametrize("condition", ["off", "melatonin"])
    def test_what_is_stopped_says_how_from_what_is_taken_that_day(self, ready, running, condition):
        day = next(it.last for it in running.planned.slots if it.condition == condition)
        operations.end(trial=running, why="She wishes it.", by=ready.ruth, at=at(day), today=day)
        running.refresh_from_db()

        choice = decide(running, ready, "stop", day).choices.get(therapy="melatonin")

        assert choice.mg_now == (3 if condition == "melatonin" else 0)
        assert ("none of it now" in choice.words) == (condition == "off")
        sign(ready, choice.plan, day)

    def test_days_that_carry_nothing_give_no_verdict(self, ready, running, signed_in, clock_of_the_pages):
        keep(ready.amina, DURING, nrs_sleep=5)
        clock_of_the_pages.day = running.planned.last + DAY

        assert "Not enough data" in page(signed_in, ready.ruth, f"/patients/{ready.amina.pk}/trial/")

    def test_a_trial_without_a_single_day_can_be_decided_too(self, ready, running, signed_in, clock_of_the_pages):
        clock_of_the_pages.day = over = running.planned.last + DAY

        assert "nothing to read" in page(signed_in, ready.ruth, f"/patients/{ready.amina.pk}/trial/")
        decide(running, ready, "stop", over)
        assert "nobody's fault" in page(signed_in, ready.amina.user, f"/trial/{ready.amina.pk}/")

    def test_nothing_is_decided_while_it_runs(self, ready, running):
        with pytest.raises(NotAllowed, match="once it is over"):
            decide(running, ready, "stop", DURING)

    def test_it_goes_on_for_two_rounds_that_are_read_with_the_first(self, ready, running):
        write_days(running, on=5, off=6)
        over = running.planned.last + DAY
        more = planning.go_on(found=standing(running, today=over), by=ready.ruth, at=at(over))
        sign(ready, more.plan, over)
        for place in range(more.planned.days * 4):
            keep(ready.amina, over + DAY + place * DAY, nrs_sleep=5)

        result = operations.read_result(more, ready.ruth, today=more.planned.last + DAY)

        assert len(more.planned.slots) == 4
        assert len(result.series.periods) == 10
        assert clock.watch(at=at(over)) == 0
        with pytest.raises(NotAllowed):
            planning.go_on(found=standing(running, today=over), by=ready.ruth, at=at(over))


class TestWhoMay:
    def test_a_therapist_reads_it_and_changes_nothing(self, ready, running, signed_in, clock_of_the_pages):
        take_into_care(patient=ready.amina, staff=ready.tess, by=None, at=NOW)
        clock_of_the_pages.day = DURING

        text = page(signed_in, ready.tess, f"/patients/{ready.amina.pk}/trial/")
        signed_in(ready.tess).post(f"/trials/{running.pk}/end/", {"why": "x"})

        assert "End it now" not in text
        assert standing(running, today=DURING).state == "running"
        assert signed_in(ready.tess).get(f"/trials/{running.pk}/pharmacy/").status_code == 403

    def test_somebody_else_s_clinician_does_not_learn_of_it(self, ready, running, signed_in):
        for address in ("end", "decide", "go-on", "pharmacy"):
            assert signed_in(ready.omar).post(f"/trials/{running.pk}/{address}/", {"why": "x"}).status_code == 404

    def test_a_helper_who_may_not_answer_cannot_say_stop_for_them(self, ready, running, signed_in, clock_of_the_pages):
        clock_of_the_pages.day = DURING
        helper = ready.dana.user
        Help.objects.create(patient=ready.amina, helper=helper, may_answer=False, since=NOW)

        text = page(signed_in, helper, f"/trial/{ready.amina.pk}/")
        signed_in(helper).post(f"/trial/{ready.amina.pk}/", {"words": "x"})

        assert "I want to stop the trial" not in text
        assert not Task.objects.filter(key__startswith="trial/").exists()

    def test_a_letter_of_a_blinded_trial_tells_no_pack(self, ready):
        trial = propose(ready, blinded=True)
        sign(ready, trial.plan)

        text = letters.begin(patient=ready.amina, kind="visit_summary", by=ready.ruth, at=NOW, today=TODAY).text

        assert "from the pharmacy's pack" in text
        assert "3 mg" not in text


class TestThePharmacy:
    def test_gets_the_packs_of_a_blinded_trial_only_when_somebody_opens_the_sheet(self, ready, signed_in):
        trial = propose(ready, blinded=True)
        address = f"/trials/{trial.pk}/pharmacy/"

        assert "none in this period" not in page(signed_in, ready.ruth, address)
        assert not Entry.objects.filter(action="trial.sheet_opened").exists()
        text = signed_in(ready.ruth).post(address).content.decode()

        assert f"Pack {trial.planned.letters['melatonin']}: melatonin." in text
        assert Entry.objects.get(action="trial.sheet_opened").actor == str(ready.ruth.pk)


class TestTheNextPerson:
    def test_is_expected_to_gain_what_is_published_before_the_clinic_has_trials(self, ready):
        found = prior_for(ready.dana, ("off", "duloxetine"), "nrs_pain")

        assert found.source.startswith("duloxetine")
        assert found.mean > 0

    def test_is_expected_to_gain_nothing_in_particular_where_nobody_published_it(self, ready):
        assert prior_for(ready.dana, ("off", "melatonin"), "nrs_activity").source == "design"

    def test_learns_from_three_trials_of_the_clinic_and_says_so(self, ready):
        published = prior_for(ready.dana, ("off", "melatonin"), "nrs_sleep")
        for place in range(3):
            somebody = SimpleNamespace(
                **vars(ready),
            )
            somebody.amina = a_patient(f"Person{place}")
            take_into_care(patient=somebody.amina, staff=ready.ruth, by=None, at=NOW)
            intake.answer(patient=somebody.amina, values=well(nrs_sleep=7), by=somebody.amina.user, at=NOW, today=TODAY)
            trial = propose(somebody)
            sign(somebody, trial.plan)
            trial.refresh_from_db()
            write_days(trial, on=3, off=7)
            decide(trial, somebody, "keep", trial.planned.last + DAY)

        found = prior_for(ready.dana, ("off", "melatonin"), "nrs_sleep")

        assert found.source == "3 trials of this clinic"
        assert found.mean > published.mean + 1
