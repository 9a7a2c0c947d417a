"""Tries are counted once for all workers; who tried too often reads when to come back."""

import os
import subprocess
import sys

import pytest
from django.test import Client

from fibrocare.web.config.settings import ACCOUNT_RATE_LIMITS, CACHES

pytestmark = pytest.mark.django_db
_TRIES = """
import sys, django
django.setup()
from allauth.core.context import request_context
from allauth.core.ratelimit import consume
from django.core.management import call_command
from django.test import RequestFactory
call_command("migrate", verbosity=0)
request = RequestFactory().post("/")
with request_context(request):
    print(sum(consume(request, action="book") for _ in range(int(sys.argv[1]))))
"""


@pytest.fixture
def counted(settings):
    """The cache of a served clinic."""
    settings.CACHES = CACHES


def allowed(folder, tries):
    """How many of so many tries another process allows."""
    environment = os.environ | {
        "FIBROCARE_DEMO": "1", "FIBROCARE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "fibrocare.web.config.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", _TRIES, str(tries)], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_two_processes_share_one_count(tmp_path):
    assert ACCOUNT_RATE_LIMITS["book"] == "6/m/ip"

    first, second = allowed(tmp_path, 4), allowed(tmp_path, 4)

    assert (first, second) == (4, 2)


def test_an_invitation_is_not_guessed_and_the_page_says_when_to_come_back(counted):
    client = Client()

    answers = [client.post("/welcome/nonsense/") for _ in range(11)]

    assert [it.status_code for it in answers] == [403] * 10 + [429]
    assert "Wait five minutes" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"] == "300"


def test_asking_for_codes_again_and_again_is_limited_in_words(counted, cast):
    answers = [Client().post("/sign-in/", {"login": cast.dana.email}) for _ in range(4)]

    assert [it.status_code for it in answers] == [302] * 3 + [200]
    assert "Wait 15 minutes" in answers[3].content.decode()
