"""The diary at a phone and at a desk: half a minute, without a network too, and nothing lost or doubled."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from fibrocare.web.diary.models import DiaryEntry
from fibrocare.web.people.models import Patient, Role
from fibrocare.web.tasks.models import Task

pytestmark = pytest.mark.django_db(transaction=True)

SCALES = ("How strong was your pain", "How tired", "How hard was it", "How was your sleep", "pain get in the way of your usual")

# The clinic gets it, and the network is gone before it can say so.
LOSES_AN_ANSWER = """() => {
  const real = fetch
  window.fetch = async (...asked) => {
    const answer = await real(...asked)
    if (asked[1]?.method !== 'POST') return answer
    window.fetch = real
    throw new TypeError('lost')
  }
}"""


@pytest.fixture
def writer(reader, as_role):
    """Somebody with a signed plan and an empty diary."""
    reader.page.set_default_timeout(8000)
    someone = Patient.objects.filter(plans__status="signed", diary=None).exclude(user=None).order_by("name").first()
    as_role(Role.PATIENT, patient=someone)
    return someone


@pytest.fixture(autouse=True)
def quiet(reader):
    """The diary sends on its own: the clinic is closed when nothing is on its way any more."""
    yield
    reader.page.wait_for_load_state("networkidle")


def answer(page, *values):
    """Tap a number of each scale; how many taps it took."""
    asked = [page.get_by_role("group", name=question) for question in SCALES]
    there = [group for group in asked if group.count()]
    for group, value in zip(there, values, strict=False):
        group.locator("label").nth(value).click()
    return min(len(there), len(values))


def works_offline(page):
    """The worker has kept its page."""
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.match('/diary/offline/').then(Boolean)")


def network_is_back(page, address):
    """The browser wakes the worker, whatever the page does."""
    browser = page.context.new_cdp_session(page)
    workers = []
    browser.on("ServiceWorker.workerRegistrationUpdated", lambda told: workers.extend(told["registrations"]))
    browser.send("ServiceWorker.enable")
    for _ in range(400):
        if workers:
            break
        page.wait_for_timeout(20)
    browser.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": address, "registrationId": workers[-1]["registrationId"], "tag": "diary", "lastChance": False},
    )


def test_a_day_is_written_down_with_six_presses(reader, writer):
    reader.follow("Write in the diary").sees("How is today?").scan()

    taps = answer(reader.page, 6, 7, 3, 8, 5)
    reader.press("Save").sees("Pain 6 · Tired 7 · Fog 3 · Sleep 8 · Held back 5").scan()

    assert taps + 1 <= 7
    assert DiaryEntry.objects.get(patient=writer).values["nrs_sleep"] == 8


def test_an_answer_pressed_again_is_left_out(reader, writer):
    reader.go(f"/diary/{writer.pk}/")
    answer(reader.page, 6, 7)
    answer(reader.page, 6)

    reader.press("Save").sees("Tired 7")

    assert DiaryEntry.objects.get(patient=writer).values == {"nrs_fatigue": 7}


def test_without_a_network_it_waits_and_goes_out_once(reader, writer):
    page, address = reader.page, f"/diary/{writer.pk}/"
    reader.go(address)
    answer(page, 6, 7, 3, 8, 5)
    reader.press("Save").sees("Saved.")
    works_offline(page)

    page.context.set_offline(True)
    page.goto(reader.address + address)
    reader.sees("There is no network").scan()
    answer(page, 2)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kept on this device")).to_be_visible()
    assert DiaryEntry.objects.filter(patient=writer).count() == 1

    reader.wrong.clear()  # the browser notes that there was no network
    with page.expect_navigation():
        page.context.set_offline(False)
    reader.sees("Pain 2").scan()
    page.reload()
    page.reload()
    assert sorted(it.values["nrs_pain"] for it in DiaryEntry.objects.filter(patient=writer)) == [2, 6]


def test_what_the_browser_sent_on_its_own_stands_in_the_list_of_the_open_page(reader, writer):
    page = reader.page
    reader.go(f"/diary/{writer.pk}/")
    works_offline(page)
    page.reload()  # from here on the worker looks after this page
    page.evaluate("() => { window.fetch = async () => { throw new TypeError('no network') } }")
    answer(page, 2)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kept on this device")).to_be_visible()

    network_is_back(page, reader.address)

    reader.sees("Pain 2").scan()
    assert DiaryEntry.objects.get(patient=writer).values == {"nrs_pain": 2}


def test_when_the_session_has_ended_it_waits_for_the_one_who_wrote_it(reader, writer, as_role):
    page, address = reader.page, f"/diary/{writer.pk}/"
    reader.go(address)
    works_offline(page)
    session = [it for it in page.context.cookies() if it["name"] == "sessionid"]
    page.context.clear_cookies(name="sessionid")
    answer(page, 4)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("sign in to send them")).to_be_visible()
    assert not DiaryEntry.objects.filter(patient=writer).exists()

    other = Patient.objects.exclude(user=None).exclude(pk=writer.pk).order_by("name").first()
    as_role(Role.PATIENT, patient=other)
    reader.go(f"/diary/{other.pk}/").sees("Entries of somebody else wait on this device").scan()
    assert not DiaryEntry.objects.filter(at__gte=timezone.now() - timezone.timedelta(hours=1), patient=other).exists()

    page.context.add_cookies(session)
    reader.go(address).sees("Pain 4")
    assert DiaryEntry.objects.get(patient=writer).by == writer.user


def test_without_a_network_a_shared_device_writes_for_nobody_else(reader, writer, as_role):
    page = reader.page
    reader.go(f"/diary/{writer.pk}/")
    works_offline(page)
    other = Patient.objects.exclude(user=None).exclude(pk=writer.pk).order_by("name").first()
    as_role(Role.PATIENT, patient=other)
    page.wait_for_function("diary.owner().then(owner => !owner)")

    page.context.set_offline(True)
    page.goto(f"{reader.address}/diary/{writer.pk}/")

    reader.sees("nobody has opened a diary on this device")
    assert not page.get_by_role("button", name="Save").is_visible()


def test_a_correction_whose_answer_was_lost_is_not_refused(reader, writer):
    page = reader.page
    reader.go(f"/diary/{writer.pk}/")
    answer(page, 9)
    reader.press("Save").follow("Change")
    page.evaluate(LOSES_AN_ANSWER)
    answer(page, 2)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kept on this device")).to_be_visible()

    reader.go(f"/diary/{writer.pk}/")

    expect(page.get_by_text("Pain 2").first).to_be_visible()
    page.wait_for_function("diary.all().then(waiting => !waiting.length)")
    assert DiaryEntry.objects.filter(patient=writer).count() == 2


def test_signing_out_announces_what_waits_and_leaves_no_page_behind(reader, writer):
    page, address = reader.page, f"/diary/{writer.pk}/"
    reader.go(address)
    works_offline(page)
    page.evaluate("diary.keep({id: crypto.randomUUID(), writer: 'nobody', at: '2026', address: '/x/', fields: []})")
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))

    reader.press("Sign out")

    assert "wait on this device: 1" in said[0]
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_a_side_effect_that_makes_one_want_to_stop(reader, writer):
    reader.go(f"/diary/{writer.pk}/")
    reader.page.get_by_text("A side effect", exact=True).first.click()
    reader.page.get_by_label("Something else? Say it").fill("My skin itches")
    reader.page.get_by_label("So much that I want to stop").check()
    reader.press("Save").sees("When it cannot wait").sees("is told of your answer now").scan()

    assert "My skin itches" in Task.objects.get(patient=writer, key__startswith="diary/").says


def test_a_flare_opens_the_own_plan_and_is_one_press(reader, writer):
    reader.follow("It is a flare").sees("What you agreed for a flare").scan()
    reader.press("Write it in the diary").sees("A flare")

    assert DiaryEntry.objects.get(patient=writer).flare is True


def test_yesterday_is_filled_in_and_an_entry_is_changed(reader, writer):
    reader.go(f"/diary/{writer.pk}/").follow("Fill in").sees("How was that day?").scan()
    answer(reader.page, 9)
    reader.press("Save").sees("written later")
    reader.follow("Change").scan()
    answer(reader.page, 2)
    reader.press("Save").sees("Pain 2")

    assert DiaryEntry.objects.standing().get(patient=writer).is_late


def test_those_who_treat_read_it(reader, writer, as_role):
    reader.go(f"/diary/{writer.pk}/")
    answer(reader.page, 6, 7)
    reader.press("Save").go("/demo/")
    clinician = writer.care.filter(staff__role=Role.CLINICIAN).first().staff
    reader.page.locator(f'form[action="/demo/sign-in/{clinician.pk}/"] button').click()
    reader.go(f"/patients/{writer.pk}/").follow("Diary").scan()
    expect(reader.page.get_by_role("row").nth(1)).to_contain_text("6")
