"""Medicines, illnesses and reactions by search: what we know is offered, what was written is kept, what we read is said."""

import pytest
from django.test import Client

from fibrocare.web.intake import presenters
from fibrocare.web.questions.vocabulary import offered, offered_html, read_as
from fibrocare.web.questions.words import entry_words


@pytest.mark.parametrize(
    ("field", "entry", "says"),
    [
        ("medication_list", {"name": "Cymbalta"}, "Cymbalta is duloxetine."),
        ("medication_list", {"name": "Percocet 5/325"}, "Percocet 5/325 is acetaminophen and oxycodone."),
        ("medication_list", {"name": "Duloxetine"}, "We know this one."),
        ("medication_list", {"name": "grandmother's drops"}, "We keep it as you wrote it. Your clinician will look."),
        ("allergies", {"substance": "Novocaine", "reaction": "rash"}, "Novocaine is Local anaesthetic."),
        ("dx_list", {"name": "fibrositis"}, "fibrositis is Fibromyalgia."),
        ("dx_list", {"name": "the old trouble"}, "We keep it as you wrote it. Your clinician will look."),
        ("prior_fm_treatments", {"therapy": "walking"}, ""),
    ],
)
def test_each_entry_says_what_was_recognised(field, entry, says):
    (shown,) = presenters.entries(field, [entry])

    assert shown.says == says
    assert next(iter(entry.values())) in shown.text


@pytest.mark.parametrize("field", ["medication_list", "allergies", "dx_list", "prior_fm_treatments"])
def test_what_is_offered_is_recognised(field):
    words = offered(field)

    assert len(words) == len({it.casefold() for it in words}) > 50
    key = "substance" if field == "allergies" else "name"
    assert [it for it in words if read_as(field, {key: it}) == ()] == []


def test_brands_and_ingredients_are_offered_and_the_list_is_small():
    assert {"Cymbalta", "duloxetine", "St John's wort"} <= set(offered("medication_list"))
    assert len(offered_html("medication_list").encode()) < 70_000


def test_an_entry_in_words():
    entry = {"name": "Lyrica", "mg_per_day": 150.0, "frequency": "twice a day", "start": "2026-01-05"}

    assert entry_words(entry) == "Lyrica, 150 mg a day, twice a day, since 2026-01-05"
    assert entry_words({"therapy": "yoga", "weeks": 8, "response": "good"}) == "yoga, 8 weeks, helped: a lot"


@pytest.mark.django_db
def test_the_page_offers_and_keeps_free_text(cast, signed_in):
    browser: Client = signed_in(cast.amina.user)
    address = f"/intake/{cast.amina.pk}/medicine_list/"
    page = browser.post(address, {"add": "1", "name": "Cymbalta"}, follow=True).content.decode()

    assert "Cymbalta is duloxetine." in page
    assert "<option>Cymbalta" in page
    assert 'list="known"' in page
