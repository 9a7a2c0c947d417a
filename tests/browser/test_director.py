"""The medical director's decisions, and a person's own data, in a real browser."""

import pytest

from fibrocare.knowledge import load
from fibrocare.web.director.operations import signed
from fibrocare.web.own_data.models import Deletion
from fibrocare.web.people.models import Patient, Role, User
from fibrocare.web.tasks.models import Duty

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_director_signs_a_dose_names_a_responder_and_reads_the_log(reader, as_role):
    before = signed(load())
    as_role(Role.DIRECTOR)
    reader.scan().follow("Sign-offs").scan()
    with reader.page.expect_navigation():
        reader.page.locator(".plain a").first.click()
    reader.scan().press("Sign it for this clinic").sees("There is a problem")
    reader.page.get_by_label("What does your signature rest on?").fill("Hospital formulary, October 2026")
    reader.press("Sign it for this clinic").sees("signed")
    reader.go("/director/duty/").scan().press("Save").sees("Saved")
    reader.go("/director/policy/").scan()
    reader.page.get_by_label("Phone").fill("555 0100")
    reader.press("Save").sees("Saved")
    reader.go("/director/log/").page.get_by_label("What was done").fill("signoff")
    reader.press("Search, and check the whole log").sees("as they were written").sees("signoff.given").scan()

    assert len(signed(load()) - before) == 1
    assert Duty.objects.get().responder.role == Role.CLINICIAN


def test_a_person_takes_the_data_along_and_asks_to_be_forgotten(reader, as_role, mailoutbox):
    someone = Patient.objects.exclude(user=None).order_by("name").first()
    as_role(Role.PATIENT, patient=someone)
    reader.go("/account/").follow("What we keep").scan()
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name="Take it all along").click()
    assert download.value.suggested_filename == "my-data.zip"
    reader.press("Send me the link").sees("We sent you an e-mail")
    link = next(word for word in mailoutbox[-1].body.split() if "/your-data/delete/" in word)
    reader.go(link.removeprefix(reader.address)).scan()
    reader.page.get_by_label("In 14 days").check()
    reader.page.get_by_label("I know that").check()
    reader.press("Delete").sees("You asked us to delete everything").scan()
    assert Deletion.objects.get().patient == someone
    reader.press("Keep my data").sees("Nothing was deleted")

    assert not Deletion.objects.exists()
    assert User.objects.filter(pk=someone.user_id).exists()
