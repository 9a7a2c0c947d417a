"""The diary: one screen, the same entry once, never into somebody else's, never a zero for a missing day."""

import datetime as dt
import json
import re
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fibrocare.engine import diary as engine
from fibrocare.engine.answers import Refused
from fibrocare.web.audit.models import Entry as Logged
from fibrocare.web.diary import operations, presenters
from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.diary.operations import LATE, NotKept, Told
from fibrocare.web.intake import operations as intake
from fibrocare.web.people import operations as people
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations as plans
from fibrocare.web.plans.models import Plan
from fibrocare.web.tasks.models import Duty, Task, Urgency
from web.conftest import NOW
from well_person import well as well_person

HERE = dt.timezone(dt.timedelta(hours=-6))
EVENING = NOW.astimezone(HERE)
TODAY = EVENING.date()
FIVE = {"nrs_pain": "6", "nrs_fatigue": "7", "nrs_fog": "3", "nrs_sleep": "8", "nrs_activity": "5"}
SCRIPT = {"headers": {"accept": "application/json"}}


@pytest.fixture
def web(cast, signed_in):
    return signed_in(cast.amina.user)


@pytest.fixture
def address(cast):
    return f"/diary/{cast.amina.pk}/"


@pytest.fixture
def write(cast):
    """Amina, or somebody else, writes."""

    def entry(*, by=None, now=NOW, patient=None, **told):
        told = {"id": uuid4(), "at": EVENING} | told
        return operations.write(patient=patient or cast.amina, told=Told(**told), by=by or cast.amina.user, now=now)

    return entry


@pytest.fixture
def helper(cast):
    secret = people.invite_helper(
        patient=cast.amina, email="bo@example.org", name="Bo", may_answer=True, may_book=False, by=cast.amina.user, at=NOW
    )
    return people.accept(secret=secret, at=NOW)


@pytest.fixture
def planned(cast):
    """Amina's signed plan: duloxetine from today on, and tai chi."""
    taken = [{"name": "duloxetine", "mg_per_day": 30}]
    intake.answer(
        patient=cast.amina, values=well_person(medication_list=taken), by=cast.amina.user, at=timezone.now(), today=TODAY
    )
    plan = plans.begin(patient=cast.amina, by=cast.ruth, at=timezone.now(), today=TODAY)
    for name in ("duloxetine", "tai_chi"):
        plans.choose(plan=plan, therapy=name, by=cast.ruth, today=TODAY)
    days = [
        {"date": f"{TODAY - dt.timedelta(days=4)}", "name": "Duloxetine", "says": "30 mg", "optional": False, "note": ""},
        {"date": f"{TODAY}", "name": "Duloxetine", "says": "60 mg", "optional": False, "note": ""},
    ]
    plan.choices.filter(therapy="duloxetine").update(days=days)
    plan.flare = "Rest for an hour\nCall my sister"
    plan.status, plan.signed_at, plan.signed_by = "signed", timezone.now(), cast.ruth
    plan.save()
    return plan


class TestWriting:
    def test_one_screen_keeps_five_answers(self, web, address):
        response = web.post(address, FIVE)

        assert response.url == address
        assert DiaryEntry.objects.get().values == {name: int(value) for name, value in FIVE.items()}
        assert "Pain 6 · Tired 7 · Fog 3 · Sleep 8 · Held back 5" in web.get(address).content.decode()

    def test_what_is_left_out_is_absent_and_never_zero(self, web, address):
        web.post(address, {"nrs_pain": "0"})

        assert DiaryEntry.objects.get().values == {"nrs_pain": 0}

    def test_nothing_is_chosen_beforehand_not_even_after_an_entry(self, web, address):
        web.post(address, FIVE | {"flare": "no"})

        assert "checked" not in web.get(address).content.decode()

    def test_an_empty_page_is_not_kept(self, web, address):
        response = web.post(address, {})

        assert response.status_code == 422
        assert "at least one thing" in response.content.decode()
        assert not DiaryEntry.objects.exists()

    def test_sleep_is_asked_once_a_day(self, web, address):
        assert "last night" in web.get(address).content.decode()

        web.post(address, FIVE)

        assert "last night" not in web.get(address).content.decode()

    def test_several_entries_of_a_day_stand_side_by_side(self, write):
        write(values={"nrs_pain": 4})
        write(values={"nrs_pain": 7})

        assert engine.daily([it.read() for it in DiaryEntry.objects.all()], "nrs_pain") == {TODAY: 5.5}

    def test_no_number_off_the_scale(self, web, address, write):
        assert web.post(address, {"nrs_pain": "11"}).status_code == 422
        with pytest.raises(Refused):
            write(values={"nrs_pain": 11})

    def test_the_database_refuses_to_change_an_entry(self, write):
        write(flare=True)

        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            DiaryEntry.objects.update(notes="x")


