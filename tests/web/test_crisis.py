"""An answer about suicide: asked only where somebody responds, a card at once, a task for that person, then for the deputy."""

import datetime as dt

import pytest

from fibrocare.web.intake import operations, presenters
from fibrocare.web.selfcheck.flow import sealed
from fibrocare.web.tasks.models import Duty, Task, Urgency
from fibrocare.web.tasks.operations import done, escalate
from web.conftest import NOW


@pytest.fixture
def duty(cast):
    return Duty.objects.create(pk=1, responder=cast.omar, deputy=cast.mara)


@pytest.fixture
def item9(cast, signed_in):
    """Amina answers item 9 of PHQ-9."""
    browser = signed_in(cast.amina.user)

    def answer(value):
        return browser.post(f"/intake/{cast.amina.pk}/phq9_item9/", {"phq9_item9": value})

    return answer


@pytest.mark.parametrize("value", ["1", "2", "3", "unsure"])
def test_any_answer_but_not_at_all_shows_the_card_before_the_next_question(duty, item9, value):
    page = item9(value)

    assert page.status_code == 200
    text = page.content.decode()
    assert "You are not alone with this" in text
    assert 'href="tel:988"' in text
    assert "/gad7_item1/" in text


def test_the_person_is_told_who_sees_it_and_when(duty, item9):
    text = item9("1").content.decode()

    task = Task.objects.get()
    assert task.given_to == duty.responder
    assert task.due_at - task.created_at <= dt.timedelta(hours=4)
    assert "Omar at the clinic is told of your answer now" in text


def test_no_time_that_has_passed_is_promised(cast, duty, item9):
    item9("1")
    task = Task.objects.get()

    assert "to be looked at by " in presenters.who_looks(task, task.created_at)
    assert presenters.who_looks(task, task.due_at) == "Omar at the clinic is told of your answer now."


def test_not_at_all_goes_on_and_raises_nothing(duty, item9):
    assert item9("0").status_code == 302
    assert not Task.objects.exists()


def test_a_later_answer_takes_no_alert_away(duty, item9):
    item9("2")
    item9("0")

    assert Task.objects.open().count() == 1


def test_a_responder_who_left_stops_the_question(cast, duty, item9):
    cast.omar.is_active = False
    cast.omar.save()

    assert item9("2").url == f"/intake/{cast.amina.pk}/"
    assert not operations.told(cast.amina)


def test_nobody_answers_in_time_and_the_deputy_gets_it(duty, item9):
    item9("1")
    task = Task.objects.get()
    assert task.urgency == Urgency.TODAY
    assert escalate(at=task.due_at - dt.timedelta(minutes=1)) == 0

    assert escalate(at=task.due_at) == 1

    task.refresh_from_db()
    assert task.given_to == duty.deputy


def test_the_responder_sees_the_alert_of_somebody_not_in_their_care_and_can_close_it(cast, duty, item9):
    item9("1")
    task = Task.objects.visible_to(cast.omar).get()

    done(task=task, by=cast.omar, at=NOW, how="called, safe, seen tomorrow")

    assert not Task.objects.open().exists()


def test_the_other_question_about_suicide_shows_the_card_too(cast, signed_in):
    page = signed_in(cast.amina.user).post(f"/intake/{cast.amina.pk}/thoughts/", {"suicide_risk": "passive"})

    assert "Your clinicians are told of your answer now" in page.content.decode()
    assert Task.objects.visible_to(cast.ruth).exists()


@pytest.mark.parametrize(("said", "card"), [("passive", True), ("none", False)])
@pytest.mark.django_db
def test_the_self_check_shows_the_card_at_once(client, said, card):
    page = client.post("/check/", {"told": sealed({}), "page": "thoughts", "suicide_risk": said}).content.decode()

    assert ("You are not alone with this" in page) == card


def test_any_sign_that_cannot_wait_a_day_says_what_to_do_and_that_the_clinic_knows(cast, signed_in):
    page = signed_in(cast.amina.user).post(f"/intake/{cast.amina.pk}/muscles/", {"signs": ["rf_unilateral_leg_swelling"]})

    text = page.content.decode()
    assert "See a clinician today: it may be a blood clot" in text
    assert "Your clinicians are told of your answer now" in text
    assert "You are not alone" not in text
    assert "Go on with the questions" in text
