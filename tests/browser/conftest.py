"""A real browser on the made-up clinic. Every page that a journey meets is scanned in light and dark, and at 320 pixels."""

import datetime as dt
import os
import re
import shutil
import sqlite3
from importlib import import_module
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection

from fibrocare.web.demo.seed import seed
from fibrocare.web.people.models import User

# The browser's driver runs an event loop in this thread; the database is used outside of it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
_AXE = Axe()
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium where there is one; the driver's own download elsewhere."""
    installed = shutil.which("chromium")
    place = {"executable_path": installed} if installed else {}
    return {**browser_type_launch_args, **place, "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]}


@pytest.fixture
def clinic(live_server):
    """The address of a served clinic with its made-up people."""
    _fill()
    yield live_server.url
    _empty_the_log()


def _fill():
    """Seed once, and copy that clinic for each test: the same people, in a moment."""
    connection.ensure_connection()
    if _SEEDED:
        _SEEDED[0].backup(connection.connection)
        return
    seed(today=dt.date.today())
    copy = sqlite3.connect(":memory:")
    connection.connection.backup(copy)
    _SEEDED.append(copy)


def _empty_the_log():
    """The database is emptied after each test; the log and decisions refuse that, so their rules are lifted for a moment."""
    with connection.cursor() as cursor:
        for app, migration, tables in _NEVER_EMPTIED:
            for table in tables:
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER {table}_no_{verb}")
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608  our own names
            for statement in import_module(f"fibrocare.web.{app}.migrations.{migration}")._SQLITE:
                cursor.execute(statement)


_SEEDED = []
_NEVER_EMPTIED = [
    ("audit", "0002_only_grows", ["audit_entry"]),
    ("director", "0002_never_changed", ["director_signoff", "director_clinicpolicy"]),
]


def _heard(name, of):
    return re.compile(rf"^{re.escape(name)}\s*: {re.escape(of)}$")


class Reader:
    """Somebody at a browser, and what every page must hold."""

    def __init__(self, page, address, scheme):
        self.page, self.address, self.scheme = page, address, scheme
        self.wrong = []
        page.on("console", self.note)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def note(self, message):
        """Keep what the browser complains of; a form that is shown again with its errors answers 422, and is fine."""
        if message.type == "error" and "422" not in message.text:
            self.wrong.append(message.text)

    def go(self, path):
        self.page.goto(self.address + path)
        return self

    def press(self, name, of=""):
        """Press a button that sends a form, and wait for the page that answers: the old page is never read as the new one.

        `of` is what only a screen reader hears after the name.
        """
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=_heard(name, of) if of else name, exact=not of).first.click()
        return self

    def follow(self, name, of=""):
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=_heard(name, of) if of else name).first.click()
        return self

    def sees(self, text):
        self.page.get_by_text(text).first.wait_for()
        return self

    def scan(self):
        """No accessibility fault, nothing beside the page at 320 pixels, nothing the browser complains of.

        Every journey is read twice: at a phone in the dark, at a desk in the light.
        """
        self.page.wait_for_load_state("load")
        size = self.page.viewport_size
        found = _AXE.run(self.page, options=_RULES)
        faults = [
            (it["id"], it["nodes"][0]["html"][:160], it["nodes"][0]["failureSummary"]) for it in found.response["violations"]
        ]
        assert not faults, (self.page.url, self.scheme, faults)
        if folder := os.environ.get("FIBROCARE_SCREENSHOTS"):
            path = self.page.url.removeprefix(self.address).partition("?")[0].strip("/")
            name = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "x", path).replace("/", "_")[:60] or "front"
            self.page.screenshot(path=Path(folder) / f"{name[:60] or 'front'}-{self.scheme}.png", full_page=True)
        self.page.set_viewport_size({"width": 320, "height": 640})
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 320, self.page.url
        self.page.set_viewport_size(size)
        assert not self.wrong, self.wrong
        return self


@pytest.fixture(params=[(390, "dark"), (1200, "light")], ids=["phone", "desk"])
def reader(request, clinic, browser):
    """A reader at a phone in the dark and at a desk in the light."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    yield Reader(context.new_page(), clinic, scheme)
    context.close()


@pytest.fixture
def as_role(reader):
    """Sign in as the first made-up person of a role, by one click."""

    def sign_in(role, **kept):
        person = User.objects.filter(role=role, **kept).order_by("name").first()
        reader.go("/demo/")
        with reader.page.expect_navigation():
            reader.page.locator(f'form[action="/demo/sign-in/{person.pk}/"] button').click()
        return person

    return sign_in
