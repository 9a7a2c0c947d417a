"""`fibrocare demo` and `fibrocare serve`: a made-up clinic to try, and a real one to run."""

import datetime as dt
import os
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path

from fibrocare.cli.batch import BAD_INPUT, OK

_SETTINGS = "fibrocare.web.config.settings"
_MINUTE = 60.0
_NEEDS_WEB = "the web needs more packages: pip install 'fibrocare[web]'"


def demo(*, port: int, folder: str, browser: bool, fresh: bool) -> int:
    """Make the clinic where there is none yet, and serve it on this machine until a key press ends it."""
    data = Path(folder).resolve()
    if _is_in_use(port):
        return _refuse(f"port {port} is in use: choose another with --port")
    if fresh:
        _clear(data)
    os.environ |= {
        "FIBROCARE_SITE": f"http://localhost:{port}",
        "FIBROCARE_DEMO": "1",
        "FIBROCARE_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": _SETTINGS,
    }
    try:
        import django
    except ImportError:
        return _refuse(_NEEDS_WEB)
    django.setup()
    from django.core.management import call_command

    _step("database", lambda: call_command("migrate", verbosity=0))
    _step("60 made-up patients, 8 staff, a month of visits", _seed)
    _step("style sheets", lambda: call_command("collectstatic", verbosity=0, interactive=False))
    # Passkeys belong to a name, never to a number.
    address = f"http://localhost:{port}/"
    print(f"\nFibrocare demo   {address}        as a visitor")
    print(f"                 {address}demo/   sign in as one of the staff or patients, by one click")
    print("Everything and everybody in it is made up. Ctrl-C ends it.\n", flush=True)
    if browser:
        webbrowser.open(address)
    return _serve(f"127.0.0.1:{port}", workers=2)


def _is_in_use(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _clear(data: Path) -> None:
    """Forget an earlier demo: only files that a demo made."""
    for name in ("clinic.sqlite3", "clinic.sqlite3-wal", "clinic.sqlite3-shm"):
        (data / name).unlink(missing_ok=True)


def _step(name: str, do: Callable[[], object]) -> None:
    started = time.perf_counter()
    print(f"  {name} ...", end="", flush=True)
    do()
    print(f" {time.perf_counter() - started:.1f} s")


def _seed() -> None:
    from fibrocare.web.demo.seed import seed
    from fibrocare.web.people.models import User

    if not User.objects.exists():
        seed(today=dt.date.today())


def serve(*, bind: str, workers: int) -> int:
    """Run a clinic whose settings stand in the environment; refuse what is not safe for one, and say why."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _SETTINGS)
    try:
        import django
        from django.core.exceptions import ImproperlyConfigured
    except ImportError:
        return _refuse(_NEEDS_WEB)
    try:
        django.setup()
    except ImproperlyConfigured as missing:
        return _refuse(str(missing))
    reason = _unsafe()
    return _refuse(reason) if reason else _serve(bind, workers=workers)


def _unsafe() -> str:
    """Why this installation must not serve patients; empty when nothing speaks against it."""
    from fibrocare.web.config.health import refusals

    return next(refusals(), "")


def manage(arguments: list[str]) -> int:
    """Run one of Django's commands with the clinic's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _SETTINGS)
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        return _refuse(_NEEDS_WEB)
    execute_from_command_line(["fibrocare manage", *arguments])
    return OK


def jobs(*, watch: bool) -> int:
    """Do what is due: reminders, offers that ran out, late alerts, deletions. With `watch` each minute, until the parent ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _SETTINGS)
    try:
        import django
        from django.core.exceptions import ImproperlyConfigured
    except ImportError:
        return _refuse(_NEEDS_WEB)
    try:
        django.setup()
    except ImproperlyConfigured as missing:
        return _refuse(str(missing))
    from django.utils import timezone

    from fibrocare.web.config.jobs import run_due

    if not watch:
        for what, number in run_due(at=timezone.now()).items():
            print(f"{number:5} {what}")
        return OK
    return _watch(lambda: run_due(at=timezone.now()))


def _watch(work: Callable[[], object]) -> int:
    """Work each minute, as long as the process that began this one is there; a run that fails is told and tried again."""
    from django.db import close_old_connections

    parent, last = os.getppid(), -_MINUTE
    while os.getppid() == parent:
        if time.monotonic() - last >= _MINUTE:
            last = time.monotonic()
            try:
                work()
            except Exception as reason:
                print(f"jobs: {type(reason).__name__}; tried again in a minute", file=sys.stderr, flush=True)
            close_old_connections()
        time.sleep(1)
    return OK


def _serve(bind: str, *, workers: int) -> int:
    """Start the clinic's clock beside the server, then give this process to the server, so that a signal reaches it directly."""
    sys.stdout.flush()
    subprocess.Popen([sys.executable, "-m", "fibrocare", "jobs", "--watch"])
    os.execv(  # noqa: S606  our own interpreter, no shell
        sys.executable,
        [
            sys.executable, "-m", "gunicorn", "fibrocare.web.config.wsgi:application", "--bind", bind,
            "--workers", str(workers), "--threads", "4", "--log-level", "warning", "--preload",
        ],
    )  # fmt: skip


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return BAD_INPUT
