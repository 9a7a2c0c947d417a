"""A server that is killed at any moment loses no answer that it has acknowledged."""

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest

_SEED = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
from fibrocare.web.people.models import Patient, Role, User
user = User.objects.create_user("amina@demo.example.org", name="Amina", role=Role.PATIENT)
print(user.pk, Patient.objects.create(name="Amina", email=user.email, user=user).pk)
"""
_CHECK = """
import json, django
django.setup()
from fibrocare.web.audit.operations import verify
from fibrocare.web.intake.models import Answer
print(json.dumps([list(Answer.objects.order_by("pk").values_list("value", flat=True)), verify().wrong]))
"""
_SETTINGS = "fibrocare.web.config.settings"
_KILLS, _AGES = 6, 100


class Clinic:
    """A served clinic in a folder of its own, and somebody who answers in it."""

    def __init__(self, folder):
        self.told = {
            **os.environ, "FIBROCARE_DEMO": "1", "FIBROCARE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": _SETTINGS,
        }  # fmt: skip
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.user, self.patient = self.run(_SEED).split()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def run(self, script):
        done = subprocess.run(
            [sys.executable, "-c", script], env=self.told, capture_output=True, text=True, check=True, timeout=120
        )
        return done.stdout

    def start(self):
        command = [sys.executable, "manage.py", "runserver", "--noreload", "--nothreading", f"127.0.0.1:{self.port}"]
        self.server = subprocess.Popen(
            command, env=self.told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                return self.get("/demo/")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self):
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def get(self, path):
        with self.browser.open(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.read().decode()

    def post(self, path, page, **told):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **told}).encode()
        headers = {"Referer": f"http://127.0.0.1:{self.port}/"}
        with self.browser.open(
            urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers), timeout=10
        ) as answer:
            return answer.read().decode()


@pytest.fixture
def clinic(tmp_path):
    found = Clinic(tmp_path)
    yield found
    found.kill()


def _answer_until_it_dies(clinic, address, first, dice):
    """Answer 1, 2, 3 and so on until the server is gone: what it acknowledged, and what was on its way.

    The server is killed a moment after some answers, however fast it is, while the next is on its way.
    """
    acknowledged, number, many = [], first, dice.randrange(3, 9)
    killer = threading.Timer(dice.uniform(0, 0.05), clinic.kill)
    try:
        while True:
            if len(acknowledged) == many:
                killer.start()
            number += 1
            clinic.post(address, clinic.get(address), age_years=str(number % _AGES))
            acknowledged.append(number)
    except (OSError, http.client.HTTPException):
        killer.join()
        return acknowledged, number


def test_no_acknowledged_answer_is_lost(clinic):
    dice, acknowledged, perhaps, last = random.Random(7), [], set(), 0
    clinic.post(f"/demo/sign-in/{clinic.user}/", clinic.start())
    for _ in range(_KILLS):
        done, last = _answer_until_it_dies(clinic, f"/intake/{clinic.patient}/age/", last, dice)
        acknowledged += done
        perhaps.add(last)
        clinic.start()

    kept, wrong = json.loads(clinic.run(_CHECK))
    expected = [number for number in range(1, last + 1) if number in acknowledged or number in perhaps]
    # An answer on its way may have been kept just before the server died; nobody was told so.
    assert len(acknowledged) >= 3 * _KILLS
    assert _fits(kept, [(number % _AGES, number in perhaps) for number in expected])
    assert wrong == ""


def _fits(kept, expected):
    """Whether what is kept is what was expected in order, each that was on its way being there or not."""
    rest = list(kept)
    for value, is_perhaps in expected:
        if rest and rest[0] == value:
            rest.pop(0)
        elif not is_perhaps:
            return False
    return not rest
