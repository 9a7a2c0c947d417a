"""A trial that runs: the doses of each change, its days out of the diary, how it stood before."""

import datetime as dt

import pytest

from fibrocare.engine.plan import plan
from fibrocare.engine.response.followed import followed
from fibrocare.engine.response.trial.changing import OFF, doses, trial_dose
from fibrocare.engine.response.trial.conduct import before, days_of, filled, measured
from fibrocare.engine.response.trial.design import Design, Refusal, design
from well_person import well

FIRST = dt.date(2026, 12, 1)


def day(place):
    return FIRST + dt.timedelta(days=place)


@pytest.fixture
def options(knowledge, assessed):
    def build(*taken, **changes):
        return plan(assessed(**well(**{"nrs_pain": 7, "medication_list": list(taken), **changes})), knowledge)

    return build


@pytest.fixture
def planned(knowledge):
    def build(options, *conditions, seed=1):
        return design(conditions, options, knowledge, first_day=FIRST, seed=seed)

    return build


def calendar_of(found, options, knowledge):
    return doses([(it.condition, it.first) for it in found.slots], options, knowledge)


class TestDoses:
    @pytest.mark.parametrize(
        "name", ["melatonin", "naltrexone_low_dose", "duloxetine", "gabapentin", "pregabalin", "amitriptyline"]
    )
    def test_every_dose_has_changed_before_a_day_counts(self, name, knowledge, options, planned):
        for seed in range(6):
            found = planned(options(), OFF, name, seed=seed)
            changes = calendar_of(found, options(), knowledge)

            assert changes
            assert all(it.date <= found.on(it.date).counts_from for it in changes)

    def test_one_medicine_never_begins_before_the_other_has_ended(self, knowledge, options, planned):
        found = planned(options(), "duloxetine", "pregabalin", seed=3)
        level = dict.fromkeys(found.conditions, 0.0)
        for change in calendar_of(found, options(), knowledge):
            level[change.therapy] = change.mg_per_day
            assert min(level.values()) == 0

    def test_each_period_ends_at_its_dose_or_at_none(self, knowledge, options, planned):
        found = planned(options(), OFF, "duloxetine", seed=2)
        changes = calendar_of(found, options(), knowledge)
        for slot in found.slots:
            last = [it.mg_per_day for it in changes if it.date <= slot.last]
            assert (last[-1] if last else 0) == (60 if slot.condition == "duloxetine" else 0)

    def test_what_is_taken_now_is_tried_at_its_dose_and_not_begun_anew(self, knowledge, options, planned):
        taking = options({"name": "duloxetine", "mg_per_day": 30})
        found = planned(taking, OFF, "duloxetine", seed=1)

        assert trial_dose("duloxetine", taking, knowledge) == 30
        first, *_ = calendar_of(found, taking, knowledge)
        assert found.slots[0].condition == "duloxetine"
        assert first.date == next(it.first for it in found.slots if it.condition == OFF)

    def test_what_is_taken_at_a_dose_that_nobody_knows_is_refused(self, options, planned):
        found = planned(options({"name": "duloxetine"}), OFF, "duloxetine")

        assert isinstance(found, Refusal)
        assert "nobody wrote down how much" in found.reasons[0]

    def test_two_that_are_taken_together_are_not_compared(self, options, planned):
        both = options({"name": "melatonin", "mg_per_day": 3}, {"name": "duloxetine", "mg_per_day": 60})

        assert any("both taken now" in it for it in planned(both, "duloxetine", "melatonin").reasons)


class TestDays:
    def test_a_day_without_an_answer_is_missing_under_its_condition(self, options, planned):
        found = planned(options(), OFF, "melatonin")
        days = list(days_of(found, {day(0): 4.0}, until=day(2)))

        assert [it.value for it in days] == [4.0, None, None]
        assert {it.condition for it in days} == {found.slots[0].condition}

    def test_days_after_today_are_no_missing_days(self, options, planned):
        found = planned(options(), OFF, "melatonin")

        assert list(days_of(found, {}, until=FIRST - dt.timedelta(days=1))) == []
        assert len(list(days_of(found, {}, until=found.last + dt.timedelta(days=99)))) == 6 * found.days

    def test_a_period_counts_its_answers_after_the_days_set_aside(self, options, planned):
        found = planned(options(), OFF, "melatonin")
        values = {day(place): 5.0 for place in range(found.discard + 3)}

        first, second, *_ = filled(found, values, today=day(found.discard + 4))

        assert (first.behind, first.answered) == (5, 3)
        assert (second.behind, second.answered) == (0, 0)


class TestBefore:
    def test_the_last_week_with_enough_answers_counts(self, knowledge):
        pain = followed(knowledge)["nrs_pain"]
        earlier = {day(-14 + place): 6.0 for place in range(4)}

        assert before(pain, earlier | {day(-1): 9.0}, FIRST) == 6
        assert before(pain, earlier | {day(-1 - place): 8.0 for place in range(4)}, FIRST) == 8
        assert before(pain, {day(-1): 9.0}, FIRST) is None

    def test_the_scale_is_the_diary_s(self, knowledge):
        measure = measured(followed(knowledge)["nrs_sleep"], 1.5)

        assert (measure.matters, measure.least_days, measure.higher_is_worse) == (1.5, 4, True)


def test_a_trial_of_what_is_not_taken_needs_no_dose(options, planned):
    assert isinstance(planned(options(), OFF, "duloxetine"), Design)
