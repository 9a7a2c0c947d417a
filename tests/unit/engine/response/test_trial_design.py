"""Planning a trial: who may have one, how long it takes, in which order."""

import datetime as dt
import itertools

import msgspec
import pytest

from fibrocare.engine.plan import plan
from fibrocare.engine.response.trial.changing import OFF
from fibrocare.engine.response.trial.design import Design, Refusal, design
from fibrocare.engine.response.trial.watch import much_worse
from well_person import well

FIRST = dt.date(2026, 12, 1)


@pytest.fixture
def a_design(knowledge, assessed):
    """A trial for a well person in pain, with changes."""

    def build(*conditions, seed=1, pairs=3, signed=frozenset(), **changes):
        options = plan(assessed(**well(**{"nrs_pain": 7, **changes})), knowledge)
        return design(
            conditions or (OFF, "duloxetine"), options, knowledge, first_day=FIRST, seed=seed, pairs=pairs, signed=signed
        )

    return build


class TestLayout:
    def test_each_block_holds_each_condition_once(self, a_design):
        found = a_design(pairs=5)

        assert isinstance(found, Design)
        for block in range(1, 6):
            assert sorted(it.condition for it in found.slots if it.block == block) == ["duloxetine", "off"]

    def test_the_same_seed_gives_the_same_order_and_other_seeds_other_orders(self, a_design):
        orders = [tuple(it.condition for it in a_design(seed=seed, pairs=6).slots) for seed in (1, 1, 2, 3, 4)]

        assert orders[0] == orders[1]
        assert len(set(orders)) > 2

    def test_periods_follow_each_other_without_a_gap(self, a_design):
        slots = a_design().slots

        assert slots[0].first == FIRST
        for one, next_one in itertools.pairwise(slots):
            assert next_one.first == one.last + dt.timedelta(days=1)

    def test_duloxetine_settles_while_it_is_tapered_and_leaves_the_blood(self, a_design):
        """60 mg to 30 mg for 14 days, then none, and five half-lives of 12 hours: 17 days, of at least five weeks."""
        found = a_design()

        assert found.discard == 17
        assert found.days == 35
        assert all((it.counts_from - it.first).days == 17 for it in found.slots)

    def test_at_least_two_weeks_of_each_period_count(self, a_design):
        for name in ("duloxetine", "pregabalin", "melatonin", "amitriptyline"):
            found = a_design(OFF, name)

            assert isinstance(found, Design), found
            assert found.days - found.discard >= 14
            assert found.days >= 21

    def test_lengths_that_nobody_read_at_a_source_wait_for_the_clinics_signature(self, a_design):
        found = a_design()
        signed = a_design(signed=frozenset({"crossover/duloxetine", "duloxetine/taper"}))

        assert found.unsigned == ("crossover/duloxetine", "duloxetine/taper")
        assert signed.unsigned == ()

    def test_letters_hide_the_conditions(self, a_design):
        found = a_design()

        assert sorted(found.letters.values()) == ["A", "B"]
        assert len({tuple(a_design(seed=seed).letters.items()) for seed in range(8)}) > 1

    def test_a_day_knows_its_period(self, a_design):
        found = a_design()

        assert found.on(FIRST).number == 1
        assert found.on(found.last).number == 6
        assert found.on(FIRST - dt.timedelta(days=1)) is None


class TestRefusals:
    @pytest.mark.parametrize("name", ["fluoxetine", "tramadol", "graded_exercise", "cbt_pain", "rtms", "scs"])
    def test_what_lasts_or_harms_is_not_crossed_over(self, a_design, name):
        found = a_design(OFF, name)

        assert isinstance(found, Refusal)
        assert found.reasons

    def test_exercise_is_offered_as_before_and_after(self, a_design):
        found = a_design(OFF, "graded_exercise")

        (instead,) = found.instead
        assert instead.start == FIRST + dt.timedelta(days=14)
        assert instead.judge_on > instead.start

    @pytest.mark.parametrize(
        "changes",
        [
            {"pregnancy_status": "trying", "sex_at_birth": "female", "can_become_pregnant": "yes"},
            {"bipolar_history": "yes"},
            {"seizure_history": "yes"},
            {"phq9_item9": 1},
        ],
    )
    def test_some_people_must_not_be_in_a_trial_of_anything(self, a_design, changes):
        found = a_design(OFF, "melatonin", **changes)

        assert isinstance(found, Refusal)
        assert found.reasons

    def test_a_contraindicated_condition_is_refused_with_the_rule(self, a_design):
        found = a_design(allergies=[{"substance": "duloxetine"}])

        assert isinstance(found, Refusal)
        assert any("Duloxetine" in it for it in found.reasons)

    def test_what_is_not_known_is_asked_and_not_assumed(self, knowledge, assessed):
        options = plan(assessed(nrs_pain=7), knowledge)

        found = design((OFF, "melatonin"), options, knowledge, first_day=FIRST, seed=1)

        assert isinstance(found, Refusal)
        assert {"bipolar_history", "seizure_history"} <= set(found.ask)

    def test_a_dose_that_an_answer_decides_is_asked_and_not_taken_for_no_taper(self, knowledge, assessed):
        person = well(nrs_pain=7)
        del person["age_years"]
        options = plan(assessed(**person), knowledge)

        found = design((OFF, "duloxetine"), options, knowledge, first_day=FIRST, seed=1)

        assert isinstance(found, Refusal)
        assert "age_years" in found.ask

    def test_without_a_dose_nobody_can_tell_how_long_a_change_takes(self, knowledge, assessed):
        bare = msgspec.structs.replace(knowledge.therapies["melatonin"], schedules=())
        without = msgspec.structs.replace(knowledge, therapies={**knowledge.therapies, "melatonin": bare})
        options = plan(assessed(**well(nrs_pain=7, nrs_sleep=7)), without)

        found = design((OFF, "melatonin"), options, without, first_day=FIRST, seed=1)

        assert isinstance(found, Refusal)
        assert any("nobody can tell how long a change takes" in it for it in found.reasons)

    def test_two_pairs_are_too_few(self, a_design):
        with pytest.raises(ValueError, match="3 at the least"):
            a_design(pairs=1)

    def test_one_condition_is_no_comparison(self, a_design):
        with pytest.raises(ValueError, match="two or more different"):
            a_design("duloxetine", "duloxetine")


class TestStopRule:
    def week(self, *values):
        return {FIRST + dt.timedelta(days=at): value for at, value in enumerate(values) if value is not None}

    def test_three_points_worse_for_a_week_stops_the_trial(self):
        assert much_worse(self.week(8, 8, 8, 8, 9, 8, 8), 5, since=FIRST) == FIRST + dt.timedelta(days=6)

    def test_one_better_day_does_not(self):
        assert much_worse(self.week(8, 8, 8, 7, 9, 8, 8), 5, since=FIRST) is None

    def test_missing_days_prove_nothing(self):
        assert much_worse(self.week(9, None, None, None, 9, None, 9), 5, since=FIRST) is None
        assert much_worse(self.week(9, None, 9, None, 9, None, 9), 5, since=FIRST) is not None
