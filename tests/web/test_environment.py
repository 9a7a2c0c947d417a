"""What an installation must say about itself, and what a clinic refuses."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from fibrocare.web.config.environment import read

KEY = "".join(chr(33 + number) for number in range(60))


@pytest.fixture
def clinic(tmp_path):
    """The variables of a clinic that may start."""
    return {"FIBROCARE_DATA": str(tmp_path), "FIBROCARE_HOSTS": "care.example.org", "FIBROCARE_SECRET_KEY": KEY}


def test_a_clinic_that_names_everything(clinic):
    found = read(clinic)

    assert (found.demo, found.debug, found.hosts) == (False, False, ["care.example.org"])


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("FIBROCARE_SECRET_KEY", "", "FIBROCARE_SECRET_KEY is not set"),
        ("FIBROCARE_SECRET_KEY", "short", "is weak"),
        ("FIBROCARE_SECRET_KEY", "a" * 60, "is weak"),
        ("FIBROCARE_HOSTS", "", "FIBROCARE_HOSTS is not set"),
        ("FIBROCARE_DEBUG", "1", "only a demo"),
    ],
)
def test_what_is_missing_or_unsafe_is_refused_by_name(clinic, variable, value, says):
    with pytest.raises(ImproperlyConfigured, match=says):
        read(clinic | {variable: value})


def test_a_demo_needs_nothing_and_listens_to_this_machine_only(tmp_path):
    found = read({"FIBROCARE_DEMO": "1", "FIBROCARE_DATA": str(tmp_path)})

    assert found.hosts == ["127.0.0.1", "localhost"]
    assert found.secret_key == read({"FIBROCARE_DEMO": "1", "FIBROCARE_DATA": str(tmp_path)}).secret_key
    assert (tmp_path / "demo.key").stat().st_mode & 0o077 == 0


def run(arguments, variables):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FIBROCARE", "DJANGO", "DATABASE"))}
    return subprocess.run(
        [sys.executable, "-m", "fibrocare", *arguments], env=kept | variables, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


class TestServe:
    def test_a_demo_is_no_clinic(self, tmp_path):
        done = run(["serve"], {"FIBROCARE_DEMO": "1", "FIBROCARE_DATA": str(tmp_path)})

        assert (done.returncode, done.stderr.strip()) == (2, "FIBROCARE_DEMO is 1: a demo is no clinic; `fibrocare demo` runs it")

    def test_a_database_that_is_not_up_to_date(self, clinic):
        done = run(["serve"], clinic)

        assert done.returncode == 2
        assert "the database is not up to date" in done.stderr

    def test_demo_accounts_are_refused(self, clinic):
        run(["manage", "migrate", "--verbosity", "0"], clinic)
        run(
            ["manage", "shell", "-c", "from fibrocare.web.people.models import User;"
             " User.objects.create_user('a@demo.example.org', name='A', role='clinician')"],
            clinic,
        )  # fmt: skip

        done = run(["serve"], clinic)

        assert done.returncode == 2
        assert "demo accounts" in done.stderr

    def test_without_settings_it_says_which(self):
        done = run(["serve"], {})

        assert (done.returncode, done.stderr.strip().startswith("FIBROCARE_DATA is not set")) == (2, True)


def test_the_settings_of_a_clinic_pass_the_deployment_checks(clinic):
    done = run(["manage", "check", "--deploy", "--fail-level", "WARNING"], clinic)

    assert done.returncode == 0, done.stderr