class TestTheSameEntryTwice:
    def test_is_one(self, write):
        key = uuid4()

        assert write(id=key, values={"nrs_pain": 4}) == write(id=key, values={"nrs_pain": 4}, now=NOW + dt.timedelta(days=30))
        assert DiaryEntry.objects.count() == 1

    def test_is_one_by_the_button_pressed_twice_without_scripts(self, web, address):
        page = web.get(address).content.decode()
        stamp = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("id", "at", "zone")}

        assert [web.post(address, FIVE | stamp).status_code for _ in range(2)] == [302, 302]
        assert DiaryEntry.objects.count() == 1

    def test_another_content_under_its_number_is_refused(self, write):
        key = uuid4()
        write(id=key, values={"nrs_pain": 4})

        with pytest.raises(NotKept, match="Another entry"):
            write(id=key, values={"nrs_pain": 5})

    def test_a_number_of_another_patient_is_refused_and_shows_nothing(self, cast, write):
        key = uuid4()
        write(id=key, notes="Amina's own")

        with pytest.raises(NotKept) as refused:
            write(id=key, notes="Amina's own", patient=cast.dana, by=cast.dana.user)
        assert "Amina" not in str(refused.value)
        assert not cast.dana.diary.exists()

    def test_a_script_is_told_where_to_go_on_or_why_not(self, web, address):
        stamp = {"id": str(uuid4()), "at": timezone.now().isoformat(timespec="seconds")}

        kept = [web.post(address, FIVE | stamp, **SCRIPT) for _ in range(2)]
        refused = web.post(address, FIVE | stamp | {"nrs_pain": "1"}, **SCRIPT)

        assert [json.loads(it.content) for it in kept] == [{"next": address}] * 2
        assert (refused.status_code, "Another entry" in json.loads(refused.content)["reason"]) == (422, True)


class TestTheDay:
    def test_is_that_of_the_persons_own_calendar_across_midnight(self, write):
        tokyo = dt.datetime(2026, 11, 21, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=9)))

        entry = write(at=tokyo, zone="Asia/Tokyo", flare=False, now=tokyo)

        entry.refresh_from_db()
        assert (entry.day, entry.at.date(), entry.written.date()) == (dt.date(2026, 11, 21), dt.date(2026, 11, 20), entry.day)

    def test_of_the_page_is_the_day_where_the_person_was_last(self, cast, write):
        tokyo = dt.datetime(2026, 11, 21, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=9)))
        write(at=tokyo, zone="Asia/Tokyo", flare=False, now=tokyo)

        assert operations.clock_of(cast.amina, now=tokyo).date() == dt.date(2026, 11, 21)
        assert operations.clock_of(cast.dana, now=tokyo).date() == dt.date(2026, 11, 20)

    def test_yesterday_can_be_filled_in_and_says_that_it_was_late(self, web, address):
        yesterday = operations.clock_of(web_patient(address), now=timezone.now()).date() - dt.timedelta(days=1)

        web.post(f"{address}?day={yesterday}", FIVE | {"day": f"{yesterday}"})

        entry = DiaryEntry.objects.get()
        assert (entry.day, entry.is_late) == (yesterday, True)
        assert "written later" in web.get(address).content.decode()

    def test_a_day_of_more_than_a_week_ago_stays_empty(self, write):
        write(day=TODAY - LATE, flare=False)

        with pytest.raises(NotKept, match="days ago"):
            write(day=TODAY - LATE - dt.timedelta(days=1), flare=False)

    def test_a_time_to_come_is_refused_but_for_a_clock_that_is_a_little_wrong(self, write):
        write(at=EVENING + dt.timedelta(minutes=4), flare=False)

        with pytest.raises(NotKept, match="ahead of time"):
            write(at=EVENING + dt.timedelta(minutes=6), flare=False)
        with pytest.raises(NotKept, match="not come yet"):
            write(day=TODAY + dt.timedelta(days=1), flare=False)

    @pytest.mark.parametrize(
        "at",
        [
            "yesterday", "2026-11-20T10:00:00", "2026-11-20T10:00:00+23:00",
            "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
        ],
    )  # fmt: skip
    def test_a_clock_that_cannot_be_read_is_refused(self, web, address, at):
        assert web.post(address, FIVE | {"at": at}).status_code == 422

    @pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "/etc", "America", "a" * 64])
    def test_a_zone_that_nobody_knows_is_left_out_and_the_offset_counts(self, web, address, zone):
        at = timezone.now().astimezone(dt.timezone(dt.timedelta(hours=9)))

        web.post(address, FIVE | {"zone": zone, "at": at.isoformat(timespec="seconds")})

        entry = DiaryEntry.objects.get()
        assert (entry.zone, entry.offset_minutes, entry.day) == ("", 540, at.date())
        assert web.get(address).status_code == 200

    @pytest.mark.parametrize("day", ["2026-02-31", "x", "1999-01-01"])
    def test_an_address_with_another_day_shows_today(self, web, address, day):
        assert "How is today?" in web.get(f"{address}?day={day}").content.decode()


