"""What the environment says about this installation; anything that is missing or unsafe is refused with the variable's name."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings that differ from one installation to the next."""

    demo: bool
    debug: bool
    secret_key: str
    hosts: list[str]
    database_url: str
    data: Path
    email_url: str
    clinic: str
    country: str
    time_zone: str
    site: str


def read(variables: Mapping[str, str] = os.environ) -> Environment:
    """Read the environment.

    A demo runs on this machine only, in a folder of its own, with a key of its own. A clinic names its key, hosts and data.

    Raises:
        ImproperlyConfigured: a variable is missing, or is not safe for a clinic.
    """
    demo = variables.get("FIBROCARE_DEMO") == "1"
    data = Path(variables.get("FIBROCARE_DATA") or (".demo" if demo else "")).resolve()
    if not demo and "FIBROCARE_DATA" not in variables:
        raise ImproperlyConfigured("FIBROCARE_DATA is not set: name the folder that holds this clinic's data")
    data.mkdir(parents=True, exist_ok=True)
    debug = variables.get("FIBROCARE_DEBUG") == "1"
    if debug and not demo:
        raise ImproperlyConfigured("FIBROCARE_DEBUG is 1: only a demo may show the insides of an error")
    hosts = [host for host in variables.get("FIBROCARE_HOSTS", "").split(",") if host]
    if demo:
        hosts = ["127.0.0.1", "localhost"]
    elif not hosts:
        raise ImproperlyConfigured("FIBROCARE_HOSTS is not set: name the host that people type, such as care.example.org")
    return Environment(
        demo=demo,
        debug=debug,
        secret_key=_key(variables, demo=demo, data=data),
        hosts=hosts,
        database_url=variables.get("DATABASE_URL") or f"sqlite:///{data / 'clinic.sqlite3'}",
        data=data,
        email_url=variables.get("FIBROCARE_EMAIL_HOST", ""),
        clinic=variables.get("FIBROCARE_CLINIC", "Willow Pain Clinic" if demo else "Our clinic"),
        country=variables.get("FIBROCARE_COUNTRY", "US"),
        time_zone=variables.get("FIBROCARE_TIME_ZONE", "America/Chicago"),
        site=variables.get("FIBROCARE_SITE") or ("http://127.0.0.1:8000" if demo else f"https://{hosts[0]}"),
    )


def _key(variables: Mapping[str, str], *, demo: bool, data: Path) -> str:
    given = variables.get("FIBROCARE_SECRET_KEY", "")
    if given:
        if len(given) < 50 or len(set(given)) < 10:
            raise ImproperlyConfigured("FIBROCARE_SECRET_KEY is weak: 50 characters by chance are needed")
        return given
    if not demo:
        raise ImproperlyConfigured("FIBROCARE_SECRET_KEY is not set: 50 characters by chance, kept secret")
    kept = data / "demo.key"
    if not kept.exists():
        kept.write_text(secrets.token_urlsafe(50))
        kept.chmod(0o600)
    return kept.read_text()
