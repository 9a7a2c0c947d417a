"""The front desk, the waiting list and the clinic's clock: one person at a time, nobody twice, nothing clinical."""

import datetime as dt
import re
import smtplib

import pytest
from django.core import mail as box
from django.test import Client
from django.utils import timezone

from fibrocare.web.appointments import mail, operations, waiting
from fibrocare.web.appointments.holds import LEAD
from fibrocare.web.appointments.models import Hold, Notice, Offer, Policy, Service, Status, Visit, Waiting, WorkingHours
from fibrocare.web.audit.models import Entry
from fibrocare.web.config.jobs import run_due
from fibrocare.web.desk import operations as desk
from fibrocare.web.desk.presenters import by_day, window
from fibrocare.web.intake import operations as intake
from fibrocare.web.people.models import Patient
from fibrocare.web.people.permissions import NotAllowed
from web.conftest import NOW, a_patient


@pytest.fixture
def first(cast):
    """A service that Ruth gives every day of the week, around the clock."""
    service = Service.objects.create(slug="first", name="First visit", minutes=60, policy=Policy.BOOK, for_new=True)
    service.staff.add(cast.ruth)
    for day in range(7):
        WorkingHours.objects.create(staff=cast.ruth, weekday=day, starts=dt.time(0), ends=dt.time(23, 59))
    return service


