"""Error pages say what to do, and show even where everything else fails."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views import defaults

from fibrocare.web.people.permissions import NotAllowed

PAGES = ["400", "403", "403_csrf", "404", "429", "500"]


@pytest.mark.parametrize("name", PAGES)
def test_each_page_says_what_to_do_without_any_context_or_database(name):
    text = render_to_string(f"{name}.html")

    assert "<h1>" in text
    assert 'href="/static/ui/ui.css"' in text
    assert "call the clinic" in text


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_script_or_a_style_of_its_own(name):
    text = render_to_string(f"{name}.html")

    assert "<script" not in text
    assert "style=" not in text


def test_what_is_not_there():
    response = Client().get("/nowhere/")

    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()
    assert "nowhere" not in response.content.decode()


def test_what_is_not_allowed_says_why():
    response = defaults.permission_denied(RequestFactory().get("/"), NotAllowed("Only the patient can choose a helper."))

    assert "Only the patient can choose a helper." in response.content.decode()


def test_a_broken_request_and_a_broken_server():
    request = RequestFactory().get("/")

    assert "We could not read that" in defaults.bad_request(request, SuspiciousOperation("x")).content.decode()
    assert "Something broke on our side" in defaults.server_error(request).content.decode()


def test_a_form_without_its_token():
    response = Client(enforce_csrf_checks=True).post("/check/", {})

    assert response.status_code == 403
    assert "Nothing was sent" in response.content.decode()
