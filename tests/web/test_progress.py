"""Progress: what the diary says of the plan, to whom, and what follows from it."""

import datetime as dt
from types import SimpleNamespace
from uuid import uuid4

import pytest

from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.intake import operations as intake
from fibrocare.web.people.operations import take_into_care
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations as plans
from fibrocare.web.plans.models import Action, Plan, Status
from fibrocare.web.progress import against, operations, views
from fibrocare.web.progress.reading import read
from fibrocare.web.tasks.models import Task, Urgency
from web.conftest import NOW
from well_person import well as well_person

BEGAN = NOW.date()
TODAY = BEGAN + dt.timedelta(weeks=25)
LATER = NOW + dt.timedelta(weeks=25)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def many_weeks_later(monkeypatch):
    clock = SimpleNamespace(now=lambda: LATER, localdate=lambda: TODAY)
    monkeypatch.setattr(views, "timezone", clock)


@pytest.fixture
def planned(cast):
    """Amina is well enough for everything and has a signed plan with tai chi."""
    intake.answer(patient=cast.amina, values=well_person(), by=cast.amina.user, at=NOW, today=BEGAN)
    plan = plans.begin(patient=cast.amina, by=cast.ruth, at=NOW, today=BEGAN)
    plans.choose(plan=plan, therapy="tai_chi", by=cast.ruth, today=BEGAN)
    plans.sign(plan=plan, by=cast.ruth, at=NOW, today=BEGAN)
    return cast


def keep(patient, day, received=NOW, done=None, **values):
    at = dt.datetime.combine(day, dt.time(18), dt.UTC)
    DiaryEntry.objects.create(
        id=uuid4(), patient=patient, by=patient.user, day=day, at=at, received_at=received, offset_minutes=0, values=values,
        done=done or {}, knowledge_version="x",
    )  # fmt: skip


def days(patient, *, before, after, name="nrs_pain", done=None, received=NOW):
    """Two weeks before the plan at one level, and every day since at another."""
    for at in range(-14, (TODAY - BEGAN).days + 1):
        keep(patient, BEGAN + at * DAY, received, done if at >= 0 else None, **{name: before if at < 0 else after})


