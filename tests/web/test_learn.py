"""Every therapy has a page in plain words."""

import pytest
from django.test import Client

from fibrocare.knowledge import load

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
