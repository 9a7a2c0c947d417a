"""The self-check: danger first, an emergency ends it, nothing is kept."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from fibrocare.knowledge.conditions import fields_of, parse
from fibrocare.web.selfcheck.flow import pages, sealed, unsealed

pytestmark = pytest.mark.django_db


class Visitor:
    """Somebody who answers page by page."""

    def __init__(self):
        self.browser = Client()
        self.page = self.browser.get("/check/")
        self.send()

    def send(self, **data):
        self.page = self.browser.post("/check/", {**self.hidden(), **data})
        return self

    def hidden(self):
        return dict(re.findall(r'<input type="hidden" name="(told|page)" value="([^"]*)"', self.text))

    @property
    def text(self):
        return self.page.content.decode()

    @property
    def at(self):
        return self.hidden().get("page", "")

    def answer_all(self, **special):
        """Answer every page: none of the signs, and what `special` says for single questions, until the result."""
        plain = {
            "suicide_risk": "none", "unsafe_home": "no", "age_years": 46, "wpi_sites": ["neck", "hip_l"],
            "pain_duration_months": 14, "fatigue_0_3": 2, "unrefreshed_0_3": 2, "cognitive_0_3": 1,
            "prior_treatment_response": "partial",
        } | special  # fmt: skip
        for _ in range(60):
            page = next((it for it in pages() if it.id == self.at), None)
            if page is None or "Your answers, for your doctor" in self.text or "Get help now" in self.text:
                return self
            if page.ask:
                self.send(**{page.ask: plain.get(page.ask, "no")})
            else:
                self.send(signs=special.get(page.id, ["none"]))
        raise AssertionError("the self-check never ends")


def test_the_first_pages_hold_every_sign_that_calls_an_ambulance(knowledge):
    asked = [name for page in pages() for name in (*page.signs, page.ask)]
    told = {name for rule in knowledge.triage["emergency"].rules for name in fields_of(parse(rule.when))}
    of_a_questionnaire = {name for name in told if name.startswith(("asq_", "cssrs_"))}
    needed = {name for name in told - of_a_questionnaire if knowledge.fields[name].who == "patient"}

    # Where a numb patch lies is asked at the visit; the sign that matters here is the saddle.
    assert needed - set(asked) == {"paresthesia_pattern"}


@pytest.mark.parametrize(
    ("page", "sign", "advice"),
    [
        ("breath", "rf_chest_pain_now", "Call 911 now"), ("head", "rf_stroke_signs", "Call 911 now"),
        ("nerves", "rf_saddle_numbness", "Go to the ER now"), ("breath", "unsure", "Call 911 now"),
    ],
)  # fmt: skip
def test_an_emergency_ends_it_at_once(page, sign, advice):
    visitor = Visitor().answer_all(**{page: [sign]})

    assert "Get help now" in visitor.text
    assert advice in visitor.text
    assert '<form method="post" novalidate' not in visitor.text


def test_thoughts_of_suicide_show_the_crisis_line():
    visitor = Visitor().answer_all(suicide_risk="active_plan_or_intent")

    assert "988" in visitor.text
    assert "Get help now" in visitor.text


def test_the_result_says_how_soon_and_never_a_diagnosis():
    visitor = Visitor().answer_all(weeks=["rf_joint_swelling"])

    assert "See a clinician in the next two weeks" in visitor.text
    assert "you have fibromyalgia" not in visitor.text.lower()


def test_the_pattern_in_plain_words():
    sites = ["jaw_l", "shoulder_l", "shoulder_r", "hip_l", "hip_r", "upleg_l", "upback", "loback", "neck"]
    visitor = Visitor().answer_all(wpi_sites=sites, current_diagnosis_explains="no")

    assert "fit the published pattern of fibromyalgia. That is no diagnosis" in visitor.text


def test_an_empty_page_is_no_answer():
    visitor = Visitor().send()

    assert visitor.page.status_code == 422
    assert "There is a problem" in visitor.text
    assert visitor.at == "breath"


def test_none_and_something_is_asked_again():
    visitor = Visitor().send(signs=["none", "rf_syncope"])

    assert visitor.page.status_code == 422


def test_back_shows_what_was_told():
    visitor = Visitor().send(signs=["rf_syncope"])
    visitor.send(back="1")

    assert visitor.at == "breath"
    assert re.search(r'value="rf_syncope"[^>]*checked', visitor.text)


def test_nothing_is_kept_and_a_changed_page_tells_nothing():
    visitor = Visitor().answer_all()

    assert Session.objects.count() == 0
    assert "sessionid" not in visitor.browser.cookies
    assert unsealed(sealed({"age_years": 46})[:-2]) == {}
    assert visitor.page["Cache-Control"].startswith("max-age=0")