def web_patient(address):
    return DiaryEntry._meta.get_field("patient").related_model.objects.get(pk=address.split("/")[2])


class TestCorrecting:
    def test_is_a_new_row_that_names_the_old(self, cast, web, address, write):
        old = write(at=timezone.now(), now=timezone.now(), values={"nrs_pain": 9}, notes="Typed too fast")
        page = f"{address}change/{old.pk}/"
        assert 'value="9" id="id_nrs_pain_9" checked' in web.get(page).content.decode()

        web.post(page, {"nrs_pain": "2", "day": f"{old.day}"})

        text = web.get(address).content.decode()
        assert list(DiaryEntry.objects.standing().values_list("values", "replaces")) == [({"nrs_pain": 2}, old.pk)]
        assert DiaryEntry.objects.count() == 2
        assert ("Pain 2" in text, "Pain 9" in text) == (True, False)

    def test_with_nothing_takes_the_entry_back(self, web, address, write):
        old = write(at=timezone.now(), now=timezone.now(), values={"nrs_pain": 9})

        web.post(f"{address}change/{old.pk}/", {"day": f"{old.day}"})

        assert engine.daily([it.read() for it in DiaryEntry.objects.all()], "nrs_pain") == {}

    def test_happens_once(self, write):
        old = write(values={"nrs_pain": 9})
        write(values={"nrs_pain": 2}, replaces=old.pk)

        with pytest.raises(NotKept, match="changed already"):
            write(values={"nrs_pain": 3}, replaces=old.pk)

    def test_sent_twice_is_one(self, web, address, write):
        old = write(at=timezone.now(), now=timezone.now(), values={"nrs_pain": 9})
        told = {"id": str(uuid4()), "at": timezone.now().isoformat(timespec="seconds"), "day": f"{old.day}", "nrs_pain": "2"}

        answers = [web.post(f"{address}change/{old.pk}/", told, **SCRIPT) for _ in range(2)]
        other = web.post(f"{address}change/{old.pk}/", told | {"id": str(uuid4())}, **SCRIPT)

        assert [json.loads(it.content) for it in answers] == [{"next": address}] * 2
        assert "changed already" in json.loads(other.content)["reason"]

    def test_never_reaches_into_another_diary(self, cast, write):
        old = write(values={"nrs_pain": 9})

        with pytest.raises(NotKept):
            write(values={"nrs_pain": 2}, replaces=old.pk, patient=cast.dana, by=cast.dana.user)


class TestWhoWrites:
    def test_a_helper_with_consent_is_named(self, cast, write, helper):
        entry = write(by=helper, flare=False)

        assert (entry.by, entry.helped) == (helper, True)
        cast.amina.helpers.update(may_answer=False)
        with pytest.raises(NotAllowed):
            write(by=helper, flare=True)

    def test_a_helper_without_consent_to_write_reads(self, cast, helper, signed_in, address, write):
        write(at=timezone.now(), now=timezone.now(), values={"nrs_pain": 9})
        cast.amina.helpers.update(may_answer=False)

        text = signed_in(helper).get(address).content.decode()

        assert ("Pain 9" in text, "<form method" in text.split("<main")[1].split("</main")[0]) == (True, False)

    def test_neither_staff_nor_strangers_do(self, cast, write):
        for who in (cast.ruth, cast.omar, cast.dana.user, cast.mara, cast.fred):
            with pytest.raises(NotAllowed):
                write(by=who, flare=True)

    def test_an_entry_waits_for_who_wrote_it_though_another_may_write_here_too(self, cast, helper, signed_in, address):
        told = FIVE | {"writer": str(cast.amina.user_id), "id": str(uuid4())}

        response = signed_in(helper).post(address, told, **SCRIPT)

        assert "Somebody else wrote this" in json.loads(response.content)["reason"]
        assert not DiaryEntry.objects.exists()

    def test_dana_cannot_write_into_aminas_diary(self, cast, signed_in, address):
        assert signed_in(cast.dana.user).post(address, FIVE, **SCRIPT).status_code == 404
        assert not DiaryEntry.objects.exists()

    def test_the_log_knows_who_wrote_and_who_read(self, cast, web, address, signed_in):
        web.post(address, FIVE)
        signed_in(cast.ruth).get(f"/patients/{cast.amina.pk}/diary/")

        seen = Logged.objects.filter(action__startswith="diary.").values_list("action", "actor")
        assert set(seen) == {("diary.written", str(cast.amina.user_id)), ("diary.seen", str(cast.ruth.pk))}


