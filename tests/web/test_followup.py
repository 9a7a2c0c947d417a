"""Questions after the plan began: when they are asked, how they are answered, and that the answers reach the response."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import mail
from django.utils.timezone import get_current_timezone

from fibrocare.knowledge import load
from fibrocare.web.assessment import operations as assessment
from fibrocare.web.followup import reminders, views
from fibrocare.web.followup.models import RoundReminder
from fibrocare.web.followup.rounds import standing
from fibrocare.web.home import views as home
from fibrocare.web.intake import operations as intake
from fibrocare.web.intake.models import Answer
from fibrocare.web.people.models import Help, Role
from fibrocare.web.plans import operations as plans
from fibrocare.web.progress import views as progress
from fibrocare.web.tasks.models import Duty, Task
from web.conftest import NOW, an_account
from well_person import well as well_person

BEGAN = NOW.date()
DAY = dt.timedelta(days=1)
REVIEW = BEGAN + dt.timedelta(weeks=12)
OPEN = REVIEW - 7 * DAY
FIQR = [item.field for item in load().instruments["fiqr"].items]
PHQ9 = [f"phq9_item{number}" for number in range(1, 10)]


def at(day, hour=15):
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


@pytest.fixture
def clock(monkeypatch):
    """Sets the day that pages see."""

    def is_(day):
        told = SimpleNamespace(now=lambda: at(day), localdate=lambda: day, localtime=lambda: at(day))
        for place in (views, home, progress):
            monkeypatch.setattr(place, "timezone", told)

    is_(OPEN)
    return is_


@pytest.fixture
def planned(cast, clock):
    """Amina has fibromyalgia, has answered everything, and has a signed plan; somebody answers alerts."""
    Duty.objects.create(pk=1, responder=cast.omar, deputy=cast.mara)
    told = well_person() | dict.fromkeys(FIQR, 6) | dict.fromkeys(PHQ9, 1) | {"phq9_item9": 0}
    told = {name: value for name, value in told.items() if name != "pgic"}
    intake.answer(patient=cast.amina, values=told, by=cast.amina.user, at=NOW, today=BEGAN)
    intake.answer(patient=cast.amina, values={"clinician_diagnosis": "fm"}, by=cast.ruth, at=NOW, today=BEGAN)
    plan = plans.begin(patient=cast.amina, by=cast.ruth, at=NOW, today=BEGAN)
    plans.choose(plan=plan, therapy="tai_chi", by=cast.ruth, today=BEGAN)
    plans.sign(plan=plan, by=cast.ruth, at=NOW, today=BEGAN)
    assert plan.review_on == REVIEW
    return cast


def given(cast, day, by=None, **values):
    intake.answer(patient=cast.amina, values=values, by=by or cast.amina.user, at=at(day), today=day)


def asked(cast, day=OPEN):
    """What is left to ask on a day."""
    found = standing(cast.amina, today=day).asked
    return [page.ask for page in found.pages if page.ask not in found.given] if found else []


def page(signed_in, user, address, status=200):
    answer = signed_in(user).get(address)
    assert answer.status_code == status
    return answer.content.decode()


def follow_up(cast, name=""):
    return f"/follow-up/{cast.amina.pk}/" + (f"{name}/" if name else "")


class TestAtHome:
    def test_one_line_says_how_long_it_takes_and_what_for(self, planned, signed_in):
        text = page(signed_in, planned.amina.user, "/home/")

        assert "About 6 minutes of questions before the review on February 12" in text
        assert text.count(follow_up(planned)) == 1

    def test_nothing_is_said_before_it_is_due(self, planned, signed_in, clock):
        clock(OPEN - DAY)

        assert "/follow-up/" not in page(signed_in, planned.amina.user, "/home/")

    def test_who_comes_late_reads_the_same_words(self, planned, signed_in, clock):
        clock(REVIEW + 3 * DAY)

        text = page(signed_in, planned.amina.user, "/home/")

        assert "About 6 minutes of questions on how it is now" in text
        assert not any(word in text.lower() for word in ("late", "overdue", "missed", "still not"))

    @pytest.mark.parametrize(("may_answer", "lines", "status"), [(True, 1, 200), (False, 0, 403)])
    def test_a_helper_is_asked_where_they_may_answer(self, planned, signed_in, may_answer, lines, status):
        helper = an_account("Hal", Role.PATIENT)
        Help.objects.create(patient=planned.amina, helper=helper, may_answer=may_answer, since=NOW)

        assert page(signed_in, helper, "/home/").count("Amina: About 6 minutes") == lines
        page(signed_in, helper, follow_up(planned), status)

    def test_others_have_no_such_page(self, planned, signed_in):
        page(signed_in, planned.dana.user, follow_up(planned, "pgic"), 404)


class TestWhatIsAsked:
    def test_what_the_response_is_read_from_and_nothing_else(self, planned):
        assert asked(planned) == ["pgic", *FIQR, *PHQ9]

    def test_the_fiqr_only_of_those_who_were_told_that_they_have_fibromyalgia(self, planned):
        given(planned, BEGAN, by=planned.ruth, clinician_diagnosis="other")

        assert asked(planned) == ["pgic", *PHQ9]

    def test_the_phq9_only_where_somebody_answers_an_alert(self, planned):
        Duty.objects.all().delete()

        assert asked(planned) == ["pgic", *FIQR]

    def test_what_was_answered_lately_is_not_asked_again(self, planned):
        given(planned, OPEN - 20 * DAY, **dict.fromkeys(FIQR, 4))

        assert asked(planned) == ["pgic", *PHQ9]

    def test_what_a_clinician_only_confirmed_was_not_asked(self, planned):
        rows = Answer.objects.filter(patient=planned.amina, field__in=FIQR).values_list("pk", flat=True)
        assessment.confirm(patient=planned.amina, answers=list(rows), by=planned.ruth, at=at(OPEN), today=OPEN)

        assert asked(planned) == ["pgic", *FIQR, *PHQ9]

    def test_a_round_that_was_answered_is_over_until_the_next(self, planned):
        given(planned, OPEN, pgic=2, **dict.fromkeys([*FIQR, *PHQ9], 0))

        assert asked(planned) == asked(planned, REVIEW + 10 * DAY) == []
        assert asked(planned, BEGAN + 26 * 7 * DAY) == ["pgic", *FIQR, *PHQ9]

    def test_the_levels_of_change_are_those_of_their_instrument(self):
        (item,) = load().instruments["pgic"].items

        assert load().fields["pgic"].labels == {str(it.value): it.label for it in item.answers}


class TestAnswering:
    def test_it_goes_from_question_to_question_to_thanks(self, planned, signed_in):
        browser = signed_in(planned.amina.user)
        address, seen = follow_up(planned, "pgic"), []
        while address != follow_up(planned):
            name = address.split("/")[-2]
            seen.append(name)
            address = browser.post(address, {name: 2 if name == "pgic" else 0}).url

        assert seen == ["pgic", *FIQR, *PHQ9]
        assert "The answers of February 5 are kept." in browser.get(address).content.decode()
        assert asked(planned) == []

    def test_earlier_answers_are_not_filled_in(self, planned, signed_in):
        assert " checked" not in page(signed_in, planned.amina.user, follow_up(planned, FIQR[0]))
        assert " checked" in page(signed_in, planned.amina.user, f"/intake/{planned.amina.pk}/{FIQR[0]}/")

    def test_the_answer_of_this_round_is(self, planned, signed_in):
        signed_in(planned.amina.user).post(follow_up(planned, FIQR[0]), {FIQR[0]: 3})

        assert page(signed_in, planned.amina.user, follow_up(planned, FIQR[0])).count(" checked") == 1

    def test_what_is_half_done_goes_on_where_it_stopped(self, planned, signed_in):
        given(planned, OPEN, pgic=3, **dict.fromkeys(FIQR[:10], 4))

        text = page(signed_in, planned.amina.user, follow_up(planned))

        assert "Go on" in text
        assert follow_up(planned, FIQR[10]) in text
        assert "About 4 minutes" in text

    def test_a_question_can_be_left_out(self, planned, signed_in):
        answer = signed_in(planned.amina.user).post(follow_up(planned, "pgic"), {"skip": "1"})

        assert answer.url == follow_up(planned, FIQR[0])
        assert "pgic" not in asked(planned)

    def test_an_empty_page_is_shown_again(self, planned, signed_in):
        assert signed_in(planned.amina.user).post(follow_up(planned, "pgic"), {}).status_code == 422

    def test_change_is_asked_since_a_day_that_is_named(self, planned, signed_in):
        text = page(signed_in, planned.amina.user, follow_up(planned, "pgic"))

        assert "Your first plan began on November 20, 2026." in text
        assert "minimally improved" in text

    def test_a_page_that_is_not_asked_leads_back(self, planned, signed_in, clock):
        assert signed_in(planned.amina.user).get(follow_up(planned, "weight")).url == follow_up(planned)
        clock(OPEN - DAY)
        assert "We ask how you are on or near February 5." in page(signed_in, planned.amina.user, follow_up(planned))

    @pytest.mark.parametrize("value", ["1", "unsure"])
    def test_an_answer_about_suicide_shows_the_card_at_once(self, planned, signed_in, value):
        answer = signed_in(planned.amina.user).post(follow_up(planned, "phq9_item9"), {"phq9_item9": value})

        text = answer.content.decode()
        assert "You are not alone with this" in text
        assert "Omar at the clinic is told of your answer now" in text
        assert f'href="{follow_up(planned, "pgic")}"' in text
        assert Task.objects.get().given_to == planned.omar


class TestTheResponse:
    def test_becomes_known_by_the_answers(self, planned, signed_in):
        before = page(signed_in, planned.ruth, f"/patients/{planned.amina.pk}/progress/")
        given(planned, OPEN, pgic=2, **dict.fromkeys(FIQR, 4))

        after = page(signed_in, planned.ruth, f"/patients/{planned.amina.pk}/progress/")

        names = ("FIQR 8.1 points better", "FIQR 14 % better", "Much or very much better overall (PGIC)")
        assert all(f"{name}: <strong>not known</strong>" in before for name in names)
        assert all(f"{name}: <strong>yes</strong>" in after for name in names)

    def test_half_a_questionnaire_makes_no_score_with_the_old_half(self, planned, signed_in):
        given(planned, OPEN, **dict.fromkeys(FIQR[:10], 0))

        text = page(signed_in, planned.ruth, f"/patients/{planned.amina.pk}/progress/")

        assert "FIQR 14 % better: <strong>not known</strong>" in text

    def test_what_a_clinician_only_confirmed_is_no_second_score(self, planned, signed_in):
        rows = Answer.objects.filter(patient=planned.amina, field__in=FIQR).values_list("pk", flat=True)
        assessment.confirm(patient=planned.amina, answers=list(rows), by=planned.ruth, at=at(OPEN), today=OPEN)

        text = page(signed_in, planned.ruth, f"/patients/{planned.amina.pk}/progress/")

        assert "FIQR 14 % better: <strong>not known</strong>" in text

    def test_those_who_treat_see_in_one_line_where_it_stands(self, planned, signed_in, clock):
        address = f"/patients/{planned.amina.pk}/progress/"
        clock(OPEN - DAY)
        assert "next due on 2027-02-05." in page(signed_in, planned.ruth, address)

        clock(OPEN)
        given(planned, OPEN, pgic=2)
        assert "due since 2027-02-05, 1 of 31 answered." in page(signed_in, planned.ruth, address)

        given(planned, OPEN, **dict.fromkeys([*FIQR, *PHQ9], 0))
        text = page(signed_in, planned.ruth, address)
        assert "answered on 2027-02-05." in text
        assert "Go through them together" not in text


class TestTheReminder:
    def test_says_once_that_questions_wait_and_nothing_of_the_person(self, planned):
        assert [reminders.remind(at=at(OPEN + day * DAY)) for day in (-1, 0, 0, 3, 30)] == [0, 1, 0, 0, 0]

        (letter,) = mail.outbox
        text = f"{letter.subject} {letter.body}".replace(settings.CLINIC_NAME, "").lower()
        assert letter.to == ["amina@example.org"]
        assert follow_up(planned) in text
        assert "about 6 minutes" in text
        assert not any(word in text for word in ("pain", "mood", "fibromyalgia", "plan", "review", "amina", "late"))

    def test_no_phone_rings_at_night(self, planned):
        night = [dt.datetime.combine(OPEN, dt.time(hour), get_current_timezone()) for hour in (0, 8, 20, 23)]

        assert [reminders.remind(at=it) for it in night] == [0, 0, 0, 0]

    def test_who_has_answered_hears_nothing(self, planned):
        given(planned, OPEN, pgic=2, **dict.fromkeys([*FIQR, *PHQ9], 0))

        assert reminders.remind(at=at(OPEN)) == 0
        assert not RoundReminder.objects.exists()

    def test_who_cannot_sign_in_hears_nothing(self, planned):
        planned.amina.user.is_active = False
        planned.amina.user.save()

        assert reminders.remind(at=at(OPEN)) == 0

    def test_a_second_round_soon_after_makes_no_second_mail(self, planned):
        """Three months are over a week after the review; the one e-mail of the review is enough."""
        reminders.remind(at=at(OPEN))

        assert reminders.remind(at=at(BEGAN + dt.timedelta(weeks=13))) == 0
        assert reminders.remind(at=at(BEGAN + dt.timedelta(weeks=26))) == 1

    def test_a_mail_server_that_is_down_loses_nothing(self, planned, monkeypatch):
        def down(self):
            raise ConnectionRefusedError

        monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
        assert reminders.remind(at=at(OPEN)) == 0
        monkeypatch.undo()

        assert reminders.remind(at=at(OPEN, 16)) == 1
        assert (len(mail.outbox), RoundReminder.objects.get().sent_at is None) == (1, False)

    def test_two_runs_at_once_send_one(self, planned, monkeypatch):
        monkeypatch.setattr(reminders, "_opened", lambda _at: {planned.amina.pk: OPEN})

        assert [reminders.remind(at=at(OPEN)), reminders.remind(at=at(OPEN))] == [1, 0]
        assert len(mail.outbox) == 1

    def test_what_was_answered_meanwhile_is_not_sent_again(self, planned):
        RoundReminder.objects.create(patient=planned.amina, opened=OPEN, made_at=at(OPEN, 10))
        given(planned, OPEN, pgic=2, **dict.fromkeys([*FIQR, *PHQ9], 0))

        assert reminders.remind(at=at(OPEN, 16)) == 0
