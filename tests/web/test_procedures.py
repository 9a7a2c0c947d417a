"""A procedure from the gate to the review: what must be known first, what is refused, who sees it, what stays."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from fibrocare.knowledge import load
from fibrocare.web.audit.models import Entry
from fibrocare.web.intake.models import Answer
from fibrocare.web.intake.operations import answer
from fibrocare.web.people.operations import take_into_care
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.procedures import gate, operations
from fibrocare.web.procedures.models import NEXT, Consent, Dosing, Given, Observation, Procedure, Status, Step
from fibrocare.web.tasks.models import Task, Urgency

# Everything that a trigger point injection asks of somebody in whom nothing speaks against it.
SAID = {
    "age_years": 46, "sex_at_birth": "female", "pregnancy_status": "no", "height_cm": 165, "weight_kg": 60, "medication_list": [],
    "dx_list": [], "allergies": [], "phq9_item9": 0, "glaucoma_narrow": "no", "heart_disease": [], "liver_disease": "no",
    "prior_fm_treatments": [
        {"therapy": "pain education", "weeks": 14, "response": "none"}, {"therapy": "walking", "weeks": 14, "response": "none"},
        {"therapy": "duloxetine", "weeks": 14, "response": "none"},
    ],
}  # fmt: skip
SEEN = {
    "infection_active_systemic": "no", "infection_at_site": "no", "temp_c": 36.6, "capacity": "yes", "lipid20_available": "yes",
    "resus_trained": "yes", "cannot_stay_still": "no", "iv_lidocaine_within_4h": "no", "hiv_on_ritonavir_or_cobicistat": "no",
    "pain_target": "trigger_point", "methemoglobinemia_risk": "no", "taut_band_findings": 3, "osteoporosis": "no",
    "cumulative_mg_triam_eq_12mo": 0, "weeks_since_steroid": 52, "coverage": "covered", "cost_disclosed": "yes",
    "refusal_documented": "yes", "suicide_assessment_done": "yes", "baseline_scores_age_days": 3, "stop_rule_recorded": "yes",
    "bleeding_disorder": "no", "specialist_clearance": "yes", "amide_allergy": "no", "frail": "no",
}  # fmt: skip
# A look that answers every sign, and finds none.
WELL = {"last_sign": "no", "perioral": "no", "tinnitus": "no", "metallic_taste": "no", "slurring": "no"}
DONE = {"sites": "trapezius", "side": "left", "complications": "none"}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def procedure(cast, now):
    """A trigger point injection of Amina's, prepared by Ruth; nothing is answered for it yet."""
    answer(patient=cast.amina, values=SAID, by=cast.amina.user, at=now, today=now.date())
    return operations.propose(patient=cast.amina, name="tpi", by=cast.ruth, at=now)


@pytest.fixture
def ready(cast, procedure, now):
    """The same with the whole checklist, a dose and consent."""
    answer(patient=cast.amina, values=SEEN, by=cast.ruth, at=now, today=timezone.localdate())
    assert operations.plan(dosing=Dosing(procedure=procedure, planned={"lidocaine": 100}), by=cast.ruth, at=now) == ""
    operations.decide(procedure=procedure, decision="agreed", by=cast.ruth, at=now)
    procedure.refresh_from_db()
    return procedure


@pytest.fixture
def started(cast, ready, now):
    operations.start(procedure=ready, by=cast.ruth, at=now)
    ready.refresh_from_db()
    return ready


def a_given(procedure, now, *, mg=100, corrects=None):
    return Given(
        procedure=procedure,
        doses={"lidocaine": mg},
        time_in=now - dt.timedelta(minutes=20),
        time_out=now,
        corrects=corrects,
        **DONE,
    )


@pytest.fixture
def done(cast, started, now):
    operations.record(given=a_given(started, now), by=cast.ruth, at=now)
    started.refresh_from_db()
    return started