def page(signed_in, user, address):
    answer = signed_in(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


class TestThePatient:
    def test_reads_in_words_what_changed(self, planned, signed_in):
        days(planned.amina, before=7, after=4)

        text = page(signed_in, planned.amina.user, f"/progress/{planned.amina.pk}/")

        assert "Clearly better: 7.0 before your plan, 4.0 in the last week." in text
        assert "clearly better: go on" in text

    def test_is_not_promised_what_days_scatter_by_themselves(self, planned, signed_in):
        days(planned.amina, before=6, after=5, name="nrs_activity")

        text = page(signed_in, planned.amina.user, f"/progress/{planned.amina.pk}/")

        assert "Perhaps better: 6.0 before your plan, 5.0 in the last week." in text
        assert "Clearly better:" not in text

    def test_hears_that_the_clinician_is_told_only_where_that_is_so(self, planned, signed_in):
        days(planned.amina, before=4, after=7)
        days(planned.amina, before=4, after=7, name="nrs_fog")

        text = page(signed_in, planned.amina.user, f"/progress/{planned.amina.pk}/")

        assert text.count("<p>Harder than before") == 2
        assert text.count("your clinician hears of it.</p>") == 1

    def test_sees_a_table_beside_each_chart(self, planned, signed_in):
        days(planned.amina, before=7, after=4)

        text = page(signed_in, planned.amina.user, f"/progress/{planned.amina.pk}/")

        assert text.count("<svg") == text.count("The numbers:") == 1
        assert 'role="img"' in text

    def test_sees_no_chart_without_a_baseline_to_hold_it_against(self, planned, signed_in):
        for at in range(20):
            keep(planned.amina, TODAY - at * DAY, nrs_pain=5)

        text = page(signed_in, planned.amina.user, f"/progress/{planned.amina.pk}/")

        assert "<svg" not in text
        assert "Not enough days yet" in text

    def test_is_not_told_off_for_missing_days(self, planned, signed_in):
        text = page(signed_in, planned.amina.user, f"/progress/{planned.amina.pk}/")

        assert "There are no days to show yet." in text
        assert "missed" not in text.lower()

    def test_without_a_plan_learns_what_will_stand_here(self, cast, signed_in):
        assert "Once you have a plan" in page(signed_in, cast.amina.user, f"/progress/{cast.amina.pk}/")

    def test_reads_nothing_of_others(self, planned, signed_in):
        assert signed_in(planned.dana.user).get(f"/progress/{planned.amina.pk}/").status_code == 404


class TestThoseWhoTreat:
    def test_read_what_each_therapy_did_and_its_rule(self, planned, signed_in):
        days(planned.amina, before=7, after=4, done={"tai_chi": 30})

        text = page(signed_in, planned.ruth, f"/patients/{planned.amina.pk}/progress/")

        assert "Keep Tai chi" in text
        assert "pain 7.0 to 4.0 (43 % better)" in text
        assert "Pain 30 % better: <strong>yes</strong>" in text

    def test_read_the_day_on_which_it_can_be_judged(self, planned):
        found = read(planned.amina, planned.ruth, today=BEGAN + dt.timedelta(weeks=3))

        (judged,) = found.review.judgements
        assert judged.verdict == "too_early"
        assert judged.judge_on > BEGAN + dt.timedelta(weeks=3)

    def test_a_score_is_held_against_the_one_before_the_plan(self, planned):
        for day, value in ((BEGAN, 6), (TODAY - 7 * DAY, 8)):
            intake.answer(
                patient=planned.amina, values={"nrs_control": value}, by=planned.ruth,
                at=NOW + (day - BEGAN), today=day,
            )  # fmt: skip

        shift = read(planned.amina, planned.ruth, today=TODAY).review.shifts["nrs_control"]

        assert (shift.baseline.value, shift.now.value, shift.matters) == (6, 8, True)

    def test_what_a_patient_writes_is_never_markup(self, planned, signed_in):
        days(planned.amina, before=7, after=4)
        draft = plans.begin(patient=planned.amina, by=planned.ruth, at=LATER, today=TODAY)
        choice = draft.choices.get()
        choice.why = "<script>1</script>"
        choice.save()

        assert "<script>1" not in page(signed_in, planned.ruth, f"/patients/{planned.amina.pk}/progress/")


class TestIntoThePlan:
    def decide(self, cast, *, by=None, **told):
        told = {"therapy": "tai_chi", "action": "keep", "why": "Pain is 3 points less."} | told
        return operations.decide(patient=cast.amina, by=by or cast.ruth, at=LATER, today=TODAY, **told)

    def test_a_judgement_becomes_a_draft_with_its_reason(self, planned):
        draft = self.decide(planned)

        choice = draft.choices.get()
        assert (draft.status, draft.number) == (Status.PROPOSED, 2)
        assert (choice.action, choice.why) == (Action.KEEP, "Pain is 3 points less.")
        assert Plan.objects.get(number=1).status == Status.SIGNED

    def test_a_stop_begins_today(self, planned):
        choice = self.decide(planned, action="stop", why="It did not help.").choices.get()

        assert (choice.action, choice.first_day) == (Action.STOP, TODAY)

    def test_the_patient_reads_why_once_it_is_signed(self, planned, signed_in):
        draft = self.decide(planned)
        before = page(signed_in, planned.amina.user, f"/my-plan/{planned.amina.pk}/")
        plans.sign(plan=draft, by=planned.ruth, at=LATER, today=TODAY)

        after = page(signed_in, planned.amina.user, f"/my-plan/{planned.amina.pk}/")

        assert "Pain is 3 points less." not in before
        assert "Why: Pain is 3 points less." in after

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"why": "  "}, "Say in a sentence why"),
            ({"therapy": "yoga"}, "does not hold this therapy"),
            ({"action": "start"}, "keeps or stops"),
        ],
    )
    def test_what_makes_no_sense_changes_nothing(self, planned, told, words):
        with pytest.raises(NotAllowed, match=words):
            self.decide(planned, **told)

        assert not Plan.objects.filter(status=Status.PROPOSED).exists()

    def test_a_therapist_reads_and_does_not_decide(self, planned, signed_in):
        take_into_care(patient=planned.amina, staff=planned.tess, by=planned.ruth, at=NOW)

        text = page(signed_in, planned.tess, f"/patients/{planned.amina.pk}/progress/")

        assert "Bring it into the next plan" not in text
        with pytest.raises(NotAllowed):
            self.decide(planned, by=planned.tess)

    def test_the_page_leads_to_the_draft(self, planned, signed_in):
        told = {"therapy": "tai_chi", "action": "keep", "why": "It helps."}

        answer = signed_in(planned.ruth).post(f"/patients/{planned.amina.pk}/progress/decide/", told)

        assert answer.url == f"/patients/{planned.amina.pk}/plan/"
        assert Plan.objects.get(status=Status.PROPOSED).choices.get().why == "It helps."

    def test_nobody_else_decides(self, planned, signed_in):
        for who in (planned.omar, planned.fred, planned.amina.user):
            answer = signed_in(who).post(f"/patients/{planned.amina.pk}/progress/decide/", {"therapy": "tai_chi"})
            assert answer.status_code == 404


