"""The pages of an intake: safety and pain first, then mood, then health. What was answered is not asked again."""

import functools
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fibrocare.engine.facts import Facts
from fibrocare.knowledge import load
from fibrocare.web.questions.pages import Page, minutes, read_pages, shown
from fibrocare.web.selfcheck import flow as selfcheck
from fibrocare.web.tasks.operations import responder

BLOCKS = ("pain", "mood", "health")
# The self-check asks in one word how treatment went; the intake asks for each treatment.
_NOT_AGAIN = "tried"


@functools.cache
def _pages() -> tuple[Page, ...]:
    """Every page of both files."""
    first = (replace(page, block="pain") for page in selfcheck.pages() if page.id != _NOT_AGAIN)
    return (*first, *read_pages(Path(__file__).with_name("pages.toml")))


def pages(facts: Facts) -> list[Page]:
    """The pages for this person. The question about suicide in PHQ-9 waits for somebody who responds."""
    found = shown(_pages(), facts)
    return found if responder() else [page for page in found if page.ask != "phq9_item9"]


def pages_of(instrument: str, facts: Facts) -> list[Page]:
    """The pages of a questionnaire for this person; none where one of them must not be asked: half of it makes no score."""
    items = {item.field for item in load().instruments[instrument].items}
    own = [page for page in _pages() if not items.isdisjoint(page.fields)]
    asked = pages(facts)
    return own if all(page in asked for page in own) else []


def page_of(field: str) -> str:
    """The page that asks for this field; empty where none does."""
    return next((page.id for page in _pages() if field in page.fields), "")


def is_answered(page: Page, given: Mapping[str, Any]) -> bool:
    """Whether every field of a page was answered or skipped."""
    return all(name in given for name in page.fields)


def minutes_left(found: list[Page], given: Mapping[str, Any]) -> int:
    """About how long the questions take that are not answered yet."""
    return minutes(page for page in found if not is_answered(page, given))


def next_page(found: list[Page], given: Mapping[str, Any], after: str = "") -> Page | None:
    """The first page after this one that is not answered, else the first of all; None when nothing is left."""
    place = next((number for number, page in enumerate(found, start=1) if page.id == after), 0)
    return next((page for page in (*found[place:], *found[:place]) if not is_answered(page, given)), None)
