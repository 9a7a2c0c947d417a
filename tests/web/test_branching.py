"""Which pages come: long lists only where an earlier answer makes them useful; what safety needs is never hidden by a gap."""

import datetime as dt

import pytest

from fibrocare.web.intake import flow
from fibrocare.web.questions.pages import assessed, minutes
from fibrocare.web.selfcheck import flow as selfcheck

TODAY = dt.date(2026, 11, 20)
pytestmark = pytest.mark.django_db


def asked(**told):
    """The pages of the intake for what was told, by id."""
    return {page.id: page for page in flow.pages(assessed(told, TODAY).facts)}


def nothing_but(**told):
    """Somebody who says no to every sign, and what is told."""
    signs = {name: "no" for page in flow._pages() for name in page.signs}
    plain = {"sex_at_birth": "male", "suicide_risk": "none", "rf_pregnancy_warning": "no", "age_years": 40, "dx_list": []}
    return asked(**signs | plain | told)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("back", {"wpi_sites": ["loback"]}),
        ("headaches", {"headache_6mo": "yes"}),
        ("gut", {"constipation": "yes"}),
        ("bladder", {"bladder_pain": "yes"}),
        ("crashes", {"pem": "yes"}),
        ("fiqr_f1", {"dx_list": [{"name": "Fibromyalgia"}]}),
        ("numb", {"paresthesia": "yes"}),
    ],
)
def test_a_long_list_comes_where_an_answer_makes_it_useful(page, told):
    assert page not in nothing_but()
    assert page in nothing_but(**told)


@pytest.mark.parametrize("page", ["steroid", "cortisol", "cancer", "pregnant", "giant_cell", "pregnancy", "numb"])
def test_what_safety_needs_is_asked_where_nothing_is_known(page):
    assert page in asked()


def test_no_page_that_safety_needs_is_hidden_by_an_unknown():
    shown = asked()

    hidden = [page.id for page in flow._pages() if page.is_for_safety and page.ask != "phq9_item9" and page.id not in shown]
    assert hidden == []


def test_nobody_is_told_by_a_form_that_they_have_fibromyalgia(knowledge):
    for page in nothing_but().values():
        for name in page.fields:
            assert "fibromyalgia" not in knowledge.fields[name].question.lower()


class TestHowLong:
    """Ten seconds a question, three a sign to tick, 45 for the map, 30 for a list: see `questions.pages`."""

    def test_the_intake_of_somebody_who_was_told_nothing_yet_is_under_fifteen_minutes(self):
        assert 10 <= minutes(nothing_but(wpi_sites=["neck"]).values()) <= 15

    def test_the_longest_intake(self):
        told = {"dx_list": [{"name": "Fibromyalgia"}], "wpi_sites": ["loback"], "headache_6mo": "yes", "pem": "yes"}
        pages = nothing_but(**told, bladder_pain="yes", constipation="yes", paresthesia="yes")

        assert minutes(pages.values()) <= 21

    def test_what_is_answered_takes_no_time(self):
        pages = list(nothing_but().values())

        assert flow.minutes_left(pages, {name: "no" for page in pages for name in page.fields}) == 0

    def test_the_self_check(self):
        plain = {name: "no" for page in selfcheck.pages() for name in page.signs}
        shown = selfcheck.shown(plain | {"age_years": 40, "suicide_risk": "none", "rf_pregnancy_warning": "no"}, TODAY)

        assert minutes(shown) <= 8
