"""A plan from a draft to a signature: what stands in the way, what a reason sets aside, what is kept, what a patient sees."""

import datetime as dt
import itertools

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from fibrocare.engine.plan.obstacles import Obstacle, of_offer, together
from fibrocare.knowledge import load
from fibrocare.web.audit.models import Entry
from fibrocare.web.intake import operations as intake
from fibrocare.web.people.operations import take_into_care
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations
from fibrocare.web.plans.models import NEXT, Action, Choice, Plan, SetAside, Status
from web.conftest import NOW
from well_person import well as well_person

TODAY = NOW.date()
WELL = well_person()


@pytest.fixture
def well(cast):
    """Amina answered everything; nothing speaks against anything."""
    intake.answer(patient=cast.amina, values=WELL, by=cast.amina.user, at=NOW, today=TODAY)
    return cast


@pytest.fixture
def draft(well):
    return operations.begin(patient=well.amina, by=well.ruth, at=NOW, today=TODAY)


def choose(plan, by, *names):
    for name in names:
        operations.choose(plan=plan, therapy=name, by=by, today=TODAY)


def describe(plan, by, therapy, **values):
    choice = plan.choices.get(therapy=therapy)
    now = {name: getattr(choice, name) for name in ("action", "first_day", "instead_of", "mg_now", "words", "why")}
    operations.describe(choice=choice, by=by, values=now | values)


def takes(well, medicine):
    intake.answer(patient=well.amina, values={"medication_list": [medicine]}, by=well.ruth, at=NOW, today=TODAY)


def sign(plan, by):
    operations.sign(plan=plan, by=by, at=NOW, today=TODAY)
    plan.refresh_from_db()


def open_ids(plan):
    return [it.id for it in operations.look_at(plan, today=TODAY).open]


