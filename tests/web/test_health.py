"""What `fibrocare doctor` and `fibrocare serve` find wrong with a clinic, and what they leave alone."""

import pytest

from fibrocare.web.audit import operations as audit
from fibrocare.web.audit.models import Head
from fibrocare.web.config.health import refusals, troubles
from fibrocare.web.demo.seed import ADDRESS
from fibrocare.web.people.models import Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_real_clinic(settings, cast):
    """Settings that are safe for patients."""
    # The tests of the browser set DJANGO_ALLOW_ASYNC_UNSAFE for the whole process.
    settings.SILENCED_SYSTEM_CHECKS = ["async.E001"]
    settings.DEMO = False
    settings.EMAIL_HOST = "mail.example.org"
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    return cast


def test_a_demo_is_not_served_and_has_no_troubles():
    assert "a demo is no clinic" in next(refusals())
    assert not list(troubles())


def test_a_safe_clinic_is_served(a_real_clinic):
    assert not list(refusals())


def test_unsafe_settings_and_demo_accounts_are_refused(a_real_clinic, settings):
    User.objects.create_user(f"ann@{ADDRESS}", name="Ann", role=Role.CLINICIAN)
    accounts = list(refusals())
    settings.SESSION_COOKIE_SECURE = False

    assert any("demo accounts" in it for it in accounts)
    assert any("SESSION_COOKIE_SECURE" in it for it in refusals())


def test_names_what_people_should_know(a_real_clinic, settings):
    settings.EMAIL_HOST = ""

    found = " ".join(troubles())

    for part in ("FIBROCARE_EMAIL_HOST", "without a second step yet: ", "Ruth", "nobody answers alerts"):
        assert part in found
    assert "Amina" not in found


def test_a_log_that_was_changed_is_found(a_real_clinic):
    audit.record("x")
    Head.objects.update(hash="y")

    assert any("the access log is not whole" in it for it in troubles())
