"""The living page shows every component, and only where nobody is real."""

import re
from pathlib import Path

import pytest
from django.test import Client

from fibrocare.web import ui

CSS = (Path(ui.__file__).parent / "static/ui/ui.css").read_text("utf-8")
CLASSES = sorted(set(re.findall(r"\.([a-z][a-z_-]+)", CSS)))

pytestmark = pytest.mark.django_db


def test_it_shows_every_class_of_the_style_sheet():
    text = Client().get("/ui/").content.decode()
    shown = {name for names in re.findall(r'class="([^"]*)"', text) for name in names.split()}

    assert not set(CLASSES) - shown


def test_a_clinic_does_not_have_it(settings):
    settings.DEMO = False

    assert Client().get("/ui/", secure=True).status_code == 404