class TestWorsening:
    def test_two_worse_weeks_become_a_task_for_who_signed(self, planned):
        days(planned.amina, before=4, after=7, received=LATER)

        made = operations.watch(at=LATER)

        task = Task.objects.get(key="worse/nrs_pain")
        assert made == 1
        assert task.given_to == planned.ruth
        assert "3.0 points worse" in task.says

    def test_it_is_brought_up_once_in_two_weeks_also_when_it_was_looked_at(self, planned):
        days(planned.amina, before=4, after=7, received=LATER)
        operations.watch(at=LATER)
        Task.objects.update(done_at=LATER)

        assert operations.watch(at=LATER + dt.timedelta(hours=1)) == 0
        keep(planned.amina, TODAY + 15 * DAY, received=LATER + dt.timedelta(days=15), nrs_pain=7)
        for at in range(1, 15):
            keep(planned.amina, TODAY + at * DAY, received=LATER + dt.timedelta(days=15), nrs_pain=7)
        assert operations.watch(at=LATER + dt.timedelta(days=15)) == 1

    def test_nothing_new_was_written_nothing_is_looked_at(self, planned):
        days(planned.amina, before=4, after=7)

        assert operations.watch(at=LATER) == 0

    def test_who_has_no_plan_has_no_worsening(self, cast):
        keep(cast.amina, TODAY, received=LATER, nrs_pain=9)

        assert operations.watch(at=LATER) == 0


class TestWhatIsToldAgainstAPlan:
    """A plan was signed on what was known; what is told later must reach somebody."""

    @pytest.fixture
    def on_duloxetine(self, cast):
        intake.answer(patient=cast.amina, values=well_person(), by=cast.amina.user, at=NOW, today=BEGAN)
        plan = plans.begin(patient=cast.amina, by=cast.ruth, at=NOW, today=BEGAN)
        plans.choose(plan=plan, therapy="duloxetine", by=cast.ruth, today=BEGAN)
        plans.sign(plan=plan, by=cast.ruth, at=NOW, today=BEGAN)
        return cast

    def tell(self, cast, **values):
        intake.answer(patient=cast.amina, values=values, by=cast.amina.user, at=NOW + DAY, today=BEGAN + DAY)
        return against.watch(at=NOW + DAY)

    def test_a_contraindication_is_a_task_the_same_day_once(self, on_duloxetine):
        assert self.tell(on_duloxetine, medication_list=[{"name": "phenelzine", "mg_per_day": 45}]) > 0
        assert against.watch(at=NOW + DAY) == 0

        task = Task.objects.filter(key__startswith="against/").first()
        assert (task.given_to, task.urgency) == (on_duloxetine.ruth, Urgency.TODAY)
        assert task.says.startswith("Duloxetine stands in the plan")

    def test_what_changes_nothing_makes_no_task(self, on_duloxetine):
        assert self.tell(on_duloxetine, medication_list=[{"name": "melatonin", "mg_per_day": 3}]) == 0

    def test_old_answers_are_not_read_again(self, on_duloxetine):
        intake.answer(
            patient=on_duloxetine.amina, values={"medication_list": [{"name": "phenelzine"}]}, by=on_duloxetine.amina.user,
            at=NOW + DAY, today=BEGAN + DAY,
        )  # fmt: skip

        assert against.watch(at=NOW + 9 * DAY) == 0
