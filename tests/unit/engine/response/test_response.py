"""Change, responders, judgement, worsening and flares: what days call for, and silence where they cannot carry it."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrocare.engine.response.change import shift_of_days, shift_of_scores
from fibrocare.engine.response.flares import find_flares, unusual, what_came_before
from fibrocare.engine.response.followed import followed
from fibrocare.engine.response.judge import Course, judge
from fibrocare.engine.response.responders import responders
from fibrocare.engine.response.worsening import worsenings

START = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)


def run(first, *values):
    """A value a day from a day on; None is a missed day."""
    return {first + at * DAY: float(value) for at, value in enumerate(values) if value is not None}


def weeks(before, after, *, length=84, miss=0):
    """Two weeks before the start at one level, then so many days at another; every `miss`-th day is missed."""
    days = run(START - 14 * DAY, *[before] * 14, *[after] * length)
    return {day: value for at, (day, value) in enumerate(days.items()) if not miss or at % miss}


def shift(knowledge, before, after, *, name="nrs_pain", today=START + 83 * DAY):
    return shift_of_days(followed(knowledge)[name], weeks(before, after), start=START, today=today)


class TestChange:
    def test_a_missed_day_is_no_zero(self, knowledge):
        full = shift_of_days(followed(knowledge)["nrs_pain"], weeks(6, 4), start=START, today=START + 83 * DAY)
        holes = shift_of_days(followed(knowledge)["nrs_pain"], weeks(6, 4, miss=3), start=START, today=START + 83 * DAY)

        assert (holes.baseline.value, holes.now.value) == (full.baseline.value, full.now.value) == (6, 4)
        assert holes.now.days < full.now.days

    def test_three_days_make_no_week(self, knowledge):
        pain = followed(knowledge)["nrs_pain"]

        assert pain.mean_of(run(START, 5, None, 5, None, 5, None, None), START + 6 * DAY) is None
        assert pain.mean_of(run(START, 5, None, 5, None, 5, None, 5), START + 6 * DAY).value == 5

    def test_the_published_example_of_a_week(self, knowledge):
        found = followed(knowledge)["nrs_sleep"].mean_of(run(START, 6, 7, 5, 8, 6, 7, 7), START + 6 * DAY)

        assert round(found.value, 2) == 6.57

    def test_four_days_are_enough_and_three_are_not(self, knowledge):
        sleep, series = followed(knowledge)["nrs_sleep"], run(START, 6, None, 6, None, 8, None, 8)

        assert sleep.mean_of(series, START + 6 * DAY).value == 7.0
        assert sleep.mean_of(series, START + 5 * DAY) is None

    def test_what_an_instrument_publishes_is_what_matters(self, knowledge):
        measures = followed(knowledge)

        assert measures["nrs_fatigue"].matters_from(6) == 1.4
        assert measures["fiqr_total"].matters_from(50) == pytest.approx(7)
        assert not measures["nrs_control"].higher_is_worse

    def test_without_a_baseline_there_is_no_change(self, knowledge):
        assert shift_of_days(followed(knowledge)["nrs_pain"], run(START, *[4] * 80), start=START, today=START + 79 * DAY) is None

    def test_the_last_week_must_lie_after_the_start(self, knowledge):
        assert shift(knowledge, 6, 4, today=START + 5 * DAY) is None
        assert shift(knowledge, 6, 4, today=START + 6 * DAY) is not None

    @pytest.mark.parametrize(
        ("before", "after", "matters"), [(10, 7, True), (8, 6, False), (6, 4, True), (5, 6, False), (0, 2, False)]
    )
    def test_thirty_percent_decides_and_the_points_are_shown(self, knowledge, before, after, matters):
        found = shift(knowledge, before, after)

        assert found.matters is matters
        assert found.improved_by == before - after

    def test_from_a_baseline_of_zero_there_is_no_percent(self, knowledge):
        found = shift(knowledge, 0, 2)

        assert found.percent is None
        assert found.worse is True

    def test_a_small_change_lies_within_what_days_scatter(self, knowledge):
        assert shift(knowledge, 6, 5.5).beyond_chance is False
        assert shift(knowledge, 6, 3).beyond_chance is True

    def test_steady_days_make_smaller_changes_sure_than_restless_ones(self, knowledge):
        pain = followed(knowledge)["nrs_pain"]
        restless = run(START - 14 * DAY, *[2, 10] * 7, *[0, 8] * 42)

        loud = shift_of_days(pain, restless, start=START, today=START + 83 * DAY)

        assert loud.smallest_sure > shift(knowledge, 6, 4).smallest_sure

    def test_scores_are_compared_last_before_with_last_since(self, knowledge):
        scores = {START - 30 * DAY: 70.0, START: 60.0, START + 40 * DAY: 58.0, START + 80 * DAY: 51.0}

        found = shift_of_scores(followed(knowledge)["fiqr_total"], scores, start=START, today=START + 83 * DAY)

        assert (found.baseline.value, found.now.value) == (60, 51)
        assert found.matters is True
        assert found.beyond_chance is None

    @given(before=st.integers(0, 10), after=st.integers(0, 10))
    def test_better_and_worse_exclude_each_other(self, knowledge, before, after):
        found = shift(knowledge, before, after)

        assert not (found.matters and found.worse)


class TestResponders:
    def test_each_definition_stands_by_itself(self, knowledge):
        shifts = {"nrs_pain": shift(knowledge, 10, 7), "fiqr_total": replace(shift(knowledge, 6, 5), improved_by=8.1)}

        found = {it.id: it.met for it in responders(shifts, 3, knowledge)}

        assert found == {"pain_30": True, "pain_50": False, "fiqr_8": True, "fiqr_14": True, "pgic": False}

    def test_what_was_not_measured_is_not_known(self, knowledge):
        assert {it.met for it in responders({}, None, knowledge)} == {None}

    @pytest.mark.parametrize(("pgic", "met"), [(1, True), (2, True), (3, False), (4, False), (7, False)])
    def test_the_global_impression_counts_from_much_improved(self, knowledge, pgic, met):
        assert {it.id: it.met for it in responders({}, pgic, knowledge)}["pgic"] is met


class TestJudgement:
    COURSE = Course("duloxetine", "Duloxetine", START, 12, needs=("pain", "pain_severe"), taken=0.95)
    LATE = START + 84 * DAY

    def judged(self, knowledge, before, after, *, course=COURSE, pgic=2, today=LATE, **more):
        days = weeks(before, after, length=100)
        shifts = {"nrs_pain": shift_of_days(followed(knowledge)["nrs_pain"], days, start=START, today=today)}
        shifts = {name: it for name, it in {**shifts, **more}.items() if it is not None}
        return judge(course, shifts, pgic, knowledge, today=today)

    def test_less_pain_is_kept_with_its_numbers(self, knowledge):
        found = self.judged(knowledge, 7, 4)

        assert found.verdict == "keep"
        assert found.says == "Keep Duloxetine: pain 7.0 to 4.0 (43 % better)."

    def test_no_change_after_a_fair_trial_is_stopped_with_a_taper(self, knowledge):
        found = self.judged(knowledge, 7, 7)

        assert found.verdict == "stop"
        assert "Taper; never at once." in found.says

    def test_before_its_day_nothing_is_judged_and_the_day_is_named(self, knowledge):
        found = self.judged(knowledge, 7, 7, today=START + 40 * DAY)

        assert found.verdict == "too_early"
        assert found.judge_on == START + 84 * DAY
        assert "25 May 2026" in found.says

    def test_wanting_to_stop_comes_before_everything(self, knowledge):
        found = self.judged(knowledge, 7, 3, course=replace(self.COURSE, bothers="stop"), today=START + 3 * DAY)

        assert found.verdict == "adjust"
        assert "Talk now" in found.says

    def test_without_days_it_is_not_enough_data(self, knowledge):
        assert judge(self.COURSE, {}, 2, knowledge, today=self.LATE).verdict == "not_enough"

    @pytest.mark.parametrize("taken", [None, 0.5])
    def test_what_was_not_taken_is_never_stopped_for_not_helping(self, knowledge, taken):
        found = self.judged(knowledge, 7, 7, course=replace(self.COURSE, taken=taken))

        assert found.verdict == "adjust"
        assert "no fair trial yet" in found.says

    def test_a_therapy_for_sleep_is_judged_by_sleep(self, knowledge):
        sleeping = Course("melatonin", "Melatonin", START, 4, needs=("sleep",), taken=1)
        better = shift(knowledge, 7, 4, name="nrs_sleep")

        found = self.judged(knowledge, 7, 7, course=sleeping, nrs_sleep=better)

        assert found.verdict == "keep"
        assert "sleep 7.0 to 4.0" in found.says

    @pytest.mark.parametrize("need", ["sleep", "mood", "fatigue", "function"])
    def test_nothing_is_stopped_while_what_it_is_for_was_not_measured(self, knowledge, need):
        found = self.judged(knowledge, 7, 7, course=replace(self.COURSE, needs=("pain", need)))

        assert found.verdict == "not_enough"
        assert knowledge.needs[need].name.lower() in found.says

    def test_what_is_for_no_symptom_is_never_stopped_by_numbers(self, knowledge):
        for needs in ((), ("base",)):
            assert self.judged(knowledge, 7, 7, course=replace(self.COURSE, needs=needs)).verdict == "not_enough"

    def test_every_need_of_every_therapy_can_be_measured(self, knowledge):
        measured = {need for it in knowledge.measures.values() for need in it.needs}

        assert {need for it in knowledge.therapies.values() for need in it.needs} - {"base"} <= measured

    def test_every_rule_stands_in_the_knowledge(self, knowledge):
        course = replace(self.COURSE, needs=("pain",))
        found = [
            self.judged(knowledge, 7, 4), self.judged(knowledge, 7, 7), self.judged(knowledge, 7, 7, today=START),
            self.judged(knowledge, 7, 4, pgic=5), self.judged(knowledge, 7, 7, course=replace(course, taken=0.1)),
            self.judged(knowledge, 7, 7, course=replace(course, needs=("sleep",))),
            self.judged(knowledge, 7, 7, course=replace(course, bothers="stop")),
            self.judged(knowledge, 7, 4, nrs_activity=shift(knowledge, 6, 6, name="nrs_activity")),
            judge(course, {}, 2, knowledge, today=self.LATE),
            self.judged(knowledge, 7, 4, nrs_fatigue=shift(knowledge, 4, 8, name="nrs_fatigue"),
                        course=replace(course, needs=("pain", "fatigue"))),
            self.judged(knowledge, 6, 6, nrs_activity=shift(knowledge, 6, 5, name="nrs_activity"),
                        course=replace(course, needs=("function",))),
        ]  # fmt: skip

        assert {it.rule for it in found} == knowledge.judgements.keys()

    def test_less_pain_with_a_life_no_better_is_looked_into(self, knowledge):
        life = shift(knowledge, 6, 6, name="nrs_activity")

        found = self.judged(knowledge, 7, 4, nrs_activity=life)

        assert found.verdict == "adjust"
        assert "motivation" in found.says

    def test_what_is_better_in_one_and_worse_in_another_is_not_simply_kept(self, knowledge):
        course = replace(self.COURSE, needs=("function", "fatigue"))
        life, fatigue = shift(knowledge, 6, 2, name="nrs_activity"), shift(knowledge, 4, 8, name="nrs_fatigue")

        found = self.judged(knowledge, 6, 6, course=course, nrs_activity=life, nrs_fatigue=fatigue)

        assert (found.verdict, found.rule) == ("adjust", "worse")

    def test_a_change_within_what_days_scatter_is_neither_kept_nor_stopped(self, knowledge):
        small = shift(knowledge, 6, 5, name="nrs_activity")

        found = self.judged(knowledge, 6, 6, course=replace(self.COURSE, needs=("function",)), nrs_activity=small)

        assert (small.matters, small.beyond_chance) == (True, False)
        assert (found.verdict, found.rule) == ("not_enough", "chance")

    def test_nobody_who_feels_worse_overall_is_a_responder(self, knowledge):
        assert self.judged(knowledge, 7, 4, pgic=5).verdict == "adjust"

    def test_a_side_effect_that_bothers_much_asks_for_the_dose(self, knowledge):
        found = self.judged(knowledge, 7, 4, course=replace(self.COURSE, bothers="much"))

        assert found.verdict == "adjust"
        assert "look at the dose" in found.says


class TestWorsening:
    def test_two_weeks_clearly_worse_ask_for_somebody(self, knowledge):
        (found,) = worsenings({"nrs_pain": weeks(4, 7)}, knowledge, start=START, today=START + 20 * DAY)

        assert found.measure == "nrs_pain"
        assert found.by == 3
        assert found.action

    def test_one_bad_week_does_not(self, knowledge):
        days = weeks(4, 4, length=14) | run(START + 14 * DAY, *[8] * 7)

        assert worsenings({"nrs_pain": days}, knowledge, start=START, today=START + 20 * DAY) == ()

    def test_silence_is_no_worsening(self, knowledge):
        assert worsenings({"nrs_pain": weeks(4, 7, length=3)}, knowledge, start=START, today=START + 20 * DAY) == ()


class TestFlares:
    USUAL = run(START - 30 * DAY, *[4, 5, 4, 5, 4] * 6)

    def test_two_clearly_worse_days_are_a_flare(self):
        days = self.USUAL | run(START, 8, 8, 7, 4, 5, 4)

        (found,) = find_flares([days], {})

        assert (found.first, found.days, found.ended, found.said) == (START, 3, True, False)

    def test_one_bad_day_is_none(self):
        assert find_flares([self.USUAL | run(START, 9, 4, 4)], {}) == ()

    def test_without_a_usual_nothing_is_said(self):
        assert find_flares([run(START, 2, 2, 2, 9, 9, 9)], {}) == ()

    def test_the_persons_own_word_is_enough(self):
        (found,) = find_flares([{}], {START: True, START + DAY: False, START + 2 * DAY: False})

        assert found.said
        assert found.days == 1

    def test_a_missed_day_inside_does_not_cut_a_flare_in_two(self):
        assert len(find_flares([self.USUAL | run(START, 8, None, 8, 4, 4)], {})) == 1

    def test_a_long_silence_does_not_stretch_a_flare(self):
        found = find_flares([self.USUAL | run(START, 8, 8, *[None] * 5, 8, 8, 4, 4)], {})

        assert [it.days for it in found] == [2, 2]

    def test_a_flare_does_not_become_the_usual(self):
        found = find_flares([self.USUAL | run(START, *[8] * 20, 4, 4)], {})

        assert [it.days for it in found] == [20]

    def test_a_flare_that_lasts_has_not_ended(self):
        (found,) = find_flares([self.USUAL | run(START, 8, 8, 8)], {})

        assert not found.ended

    def several(self, bad_night_before):
        """Six flares of two days, three weeks apart; nights are bad before each, or on every third day."""
        days = {START - 30 * DAY + at * DAY: 4.0 + at % 2 for at in range(180)}
        firsts = [START + 21 * at * DAY for at in range(6)]
        for first in firsts:
            days[first] = days[first + DAY] = 9.0
        nights = {day: (day + DAY in firsts) if bad_night_before else at % 3 == 0 for at, day in enumerate(days)}
        return find_flares([days], {}), nights

    def test_what_often_came_before_is_told_with_how_sure(self):
        flares, nights = self.several(True)

        (found,) = what_came_before(flares, {"a bad night": nights})

        assert len(flares) == 6
        assert (found.flares, found.of_flares, found.others) == (6, 6, 0)
        assert found.sure > 0.99

    def test_what_came_before_other_days_as_well_is_not_told(self):
        flares, nights = self.several(False)

        assert what_came_before(flares, {"a bad night": nights}) == ()

    def test_three_flares_carry_nothing(self):
        flares, nights = self.several(True)

        assert what_came_before(flares[:3], {"a bad night": nights}) == ()

    def test_unusual_days_need_days_that_differ(self):
        assert unusual(run(START, 5, 5, 5)) == {}
        assert not any(unusual(run(START, *[5] * 20)).values())
        assert unusual(run(START, *[5] * 19, 9))[START + 19 * DAY]