def test_the_table_of_steps_names_every_status():
    assert set(NEXT) == set(Status.values)
    assert set().union(*NEXT.values()) <= set(Status.values)


class TestGate:
    def test_lists_each_procedure_with_its_reasons(self, cast, signed_in, now):
        answer(patient=cast.amina, values={"cannot_stay_still": "yes"}, by=cast.ruth, at=now, today=now.date())

        text = signed_in(cast.ruth).get(f"/patients/{cast.amina.pk}/procedures/").content.decode()

        assert "Trigger point injection: withheld" in text
        assert "Cannot stay still" in text
        assert "Prepare: Trigger point injection" not in text
        assert "IV lidocaine: needs data" in text

    def test_nobody_can_override_what_is_withheld(self, cast, signed_in, now):
        answer(patient=cast.amina, values={"cannot_stay_still": "yes"}, by=cast.ruth, at=now, today=now.date())

        page = signed_in(cast.ruth).post(f"/patients/{cast.amina.pk}/procedures/", {"name": "tpi"}, follow=True)

        assert "Cannot stay still" in page.content.decode()
        assert not Procedure.objects.exists()

    def test_a_procedure_that_is_not_given_here_is_refused(self, cast, now):
        with pytest.raises(NotAllowed):
            operations.propose(patient=cast.amina, name="duloxetine", by=cast.ruth, at=now)

    def test_what_is_not_known_keeps_it_from_its_start(self, cast, procedure, now):
        with pytest.raises(NotAllowed, match="questions of the checklist"):
            operations.start(procedure=procedure, by=cast.ruth, at=now)

    def test_a_contraindication_that_appears_after_consent_stops_the_start(self, cast, ready, now):
        answer(patient=cast.amina, values={"infection_at_site": "yes"}, by=cast.ruth, at=now, today=timezone.localdate())

        with pytest.raises(NotAllowed, match="Infection may spread"):
            operations.start(procedure=ready, by=cast.ruth, at=now)

    def test_everything_known_agreed_and_within_limits_starts(self, cast, started):
        step = Step.objects.last()

        assert started.status == Status.STARTED
        assert step.facts["infection_at_site"] == ["False", str(timezone.localdate())]
        assert (step.by, step.knowledge_version) == (cast.ruth, load().version)


class TestChecklist:
    def test_shows_what_is_settled_with_its_source_and_asks_the_rest(self, cast, procedure, signed_in):
        text = signed_in(cast.ruth).get(f"/procedures/{procedure.pk}/checklist/").content.decode()

        assert "60 kg" in text
        assert "Amina, by the patient" in text
        assert 'name="infection_at_site"' in text
        assert "low" in text.split("Bleeding risk")[1][:30]
        assert 'name="consent_signed"' not in text

    def test_an_answer_is_kept_with_who_and_how(self, cast, procedure, signed_in):
        signed_in(cast.ruth).post(f"/procedures/{procedure.pk}/checklist/", {"infection_at_site": "no"})

        row = Answer.objects.get(field="infection_at_site")
        assert (row.value, row.by, row.how) == ("no", cast.ruth, "visit")

    def test_not_sure_stops(self, cast, ready, now):
        answer(patient=cast.amina, values={"infection_at_site": "unsure"}, by=cast.ruth, at=now, today=timezone.localdate())

        assert operations.obstacles(ready, today=timezone.localdate())
        assert "infection_at_site" in gate.items(ready, today=timezone.localdate())[0]

    def test_a_clinicians_answer_of_another_day_is_asked_again(self, ready):
        tomorrow = timezone.localdate() + dt.timedelta(days=1)

        assert "infection_at_site" in gate.items(ready, today=tomorrow)[0]
        assert "pregnancy_status" not in gate.items(ready, today=tomorrow)[0]

    def test_a_correction_is_a_new_answer(self, cast, procedure, signed_in):
        browser = signed_in(cast.ruth)

        assert browser.post(f"/procedures/{procedure.pk}/checklist/weight_kg/", {"weight_kg": "2"}).status_code == 422
        browser.post(f"/procedures/{procedure.pk}/checklist/weight_kg/", {"weight_kg": "55"})

        assert list(Answer.objects.filter(field="weight_kg").order_by("pk").values_list("value", flat=True)) == [60, 55.0]

    def test_consent_cannot_be_answered_on_the_checklist(self, cast, procedure, signed_in):
        assert signed_in(cast.ruth).get(f"/procedures/{procedure.pk}/checklist/consent_signed/").status_code == 404


