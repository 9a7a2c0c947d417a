"""The body map by finger, by keyboard and without scripts: one answer, three ways."""

import pytest
from playwright.sync_api import expect

from fibrocare.web.intake.operations import told
from fibrocare.web.people.models import Patient, Role

pytestmark = pytest.mark.django_db(transaction=True)


def tap(page, area):
    """Touch the middle of an area of the drawing, on the first figure that shows it."""
    box = page.locator(f'input[value="{area}"]').get_attribute("id")
    page.locator(f'.body__tap[for="{box}"]').first.click()


def answer(page):
    """Say no, none or forty: whatever the page asks."""
    if page.get_by_label("None of these").count():
        page.get_by_label("None of these").check()
    elif page.locator("input[type=number]").count():
        page.locator("input[type=number]").fill("40")
    elif page.get_by_label("No", exact=True).count():
        page.get_by_label("No", exact=True).check()
    else:
        page.locator("input[type=radio]").first.check()


def marked(page):
    """The areas that the drawing shows as painful, by the mark and not by the color."""
    seen = page.evaluate(
        """() => [...document.querySelectorAll(".body__mark")]
            .filter(mark => getComputedStyle(mark).visibility === "visible")
            .map(mark => [...mark.parentNode.classList].find(name => name.startsWith("body__part--")).slice(12))"""
    )
    return set(seen)


@pytest.fixture
def at_the_map(reader, as_role):
    """Somebody who has answered nothing yet, at the map of the intake."""
    someone = Patient.objects.filter(answers=None).exclude(user=None).order_by("name").first()
    as_role(Role.PATIENT, patient=someone)
    reader.go(f"/intake/{someone.pk}/where/")
    return someone


def test_by_tapping_the_drawing(reader, at_the_map):
    for area in ("shoulder_r", "chest", "loback", "jaw_l", "loleg_l"):
        tap(reader.page, area)
    tap(reader.page, "chest")
    reader.scan()
    assert marked(reader.page) == {"shoulder_r", "loback", "jaw_l", "loleg_l"}
    # Left is the person's own: on the front, on the reader's right.
    left, right = (reader.page.locator(f".body >> nth=0 >> .body__part--jaw_{side}").bounding_box()["x"] for side in "lr")
    assert left > right

    reader.press("Save and go on").sees("pain in your head or face")
    assert set(told(at_the_map)["wpi_sites"]) == {"shoulder_r", "loback", "jaw_l", "loleg_l"}
    reader.go(f"/intake/{at_the_map.pk}/check/").sees("Painful areas, 4 of 19").scan()


def test_by_keyboard_alone(reader, at_the_map):
    page = reader.page
    page.get_by_role("checkbox", name="Your left jaw").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="Neck")).to_be_checked()
    assert marked(page) == {"jaw_l", "neck"}

    page.get_by_role("button", name="Save and go on").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert told(at_the_map)["wpi_sites"] == ["jaw_l", "neck"]


def test_without_scripts_in_the_self_check(clinic, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{clinic}/check/")
    page.get_by_role("button", name="Start").click()
    while not page.locator(".body-map").count():
        answer(page)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_load_state()

    tap(page, "upleg_r")
    expect(page.get_by_role("checkbox", name="Your right upper leg")).to_be_checked()
    page.get_by_role("checkbox", name="Belly").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    context.close()


def test_at_twice_the_text_size_nothing_is_cut_off(reader, at_the_map):
    reader.page.set_viewport_size({"width": 640, "height": 900})
    reader.page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 640
    for theme in ("Dim, for sore eyes", "Dark", "Light"):
        reader.press(theme).scan()


def test_the_result_on_paper_has_the_map_and_the_answers_and_no_buttons(reader):
    page = reader.go("/check/").press("Start").page
    while "Your answers, for your doctor" not in page.content():
        if page.locator(".body-map").count():
            tap(page, "loback")
        else:
            answer(page)
        reader.press("Go on")

    page.emulate_media(media="print")
    expect(page.get_by_text("Painful areas, 1 of 19: lower back.")).to_be_visible()
    expect(page.get_by_role("button", name="Book a consultation")).to_be_hidden()
    expect(page.locator("header")).to_be_hidden()
