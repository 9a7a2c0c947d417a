"""Fixtures that every test may use."""

import datetime as dt

import pytest

from fibrocare.engine import Assessment, assess, read_answers
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.loader import load, load_files

DAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The compiled knowledge, as every user gets it."""
    return load()


@pytest.fixture(scope="session")
def files() -> Knowledge:
    """The knowledge read from its files, with cases."""
    return load_files()


@pytest.fixture(scope="session")
def assessed(knowledge):
    """Assess a person from answers given as keywords."""

    def run(**answers) -> Assessment:
        return assess(read_answers({"answers": answers}, fields=knowledge.fields, today=DAY), knowledge)

    return run
