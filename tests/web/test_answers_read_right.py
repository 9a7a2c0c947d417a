"""Scales say what their ends mean, numbers say their unit, published words say whose they are."""

import re

import pytest

from fibrocare.web.intake.flow import _pages
from fibrocare.web.questions.fields import form_field
from fibrocare.web.questions.forms import QuestionForm
from fibrocare.web.questions.words import words

ASKED = sorted({page.ask for page in _pages() if page.ask and not page.keys})


def choices(field):
    return dict(form_field(field).choices)


@pytest.mark.parametrize("name", ASKED)
def test_no_scale_is_asked_without_words_at_both_ends(name, knowledge):
    spec = knowledge.fields[name]
    if spec.type == "int" and spec.min == 0 and spec.max <= 10:
        said = choices(spec)
        assert re.search("[a-z]", said["0"])
        assert re.search("[a-z]", said[f"{spec.max:g}"])


@pytest.mark.parametrize("name", ASKED)
def test_no_question_borrows_words_that_may_not_be_shown(name, knowledge):
    spec = knowledge.fields[name]
    if spec.instrument:
        assert knowledge.instruments[spec.instrument].licence.verdict == "SHIP"


def test_the_ends_of_a_published_scale_are_the_published_words(knowledge):
    said = choices(knowledge.fields["fiqr_f1"])

    assert (said["0"], said["5"], said["10"]) == ("0: No difficulty", "5", "10: Very difficult")


def test_published_words_are_credited(knowledge):
    assert "CC BY 2.0" in QuestionForm("fiqr_f1", knowledge, {}).credit
    assert QuestionForm("stress_level_0_10", knowledge, {}).credit == ""


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("fatigue_0_3", 2, "Medium, and often there"),
        ("stress_level_0_10", 10, "10: The most I can think of"),
        ("stress_level_0_10", 4, "4"),
        ("pain_duration_months", 14, "14 months"),
        ("headache_6mo", "unsure", "Not sure"),
        ("unsafe_home", "no", "No, I feel safe"),
        ("height_cm", None, "skipped"),
        ("wpi_sites", [], "none"),
        ("medication_list", [{"name": "Cymbalta", "mg_per_day": 60}], "Cymbalta, 60 mg a day"),
    ],
)
def test_answers_in_words(name, value, says, knowledge):
    got = words(value, knowledge.fields[name])

    assert got.removesuffix(" points") == says


def test_a_number_has_its_unit_behind_it(knowledge):
    text = QuestionForm("height_cm", knowledge, {}).as_p()

    assert "<span>cm</span>" in text
    assert "points" not in QuestionForm("nrs_sleep", knowledge, {}).as_p()


@pytest.mark.parametrize("name", ASKED)
def test_not_sure_can_be_said_once(name, knowledge):
    form = QuestionForm(name, knowledge, {})

    assert form.offers_unsure == ("I am not sure" in form.as_p())
