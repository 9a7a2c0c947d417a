"""`fibrocare doctor`: what is wrong with this installation, a line each."""

import os
import sys
from collections.abc import Iterator
from importlib import metadata

from fibrocare.knowledge import load
from fibrocare.knowledge.loader import COMPILED, FOLDER, BadKnowledge, compile_to

_NEEDED = ("msgspec", "rich")


def run() -> int:
    """Print each trouble with what to do; nothing wrong is said in one line too."""
    troubles = list(_troubles())
    for trouble in troubles:
        print(trouble)
    if not troubles:
        version = metadata.version("fibrocare")
        print(f"Nothing is wrong: fibrocare {version}, Python {sys.version.split()[0]}, knowledge {load().version}")
    return 1 if troubles else 0


def _troubles() -> Iterator[str]:
    for package in _NEEDED:
        try:
            metadata.version(package)
        except metadata.PackageNotFoundError:
            yield f"{package} is not installed: run `python3 start.py`, or install from requirements.lock"
    try:
        load()
    except BadKnowledge as reason:
        yield f"knowledge: {reason}"
        return
    try:
        if compile_to() != (FOLDER / COMPILED).read_bytes():
            yield "knowledge: the compiled file is older than the TOML files: run `fibrocare knowledge compile`"
    except BadKnowledge as reason:
        yield from (f"knowledge: {line}" for line in str(reason).splitlines())
    yield from _of_the_clinic()
    if (sys.stdout.encoding or "").lower().replace("-", "") not in ("utf8", ""):
        yield f"the terminal's encoding is {sys.stdout.encoding}: set PYTHONUTF8=1, else signs such as · may fail"


def _of_the_clinic() -> Iterator[str]:
    """What is wrong with the clinic whose settings stand in the environment; nothing where there are none."""
    if not {"FIBROCARE_DATA", "FIBROCARE_DEMO"} & os.environ.keys():
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibrocare.web.config.settings")
    try:
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.db import DatabaseError
    except ImportError:
        yield "the web needs more packages: pip install 'fibrocare[web]'"
        return
    try:
        django.setup()
        from fibrocare.web.config.health import troubles

        yield from troubles()
    except ImproperlyConfigured as missing:
        yield str(missing)
    except DatabaseError as reason:
        yield f"the database cannot be read ({type(reason).__name__}): check DATABASE_URL, then run `fibrocare manage migrate`"
