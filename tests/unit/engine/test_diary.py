"""The diary as numbers: what counts, a value a day, a mean of a week, and what came before a side effect."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from fibrocare.engine.diary import After, Began, Entry, came_after, daily, flares, standing
from fibrocare.engine.response.followed import followed

MONDAY = dt.date(2026, 11, 16)
NOON = dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)


def entry(name, day=0, *, pain=None, **told):
    values = {} if pain is None else {"nrs_pain": pain}
    return Entry(name, NOON + dt.timedelta(days=day), MONDAY + dt.timedelta(days=day), values, **told)


class TestStanding:
    def test_a_corrected_entry_no_longer_counts(self):
        entries = [entry("a", pain=9), entry("b", pain=2, replaces="a")]

        assert [it.id for it in standing(entries)] == ["b"]

    def test_a_correction_can_be_corrected(self):
        entries = [entry("c", replaces="b"), entry("a"), entry("b", replaces="a")]

        assert [it.id for it in standing(entries)] == ["c"]

    def test_days_come_in_order_whenever_they_were_written(self):
        entries = [entry("late", 2), entry("first", 0)]

        assert [it.id for it in standing(entries)] == ["first", "late"]


class TestDaily:
    def test_several_entries_of_a_day_are_their_mean(self):
        assert daily([entry("a", pain=4), entry("b", pain=7)], "nrs_pain") == {MONDAY: 5.5}

    def test_a_day_without_an_answer_is_absent_and_never_zero(self):
        assert daily([entry("a", pain=0), entry("b", 1)], "nrs_pain") == {MONDAY: 0.0}

    def test_a_correction_that_leaves_a_scale_out_takes_it_back(self):
        assert daily([entry("a", pain=9), entry("b", replaces="a")], "nrs_pain") == {}


class TestFlares:
    def test_one_yes_of_a_day_counts(self):
        assert flares([entry("a", flare=True), entry("b", flare=False)]) == {MONDAY: True}

    def test_a_day_without_a_word_is_absent(self):
        assert flares([entry("a", pain=9), entry("b", 1, flare=False)]) == {MONDAY + dt.timedelta(days=1): False}


days = st.integers(0, 20)
points = st.one_of(st.none(), st.integers(0, 10))


@given(st.lists(st.tuples(days, points), max_size=40), days)
def test_nothing_is_ever_filled_in(knowledge, told, end):
    entries = [entry(str(place), day, pain=pain) for place, (day, pain) in enumerate(told)]

    series = daily(entries, "nrs_pain")
    level = followed(knowledge)["nrs_pain"].mean_of(series, MONDAY + dt.timedelta(days=end))
    mean = level and level.value

    answered = {MONDAY + dt.timedelta(days=day) for day, pain in told if pain is not None}
    week = {MONDAY + dt.timedelta(days=end - back) for back in range(7)}
    assert set(series) == answered
    assert (mean is None) == (len(answered & week) < 4)
    assert mean is None or min(series.values()) <= mean <= max(series.values())


@given(st.permutations([entry("a", pain=3), entry("b", 1, pain=8), entry("c", 1, pain=2, replaces="b")]))
def test_the_order_of_reading_does_not_matter(entries):
    assert daily(entries, "nrs_pain") == {MONDAY: 3, MONDAY + dt.timedelta(days=1): 2}


class TestCameAfter:
    LOW = Began(MONDAY, "duloxetine", "Duloxetine", "30 mg")
    HIGH = Began(MONDAY + dt.timedelta(days=4), "duloxetine", "Duloxetine", "60 mg")
    TAI_CHI = Began(MONDAY + dt.timedelta(days=1), "tai_chi", "Tai chi", "started")

    def test_says_the_how_manyth_day_of_each_step_it_was(self):
        found = came_after(MONDAY + dt.timedelta(days=4), [self.HIGH, self.LOW, self.TAI_CHI], therapy="duloxetine")

        assert found == [After(5, self.LOW), After(1, self.HIGH)]

    def test_what_begins_later_did_not_come_before(self):
        assert came_after(MONDAY + dt.timedelta(days=3), [self.LOW, self.HIGH], therapy="duloxetine") == [After(4, self.LOW)]

    def test_without_a_therapy_the_last_steps_of_all(self):
        found = came_after(MONDAY + dt.timedelta(days=9), [self.LOW, self.TAI_CHI, self.HIGH])

        assert [it.began for it in found] == [self.TAI_CHI, self.HIGH]
