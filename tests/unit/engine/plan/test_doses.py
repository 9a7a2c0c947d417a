"""Which schedule fits, what limits it, dates; tapers and windows between medicines."""

import datetime as dt

import pytest

from fibrocare.engine.plan.doses import calendar, day_by_day, dosing
from fibrocare.engine.plan.offers import offer
from fibrocare.engine.plan.stopping import earliest_start, stopping, washout

CLAIM = {"sources": ["design"], "verification": "primary"}
USUAL = {"name": "usual", "steps": [{"day": 1, "morning": 30}, {"day": 8, "morning": 60}], "max_mg_per_day": 60, **CLAIM}
OLD = {
    "name": "old", "when": {"age_years": {"at_least": 65}}, "max_mg_per_day": 60, **CLAIM,
    "steps": [{"day": 1, "morning": 30}, {"day": 15, "morning": 60, "optional": True}],
}  # fmt: skip
FIRST = dt.date(2027, 2, 24)


@pytest.fixture
def planned(shelf, facts, therapy):
    """The dosing of duloxetine with these rules, for a person with these answers."""

    def run(*rules, schedules=(OLD, USUAL), signed=frozenset(), **answers):
        made = shelf(*rules, duloxetine=therapy(name="Duloxetine", ingredients=["duloxetine"], schedules=list(schedules)))
        person = facts(**answers)
        return dosing(offer("duloxetine", person, made), person, made, signed=signed)

    return run


@pytest.mark.parametrize(("age", "name"), [(64, "usual"), (65, "old")])
def test_the_first_schedule_that_holds(planned, age, name):
    assert planned(age_years=age).schedule.name == name


def test_an_answer_that_would_decide_is_asked_for(planned):
    found = planned(sex_at_birth="female")

    assert (found.schedule, found.ask) == (None, ("age_years",))


def test_a_rule_caps_the_dose(planned, rule):
    cap = rule("A", action="adjust", when={"age_years": {"at_least": 1}}, max_mg_per_day=30)

    found = planned(cap, age_years=40)

    assert (found.limit, [hit.id for hit in found.limited_by]) == (30, ["medications/A"])
    assert [step.morning for step in found.steps] == [30]


def test_no_dose_is_printed_while_a_cap_may_hold(planned, rule):
    found = planned(rule("A", action="adjust", when={"egfr": {"less_than": 30}}, max_mg_per_day=30), age_years=40)

    assert (found.schedule, found.steps, found.ask) == (None, (), ("egfr",))


def test_a_cap_above_the_schedule_asks_nothing(planned, rule):
    assert planned(rule("A", action="adjust", when={"egfr": {"less_than": 30}}, max_mg_per_day=60), age_years=40).limit == 60


@pytest.mark.parametrize(("grade", "signed", "needed"), [
    ("primary", frozenset(), False), ("secondary", frozenset(), False), ("unconfirmed", frozenset(), True),
    ("design", frozenset(), True), ("design", frozenset({"duloxetine/usual"}), False),
    ("design", frozenset({"duloxetine/old"}), True),
])  # fmt: skip
def test_a_dose_that_nobody_read_needs_a_signature(planned, grade, signed, needed):
    assert planned(schedules=[{**USUAL, "verification": grade}], signed=signed, age_years=40).needs_signature is needed


def test_steps_become_dates_over_the_end_of_a_month(planned):
    assert [day.date for day in calendar(planned(age_years=40), FIRST)] == [dt.date(2027, 2, 24), dt.date(2027, 3, 3)]


def test_day_by_day_keeps_to_what_is_sure(planned):
    days = list(day_by_day(calendar(planned(age_years=70), FIRST), until=dt.date(2027, 3, 20)))

    assert len(days) == 25
    assert {step.morning for _, step in days} == {30}


