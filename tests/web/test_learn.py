"""Every therapy has a page in plain words, and so has the condition."""

import html

import pytest
from django.test import Client

from fibrocare.knowledge import load

PAGES = load().learn
HELP = "/learn/about/when_to_seek_help/"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(load().therapies))
def test_each_therapy_has_its_page(name):
    therapy = load().therapies[name]
    response = Client().get(f"/learn/{name}/")
    text = response.content.decode().replace("&#x27;", "'")

    assert response.status_code == 200
    assert therapy.plain.helps in text
    assert ("Not advised for fibromyalgia" in text) is (therapy.stance == "not_recommended")


def test_the_list_names_them_all():
    text = Client().get("/learn/").content.decode()

    assert all(f"/learn/{name}/" in text for name in load().therapies)


def test_natural_frequencies_where_the_dossier_has_them():
    assert "Of 10 people, about" in Client().get("/learn/duloxetine/").content.decode()


def test_a_therapy_that_nobody_knows_is_not_found():
    assert Client().get("/learn/hope/").status_code == 404


def text_of(address):
    return html.unescape(Client().get(address).content.decode())


@pytest.mark.parametrize("name", sorted(PAGES))
def test_each_page_shows_every_paragraph_with_its_source(name):
    text = text_of(f"/learn/about/{name}/")

    for paragraph in (it for section in PAGES[name].sections for it in section.paragraphs):
        named = [load().sources[source].cite for source in paragraph.sources if source not in ("design", "practice")]
        assert text.count(paragraph.says) == 2  # on the page, and where its source is named
        assert all(cite in text for cite in named)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_each_page_says_when_it_was_reviewed_and_leads_on(name):
    text = text_of(f"/learn/about/{name}/")

    assert "Last reviewed on" in text
    assert "/learn/#therapies" in text
    assert all(f"/learn/about/{other}/" in text for other in PAGES[name].see)


def test_every_page_can_be_reached():
    assert all(f"/learn/about/{name}/" in text_of("/learn/") for name in PAGES)


def test_when_to_get_help_names_every_rule_of_triage_with_its_advice():
    text = text_of(HELP)

    for rule in (it for file in load().triage.values() for it in file.rules if it.id != "R01"):
        assert f"<strong>{rule.finding}.</strong> {rule.advice}" in text


def test_what_cannot_wait_comes_before_everything_else():
    text = text_of(HELP)

    places = [text.index(f'id="{level}"') for level in ("emergency_now", "same_day", "soon", "routine")]
    assert places == sorted(places)
    assert text.index("tel:911") < text.index(load().triage["emergency"].rules[0].finding)


def test_a_clinic_elsewhere_names_the_numbers_of_its_country(settings):
    settings.COUNTRY = "GB"

    text = text_of(HELP)

    assert "tel:999" in text
    assert "call 999 where it says 911" in text
    assert "call 116 123 (Samaritans)" in text


def test_the_steps_of_a_flare_are_those_of_the_plan():
    text = text_of("/learn/about/flares_and_pacing/")

    assert all(f"<li>{step.says}</li>" in text for step in load().flare.values())


def test_a_page_that_nobody_wrote_is_not_found():
    assert Client().get("/learn/about/hope/").status_code == 404
