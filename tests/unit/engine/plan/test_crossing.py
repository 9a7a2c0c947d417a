"""A change of medicine: the old ends, its window passes, the new begins."""

import datetime as dt

import pytest

from fibrocare.engine.answers import read_answers
from fibrocare.engine.plan.crossing import cross

FIRST = dt.date(2027, 1, 4)
TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def crossed(knowledge):
    """A change from `stop` to `start` for somebody who takes these."""

    def run(stop, start, mg, *taken, **answers):
        listed = [{"ingredient": name, "mg_per_day": mg} for name in taken]
        document = {"as_of": "2026-11-22", "answers": {"medication_list": listed, **answers}}
        return cross(stop, start, mg, FIRST, read_answers(document, fields=knowledge.fields, today=TODAY), knowledge)

    return run


def test_the_new_one_waits_for_the_window_of_the_old(crossed):
    found = crossed("tramadol", "naltrexone_low_dose", 200, "tramadol")

    assert found.window.days == 10
    assert found.last_dose == found.stopping.cuts[-1].date - dt.timedelta(days=1)
    assert (found.first_dose - found.last_dose).days == 10


def test_without_a_window_one_ends_before_the_other_begins(crossed):
    found = crossed("pregabalin", "duloxetine", 300, "pregabalin")

    assert found.window is None
    assert found.first_dose == found.stopping.cuts[-1].date == found.last_dose + dt.timedelta(days=1)


def test_the_new_one_is_judged_without_the_old(crossed):
    found = crossed("duloxetine", "milnacipran", 60, "duloxetine")

    assert not [hit.id for hit in found.offer.hits if hit.rule.action == "avoid"]
    assert found.offer.taken is False


def test_another_of_its_kind_that_stays_still_speaks_against_it(crossed):
    found = crossed("pregabalin", "milnacipran", 300, "pregabalin", "venlafaxine")

    assert found.offer.status == "withheld"


def test_what_gets_old_until_then_is_asked_anew(crossed):
    def asked(days):
        pressure = {"bp_systolic": 120, "dbp": 70, "bp_age_days": days}
        found = crossed("duloxetine", "milnacipran", 60, "duloxetine", **pressure)
        return (found.first_dose - TODAY).days, "ASK-04" in [hit.short for hit in found.offer.hits]

    later, _ = asked(0)
    assert asked(90 - later) == (later, False)
    assert asked(91 - later) == (later, True)


def test_without_a_taper_there_is_no_change(crossed):
    assert crossed("tai_chi", "duloxetine", 1) is None
    assert crossed("maois", "duloxetine", 60, "phenelzine") is None
