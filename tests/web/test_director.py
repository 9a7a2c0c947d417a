"""What the medical director decides, what it permits, and what nobody else may do."""

import msgspec
import pytest
from django.db import DatabaseError, transaction

from fibrocare.knowledge import load
from fibrocare.web.audit.models import Entry
from fibrocare.web.director import operations
from fibrocare.web.director.claims import claims
from fibrocare.web.director.models import SignOff
from fibrocare.web.director.presenters import standings
from fibrocare.web.intake import operations as intake
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.plans import operations as plans
from fibrocare.web.tasks.operations import responder
from web.conftest import NOW
from well_person import well as well_person

TODAY = NOW.date()


def a_dose():
    return next(it for it in claims(load()) if it.kind == "dose")


def decide(claim, by, *, given=True, note="Label of May 2026"):
    return operations.decide(claim=claim, given=given, note=note, by=by, at=NOW, version=load().version)


def changed(claim):
    """The knowledge with another highest dose in the claim's schedule."""
    therapy, _, name = claim.name.partition("/")
    old = load().therapies[therapy]
    schedules = tuple(
        msgspec.structs.replace(it, max_mg_per_day=it.max_mg_per_day + 1) if it.name == name else it for it in old.schedules
    )
    therapies = {**load().therapies, therapy: msgspec.structs.replace(old, schedules=schedules)}
    return msgspec.structs.replace(load(), therapies=therapies)


class TestSignOff:
    def test_permits_what_was_signed_and_nothing_else(self, cast):
        claim = a_dose()

        decide(claim, cast.mara)

        assert operations.signed(load()) == {claim.name}

    def test_is_void_once_the_claim_changes(self, cast):
        claim = a_dose()
        decide(claim, cast.mara)
        knowledge = changed(claim)

        assert operations.signed(knowledge) == frozenset()
        assert operations.newest(claim.name) is not None
        assert (standings(knowledge)[0].claim.name, standings(knowledge)[0].state) == (claim.name, "changed")

    def test_is_withdrawn_by_a_later_row(self, cast):
        claim = a_dose()
        decide(claim, cast.mara)
        decide(claim, cast.mara, given=False, note="New warning")

        assert operations.signed(load()) == frozenset()
        assert SignOff.objects.count() == 2

    def test_is_never_changed(self, cast):
        decide(a_dose(), cast.mara)

        for change in (lambda: SignOff.objects.update(note="other"), lambda: SignOff.objects.all().delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_needs_a_reason_and_the_director(self, cast):
        with pytest.raises(NotAllowed, match="rests on"):
            decide(a_dose(), cast.mara, note=" ")
        for who in (cast.ruth, cast.tess, cast.fred, cast.rami, cast.amina.user):
            with pytest.raises(NotAllowed):
                decide(a_dose(), who)

    def test_lets_a_dose_reach_the_patient(self, cast):
        intake.answer(patient=cast.amina, values=well_person(), by=cast.amina.user, at=NOW, today=TODAY)
        options = plans.options_of(cast.amina, today=TODAY)
        claim = next(it for it in claims(load()) if it.kind == "dose" and _fits(it.name, options))
        draft = plans.begin(patient=cast.amina, by=cast.ruth, at=NOW, today=TODAY)
        plans.choose(plan=draft, therapy=claim.name.partition("/")[0], by=cast.ruth, today=TODAY)
        (before,) = plans.look_at(draft, today=TODAY).choices
        decide(claim, cast.mara)
        (after,) = plans.look_at(draft, today=TODAY).choices

        plans.sign(plan=draft, by=cast.ruth, at=NOW, today=TODAY)
        assert (before.dates.unsigned, after.dates.unsigned) == (True, False)
        assert draft.choices.get().days

    def test_from_the_page(self, cast, signed_in):
        browser, claim = signed_in(cast.mara), a_dose()
        address = f"/director/sign-offs/{claim.name}/"

        told = {"sign": "", "note": "Formulary 2026", "content": claim.content}
        assert browser.post(address, told | {"note": ""}).status_code == 422
        assert "Read it again" in browser.post(address, told | {"content": "0" * 64}, follow=True).content.decode()
        assert not SignOff.objects.exists()
        page = browser.post(address, told, follow=True).content.decode()

        assert "Mara" in page
        assert "Formulary 2026" in browser.get(address).content.decode()
        assert signed_in(cast.ruth).post(address, {"sign": "", "note": "x"}).status_code == 404


def _fits(name, options):
    therapy, _, schedule = name.partition("/")
    dosing = options.dosings.get(therapy)
    return dosing is not None and dosing.schedule is not None and dosing.schedule.name == schedule


class TestDuty:
    def test_names_who_answers(self, cast, signed_in):
        told = {"responder": str(cast.ruth.pk), "deputy": str(cast.omar.pk)}

        signed_in(cast.mara).post("/director/duty/", told)

        assert responder() == cast.ruth

    def test_refuses_the_same_person_twice_and_who_is_no_clinician(self, cast, signed_in):
        twice = {"responder": str(cast.ruth.pk), "deputy": str(cast.ruth.pk)}

        assert signed_in(cast.mara).post("/director/duty/", twice).status_code == 422
        with pytest.raises(NotAllowed):
            operations.set_duty(responder=cast.fred, deputy=None, by=cast.mara)
        with pytest.raises(NotAllowed):
            operations.set_duty(responder=cast.ruth, deputy=None, by=cast.ruth)


class TestPolicy:
    def test_is_kept_with_who_decided_and_stands_on_the_shelf(self, cast, signed_in):
        browser = signed_in(cast.mara)
        browser.post("/director/policy/", {"phone": "555 0100", "address": "1 Willow Way", "here": ["tai_chi"]})

        shelf = signed_in(cast.ruth).get(f"/patients/{cast.amina.pk}/therapies/").content.decode()
        assert operations.policy().by == cast.mara
        assert "By referral." in shelf
        assert "Here." in shelf


class TestTheLog:
    def test_is_searched_by_patient_person_and_day(self, cast, signed_in):
        signed_in(cast.ruth).get(f"/patients/{cast.amina.pk}/")
        signed_in(cast.omar).get(f"/patients/{cast.dana.pk}/")
        browser = signed_in(cast.mara)

        page = browser.post("/director/log/", {"patient": "ami", "person": str(cast.ruth.pk), "action": "brief"}).content.decode()
        none = browser.post("/director/log/", {"patient": "ami", "last": "2020-01-01"}).content.decode()

        assert "brief.seen" in page
        assert "1 entry" in page
        assert "0 entries" in none

    def test_tells_of_its_own_searches(self, cast, signed_in):
        signed_in(cast.mara).post("/director/log/", {"patient": "amina"})

        entry = Entry.objects.get(action="log.searched")
        assert entry.actor == str(cast.mara.pk)
        assert "amina" not in str(entry.detail)

    def test_says_whether_it_is_whole(self, cast, signed_in):
        page = signed_in(cast.mara).post("/director/log/", {"verify": "1"}).content.decode()

        assert "entries are as they were written" in page

    def test_a_new_search_begins_at_the_newest(self, cast, signed_in):
        page = signed_in(cast.mara).post("/director/log/", {"action": "brief", "page": "2"}).content.decode()

        assert 'type="hidden" name="page"' not in page

    def test_shows_older_pages(self, cast, signed_in):
        browser = signed_in(cast.ruth)
        for _ in range(51):
            browser.get(f"/patients/{cast.amina.pk}/")

        page = signed_in(cast.mara).post("/director/log/", {"action": "brief", "page": "2"}).content.decode()

        assert "Newer" in page
        assert page.count("<td>brief.seen</td>") == 1