class TestPlan:
    def test_asks_for_the_doses_and_activities_of_the_signed_plan(self, planned, web, address):
        text = web.get(address).content.decode()

        assert "Duloxetine: 60 mg" in text
        assert "Tai chi or qigong: minutes today" in text

    def test_keeps_what_was_taken_and_done(self, planned, web, address):
        web.post(address, {"taken_duloxetine": "part", "done_tai_chi": "20"})

        entry = DiaryEntry.objects.get()
        assert (entry.taken, entry.done) == ({"duloxetine": "part"}, {"tai_chi": 20})
        assert "Duloxetine: in part" in web.get(address).content.decode()

    def test_keeps_what_was_answered_though_the_plan_has_changed_since(self, web, address):
        web.post(address, {"done_yoga": "0"})

        assert DiaryEntry.objects.get().done == {"yoga": 0}

    def test_minutes_are_those_of_a_day(self, planned, web, address):
        assert web.post(address, {"done_tai_chi": "1441"}).status_code == 422


class TestSideEffects:
    def test_dangers_are_not_to_be_picked_but_told(self, planned, web, address):
        text = web.get(address).content.decode()

        assert "duloxetine:nausea" in text
        assert "liver injury" not in text
        assert "suicidal" not in text

    def test_signs_that_cannot_wait_are_shown_with_whom_to_call(self, planned, web, address):
        text = web.post(address, {"effect": "duloxetine:nausea", "bother": "little"}, follow=True).content.decode()

        assert "Yellow skin" in text
        assert "Call 911" in text
        assert not Task.objects.exists()

    def test_wanting_to_stop_is_a_task_for_the_named_clinician(self, cast, planned, web, address):
        told = {"effect": "duloxetine:nausea", "bother": "stop"}

        text = web.post(address, told, follow=True).content.decode()
        web.post(address, told)

        task = Task.objects.get()
        assert (task.given_to, task.urgency) == (cast.ruth, Urgency.TODAY)
        assert "duloxetine: nausea" in task.says.casefold()
        assert "Ruth at the clinic is told" in text
        assert "Do not stop a medicine on your own" in text

    def test_two_side_effects_are_two_tasks(self, write):
        for what in ("nausea", "dry mouth"):
            write(effects=[{"what": what, "bother": "stop", "therapy": "duloxetine"}])

        assert Task.objects.count() == 2

    def test_without_a_clinician_who_answers_alerts_hears_of_it(self, cast, write):
        cast.amina.care.all().delete()
        Duty.objects.create(pk=1, responder=cast.omar)

        write(effects=[{"what": "itch", "bother": "stop", "therapy": ""}])

        assert Task.objects.get().given_to == cast.omar

    def test_says_what_and_how_much(self, web, address):
        assert web.post(address, {"words": "itch"}).status_code == 422
        assert web.post(address, {"bother": "much"}).status_code == 422
        assert web.post(address, {"words": "itch", "bother": "much"}).status_code == 302
        assert DiaryEntry.objects.get().effects == [{"what": "itch", "bother": "much", "therapy": ""}]

    def test_stand_beside_what_was_begun_before_them(self, cast, planned, write, signed_in):
        effect = {"what": "nausea", "bother": "much", "therapy": "duloxetine"}
        write(effects=[effect], now=NOW)

        steps = presenters.began([planned])
        (line,) = presenters.weeks(DiaryEntry.objects.all(), steps, last=TODAY, days=1)

        assert line.said == ("nausea (Duloxetine): much; day 5 (30 mg), day 1 (60 mg)",)

    def test_a_step_of_a_plan_that_was_replaced_before_its_day_never_began(self, cast, planned):
        Plan.objects.filter(pk=planned.pk).update(status="superseded")
        Plan.objects.create(patient=cast.amina, number=2, status="signed", signed_at=NOW - dt.timedelta(days=1))

        found = presenters.began(Plan.objects.filter(patient=cast.amina))

        assert [it.says for it in found] == ["30 mg"]