class TestDose:
    def test_a_dose_above_the_most_is_refused_with_its_working(self, cast, procedure, signed_in):
        page = signed_in(cast.ruth).post(f"/procedures/{procedure.pk}/dose/", {"agent": "lidocaine", "mg": "280"})

        assert page.status_code == 422
        assert "lidocaine 280 mg of" in page.content.decode()
        assert "Plan less" in page.content.decode()
        assert not Dosing.objects.exists()

    def test_what_was_given_elsewhere_today_counts(self, cast, procedure, now):
        dosing = Dosing(procedure=procedure, planned={"lidocaine": 100}, today={"bupivacaine": 80})

        assert "Plan less" in operations.plan(dosing=dosing, by=cast.ruth, at=now)

    @pytest.mark.parametrize("days", [None, gate.WEIGHT_DAYS + 1])
    def test_a_missing_or_old_weight_asks(self, cast, now, days):
        if days is not None:
            then = now - dt.timedelta(days=days)
            answer(patient=cast.amina, values={"weight_kg": 60, "height_cm": 165}, by=cast.amina.user, at=then, today=then.date())
        procedure = operations.propose(patient=cast.amina, name="tpi", by=cast.ruth, at=now)

        wrong = operations.plan(dosing=Dosing(procedure=procedure, planned={"lidocaine": 10}), by=cast.ruth, at=now)

        assert "What do you weigh" in wrong
        assert "weight_kg" in gate.items(procedure, today=timezone.localdate())[0]

    def test_a_dose_of_another_day_is_planned_again(self, ready):
        tomorrow = timezone.localdate() + dt.timedelta(days=1)

        assert any("planned on another day" in it for it in operations.obstacles(ready, today=tomorrow))

    def test_a_drug_without_an_amount_is_shown_again(self, cast, procedure, signed_in):
        page = signed_in(cast.ruth).post(f"/procedures/{procedure.pk}/dose/", {"agent": "lidocaine"})

        assert page.status_code == 422

    def test_a_steroid_in_a_trigger_point_shuts_the_gate(self, cast, ready, now):
        dosing = Dosing(procedure=ready, planned={"lidocaine": 50}, steroid={"triamcinolone": 20})

        assert operations.plan(dosing=dosing, by=cast.ruth, at=now) == ""
        with pytest.raises(NotAllowed, match="No steroid in trigger points"):
            operations.start(procedure=ready, by=cast.ruth, at=now)

    def test_more_steroid_than_is_left_is_refused(self, cast, ready, now):
        dosing = Dosing(procedure=ready, planned={"lidocaine": 50}, steroid={"dexamethasone": 8})

        assert "Plan less" in operations.plan(dosing=dosing, by=cast.ruth, at=now)

    def test_an_infusion_has_the_limit_of_a_first_visit(self, cast, now):
        answer(patient=cast.amina, values=SAID, by=cast.amina.user, at=now, today=now.date())
        procedure = operations.propose(patient=cast.amina, name="iv_lidocaine", by=cast.ruth, at=now)

        assert operations.plan(dosing=Dosing(procedure=procedure, planned={"lidocaine": 180}), by=cast.ruth, at=now) == ""
        assert "Plan less" in operations.plan(
            dosing=Dosing(procedure=procedure, planned={"lidocaine": 181}), by=cast.ruth, at=now
        )


