"""Free times, over the days when clocks change too."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrocare.scheduling.slots import Hours, Span, all_free, starts, working

CHICAGO = ZoneInfo("America/Chicago")
HOUR = dt.timedelta(hours=1)
UTC = dt.UTC


def at(hour, minute=0, day=23):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=UTC)


class TestWorking:
    def test_local_hours_become_utc(self):
        (span,) = working([Hours(0, dt.time(9), dt.time(17))], dt.date(2026, 11, 23), 7, CHICAGO)

        assert span == Span(at(15), at(23))

    @pytest.mark.parametrize(("day", "hours"), [(dt.date(2026, 11, 1), 9), (dt.date(2026, 3, 8), 7), (dt.date(2026, 11, 8), 8)])
    def test_a_night_shift_over_a_clock_change_is_as_long_as_it_is(self, day, hours):
        (span,) = working([Hours(6, dt.time(0), dt.time(8))], day, 1, CHICAGO)

        assert span.ends - span.starts == hours * HOUR

    def test_morning_and_afternoon_that_touch_are_one(self):
        hours = [Hours(0, dt.time(9), dt.time(12)), Hours(0, dt.time(12), dt.time(15)), Hours(0, dt.time(16), dt.time(17))]

        assert [span.ends - span.starts for span in working(hours, dt.date(2026, 11, 23), 1, CHICAGO)] == [6 * HOUR, HOUR]

    def test_a_day_off_is_empty(self):
        assert working([Hours(1, dt.time(9), dt.time(17))], dt.date(2026, 11, 23), 1, CHICAGO) == []


class TestStarts:
    OPEN = (Span(at(9), at(12)),)

    def free(self, *taken, after=None, minutes=60, step=30):
        return starts(
            self.OPEN, taken, length=dt.timedelta(minutes=minutes), after=after or at(0), step=dt.timedelta(minutes=step)
        )

    def test_every_step_that_fits(self):
        assert self.free() == [at(9), at(9, 30), at(10), at(10, 30), at(11)]

    def test_what_is_taken_is_left_out_and_touching_is_free(self):
        assert self.free(Span(at(10), at(11))) == [at(9), at(11)]

    def test_not_before_now(self):
        assert self.free(after=at(10, 1)) == [at(10, 30), at(11)]

    def test_nothing_longer_than_the_day(self):
        assert self.free(minutes=181) == []

    @given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=8), st.sampled_from([20, 30, 45, 60]))
    def test_no_free_start_ever_meets_what_is_taken(self, taken, minutes):
        busy = [Span(at(8) + dt.timedelta(minutes=start), at(8) + dt.timedelta(minutes=start + long)) for start, long in taken]

        for start in self.free(*busy, minutes=minutes, step=15):
            wanted = Span(start, start + dt.timedelta(minutes=minutes))
            assert self.OPEN[0].starts <= wanted.starts
            assert wanted.ends <= self.OPEN[0].ends
            assert not any(wanted.meets(span) for span in busy)


def test_both_must_be_free():
    assert all_free([[at(9), at(10)], [at(10), at(11)]]) == [at(10)]
    assert all_free([]) == []


@pytest.mark.parametrize("ends", [at(8), dt.datetime(2026, 11, 23, 10)])
def test_a_span_that_makes_no_sense_is_refused(ends):
    with pytest.raises(ValueError, match="a span"):
        Span(at(9), ends)