class TestFlare:
    def test_shows_the_own_plan_after_the_check(self, planned, web, address):
        text = web.get(f"{address}flare/").content.decode()

        assert text.index("Check now") < text.index("Call my sister")
        assert "general" not in text

    def test_without_one_shows_general_steps_and_says_so(self, web, address):
        text = web.get(f"{address}flare/").content.decode()

        assert "These steps are general" in text
        assert "Do not double a dose" in text

    def test_one_press_writes_it_down(self, web, address):
        web.post(f"{address}flare/", {"id": str(uuid4())})

        assert DiaryEntry.objects.get().read().flare is True


class TestReading:
    def test_a_missing_day_is_a_dash_and_never_a_zero(self, cast, write, signed_in):
        write(values={"nrs_pain": 4})
        write(day=TODAY - dt.timedelta(days=2), values={"nrs_fog": 3})

        lines = presenters.weeks(DiaryEntry.objects.all(), [], last=TODAY, days=3)

        assert [it.values[0] for it in lines] == ["4", "–", "–"]
        assert not any("0" in it.values for it in lines)

    def test_no_word_of_a_missing_day(self, web, address):
        text = web.get(address).content.decode().casefold()

        assert not [word for word in ("streak", "missed", "in a row", "you forgot") if word in text]

    def test_staff_see_four_weeks_and_go_further_back(self, cast, write, signed_in):
        begin = NOW - dt.timedelta(days=60)
        write(at=begin, now=begin, values={"nrs_pain": 4})
        page = f"/patients/{cast.amina.pk}/diary/"

        text = signed_in(cast.ruth).get(page).content.decode()
        older = signed_in(cast.ruth).get(f"{page}?until=2026-09-30").content.decode()

        assert ("Earlier" in text, "<td>4</td>" in text, "<td>4</td>" in older) == (True, False, True)
        assert signed_in(cast.ruth).get(f"{page}?until=0001-01-01").status_code == 200

    def test_pages_say_who_reads_and_whom_to_call(self, web, address):
        for path in (address, f"{address}flare/", "/diary/offline/"):
            text = web.get(path).content.decode()
            assert "Nobody reads it at once" in text
            assert "call 911" in text

    def test_asks_the_database_as_often_for_a_hundred_entries_as_for_one(self, cast, planned, web, address, signed_in, write):
        counts = []
        for number in (1, 1, 100):
            for _each in range(number):
                write(at=timezone.now(), now=timezone.now(), values={"nrs_pain": 4}, taken={"duloxetine": "all"})
            for browser, page in ((web, address), (signed_in(cast.ruth), f"/patients/{cast.amina.pk}/diary/")):
                with CaptureQueriesContext(connection) as queries:
                    browser.get(page)
                counts.append(len(queries))

        assert counts[2:4] == counts[4:]  # the first reading begins a session


class TestWithoutANetwork:
    def test_the_page_that_is_kept_knows_nobody(self, cast, planned, web, write):
        write(at=timezone.now(), now=timezone.now(), notes="Only mine")

        text = web.get("/diary/offline/").content.decode()

        for own in ("Amina", str(cast.amina.pk), str(cast.amina.user_id), "Only mine", "uloxetine"):
            assert own not in text

    def test_the_worker_may_speak_for_the_diary_only(self, web):
        response = web.get("/diary/worker.js")

        assert response["Content-Type"] == "text/javascript"
        assert "no-store" in response["Cache-Control"]
        assert "Service-Worker-Allowed" not in response

    def test_the_session_says_who_it_is_and_nothing_else(self, cast, web, client):
        assert client.get("/diary/session/").json() == {"who": None}
        told = web.get("/diary/session/").json()
        assert (UUID(told["who"]), set(told)) == (cast.amina.user_id, {"who", "token"})

    def test_a_session_that_ended_keeps_nothing_and_says_so(self, cast, client, address):
        assert client.post(address, FIVE, **SCRIPT).status_code == 302
        assert not DiaryEntry.objects.exists()