class TestConsent:
    def test_keeps_the_words_that_were_explained_and_their_version(self, cast, procedure, signed_in):
        browser = signed_in(cast.ruth)

        assert browser.post(f"/procedures/{procedure.pk}/consent/", {"decision": "agreed"}).status_code == 422
        browser.post(f"/procedures/{procedure.pk}/consent/", {"decision": "agreed", "explained": "on"})

        row = Consent.objects.get()
        assert row.explained == list(load().therapies["tpi"].consent)
        assert (row.by, row.knowledge_version) == (cast.ruth, load().version)

    def test_can_be_taken_back_until_the_start(self, cast, ready, signed_in, now):
        signed_in(cast.ruth).post(f"/procedures/{ready.pk}/to/withdrawn/")

        ready.refresh_from_db()
        assert ready.status == Status.PROPOSED
        with pytest.raises(NotAllowed, match="has not agreed"):
            operations.start(procedure=ready, by=cast.ruth, at=now)

    def test_cannot_be_taken_back_after_it(self, cast, started, now):
        with pytest.raises(NotAllowed):
            operations.decide(procedure=started, decision="withdrawn", by=cast.ruth, at=now)

    def test_of_another_session_does_not_count(self, cast, ready, now):
        other = operations.propose(patient=cast.amina, name="tpi", by=cast.ruth, at=now)

        with pytest.raises(NotAllowed, match="has not agreed"):
            operations.start(procedure=other, by=cast.ruth, at=now)


class TestDone:
    def test_cannot_be_recorded_before_the_start(self, cast, ready, now):
        with pytest.raises(NotAllowed):
            operations.record(given=a_given(ready, now), by=cast.ruth, at=now)

    def test_asks_for_the_review_in_its_weeks(self, cast, done, now):
        task = Task.objects.get(key=f"procedure/{done.pk}/review")

        assert done.status == Status.DONE
        assert task.due_at == now + dt.timedelta(weeks=load().therapies["tpi"].judge.weeks)
        assert task.given_to == cast.ruth

    def test_a_correction_names_the_old_row_and_the_old_row_stays(self, cast, done, signed_in, now):
        local = timezone.localtime(now)
        times = {"time_in": f"{local - dt.timedelta(minutes=30):%Y-%m-%dT%H:%M}", "time_out": f"{local:%Y-%m-%dT%H:%M}"}

        browser = signed_in(cast.ruth)
        browser.post(f"/procedures/{done.pk}/done/", DONE | times | {"mg_lidocaine": "90"})

        old, new = Given.objects.order_by("pk")
        assert new.corrects == old
        assert "lidocaine 90" in browser.get(f"/procedures/{done.pk}/").content.decode()
        assert "Corrected" in browser.get(f"/procedures/{done.pk}/").content.decode()

    def test_a_second_row_without_a_correction_is_refused(self, cast, done, now):
        with pytest.raises(NotAllowed):
            operations.record(given=a_given(done, now), by=cast.ruth, at=now)

    def test_more_than_planned_is_kept_and_is_a_task_for_now(self, cast, started, now):
        operations.record(given=a_given(started, now, mg=150), by=cast.ruth, at=now)

        assert Task.objects.get(key=f"procedure/{started.pk}/more").urgency == Urgency.NOW


