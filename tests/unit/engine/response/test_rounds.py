"""When somebody is asked again: by days alone, so that nobody is asked twice, nor never."""

import datetime as dt

import pytest

from fibrocare.engine.response.rounds import next_round, open_items, round_on
from fibrocare.knowledge import load

START = dt.date(2026, 1, 5)
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
ITEMS = ("a", "b")


def on(day, review_on=None):
    return round_on(day, start=START, review_on=review_on, knowledge=load())


def still(answered, *, since=START, today=START + 30 * DAY, within_days=7):
    return open_items(ITEMS, answered, since=since, today=today, within_days=within_days)


class TestRounds:
    def test_nothing_is_asked_as_the_plan_begins(self):
        assert on(START) is None
        assert on(START + 13 * WEEK - DAY) is None

    def test_a_week_before_the_review_a_round_opens_for_it(self):
        review = START + 8 * WEEK

        assert on(review - 8 * DAY, review) is None
        found = on(review - 7 * DAY, review)
        assert (found.opened, found.review_on) == (review - WEEK, review)
        assert found.asks == ("pgic", "fiqr", "phq9")

    def test_every_three_months_a_round_opens_where_no_review_is_near(self):
        found = on(START + 14 * WEEK, START + 20 * WEEK)

        assert (found.opened, found.review_on) == (START + 13 * WEEK, None)

    def test_many_plans_in_a_row_put_nobody_off_for_good(self):
        """Each new plan moves the review away; the three months run from the first."""
        assert on(START + 27 * WEEK, START + 39 * WEEK).opened == START + 26 * WEEK

    def test_a_review_that_is_still_to_come_goes_before_the_three_months(self):
        review = START + 13 * WEEK + 3 * DAY

        assert on(START + 13 * WEEK, review).review_on == review

    def test_a_review_that_passed_gives_way_to_the_next_round(self):
        assert on(START + 14 * WEEK, START + 12 * WEEK).opened == START + 13 * WEEK

    def test_a_review_in_the_first_days_asks_nothing_of_its_own(self):
        assert on(START + 5 * DAY, START + 6 * DAY) is None

    def test_an_answer_of_four_weeks_before_counts(self):
        found = on(START + 13 * WEEK)

        assert found.counts_from == START + 9 * WEEK

    @pytest.mark.parametrize(
        ("review", "opens"), [(None, 13 * WEEK), (START + 4 * WEEK, 3 * WEEK), (START + 30 * WEEK, 13 * WEEK)]
    )
    def test_the_next_round_is_known(self, review, opens):
        assert next_round(START, start=START, review_on=review, knowledge=load()).opened == START + opens


class TestOpenItems:
    def test_what_nobody_answered_is_asked(self):
        assert still({}) == ["a", "b"]

    def test_what_was_answered_since_is_not_asked_again(self):
        assert still({"a": START, "b": START + DAY}) == []

    def test_what_was_answered_before_is_asked_again(self):
        assert still({"a": START - DAY, "b": START - DAY}) == ["a", "b"]

    def test_a_half_finished_questionnaire_is_kept(self):
        assert still({"a": START + 25 * DAY}) == ["b"]

    def test_a_half_that_is_too_old_for_one_score_is_asked_again(self):
        assert still({"a": START + 20 * DAY}) == ["a", "b"]

    def test_a_whole_one_stays_answered_however_long_ago(self):
        assert still({"a": START, "b": START}, today=START + 80 * DAY) == []

    def test_halves_that_lie_apart_are_made_whole_by_the_old_one(self):
        assert still({"a": START, "b": START + 25 * DAY}) == ["a"]

    def test_a_questionnaire_that_is_not_for_this_person_asks_nothing(self):
        assert open_items((), {}, since=START, today=START, within_days=7) == []

    def test_answering_what_is_open_always_ends_it(self):
        today = START + 30 * DAY
        for first in range(-3, 31):
            for second in range(-3, 31):
                answered = {"a": START + first * DAY, "b": START + second * DAY}
                again = dict.fromkeys(still(answered, today=today), today)
                assert still(answered | again, today=today) == []
