"""The body map: one field, a checklist and a drawing of the same boxes; left and right are the person's own."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.template import Context, Template

from fibrocare.web.questions.fields import form_field
from fibrocare.web.ui import body

# What can be tapped.
FRONT, BACK = (tuple(it for it in body.figure(view) if it.tap[2]) for view in ("front", "back"))


@pytest.fixture
def areas(knowledge):
    return set(knowledge.fields["wpi_sites"].values)


@pytest.fixture
def drawn_field(knowledge):
    """The field as a page draws it."""
    field = form_field(knowledge.fields["wpi_sites"])
    return field.widget.render("wpi_sites", ["neck"], {"id": "id_wpi_sites"})


def shown(sites, head_pain=None):
    told = {"sites": sites, "head_pain": head_pain}
    return Template("{% load body_map %}{% body_map sites head_pain %}").render(Context(told))


class TestDrawing:
    def test_shows_every_area_of_the_dictionary_and_no_other(self, areas, knowledge):
        assert {it.area for it in (*FRONT, *BACK)} == areas == set(knowledge.areas)

    def test_feeds_aapt_too_but_for_the_head_that_is_asked_for(self, knowledge):
        sites = {site for it in (*FRONT, *BACK) for site in knowledge.areas[it.area].aapt}

        assert len(sites) == 9
        assert {area for area, it in knowledge.areas.items() if "head" in it.aapt} == {"jaw_l", "jaw_r"}
        assert knowledge.fields["head_pain"].type == "yn"

    @pytest.mark.parametrize(("view", "on_the_readers_left"), [("front", "_r"), ("back", "_l")])
    def test_left_is_the_persons_own_left(self, view, on_the_readers_left):
        for it in body.figure(view):
            if it.area.endswith(("_l", "_r")):
                assert (it.mark[0] < body.WIDTH / 2) == it.area.endswith(on_the_readers_left)

    def test_nothing_that_is_tapped_lies_on_something_else(self):
        for view in (FRONT, BACK):
            boxes = [it.tap for it in view]
            for number, (x, y, width, height) in enumerate(boxes):
                for left, top, across, down in boxes[number + 1 :]:
                    # A seam of four units, between slanted shapes.
                    apart = x + width <= left + 4 or left + across <= x + 4 or y + height <= top + 4 or top + down <= y + 4
                    assert apart, (x, y, left, top)

    def test_a_finger_fits_on_every_area_of_a_small_phone(self):
        # At 320 pixels the figure is 288 wide.
        least = 44 * body.WIDTH / 288

        assert {it.area for it in (*FRONT, *BACK) if min(it.tap[2:]) < least} <= set()


class TestField:
    def test_each_area_of_the_drawing_is_a_label_of_its_checkbox(self, drawn_field, areas):
        boxes = dict(re.findall(r'value="(\w+)"[^>]* id="(\w+)"', drawn_field))
        labels = set(re.findall(r'class="body__tap" for="(\w+)"', drawn_field))

        assert boxes.keys() == areas | {"none"}
        assert labels == {boxes[area] for area in areas}

    def test_lists_every_area_once_by_part_of_the_body(self, drawn_field, areas):
        assert sorted(area for part in body.PARTS.values() for area in part) == sorted(areas)
        assert re.findall(r"<legend>([^<]+)</legend>", drawn_field) == [
            "Head and neck", "Shoulders and arms", "Chest, belly and back", "Hips and legs",
        ]  # fmt: skip

    def test_screen_readers_meet_the_checklist_alone(self, drawn_field):
        assert drawn_field.index('aria-hidden="true"') < drawn_field.index("<svg")
        assert "script" not in drawn_field
        assert "style=" not in drawn_field

    def test_the_style_sheet_marks_every_area_that_is_ticked(self, areas):
        sheet = Path(finders.find("ui/ui.css")).read_text("utf-8")

        for area in areas:
            for what in ("path", ".body__mark"):
                assert f'.body-map:has([value="{area}"]:checked) .body__part--{area} > {what}' in sheet


class TestToLookAt:
    def test_names_the_areas_and_marks_them(self):
        text = shown(["neck", "hip_l"])

        assert "Painful areas, 2 of 19: left hip or buttock, neck." in text
        # Hip and neck are on both sides of the body.
        assert text.count("body__part--chosen") == 4

    @pytest.mark.parametrize(("said", "marks"), [("yes", 2), ("no", 0), ("unsure", 0), (None, 0)])
    def test_marks_the_head_where_it_hurts(self, said, marks):
        text = shown([], said)

        assert text.count("body__part--head body__part--chosen") == marks
        assert ("Pain in head or face too." in text) == bool(marks)

    @pytest.mark.parametrize(("sites", "says"), [([], "No painful area."), (None, "not filled in")])
    def test_no_pain_and_no_answer_are_two_things(self, sites, says):
        assert says in shown(sites)


@pytest.mark.django_db
def test_the_intake_shows_map_and_progress(cast, signed_in):
    browser = signed_in(cast.amina.user)
    page = browser.get(f"/intake/{cast.amina.pk}/where/").content.decode()

    assert "body__tap" in page
    assert re.search(r'<p class="progress">Safety and pain: \d+ of \d+', page)
    answer = browser.post(f"/intake/{cast.amina.pk}/where/", {"wpi_sites": ["neck", "shoulder_l"]})
    assert answer.url.endswith("/face/")
    assert "Painful areas, 2 of 19" in browser.get(f"/intake/{cast.amina.pk}/check/").content.decode()


def test_a_wrong_area_is_refused(knowledge):
    with pytest.raises(ValidationError, match="tail"):
        form_field(knowledge.fields["wpi_sites"]).clean(["tail"])
