"""The drill: back up a running clinic, change it, restore the backup, and find everything as it was."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import zipfile

import pytest

_SETTINGS = "fibrocare.web.config.settings"


def fibrocare(folder, *arguments, script=None):
    """A command with its own settings, as somebody at the clinic runs it."""
    told = {
        **os.environ,
        "FIBROCARE_DEMO": "1",
        "FIBROCARE_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "fibrocare.web.config.settings",
    }
    command = [sys.executable, "-c", script] if script else [sys.executable, "-m", "fibrocare", *arguments]
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False, timeout=120)


_SEED = """
import datetime as dt, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from fibrocare.web.demo.seed import seed
seed(today=dt.date(2026, 11, 23))
"""
_CHECK = """
import django
django.setup()
from fibrocare.web.audit.operations import verify
from fibrocare.web.intake.models import Answer
from fibrocare.web.people.models import Patient, User
print(Patient.objects.count(), Answer.objects.count(), User.objects.count(), verify().wrong or "whole")
"""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """A clinic with its backup, changed since."""
    folder = tmp_path_factory.mktemp("clinic")
    assert fibrocare(folder, script=_SEED).returncode == 0
    before = fibrocare(folder, script=_CHECK).stdout
    saved = fibrocare(folder, "backup", str(folder / "saved.zip"))
    assert saved.returncode == 0, saved.stderr
    with sqlite3.connect(folder / "clinic.sqlite3") as changed:
        changed.execute("DELETE FROM intake_answer")
    return folder, before


def test_everything_is_as_it_was(clinic, tmp_path):
    folder, before = clinic

    done = fibrocare(folder, "restore", str(folder / "saved.zip"), "--into", str(tmp_path / "back"))

    after = fibrocare(tmp_path / "back", script=_CHECK).stdout
    assert done.returncode == 0, done.stderr
    assert after == before
    assert after.startswith("60 ")
    assert after.endswith("whole\n")


def test_nothing_is_written_over(clinic, tmp_path):
    folder, _ = clinic
    (tmp_path / "something").write_text("mine")

    again = fibrocare(folder, "backup", str(folder / "saved.zip"))
    over = fibrocare(folder, "restore", str(folder / "saved.zip"), "--into", str(tmp_path))

    assert (again.returncode, over.returncode) == (2, 2)
    assert "exists: choose another name" in again.stderr
    assert "is not empty" in over.stderr
    assert (tmp_path / "something").read_text() == "mine"


@pytest.mark.parametrize("damage", ["database", "log"])
def test_a_damaged_backup_is_refused(clinic, tmp_path, damage):
    folder, _ = clinic
    with zipfile.ZipFile(folder / "saved.zip") as archive:
        manifest, database = json.loads(archive.read("manifest.json")), archive.read("clinic.sqlite3")
    (tmp_path / "clinic.sqlite3").write_bytes(database)
    if damage == "log":
        with sqlite3.connect(tmp_path / "clinic.sqlite3") as changed:
            changed.execute("PRAGMA journal_mode = DELETE")
            changed.execute("UPDATE audit_head SET hash = 'x'")
        manifest["sha256"] = hashlib.sha256((tmp_path / "clinic.sqlite3").read_bytes()).hexdigest()
    else:
        (tmp_path / "clinic.sqlite3").write_bytes(database[:-100] + b"x" * 100)
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.write(tmp_path / "clinic.sqlite3", "clinic.sqlite3")
        archive.writestr("manifest.json", json.dumps(manifest))

    done = fibrocare(folder, "restore", str(tmp_path / "bad.zip"), "--into", str(tmp_path / "back"))

    assert done.returncode == 2
    assert ("damaged" if damage == "database" else "access log") in done.stderr
    assert not (tmp_path / "back").exists()
