"""Reading the days of a trial, and saying when they cannot carry a judgement."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.series import Contradiction, Day, not_enough, read_series

PAIN = Measure("pain")
FIRST = dt.date(2026, 1, 5)


def days(pattern: str, values: list[float | None] | None = None, length: int = 7) -> list[Day]:
    """`pattern` names the condition of each period: o is off, n is on."""
    names = [{"o": "off", "n": "on"}[letter] for letter in pattern for _ in range(length)]
    values = values or [float(3 + at % 4) for at in range(len(names))]
    return [Day(FIRST + dt.timedelta(at), name, value) for at, (name, value) in enumerate(zip(names, values, strict=True))]


def read(given: list[Day], **more):
    return read_series(given, PAIN, ("off", "on"), **more)


class TestReading:
    def test_a_missing_day_is_counted_as_missing_and_never_as_a_value(self):
        given = days("onon")
        given[3] = Day(given[3].date, "off", None)
        del given[5]

        series = read(given)

        assert series.missing == 2
        assert all(it.value is not None for it in series.counted)
        assert len(series.counted) == 26

    def test_days_out_of_order_are_sorted_and_it_is_said(self):
        given = days("onon")

        series = read(given[::-1])

        assert series.counted == read(given).counted
        assert "sorted" in series.notes[0]

    def test_two_entries_of_one_day_count_as_their_mean(self):
        given = days("onon")
        given.append(Day(given[0].date, "off", 9))

        series = read(given)

        assert series.days[0].value == (3 + 9) / 2
        assert any("mean" in note for note in series.notes)

    def test_the_first_days_of_each_period_are_set_aside(self):
        series = read(days("onon"), discard=3)

        assert [it.usable for it in series.periods] == [4, 4, 4, 4]
        assert series.set_aside == 12

    @pytest.mark.parametrize(
        ("spoil", "words"),
        [
            (lambda it: it.append(Day(it[0].date, "on", 4)), "two conditions on one date"),
            (lambda it: it.append(Day(FIRST - dt.timedelta(1), "placebo", 4)), "'placebo' is not one of off, on"),
            (lambda it: it.append(Day(FIRST - dt.timedelta(1), "off", 11)), "11 is not between 0 and 10"),
            (lambda it: it.append(Day(FIRST - dt.timedelta(1), "off", float("nan"))), "nan is not between 0 and 10"),
        ],
    )
    def test_what_contradicts_itself_is_refused_with_its_date(self, spoil, words):
        given = days("onon")
        spoil(given)

        with pytest.raises(Contradiction, match=words) as refused:
            read(given)

        assert str(refused.value).startswith("202")

    def test_given_periods_must_follow_time_and_hold_one_condition(self):
        back = [Day(FIRST, "off", 3, 2), Day(FIRST + dt.timedelta(1), "on", 3, 1)]
        mixed = [Day(FIRST, "off", 3, 1), Day(FIRST + dt.timedelta(1), "on", 3, 1)]

        with pytest.raises(Contradiction, match="period 1 comes after period 2"):
            read(back)
        with pytest.raises(Contradiction, match="two conditions"):
            read(mixed)


class TestNotEnough:
    def test_whole_pairs_are_enough(self):
        assert not_enough(read(days("onno"))) == "" or not_enough(read(days("onon"))) == ""

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            (days("o"), "no day under on"),
            (days("on"), "2 of 2 periods .* every condition needs 2"),
            (days("onon", length=3), "0 of 4 periods have at least 4"),
            (days("onon", [5.0] * 28), "all 28 values are 5"),
        ],
    )
    def test_too_little_is_said_with_its_reason(self, given, words):
        assert re.search(words, not_enough(read(given)))

    def test_three_days_are_not_enough(self):
        assert "Not enough data" in not_enough(read(days("onon")[:3]))

    def test_a_silence_of_ten_years_makes_two_trials(self):
        given = days("onon")
        given = given[:14] + [Day(it.date + dt.timedelta(days=3650), it.condition, it.value) for it in given[14:]]

        reason = not_enough(read(given))

        assert "nothing for 3651 days" in reason
        assert "on its own" in reason

    def test_empty_periods_do_not_count(self):
        given = days("onon", [None if 7 <= at < 14 else float(at % 5) for at in range(28)])

        assert "3 of 4 periods" in not_enough(read(given))


class TestLongPeriods:
    def test_days_that_are_set_aside_are_no_silence(self):
        """From one medicine to another it may take ten weeks, in which values are written and do not count."""
        series = read(days("onon", length=84), discard=70)

        assert not_enough(series) == ""

    def test_where_nothing_can_get_better_by_what_matters_nothing_is_judged(self):
        given = days("onon", [float(1 + at % 2) for at in range(28)])

        assert "so that nothing can be 2 better" in not_enough(read(given))

    def test_room_is_counted_towards_the_better_end(self):
        given = days("onon", [float(8 + at % 2) for at in range(28)])

        assert not_enough(read(given)) == ""
        assert "Not enough room" in not_enough(read_series(given, replace(PAIN, higher_is_worse=False), ("off", "on")))


class TestEnds:
    def test_many_answers_at_an_end_of_the_scale_are_said(self):
        given = days("onon", [10.0 if at % 4 == 0 else 8.0 for at in range(28)])

        assert any("7 of 28 answers lie at an end" in it for it in read(given).notes)

    def test_a_few_are_not(self):
        given = days("onon", [10.0 if at % 7 == 0 else 8.0 for at in range(28)])

        assert read(given).notes == ()
