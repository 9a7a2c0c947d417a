"""The intake: saved at each answer, resumed anywhere, branching, and never silent about danger."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from fibrocare.engine.answers import Refused
from fibrocare.web.audit.models import Entry
from fibrocare.web.intake import operations
from fibrocare.web.intake.flow import pages
from fibrocare.web.intake.models import Answer, How
from fibrocare.web.people import operations as people
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.tasks.models import Duty, Task, Urgency
from fibrocare.web.tasks.operations import done, escalate
from web.conftest import NOW

TODAY = NOW.date()


@pytest.fixture
def web(cast, signed_in):
    return signed_in(cast.amina.user)


@pytest.fixture
def say(cast):
    """Amina, or somebody else, answers."""

    def answer(*, by=None, **values):
        return operations.answer(patient=cast.amina, values=values, by=by or cast.amina.user, at=NOW, today=TODAY)

    return answer


def at(cast, page):
    return f"/intake/{cast.amina.pk}/{page}/"


class TestPages:
    def test_an_answer_is_kept_before_the_next_page_shows(self, cast, web):
        response = web.post(at(cast, "breath"), {"signs": ["none"]})

        assert response.url == at(cast, "head")
        assert Answer.objects.filter(patient=cast.amina, field="rf_chest_pain_now", value="no").exists()

    def test_another_device_goes_on_where_this_one_stopped(self, cast, web, signed_in):
        web.post(at(cast, "breath"), {"signs": ["none"]})

        other = signed_in(cast.amina.user).get(f"/intake/{cast.amina.pk}/").content.decode()

        assert at(cast, "head") in other

    def test_a_skipped_question_stays_unknown_and_is_not_asked_again_at_once(self, cast, web):
        response = web.post(at(cast, "age"), {"skip": "1"})

        assert "age_years" not in operations.told(cast.amina)
        assert response.url != at(cast, "age")

    def test_i_do_not_know_is_an_answer(self, cast, web):
        web.post(at(cast, "height"), {"unsure": "1"})

        assert operations.told(cast.amina)["height_cm"] == "unsure"

    def test_a_wrong_number_is_asked_again_with_what_is_allowed(self, cast, web):
        response = web.post(at(cast, "height"), {"height_cm": "1.70"})

        assert response.status_code == 422
        assert "from 50 to 250" in response.content.decode()
        assert not Answer.objects.exists()

    def test_branches(self, cast, web):
        web.post(at(cast, "sex"), {"sex_at_birth": "male"})

        assert web.get(at(cast, "pregnancy")).status_code == 302

    def test_every_page_of_the_intake_can_be_shown_and_answered(self, cast, web):
        page, seen = web.post(at(cast, "breath"), {"signs": ["none"]}).url, set()
        while not page.endswith("/check/"):
            assert page not in seen
            seen.add(page)
            assert web.get(page).status_code == 200
            page = web.post(page, {"skip": "1"}).url

        assert len(seen) > 60
        text = web.get(page).content.decode()
        assert "That is all we need" in text
        assert "skipped" in text

    def test_check_your_answers_leads_back_to_each(self, cast, web, say):
        say(age_years=46)

        text = web.get(f"/intake/{cast.amina.pk}/check/").content.decode()
        assert "46 years" in text
        assert at(cast, "age") in text


def test_every_page_has_an_id_of_its_own(cast):
    Duty.objects.create(pk=1, responder=cast.omar)
    ids = [page.id for page in pages(operations.assessment_of(cast.amina, today=TODAY).facts)]

    assert len(ids) == len(set(ids))


class TestLists:
    def test_medicines_one_by_one(self, cast, web):
        web.post(at(cast, "medicine_list"), {"add": "1", "name": "Cymbalta", "mg_per_day": "60"})
        response = web.post(at(cast, "medicine_list"), {"add": "1", "name": "grandmother's drops"})
        assert response.url == at(cast, "medicine_list")

        facts = operations.assessment_of(cast.amina, today=TODAY).facts
        assert [item.ingredient for item in facts.taken] == ["duloxetine"]
        assert "grandmother's drops" in web.get(at(cast, "medicine_list")).content.decode().replace("&#x27;", "'")

        web.post(at(cast, "medicine_list"), {"remove": "0"})
        assert [it["name"] for it in operations.told(cast.amina)["medication_list"]] == ["grandmother's drops"]

    def test_none_is_an_answer(self, cast, web):
        web.post(at(cast, "reactions"), {"done": "1"})

        assert operations.told(cast.amina)["allergies"] == []

    def test_what_was_typed_is_not_lost_by_the_wrong_button(self, cast, web):
        web.post(at(cast, "reactions"), {"done": "1", "substance": "Penicillin"})

        assert operations.told(cast.amina)["allergies"] == [{"substance": "Penicillin"}]


class TestDanger:
    def test_an_emergency_tells_the_person_and_the_clinic(self, cast, web):
        text = web.post(at(cast, "breath"), {"signs": ["rf_chest_pain_now"]}).content.decode()

        assert "Call 911 now" in text
        task = Task.objects.get()
        assert (task.key, task.urgency) == ("triage/E01", Urgency.NOW)
        assert list(Task.objects.visible_to(cast.ruth)) == [task]
        assert not Task.objects.visible_to(cast.omar)

    def test_the_same_alert_stands_once(self, cast, say):
        say(rf_chest_pain_now="yes")
        say(rf_chest_pain_now="yes")

        assert Task.objects.count() == 1

    def test_an_answer_about_something_else_raises_no_old_alert_again(self, cast, say):
        say(rf_chest_pain_now="yes")
        done(task=Task.objects.get(), by=cast.ruth, at=NOW, how="called, ambulance on the way")
        say(height_cm=170)

        assert not Task.objects.open().exists()

    def test_phq9_asks_about_suicide_only_where_somebody_responds(self, cast, web):
        assert web.get(at(cast, "phq9_item9")).status_code == 302

        Duty.objects.create(pk=1, responder=cast.omar, deputy=cast.mara)
        assert web.get(at(cast, "phq9_item9")).status_code == 200

    def test_the_responder_gets_the_task_and_then_the_deputy(self, cast, say):
        Duty.objects.create(pk=1, responder=cast.omar, deputy=cast.mara)
        say(suicide_risk="active_plan_or_intent")
        task = Task.objects.get(given_to=cast.omar)

        assert escalate(at=task.due_at) == 1
        assert escalate(at=task.due_at) == 0
        task.refresh_from_db()
        assert task.given_to == cast.mara

    def test_a_task_is_done_by_who_may_see_it_and_says_how(self, cast, say):
        say(rf_chest_pain_now="yes")
        task = Task.objects.get()

        for who, how in ((cast.omar, "called"), (cast.ruth, " ")):
            with pytest.raises(NotAllowed):
                done(task=task, by=who, at=NOW, how=how)


class TestWhoAnswers:
    def test_a_helper_within_limits(self, cast, say):
        limits = {"may_answer": False, "may_book": True}
        secret = people.invite_helper(patient=cast.amina, email="s@example.org", name="S", by=cast.amina.user, at=NOW, **limits)
        helper = people.accept(secret=secret, at=NOW)

        with pytest.raises(NotAllowed):
            say(by=helper, age_years=46)
        cast.amina.helpers.update(may_answer=True)
        say(by=helper, age_years=46)
        assert Answer.objects.get().how == How.HELPED

    def test_her_clinician_in_a_visit_and_nobody_else(self, cast, say):
        say(by=cast.ruth, age_years=46)
        for who in (cast.omar, cast.fred, cast.mara, cast.dana.user):
            with pytest.raises(NotAllowed):
                say(by=who, age_years=47)
        assert [it.how for it in Answer.objects.all()] == [How.VISIT]

    def test_a_visitor_is_led_to_sign_in(self, cast):
        assert Client().post(at(cast, "breath"), {"signs": ["none"]}).url.startswith("/sign-in/")


def test_the_log_knows_who_saw_the_answers(cast, signed_in):
    signed_in(cast.ruth).get(f"/intake/{cast.amina.pk}/check/")
    signed_in(cast.omar).get(f"/intake/{cast.amina.pk}/check/")

    entries = Entry.objects.filter(action="answers.seen").values_list("actor", "detail__how")
    assert list(entries) == [(str(cast.ruth.pk), How.VISIT)]


class TestKeeping:
    def test_a_correction_is_a_new_row_and_the_newest_counts(self, cast, say):
        say(age_years=46)
        say(age_years=47)

        assert Answer.objects.count() == 2
        assert operations.told(cast.amina)["age_years"] == 47

    def test_the_database_refuses_to_change_an_answer(self, cast, say):
        say(age_years=46)

        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Answer.objects.update(value=47)

    def test_what_the_dictionary_does_not_allow_is_not_kept(self, cast, say):
        with pytest.raises(Refused):
            say(age_years=46, height_cm=9999)
        assert not Answer.objects.exists()

    def test_an_old_answer_that_is_no_longer_understood_is_listed_not_lost(self, cast):
        Answer.objects.create(patient=cast.amina, field="gone_field", value="yes", how=How.SELF, knowledge_version="old")

        found = operations.answers_of(cast.amina, today=TODAY)
        assert [it["name"] for it in found.unmapped] == ["gone_field"]

    def test_somebody_who_is_deleted_leaves_the_answers(self, cast, say):
        say(by=cast.ruth, age_years=46)
        cast.amina.care.all().delete()
        cast.ruth.delete()

        assert Answer.objects.get().by is None

    def test_the_number_of_queries_does_not_grow_with_answers(self, cast, web, say, django_assert_max_num_queries):
        for number in range(30):
            say(age_years=20 + number)
        with django_assert_max_num_queries(22):
            web.get(at(cast, "height"))
