"""How rules become a status: the order of the rulings."""

import itertools

import pytest

from fibrocare.engine.plan.offers import offer

FIRES = {"age_years": {"at_least": 1}}
UNKNOWN = {"egfr": {"less_than": 30}}
QUIET = {"age_years": {"less_than": 1}}
ORDER = ("withheld", "needs_data", "not_yet", "with_care", "offered")
ALONE = [
    ("contraindicated", FIRES, "withheld"), ("avoid", FIRES, "withheld"), ("stop", FIRES, "withheld"),
    ("contraindicated", UNKNOWN, "needs_data"), ("avoid", UNKNOWN, "needs_data"), ("stop", UNKNOWN, "needs_data"),
    ("ask", FIRES, "needs_data"), ("ask", UNKNOWN, "offered"),
    ("adjust", FIRES, "with_care"), ("monitor", FIRES, "with_care"), ("caution", FIRES, "with_care"),
    ("inform", FIRES, "with_care"),
    ("adjust", UNKNOWN, "with_care"), ("inform", UNKNOWN, "with_care"),
    ("contraindicated", QUIET, "offered"), ("caution", QUIET, "offered"),
]  # fmt: skip


@pytest.mark.parametrize(("action", "when", "status"), ALONE)
def test_one_rule(shelf, facts, rule, action, when, status):
    assert offer("duloxetine", facts(age_years=42), shelf(rule("A", action=action, when=when))).status == status


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(ALONE, 2)), ids=str)
def test_two_rules_give_the_stricter_status_in_either_order(shelf, facts, rule, one, other):
    person = facts(age_years=42)
    rules = [rule(name, action=action, when=when) for name, (action, when, _) in zip("AB", (one, other), strict=True)]
    stricter = min(one[2], other[2], key=ORDER.index)

    assert offer("duloxetine", person, shelf(*rules)).status == stricter
    assert offer("duloxetine", person, shelf(*rules[::-1])).status == stricter


class TestPrecondition:
    @pytest.mark.parametrize(
        ("needed", "met", "status"),
        [
            ("yes", "yes", "offered"), ("yes", "no", "not_yet"), ("yes", None, "needs_data"),
            ("no", "no", "offered"), ("no", None, "offered"), (None, "yes", "offered"),
            (None, "no", "needs_data"), (None, None, "needs_data"),
        ],
    )  # fmt: skip
    def test_is_met_or_delays_or_asks(self, shelf, facts, rule, needed, met, status):
        given = {"bipolar_history": needed, "psychiatry_review": met}
        made = shelf(rule("A", action="precondition", when={"bipolar_history": "yes"}, met_by={"psychiatry_review": "yes"}))

        found = offer("duloxetine", facts(**{name: value for name, value in given.items() if value}), made)

        assert found.status == status

    def test_what_decides_is_asked_for(self, shelf, facts, rule):
        made = shelf(rule("A", action="precondition", when={"bipolar_history": "yes"}, met_by={"psychiatry_review": "yes"}))

        assert offer("duloxetine", facts(bipolar_history="yes"), made).ask == ("psychiatry_review",)


class TestIndication:
    def test_no_need_means_not_indicated_unless_it_is_withheld(self, shelf, facts, therapy, rule):
        here = therapy(name="D", ingredients=["duloxetine"], indicated_when={"not": {"nrs_pain": {"at_most": 3}}})
        withheld = rule("A", action="avoid", when={"egfr": {"less_than": 30}})

        assert offer("duloxetine", facts(nrs_pain=3, egfr=80), shelf(withheld, duloxetine=here)).status == "not_indicated"
        assert offer("duloxetine", facts(nrs_pain=3), shelf(withheld, duloxetine=here)).status == "not_indicated"
        assert offer("duloxetine", facts(nrs_pain=3, egfr=20), shelf(withheld, duloxetine=here)).status == "withheld"
        assert offer("duloxetine", facts(nrs_pain=4, egfr=80), shelf(withheld, duloxetine=here)).status == "offered"
        assert offer("duloxetine", facts(egfr=80), shelf(withheld, duloxetine=here)).status == "offered"

    def test_what_the_evidence_is_against_says_so(self, shelf, facts, therapy):
        against = therapy(
            name="D", stance="not_recommended", because={"says": "No benefit.", "sources": ["design"], "verification": "design"}
        )

        found = offer("odd", facts(), shelf(odd=against))

        assert (found.status, found.not_indicated) == ("not_indicated", "No benefit.")