@pytest.fixture
def tomorrow():
    return timezone.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=2)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is done once the rows are safe, such as sending mail."""
    return django_capture_on_commit_callbacks


def booked(cast, service, at, patient=None):
    return operations.book(
        service=service, staff=cast.ruth, patient=patient or cast.amina, at=at, by=cast.fred, now=timezone.now()
    )


def cancel(visit, cast):
    operations.change(visit=visit, to=Status.CANCELLED, by=cast.fred, now=timezone.now())


class TestTheCalendar:
    def test_shows_the_day_of_everybody_and_the_log_who_looked(self, cast, first, tomorrow, signed_in):
        booked(cast, first, tomorrow)

        page = signed_in(cast.fred).get(f"/desk/?day={timezone.localtime(tomorrow):%Y-%m-%d}").content.decode()

        assert "Amina" in page
        assert "Ruth" in page
        assert str(cast.amina.pk) in Entry.objects.get(action="desk.seen").detail["patients"]

    def test_shows_a_week_with_leave_in_each_of_its_days(self, cast, first, signed_in):
        monday = timezone.localdate() + dt.timedelta(days=7 - timezone.localdate().weekday())
        begin, _ = window(monday, 1)
        operations.take_leave(staff=cast.ruth, starts_at=begin, ends_at=begin + dt.timedelta(days=2), by=cast.fred)

        page = signed_in(cast.fred).get(f"/desk/week/{cast.ruth.pk}/?day={monday}").content.decode()

        assert page.count("Away") == 2

    def test_holds_no_clinical_word(self, cast, first, tomorrow, signed_in):
        intake.answer(patient=cast.amina, values={"rf_chest_pain_now": "yes"}, by=cast.amina.user, at=NOW, today=NOW.date())
        visit = booked(cast, first, tomorrow)
        browser = signed_in(cast.fred)

        pages = [
            browser.get(path).content.decode()
            for path in ("/desk/", f"/desk/visits/{visit.pk}/", f"/desk/people/{cast.amina.pk}/")
        ]

        assert not any("hest pain" in page for page in pages)

    @pytest.mark.parametrize("number", [10, 200])
    def test_takes_the_same_queries_for_any_number_of_visits(self, cast, first, signed_in, django_assert_max_num_queries, number):
        begin, _ = window(timezone.localdate(), 1)
        Visit.objects.bulk_create(
            Visit(service=first, patient=a_patient(f"P{place}", user=False), staff=cast.ruth, status=Status.BOOKED,
                  starts=begin + dt.timedelta(minutes=place), ends=begin + dt.timedelta(minutes=place + 1))
            for place in range(number)
        )  # fmt: skip
        browser = signed_in(cast.fred)

        with django_assert_max_num_queries(14):
            browser.get("/desk/")

    def test_a_day_when_the_clock_changes_is_as_long_as_it_is(self, settings):
        settings.TIME_ZONE = "America/Chicago"
        short, long = (window(day, 1) for day in (dt.date(2027, 3, 14), dt.date(2026, 11, 1)))

        hours = [(end.astimezone(dt.UTC) - begin.astimezone(dt.UTC)).total_seconds() / 3600 for begin, end in (short, long)]

        assert hours == [23, 25]
        assert len(by_day(dt.date(2027, 3, 8), 7, [], [])) == 7


class TestAVisit:
    def test_is_confirmed_missed_and_told_of(self, cast, first, tomorrow, signed_in):
        visit = booked(cast, first, tomorrow)
        Visit.objects.filter(pk=visit.pk).update(status=Status.ASKED)
        browser, address = signed_in(cast.fred), f"/desk/visits/{visit.pk}/"

        browser.post(address, {"to": "booked"})
        told = box.outbox[-1].subject
        browser.post(address, {"to": "missed"})

        visit.refresh_from_db()
        assert "booked" in told
        assert visit.status == Status.MISSED
        assert [it.by for it in visit.changes.order_by("pk")][1:] == [cast.fred, cast.fred]

    def test_moves_to_a_free_time(self, cast, first, tomorrow, signed_in):
        visit = booked(cast, first, tomorrow)
        at = tomorrow + dt.timedelta(hours=3)

        signed_in(cast.fred).post(f"/desk/visits/{visit.pk}/move/", {"at": at.isoformat()})

        visit.refresh_from_db()
        assert visit.starts == at

    def test_a_walk_in_is_entered_and_booked(self, cast, first, signed_in):
        browser = signed_in(cast.fred)
        to = browser.post("/desk/people/new/", {"name": "Walter Walkin", "phone": "555 1"}).url
        page = browser.get(f"{to}book/first/").content.decode()
        at, staff = (re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("at", "staff"))

        browser.post(f"{to}book/first/", {"at": at, "staff": staff})

        assert Visit.objects.get(patient__name="Walter Walkin").status == Status.BOOKED

    def test_somebody_is_found_by_a_part_of_the_name(self, cast, signed_in):
        page = signed_in(cast.fred).post("/desk/people/", {"wanted": "ami"}).content.decode()

        assert "Amina" in page
        assert "Dana" not in page.partition("Found")[2].partition("New here")[0]


class TestMerge:
    def test_moves_visits_and_names_both(self, cast, first, tomorrow):
        twin = a_patient("Aminah", user=False)
        visit = booked(cast, first, tomorrow, patient=twin)

        desk.merge(keep=cast.amina, drop=twin, by=cast.fred)

        visit.refresh_from_db()
        entry = Entry.objects.get(action="patient.merged")
        assert visit.patient == cast.amina
        assert (entry.patient, entry.about) == (str(cast.amina.pk), str(twin.pk))
        assert not Patient.objects.filter(name="Aminah").exists()

    def test_never_moves_what_is_clinical(self, cast):
        twin = a_patient("Aminah", user=False)
        intake.answer(patient=cast.dana, values={"age_years": 40}, by=cast.dana.user, at=NOW, today=NOW.date())

        with pytest.raises(NotAllowed, match="account or a record"):
            desk.merge(keep=twin, drop=cast.dana, by=cast.fred)
        with pytest.raises(NotAllowed):
            desk.merge(keep=cast.amina, drop=twin, by=cast.ruth)
        with pytest.raises(NotAllowed, match="same"):
            desk.merge(keep=twin, drop=twin, by=cast.fred)


class TestTheWaitingList:
    def test_a_freed_time_is_kept_for_the_longest_waiting_alone(self, cast, first, tomorrow):
        visit = booked(cast, first, tomorrow)
        early = waiting.join(patient=cast.dana, service=first, by=None, at=NOW)
        waiting.join(patient=a_patient("Late", user=False), service=first, by=None, at=NOW + dt.timedelta(hours=1))

        cancel(visit, cast)

        offer = Offer.objects.get()
        assert (offer.waiting, offer.starts) == (early, tomorrow)
        assert Hold.objects.get().offer == offer
        with pytest.raises(operations.Taken):
            booked(cast, first, tomorrow)

    def test_a_time_that_is_taken_becomes_a_visit_with_the_same_hold(
        self, cast, first, tomorrow, django_capture_on_commit_callbacks
    ):
        visit = booked(cast, first, tomorrow)
        waiting.join(patient=cast.dana, service=first, by=None, at=NOW)
        with django_capture_on_commit_callbacks(execute=True):
            cancel(visit, cast)
        link = re.search(r"/offer/\S+/", box.outbox[-1].body)[0]

        page = Client().post(link, {"take": ""}, follow=True).content.decode()

        made = Visit.objects.get(patient=cast.dana)
        assert "Your visit" in page
        assert (made.starts, made.status, made.holds.count()) == (tomorrow, Status.BOOKED, 1)
        assert not Waiting.objects.filter(until=None).exists()
        assert Client().post(link, {"take": ""}, follow=True).content.decode().count("no longer kept") >= 1

    def test_a_no_goes_on_to_the_next_and_keeps_the_place(self, cast, first, tomorrow):
        visit = booked(cast, first, tomorrow)
        one = waiting.join(patient=cast.dana, service=first, by=None, at=NOW)
        two = waiting.join(patient=a_patient("Late", user=False), service=first, by=None, at=NOW + dt.timedelta(hours=1))
        cancel(visit, cast)

        waiting.answer(offer=Offer.objects.get(), take=False, at=timezone.now())

        assert Offer.objects.get(closed_at=None).waiting == two
        assert Waiting.objects.get(pk=one.pk).until is None

    def test_an_offer_that_runs_out_goes_on_once(self, cast, first, tomorrow):
        visit = booked(cast, first, tomorrow)
        waiting.join(patient=cast.dana, service=first, by=None, at=NOW)
        cancel(visit, cast)
        later = timezone.now() + waiting.KEPT + dt.timedelta(minutes=1)

        assert run_due(at=later)["offers gone on to the next"] == 1
        assert run_due(at=later)["offers gone on to the next"] == 0
        assert not Hold.objects.exists()
        with pytest.raises(NotAllowed, match="no longer"):
            waiting.answer(offer=Offer.objects.get(), take=True, at=later)

    def test_the_desk_answers_for_somebody_without_e_mail(self, cast, first, tomorrow, signed_in):
        visit = booked(cast, first, tomorrow)
        by_phone = Patient.objects.create(name="Phil", phone="555 2")
        waiting.join(patient=by_phone, service=first, by=None, at=NOW)
        cancel(visit, cast)

        page = signed_in(cast.fred).get("/desk/waiting/").content.decode()
        signed_in(cast.fred).post(re.search(r'href="(/offer/[^"]+)"', page)[1], {"take": ""})

        assert Visit.objects.get(patient=by_phone).starts == tomorrow

    def test_who_leaves_the_list_gives_the_kept_time_back(self, cast, first, tomorrow):
        visit = booked(cast, first, tomorrow)
        row = waiting.join(patient=cast.dana, service=first, by=None, at=NOW)
        cancel(visit, cast)

        waiting.leave(row=row, by=cast.fred, at=timezone.now())

        assert not Hold.objects.exists()
        assert not Offer.objects.filter(closed_at=None).exists()

    def test_a_time_that_is_too_near_is_not_offered(self, cast, first):
        waiting.join(patient=cast.dana, service=first, by=None, at=NOW)
        now = timezone.now()

        assert waiting.offer_time(service=first, staff=cast.ruth, starts=now + LEAD, at=now) is None

    def test_a_visitor_joins_and_the_desk_sees_it(self, cast, first, signed_in):
        Client().post("/book/first/wait/", {"name": "Wanda", "email": "wanda@example.org"})

        page = signed_in(cast.fred).get("/desk/waiting/").content.decode()
        signed_in(cast.fred).post("/desk/waiting/", {"leave": Waiting.objects.get().pk})

        assert "Wanda" in page
        assert not Waiting.objects.filter(until=None).exists()

    def test_a_service_on_request_is_asked_for_and_not_booked(self, cast, first):
        Service.objects.update(policy=Policy.REQUEST)

        page = Client().get("/book/").content.decode()

        assert "Ask for a visit" in page
        assert Client().get("/book/first/").status_code == 404
        assert Client().get("/book/first/wait/").status_code == 200

    def test_a_closed_service_says_how_to_reach_the_clinic(self, cast, first):
        Service.objects.update(policy=Policy.CLOSED)

        assert "call the clinic" in Client().get("/book/").content.decode()
        assert Client().get("/book/first/wait/").status_code == 404


SERVICE = {"name": "Group talk", "minutes": "90", "buffer_minutes": "0", "policy": "book"}


class TestServicesAndHours:
    def test_a_new_service_can_be_booked(self, cast, signed_in):
        browser = signed_in(cast.mara)
        browser.post("/desk/setup/", {"room": "Hall"})
        browser.post("/desk/setup/services/new/", SERVICE | {"for_new": "on", "staff": [str(cast.ruth.pk)]})
        browser.post(f"/desk/setup/hours/{cast.ruth.pk}/", {f"day_{day}": "08:00-12:00, 13:00-17:00" for day in range(7)})

        assert "Group talk" in Client().get("/book/").content.decode()
        assert Client().get("/book/group-talk/").content.decode().count('href="/book/group-talk/') > 5

    def test_two_of_one_name_have_two_addresses(self, cast, signed_in):
        for _ in range(2):
            signed_in(cast.fred).post("/desk/setup/services/new/", SERVICE)

        assert sorted(Service.objects.values_list("slug", flat=True)) == ["group-talk", "group-talk-2"]

    def test_a_service_is_changed_and_closed(self, cast, first, signed_in):
        signed_in(cast.fred).post("/desk/setup/services/first/", SERVICE | {"policy": "closed", "staff": [str(cast.ruth.pk)]})

        first.refresh_from_db()
        assert (first.name, first.policy, first.slug) == ("Group talk", Policy.CLOSED, "first")

    @pytest.mark.parametrize("wrong", ["12:00-08:00", "8 to 5", "08:00-12:00, 11:00-13:00", "08:00"])
    def test_hours_that_cannot_be_are_asked_again_and_nothing_is_lost(self, cast, first, signed_in, wrong):
        answer = signed_in(cast.fred).post(f"/desk/setup/hours/{cast.ruth.pk}/", {"day_0": wrong})

        assert answer.status_code == 422
        assert WorkingHours.objects.filter(staff=cast.ruth).count() == 7

    def test_is_for_the_desk_and_the_director(self, cast, first, signed_in):
        for who in (cast.ruth, cast.tess, cast.rami, cast.amina.user):
            assert signed_in(who).post("/desk/setup/services/first/", SERVICE).status_code == 404


class TestTheClock:
    def test_reminds_of_a_visit_once(self, cast, first, tomorrow):
        visit = booked(cast, first, tomorrow)
        near = tomorrow - dt.timedelta(hours=20)

        assert mail.remind(at=near) == 1
        assert mail.remind(at=near) == 0
        assert "soon" in box.outbox[-1].subject
        assert Notice.objects.get(visit=visit).sent_at is not None

    def test_does_not_remind_of_what_is_far_cancelled_or_asked(self, cast, first, tomorrow):
        visit = booked(cast, first, tomorrow)
        far = mail.remind(at=tomorrow - dt.timedelta(hours=27))
        cancel(visit, cast)

        assert far == 0
        assert mail.remind(at=tomorrow - dt.timedelta(hours=20)) == 0

    def test_a_mail_server_that_is_down_loses_no_booking_and_is_tried_again(self, cast, first, tomorrow, monkeypatch):
        visit = booked(cast, first, tomorrow)
        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.EmailMessage.send", _down)
            mail.send(visit)
        before = len(box.outbox)

        assert Visit.objects.get().status == Status.BOOKED
        assert run_due(at=timezone.now())["e-mails sent at another try"] == 1
        assert len(box.outbox) == before + 1
        assert run_due(at=timezone.now())["e-mails sent at another try"] == 0

    def test_reminds_again_of_a_visit_that_moved(self, cast, first, tomorrow):
        visit = booked(cast, first, tomorrow)
        mail.remind(at=tomorrow - dt.timedelta(hours=20))
        later = tomorrow + dt.timedelta(days=3)
        operations.move(visit=visit, at=later, by=cast.fred, now=timezone.now())

        assert mail.remind(at=later - dt.timedelta(hours=20)) == 1

    def test_news_that_is_no_longer_true_is_not_sent(self, cast, first, tomorrow, monkeypatch):
        visit = booked(cast, first, tomorrow)
        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.EmailMessage.send", _down)
            mail.send(visit)
        cancel(visit, cast)

        assert run_due(at=timezone.now())["e-mails sent at another try"] == 0

    def test_says_nothing_clinical_and_names_the_zone(self, cast, first, tomorrow):
        mail.send(booked(cast, first, tomorrow))

        body = box.outbox[-1].body
        assert re.search(r"\((C|E|M|P)[SD]T\)", body)
        assert "pain" not in body.replace("Willow Pain Clinic", "").lower()


def _down(*_args, **_kwargs):
    raise smtplib.SMTPServerDisconnected("down")