class TestSign:
    def test_keeps_what_the_plan_rests_on(self, well, draft):
        choose(draft, well.ruth, "education", "tai_chi")

        sign(draft, well.ruth)

        assert (draft.status, draft.signed_by, draft.knowledge_version) == (Status.SIGNED, well.ruth, load().version)
        assert {it["id"] for it in draft.findings["plan"]["therapies"]} == {"education", "tai_chi"}
        assert draft.findings["criteria"]["acr_2016"]["verdict"]
        assert Entry.objects.filter(action="plan.signed", about=str(draft.pk)).exists()

    def test_changes_nothing_afterwards(self, well, draft):
        choose(draft, well.ruth, "tai_chi")
        sign(draft, well.ruth)

        for change in (
            lambda: Plan.objects.filter(pk=draft.pk).update(note="other"),
            lambda: Plan.objects.filter(pk=draft.pk).update(status=Status.PROPOSED),
            lambda: Choice.objects.filter(plan=draft).update(words="other"),
            lambda: Choice.objects.create(plan=draft, therapy="yoga", action=Action.START, first_day=TODAY),
            lambda: SetAside.objects.create(plan=draft, obstacle="x", says="x", reason="x"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
        for act in (
            lambda: choose(draft, well.ruth, "yoga"),
            lambda: operations.drop(plan=draft, therapy="tai_chi", by=well.ruth),
            lambda: sign(draft, well.ruth),
        ):
            with pytest.raises(NotAllowed):
                act()

    def test_is_for_clinicians_with_the_patient_in_care(self, well, draft):
        choose(draft, well.ruth, "tai_chi")
        take_into_care(patient=well.amina, staff=well.tess, by=None, at=NOW)

        for who in (well.omar, well.tess, well.fred, well.mara, well.amina.user):
            with pytest.raises(NotAllowed):
                sign(draft, who)

    def test_needs_a_choice(self, well, draft):
        with pytest.raises(NotAllowed, match="at least one"):
            sign(draft, well.ruth)

    def test_needs_a_word_about_a_red_flag(self, well, draft):
        choose(draft, well.ruth, "education")
        intake.answer(patient=well.amina, values={"rf_chest_pain_now": "yes"}, by=well.amina.user, at=NOW, today=TODAY)

        with pytest.raises(NotAllowed, match="red flag"):
            sign(draft, well.ruth)
        told = {"flare": "", "note": "", "review_on": TODAY, "urgent_done": "Seen in the ER on 19 May, heart well"}
        operations.agree(plan=draft, by=well.ruth, values=told)
        sign(draft, well.ruth)

        assert draft.status == Status.SIGNED

    def test_replaces_the_plan_before_and_shows_what_changed(self, well, draft, signed_in):
        choose(draft, well.ruth, "tai_chi", "education")
        sign(draft, well.ruth)
        new = operations.begin(patient=well.amina, by=well.ruth, at=NOW, today=TODAY)
        operations.drop(plan=new, therapy="tai_chi", by=well.ruth)
        choose(new, well.ruth, "yoga")
        sign(new, well.ruth)

        draft.refresh_from_db()
        page = signed_in(well.ruth).get(f"/plans/{new.pk}/").content.decode()
        assert (draft.status, new.number) == (Status.SUPERSEDED, 2)
        assert "New: Yoga" in page
        assert f"No longer in the plan: {load().therapies['tai_chi'].name}" in page

    def test_every_status_has_its_next(self):
        assert set(NEXT) == set(Status.values)


class TestObstacles:
    def test_a_question_that_nobody_asked_stands_in_the_way(self, cast):
        plan = operations.begin(patient=cast.amina, by=cast.ruth, at=NOW, today=TODAY)
        choose(plan, cast.ruth, "duloxetine")

        with pytest.raises(NotAllowed, match="stands in the way"):
            sign(plan, cast.ruth)
        assert "ask/egfr" in open_ids(plan)

    def test_no_reason_answers_a_question(self, cast):
        plan = operations.begin(patient=cast.amina, by=cast.ruth, at=NOW, today=TODAY)
        choose(plan, cast.ruth, "duloxetine")

        with pytest.raises(NotAllowed, match="Ask this first"):
            operations.set_aside(plan=plan, obstacle="ask/egfr", reason="fine", by=cast.ruth, at=NOW, today=TODAY)

    def test_a_contraindication_of_a_medicine_is_not_set_aside(self, well, draft):
        intake.answer(
            patient=well.amina, values={"dx_list": [{"name": "narrow-angle glaucoma"}]}, by=well.ruth, at=NOW, today=TODAY
        )
        intake.answer(patient=well.amina, values={"allergies": [{"substance": "duloxetine"}]}, by=well.ruth, at=NOW, today=TODAY)
        choose(draft, well.ruth, "duloxetine")

        found = {it.id: it for it in operations.look_at(draft, today=TODAY).open}
        final = [it for it in found.values() if it.final and not it.ask]
        assert final
        with pytest.raises(NotAllowed, match="cannot be set aside"):
            operations.set_aside(plan=draft, obstacle=final[0].key, reason="sure", by=well.ruth, at=NOW, today=TODAY)

    def test_what_is_only_avoided_is_set_aside_with_a_reason_and_a_name(self, well, draft):
        intake.answer(patient=well.amina, values={"egfr": 25, "kidney_function": None}, by=well.ruth, at=NOW, today=TODAY)
        choose(draft, well.ruth, "duloxetine")
        avoided = "medications/DLX-01 duloxetine"

        with pytest.raises(NotAllowed, match="Say in a sentence"):
            operations.set_aside(plan=draft, obstacle=avoided, reason=" ", by=well.ruth, at=NOW, today=TODAY)
        operations.set_aside(plan=draft, obstacle=avoided, reason="Nephrology agrees", by=well.ruth, at=NOW, today=TODAY)

        row = SetAside.objects.get()
        assert "medications/DLX-01" not in open_ids(draft)
        assert (row.by, row.reason) == (well.ruth, "Nephrology agrees")

    def test_a_rule_that_does_not_hold_cannot_be_set_aside(self, well, draft):
        with pytest.raises(NotAllowed, match="no longer"):
            operations.set_aside(
                plan=draft, obstacle="medications/DLX-01 duloxetine", reason="x", by=well.ruth, at=NOW, today=TODAY
            )

    def test_a_reason_for_one_therapy_is_none_for_another(self, well, draft):
        """One rule may speak against several therapies: each needs its own reason, also one that is added later."""
        intake.answer(patient=well.amina, values={"egfr": 25, "kidney_function": None}, by=well.ruth, at=NOW, today=TODAY)
        options = operations.options_of(well.amina, today=TODAY)
        rules = {
            it.id: {found.id: found for found in of_offer(it, options.assessment.facts, load()) if not found.ask}
            for it in options.offers
        }
        one, other, shared = next(
            (one, other, rules[one].keys() & rules[other].keys())
            for one, other in itertools.combinations(sorted(rules), 2)
            if any(not rules[one][rule].final for rule in rules[one].keys() & rules[other].keys())
        )
        shared = {rule for rule in shared if not rules[one][rule].final}
        rule = min(shared)
        choose(draft, well.ruth, one)
        operations.set_aside(plan=draft, obstacle=f"{rule} {one}", reason="agreed", by=well.ruth, at=NOW, today=TODAY)

        choose(draft, well.ruth, other)

        assert [it.therapies for it in operations.look_at(draft, today=TODAY).open if it.id == rule] == [(other,)]

    def test_what_is_final_for_a_start_stays_final_beside_a_medicine_that_is_kept(self):
        kept, begun = Obstacle("medications/X", ("b",), "x", ""), Obstacle("medications/X", ("b",), "x", "never")

        for order in ([kept, begun], [begun, kept]):
            (found,) = together(order)
            assert found.final == "never"

    def test_a_question_is_asked_once_for_the_whole_plan(self):
        (found,) = together([Obstacle("ask/egfr", (name,), "?", "Ask this first.", "egfr") for name in ("a", "b")])

        assert found.therapies == ("a", "b")

    def test_two_that_must_not_be_together(self, well, draft):
        choose(draft, well.ruth, "duloxetine", "milnacipran")
        describe(draft, well.ruth, "milnacipran", first_day=TODAY + dt.timedelta(days=60))

        assert any(set(it.therapies) == {"duloxetine", "milnacipran"} for it in operations.look_at(draft, today=TODAY).open)

    def test_one_new_medicine_at_a_time(self, well, draft):
        choose(draft, well.ruth, "pregabalin", "duloxetine")
        describe(draft, well.ruth, "duloxetine", first_day=TODAY + dt.timedelta(days=13))
        close = open_ids(draft)
        describe(draft, well.ruth, "duloxetine", first_day=TODAY + dt.timedelta(days=14))

        assert "too_close/duloxetine" in close
        assert "too_close/duloxetine" not in open_ids(draft)
        assert any("28 days" in text for text in operations.look_at(draft, today=TODAY).cautions)

    def test_a_first_day_in_the_past(self, well, draft):
        choose(draft, well.ruth, "tai_chi")
        describe(draft, well.ruth, "tai_chi", first_day=TODAY - dt.timedelta(days=1))

        assert open_ids(draft) == ["first_day/tai_chi"]


class TestGoingOn:
    def test_what_nobody_takes_is_not_gone_on_with(self, well, draft):
        """Going on would leave out the questions, and turn a contraindication into something to give a reason for."""
        intake.answer(patient=well.amina, values={"allergies": [{"substance": "duloxetine"}]}, by=well.ruth, at=NOW, today=TODAY)
        choose(draft, well.ruth, "duloxetine")
        describe(draft, well.ruth, "duloxetine", action=Action.KEEP)

        seen = operations.look_at(draft, today=TODAY)

        assert "not_taken/duloxetine" in {it.id for it in seen.open}
        assert any(it.final and it.id.startswith("medications/") for it in seen.open)

    def test_an_unknown_medicine_list_does_not_read_as_taken(self, cast):
        plan = operations.begin(patient=cast.amina, by=cast.ruth, at=NOW, today=TODAY)
        choose(plan, cast.ruth, "duloxetine")
        describe(plan, cast.ruth, "duloxetine", action=Action.KEEP)

        assert {"not_taken/duloxetine", "ask/egfr"} <= set(open_ids(plan))

    def test_a_question_about_what_is_taken_is_shown_and_does_not_hold_up(self, cast):
        takes(cast, {"name": "duloxetine", "ingredient": "duloxetine", "mg_per_day": 60})
        plan = operations.begin(patient=cast.amina, by=cast.ruth, at=NOW, today=TODAY)
        choose(plan, cast.ruth, "duloxetine")

        seen = operations.look_at(plan, today=TODAY)

        assert not seen.questions
        assert any("Duloxetine goes on; not known" in text for text in seen.cautions)

    def test_a_titration_goes_on_in_the_next_version(self, well, draft):
        choose(draft, well.ruth, "pregabalin")
        sign(draft, well.ruth)
        begun = draft.choices.get().days
        later = TODAY + dt.timedelta(days=3)

        after = operations.begin(patient=well.amina, by=well.ruth, at=NOW, today=later)
        operations.choose(plan=after, therapy="tai_chi", by=well.ruth, today=later)
        operations.sign(plan=after, by=well.ruth, at=NOW, today=later)

        kept = after.choices.get(therapy="pregabalin")
        assert (kept.action, kept.days) == (Action.KEEP, begun)

    def test_a_taper_that_runs_goes_on_and_one_that_ended_does_not(self, well, draft):
        takes(well, {"name": "duloxetine", "ingredient": "duloxetine", "mg_per_day": 60})
        choose(draft, well.ruth, "duloxetine")
        describe(draft, well.ruth, "duloxetine", action=Action.STOP, words="Slowly")
        sign_taper = {"date": (TODAY + dt.timedelta(days=14)).isoformat(), "name": "Duloxetine", "says": "none from this day on",
                      "mg_per_day": 0, "optional": False, "note": ""}  # fmt: skip
        Choice.objects.filter(plan=draft).update(days=[sign_taper])
        sign(draft, well.ruth)

        running = operations.begin(patient=well.amina, by=well.ruth, at=NOW, today=TODAY + dt.timedelta(days=7))
        stop = running.choices.get()
        operations.decline(plan=running, by=well.ruth, at=NOW)
        ended = operations.begin(patient=well.amina, by=well.ruth, at=NOW, today=TODAY + dt.timedelta(days=15))

        assert (stop.action, stop.days) == (Action.STOP, [sign_taper])
        assert not ended.choices.exists()

    def test_other_dates_are_worked_out_anew(self, well, draft):
        choose(draft, well.ruth, "pregabalin")
        sign(draft, well.ruth)
        after = operations.begin(patient=well.amina, by=well.ruth, at=NOW, today=TODAY)
        describe(after, well.ruth, "pregabalin", words="With water")
        same = after.choices.get().days

        describe(after, well.ruth, "pregabalin", action=Action.START, first_day=TODAY + dt.timedelta(days=30))

        assert same
        assert after.choices.get().days == []

    def test_the_reason_for_a_change_is_what_the_patient_reads(self, well, draft, signed_in):
        choose(draft, well.ruth, "tai_chi")
        describe(draft, well.ruth, "tai_chi", why="Pain is 2 points less since you began.")
        sign(draft, well.ruth)

        page = signed_in(well.amina.user).get(f"/my-plan/{well.amina.pk}/").content.decode()

        assert "Why: Pain is 2 points less since you began." in page

    def test_a_new_plan_does_not_repeat_the_reason_of_the_old(self, well, draft):
        choose(draft, well.ruth, "tai_chi")
        describe(draft, well.ruth, "tai_chi", why="You asked for it.")
        sign(draft, well.ruth)

        after = operations.begin(patient=well.amina, by=well.ruth, at=NOW, today=TODAY)

        assert after.choices.get().why == ""

    def test_a_stop_that_prints_no_dates_needs_words(self, well, draft):
        takes(well, {"name": "duloxetine", "ingredient": "duloxetine", "mg_per_day": 60})
        choose(draft, well.ruth, "duloxetine")
        describe(draft, well.ruth, "duloxetine", action=Action.STOP)
        silent = open_ids(draft)

        describe(draft, well.ruth, "duloxetine", words="Half for two weeks, then none")

        assert "no_taper/duloxetine" in silent
        assert "no_taper/duloxetine" not in open_ids(draft)


class TestDates:
    def test_a_titration_that_was_read_at_its_source_is_an_instruction(self, well, draft):
        choose(draft, well.ruth, "pregabalin")
        sign(draft, well.ruth)

        days = draft.choices.get().days
        assert days[0]["date"] == TODAY.isoformat()
        assert all(day["name"] == load().therapies["pregabalin"].name for day in days)

    def test_a_schedule_that_nobody_signed_is_not_printed(self, well, draft, signed_in):
        name = next(
            key for key, it in load().therapies.items()
            if it.schedules and all(part.verification in ("unconfirmed", "design") for part in it.schedules)
            and operations.options_of(well.amina, today=TODAY).offer(key).is_open
        )  # fmt: skip
        choose(draft, well.ruth, name)
        page = signed_in(well.ruth).get(f"/patients/{well.amina.pk}/plan/").content.decode()
        sign(draft, well.ruth)

        assert "has not signed this dose schedule" in page
        assert draft.choices.get().days == []

    def test_a_stop_is_a_taper_from_what_is_taken(self, well, draft):
        takes(well, {"name": "pregabalin", "mg_per_day": 300})
        choose(draft, well.ruth, "pregabalin")
        describe(draft, well.ruth, "pregabalin", action=Action.STOP)

        (found,) = operations.look_at(draft, today=TODAY).choices
        assert found.dates.days[0].mg_per_day < 300
        assert found.dates.days[-1].mg_per_day == 0

    def test_a_stop_without_a_dose_asks_for_it(self, well, draft):
        takes(well, {"name": "pregabalin"})
        choose(draft, well.ruth, "pregabalin")
        describe(draft, well.ruth, "pregabalin", action=Action.STOP)

        assert open_ids(draft) == ["mg_now/pregabalin"]

    def test_a_change_of_medicine_is_one_calendar(self, well, draft):
        takes(well, {"name": "pregabalin", "mg_per_day": 150})
        choose(draft, well.ruth, "duloxetine")
        describe(draft, well.ruth, "duloxetine", instead_of="pregabalin")

        (found,) = operations.look_at(draft, today=TODAY).choices
        names = list(dict.fromkeys(day.name for day in found.dates.days))
        assert names == [load().therapies["pregabalin"].name, load().therapies["duloxetine"].name]
        assert [day.date for day in found.dates.days] == sorted(day.date for day in found.dates.days)


class TestThePatientsPage:
    def test_shows_only_what_was_signed(self, well, draft, signed_in):
        choose(draft, well.ruth, "pregabalin")
        browser, address = signed_in(well.amina.user), f"/my-plan/{well.amina.pk}/"
        before = browser.get(address).content.decode()
        sign(draft, well.ruth)
        after = browser.get(address).content.decode()

        assert "There is no plan yet" in before
        for part in ("Today", "This week", "What to watch", "When we meet", "If it flares", "Ruth"):
            assert part in after
        assert "BEGIN:VCALENDAR" in browser.get(f"{address}doses.ics").content.decode()

    def test_is_hidden_from_another_patient_and_from_staff(self, well, draft, signed_in):
        choose(draft, well.ruth, "tai_chi")
        sign(draft, well.ruth)

        for who in (well.dana.user, well.ruth, well.omar, well.fred, well.mara, well.rami):
            assert signed_in(who).get(f"/my-plan/{well.amina.pk}/").status_code == 404
        for who in (well.dana.user, well.omar, well.fred, well.mara, well.amina.user):
            assert signed_in(who).get(f"/plans/{draft.pk}/").status_code == 404


class TestThePages:
    """The pages read the clock: what they need was answered today."""

    @pytest.fixture
    def well(self, cast):
        told = {"patient": cast.amina, "values": WELL, "by": cast.amina.user}
        intake.answer(**told, at=timezone.now(), today=timezone.localdate())
        return cast

    def test_from_the_shelf_to_a_signature(self, well, signed_in):
        browser, record = signed_in(well.ruth), f"/patients/{well.amina.pk}"
        browser.post(f"{record}/plan/")
        plan = Plan.objects.get()
        soon = (timezone.localdate() + dt.timedelta(days=7)).isoformat()

        browser.post(f"/plans/{plan.pk}/choose/", {"add": "tai_chi", "from": "shelf"})
        browser.post(f"/plans/{plan.pk}/tai_chi/", {"action": "start", "first_day": soon, "words": "Mondays at the park"})
        agreed = {"note": "Go slowly", "flare": "Rest\nBreathe", "review_on": soon}
        browser.post(f"/plans/{plan.pk}/agree/", agreed)
        wrong = browser.post(f"/plans/{plan.pk}/sign/", agreed | {"review_on": "soon"})
        page = browser.post(f"/plans/{plan.pk}/sign/", agreed | {"note": "Go slowly, please"}, follow=True).content.decode()

        plan.refresh_from_db()
        assert "The plan is signed" in page
        assert wrong.status_code == 422
        assert (plan.flare, plan.note, plan.choices.get().words) == ("Rest\nBreathe", "Go slowly, please", "Mondays at the park")

    def test_a_draft_that_is_put_aside_leaves_the_signed_plan(self, well, draft, signed_in):
        choose(draft, well.ruth, "tai_chi")
        sign(draft, well.ruth)
        new = operations.begin(patient=well.amina, by=well.ruth, at=NOW, today=TODAY)

        signed_in(well.ruth).post(f"/plans/{new.pk}/put-aside/")

        draft.refresh_from_db()
        new.refresh_from_db()
        assert (draft.status, new.status) == (Status.SIGNED, Status.DECLINED)

    def test_the_shelf_shows_wishes_beside_the_therapies(self, well, signed_in):
        intake.answer(patient=well.amina, values={"preferences_avoid": ["no_drugs"]}, by=well.amina.user, at=NOW, today=TODAY)

        assert "would rather not: No drugs" in signed_in(well.ruth).get(f"/patients/{well.amina.pk}/therapies/").content.decode()

    def test_what_if(self, well, signed_in):
        browser, address = signed_in(well.ruth), f"/patients/{well.amina.pk}/therapies/what-if/"

        moved = browser.post(address, {"field": "egfr", "value": "20"}).content.decode()
        wrong = browser.post(address, {"field": "egfr", "value": "lots"})

        assert "Duloxetine: " in moved
        assert wrong.status_code == 422
        assert intake.told(well.amina)["egfr"] == WELL["egfr"]

    def test_compare(self, well, signed_in):
        address = f"/patients/{well.amina.pk}/therapies/compare/"

        page = signed_in(well.ruth).post(address, {"one": "duloxetine", "other": "milnacipran"}).content.decode()

        assert "in all " in page
        assert "difference" in page

    def test_a_write_by_somebody_else_is_refused(self, well, draft, signed_in):
        for path in ("choose/", "agree/", "set-aside/", "sign/", "put-aside/"):
            assert signed_in(well.omar).post(f"/plans/{draft.pk}/{path}", {"add": "tai_chi"}).status_code == 404
        take_into_care(patient=well.amina, staff=well.tess, by=None, at=NOW)
        assert signed_in(well.tess).post(f"/plans/{draft.pk}/choose/", {"add": "tai_chi"}).status_code == 403
        assert signed_in(well.tess).get(f"/plans/{draft.pk}/tai_chi/").status_code == 404