class TestWatch:
    def test_a_stop_sign_is_an_alert_on_the_page_and_a_task(self, cast, started, signed_in):
        browser = signed_in(cast.ruth)

        page = browser.post(f"/procedures/{started.pk}/watch/", {"tinnitus": "yes"}, follow=True).content.decode()

        assert page.index("Stop now") < page.index("<h1>")
        assert Task.objects.get(key=f"procedure/{started.pk}/stop").urgency == Urgency.NOW

    @pytest.mark.parametrize(("value", "stop"), [(50, False), (49, True)])
    def test_a_value_beyond_the_threshold_of_the_knowledge_stops(self, value, stop):
        assert bool(gate.stops("iv_lidocaine", {"hr_during": value}, today=timezone.localdate())) is stop

    def test_a_sign_that_somebody_is_not_sure_of_counts_as_seen(self):
        assert gate.stops("tpi", {"slurring": "unsure"}, today=timezone.localdate())

    @pytest.mark.parametrize("name", gate.shelf())
    def test_every_procedure_has_signs_to_look_for(self, name):
        assert gate.signs(name)

    def test_an_empty_look_is_shown_again(self, cast, started, signed_in):
        assert signed_in(cast.ruth).post(f"/procedures/{started.pk}/watch/", {"note": ""}).status_code == 422

    def test_the_sheet_closes_only_after_a_look_without_a_stop_sign(self, cast, done, now):
        with pytest.raises(NotAllowed, match="Look once more"):
            operations.end(procedure=done, to="closed", by=cast.ruth, at=now)
        operations.observe(procedure=done, values={"tinnitus": "yes"}, note="", by=cast.ruth, at=now)
        with pytest.raises(NotAllowed, match="Look once more"):
            operations.end(procedure=done, to="closed", by=cast.ruth, at=now)
        operations.observe(procedure=done, values=WELL, note="well", by=cast.ruth, at=now)

        operations.end(procedure=done, to="closed", by=cast.ruth, at=now)

        done.refresh_from_db()
        assert done.status == Status.CLOSED

    @pytest.mark.parametrize("values", [{}, {"slurring": "no"}, WELL | {"slurring": "unsure"}])
    def test_half_a_look_takes_no_stop_sign_back_and_closes_nothing(self, cast, done, now, values):
        operations.observe(procedure=done, values={"tinnitus": "yes"}, note="", by=cast.ruth, at=now)

        operations.observe(procedure=done, values=values, note="better", by=cast.ruth, at=now)

        assert gate.standing(done)
        with pytest.raises(NotAllowed, match="Look once more"):
            operations.end(procedure=done, to="closed", by=cast.ruth, at=now)

    def test_a_whole_look_takes_the_alert_off_the_page(self, cast, done, now):
        operations.observe(procedure=done, values={"tinnitus": "yes"}, note="", by=cast.ruth, at=now)

        operations.observe(procedure=done, values=WELL, note="", by=cast.ruth, at=now)

        assert not gate.standing(done)

    def test_what_has_begun_cannot_be_cancelled(self, cast, started, now):
        with pytest.raises(NotAllowed):
            operations.end(procedure=started, to="cancelled", by=cast.ruth, at=now)


class TestWhoSees:
    def test_a_therapist_in_care_sees_the_brief_and_no_procedure(self, cast, procedure, signed_in, now):
        take_into_care(patient=cast.amina, staff=cast.tess, by=None, at=now)
        browser = signed_in(cast.tess)

        assert "Procedures" not in browser.get(f"/patients/{cast.amina.pk}/").content.decode()
        assert browser.get(f"/patients/{cast.amina.pk}/procedures/").status_code == 404
        assert browser.get(f"/procedures/{procedure.pk}/").status_code == 404

    @pytest.mark.parametrize("who", ["omar", "tess", "fred", "mara", "rami"])
    def test_nobody_else_writes(self, cast, ready, now, who):
        with pytest.raises(NotAllowed):
            operations.start(procedure=ready, by=getattr(cast, who), at=now)

    def test_who_looked_is_in_the_log(self, cast, procedure, signed_in):
        signed_in(cast.ruth).get(f"/procedures/{procedure.pk}/")

        assert Entry.objects.filter(action="procedure.seen", actor=str(cast.ruth.pk), patient=str(cast.amina.pk)).exists()


@pytest.mark.parametrize("model", [Step, Dosing, Consent, Given, Observation])
def test_what_was_told_is_never_changed(cast, done, now, model):
    operations.observe(procedure=done, values={"tinnitus": "no"}, note="", by=cast.ruth, at=now)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        model.objects.update(knowledge_version="other")