def test_every_day_has_one_dose(planned):
    days = list(day_by_day(calendar(planned(age_years=40), FIRST), until=dt.date(2027, 3, 5)))

    assert [(date.day, step.morning) for date, step in days] == [
        (24, 30), (25, 30), (26, 30), (27, 30), (28, 30), (1, 30), (2, 30), (3, 60), (4, 60), (5, 60),
    ]  # fmt: skip


@pytest.fixture
def tapering(shelf, therapy):
    """Stops 60 mg of a duloxetine with these tapers."""

    def build(*tapers):
        knowledge = shelf(duloxetine=therapy(name="D", ingredients=["duloxetine"], tapers=list(tapers)))
        return lambda facts, **signed: stopping("duloxetine", 60, FIRST, facts, knowledge, **signed)

    return build


class TestTapers:
    @pytest.mark.parametrize(
        ("taper", "expected"),
        [
            ({"percent": 25}, [(0, 45), (7, 30), (14, 15), (21, 0)]),
            ({"mg": 30, "every_days": 14}, [(0, 30), (14, 0)]),
            ({"percent": 50, "of": "current", "last_mg": 10}, [(0, 30), (7, 15), (14, 0)]),
            ({"mg": 20, "at_least_days": 28}, [(0, 40), (14, 20), (28, 0)]),
        ],
    )
    def test_become_dates(self, tapering, facts, taper, expected):
        stop = tapering({"says": "x", "expect": "y", **CLAIM, **taper})

        cuts = stop(facts()).cuts

        assert [((cut.date - FIRST).days, cut.mg_per_day) for cut in cuts] == expected

    def test_the_slower_one_counts_while_it_is_not_known(self, tapering, facts):
        slow = {
            "percent": 10,
            "every_days": 30,
            "when": {"months_taken": {"at_least": 12}},
            "says": "slow",
            "expect": "y",
            **CLAIM,
        }
        quick = {"percent": 10, "says": "quick", "expect": "y", **CLAIM}
        stop = tapering(slow, quick)

        assert stop(facts()).taper.says == "slow"
        assert stop(facts(months_taken=12)).taper.says == "slow"
        assert stop(facts(months_taken=11)).taper.says == "quick"

    @pytest.mark.parametrize(
        ("grade", "signed", "needed"),
        [("design", [], True), ("design", ["duloxetine/taper"], False), ("primary", [], False)],
    )
    def test_what_nobody_read_needs_a_signature(self, tapering, facts, grade, signed, needed):
        stop = tapering({"percent": 10, "says": "x", "expect": "y", **CLAIM, "verification": grade})

        assert stop(facts(), signed=frozenset(signed)).needs_signature is needed

    def test_without_a_schedule_there_is_none(self, tapering, facts):
        assert tapering()(facts()) is None
        assert tapering({"says": "x", "expect": "y", **CLAIM})(facts()) is None


@pytest.mark.parametrize(
    ("stop", "start", "days"),
    [
        ("phenelzine", "duloxetine", 14), ("duloxetine", "phenelzine", 5), ("milnacipran", "phenelzine", 5),
        ("venlafaxine", "phenelzine", 7), ("fluoxetine", "phenelzine", 35), ("sertraline", "phenelzine", 14),
        ("vortioxetine", "phenelzine", 21), ("fluoxetine", "linezolid", 35), ("duloxetine", "linezolid", 14),
        ("oxycodone", "naltrexone", 10), ("methadone", "naltrexone", 14), ("tramadol", "naltrexone", 10),
        ("clomipramine", "milnacipran", 14), ("linezolid", "duloxetine", 1),
    ],
)  # fmt: skip
def test_windows_between_medicines(knowledge, stop, start, days):
    assert washout(stop, start, knowledge).days == days
    assert earliest_start(stop, FIRST, start, knowledge) == FIRST + dt.timedelta(days=days)


def test_where_no_window_is_known_none_is_invented(knowledge):
    assert washout("pregabalin", "duloxetine", knowledge) is None
