"""`fibrocare backup` and `fibrocare restore`: the whole clinic as one file, and back into an empty folder."""

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import Any

from fibrocare.cli.batch import BAD_INPUT, OK

_SETTINGS = "fibrocare.web.config.settings"
_MANIFEST, _SQLITE, _POSTGRESQL = "manifest.json", "clinic.sqlite3", "clinic.dump"


class Unsafe(ValueError):
    """A backup cannot be made or restored; the message says what to do."""


def backup(path: str) -> int:
    """Write a consistent copy of the running clinic; an existing file is never written over."""
    target = Path(path)
    try:
        if target.exists():
            raise Unsafe(f"{target} exists: choose another name")
        with tempfile.TemporaryDirectory(dir=target.resolve().parent) as folder:
            copied = _copy(Path(folder))
            manifest = {
                "made_at": dt.datetime.now(dt.UTC).isoformat(), "version": metadata.version("fibrocare"), "database": copied.name,
                "sha256": _sha256(copied),
            }  # fmt: skip
            part = Path(folder) / "backup.zip"
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(copied, copied.name)
                archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
            # The name appears once the file is whole.
            part.rename(target)
    except (Unsafe, OSError, sqlite3.Error) as reason:
        return _refuse(str(reason))
    print(f"written: {target} ({target.stat().st_size / 1e6:.1f} MB). It holds patients' data: keep it as safe as the clinic.")
    return OK


def _copy(folder: Path) -> Path:
    """The database as one file, while others read and write."""
    database = _database()
    if database["ENGINE"].endswith("sqlite3"):
        copied = folder / _SQLITE
        with closing(sqlite3.connect(database["NAME"])) as source, closing(sqlite3.connect(copied)) as target:
            source.backup(target)
        return copied
    client = shutil.which("pg_dump")
    if client is None:
        raise Unsafe("pg_dump is not installed: install the client of your PostgreSQL, then try again")
    copied = folder / _POSTGRESQL
    told = {"PGPASSWORD": str(database.get("PASSWORD", ""))}
    where = ["--host", str(database["HOST"]), "--port", str(database["PORT"] or 5432), "--username", str(database["USER"])]
    done = subprocess.run(  # noqa: S603  the client that was found, and our own settings
        [client, "--format=custom", "--file", str(copied), *where, str(database["NAME"])],
        env=os.environ | told, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Unsafe(f"pg_dump: {done.stderr.strip()}")
    return copied


def _database() -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _SETTINGS)
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
    except ImportError:
        raise Unsafe("the web needs more packages: pip install 'fibrocare[web]'") from None
    try:
        found: dict[str, Any] = dict(settings.DATABASES["default"])
    except ImproperlyConfigured as missing:
        raise Unsafe(str(missing)) from None
    return found


def restore(path: str, *, into: str) -> int:
    """Unpack a backup into an empty folder, once it is whole and its access log fits together."""
    folder = Path(into)
    try:
        if folder.exists() and any(folder.iterdir()):
            raise Unsafe(f"{folder} is not empty: name an empty folder, so that nothing is written over")
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as unpacked:
            manifest = json.loads(archive.read(_MANIFEST))
            copied = Path(archive.extract(manifest["database"], unpacked))
            if _sha256(copied) != manifest["sha256"]:
                raise Unsafe(f"{path} is damaged: its database is not the one that was written")
            if manifest["database"] == _SQLITE:
                _check_log(copied)
            folder.mkdir(parents=True, exist_ok=True)
            shutil.move(copied, folder / manifest["database"])
    except (Unsafe, OSError, KeyError, ValueError, zipfile.BadZipFile, sqlite3.Error) as reason:
        return _refuse(str(reason))
    print(f"restored the clinic of {manifest['made_at']} into {folder}")
    if manifest["database"] == _SQLITE:
        print(f"Now set FIBROCARE_DATA={folder} and run `fibrocare manage migrate`, then `fibrocare serve`.")
    else:
        print(f"Now run pg_restore --dbname=YOUR_EMPTY_DATABASE {folder / _POSTGRESQL}, then `fibrocare manage migrate`.")
    return OK


def _check_log(database: Path) -> None:
    """The database is whole, and the newest entry of its access log is the one that its head names."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as found:
        if found.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Unsafe(f"{database.name} in the backup is damaged")
        head = found.execute("SELECT hash FROM audit_head").fetchone()
        last = found.execute("SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone()
        if head != last:
            raise Unsafe("the access log in the backup does not end where its head says: do not use it")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return BAD_INPUT
