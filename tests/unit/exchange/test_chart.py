"""Charts: what is drawn is what was said, it reads without colour, and nothing that was said can break out of it."""

import datetime as dt
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from fibrocare.exchange.chart import Band, Days, Interval, Line, draw, draw_interval, interval_rows, rows

FIRST = dt.date(2026, 1, 5)
SVG = "{http://www.w3.org/2000/svg}"


def day(after):
    return FIRST + dt.timedelta(days=after)


PAIN = Days(
    title="Pain", says="From 6 to 4", first=FIRST, last=day(27), values={day(0): 6.0, day(1): 5.0, day(9): 0.0},
    better="lower is better", thresholds=[Line(4, "2 points better: keep")],
    bands=[Band(day(0), day(13), "Without it"), Band(day(14), day(27), "Duloxetine")],
)  # fmt: skip
EFFECT = Interval("Benefit", "1.4 points", 1.4, 0.4, 2.4, 2, "agreed: 2 points")
HOSTILE = '<script>alert("x")</script> & "quotes"'


def read(text):
    return ET.fromstring(text)  # noqa: S314  it is our own text


def texts(svg):
    return [it.text for it in svg.iter(f"{SVG}text")]


def circles(svg):
    return list(svg.iter(f"{SVG}circle"))


class TestBoth:
    @pytest.mark.parametrize("alone", [False, True])
    @pytest.mark.parametrize(
        "made", [lambda alone: draw(PAIN, "k", alone=alone), lambda alone: draw_interval(EFFECT, "k", alone=alone)]
    )
    def test_is_valid_named_and_without_inline_styles(self, made, alone):
        text = made(alone)

        svg = read(text)

        assert svg.get("role") == "img"
        named = svg.get("aria-labelledby").split()
        assert [it.get("id") for it in (svg.find(f"{SVG}title"), svg.find(f"{SVG}desc"))] == named
        assert "style=" not in text
        assert ("<style>" in text) is alone

    def test_letters_are_at_least_12_px_on_a_phone_of_390_px(self):
        """A page of 390 px leaves 358 px beside its margins, a card 318 px."""
        for text in (draw(PAIN, "k"), draw_interval(EFFECT, "k")):
            svg = read(text)
            wide = float(svg.get("viewBox").split()[2])

            assert all(float(it.get("font-size")) * 318 / wide >= 12 for it in svg.iter(f"{SVG}text"))

    def test_colours_are_the_texts_own(self):
        for text in (draw(PAIN, "k"), draw_interval(EFFECT, "k")):
            for it in read(text).iter():
                for name in ("fill", "stroke"):
                    assert it.get(name) in (None, "none", "currentColor") or it.get(name).startswith("url(#k-")

    def test_whatever_is_said_stays_text(self):
        hostile = replace(
            PAIN, title=HOSTILE, says=HOSTILE, better=HOSTILE, thresholds=[Line(4, HOSTILE)], bands=[Band(FIRST, day(3), HOSTILE)]
        )
        effect = replace(EFFECT, title=HOSTILE, says=HOSTILE, bar=HOSTILE, none=HOSTILE, worse=HOSTILE, better=HOSTILE)

        for text in (draw(hostile, "k"), draw_interval(effect, "k")):
            assert "<script" not in text
            assert HOSTILE in {it.text for it in read(text).iter()}


class TestDays:
    def test_a_missing_day_is_a_gap_and_never_a_zero(self):
        drawn = circles(read(draw(PAIN, "k")))

        assert len(drawn) == len(PAIN.values)
        assert not list(read(draw(PAIN, "k")).iter(f"{SVG}polyline"))

    def test_a_week_without_a_mean_breaks_the_line(self):
        means = {day(6): 6.0, day(13): 5.0, day(27): 4.0}

        lines = list(read(draw(replace(PAIN, means=means), "k")).iter(f"{SVG}polyline"))

        assert [len(it.get("points").split()) for it in lines] == [2, 1]

    def test_each_threshold_says_what_it_stands_for(self):
        assert "2 points better: keep" in texts(read(draw(PAIN, "k")))

    def test_words_of_a_threshold_stand_on_no_mean(self):
        steps = [(day(0), day(27), 4.4)]

        svg = read(draw(replace(PAIN, steps=steps), "k"))

        (said,) = (it for it in svg.iter(f"{SVG}text") if it.text == "2 points better: keep")
        level = 18 + (1 - 0.44) * 170
        assert not float(said.get("y")) - 13 <= level <= float(said.get("y"))

    def test_words_that_would_hide_many_answers_stand_under_the_dates_with_their_value(self):
        crowded = {day(at): 3.0 + at % 3 for at in range(28)}

        svg = read(draw(replace(PAIN, values=crowded), "k"))

        (said,) = (it for it in svg.iter(f"{SVG}text") if "2 points better: keep" in it.text)
        assert said.text == "4.0: 2 points better: keep"
        assert float(said.get("y")) > 18 + 170

    def test_each_condition_has_its_name_and_a_filling_of_its_own(self):
        svg = read(draw(PAIN, "k"))

        fills = [it.get("fill") for it in svg.iter(f"{SVG}rect")]
        assert {"Without it", "Duloxetine"} <= set(texts(svg))
        assert len(set(fills)) == 2

    def test_bands_of_one_name_share_a_lane(self):
        bands = [Band(day(0), day(6), "on"), Band(day(7), day(13), "off"), Band(day(14), day(20), "on")]

        found = list(read(draw(replace(PAIN, bands=bands), "k")).iter(f"{SVG}rect"))

        assert len(found) == 3
        assert len({it.get("y") for it in found}) == 2

    def test_what_lies_off_the_scale_is_drawn_at_its_end(self):
        marks = [float(it.get("cy")) for it in circles(read(draw(replace(PAIN, values={day(0): 10, day(1): 99}), "k")))]

        assert marks[0] == marks[1]

    def test_days_that_are_set_aside_are_rings(self):
        drawn = circles(read(draw(replace(PAIN, set_aside=frozenset({day(1)})), "k")))

        assert [it.get("fill") for it in drawn] == ["currentColor", None, "currentColor"]

    def test_dates_are_plain_words(self):
        assert {"5 Jan", "1 Feb"} <= set(texts(read(draw(PAIN, "k"))))

    def test_a_year_is_said_where_there_are_two(self):
        assert "5 Jan 2026" in texts(read(draw(replace(PAIN, last=dt.date(2027, 1, 5)), "k")))

    def test_the_table_holds_the_same_numbers(self):
        means, steps = {day(6): 5.5}, [(day(0), day(6), 5.5)]

        assert rows(PAIN) == [("5 Jan 2026", "6", "1"), ("6 Jan 2026", "5", "1"), ("14 Jan 2026", "0", "1")]
        assert rows(replace(PAIN, means=means)) == [("11 Jan 2026", "5.5", "2")]
        assert rows(replace(PAIN, steps=steps, set_aside=frozenset({day(0)}))) == [("5 Jan to 11 Jan 2026", "5.5", "1")]


class TestInterval:
    @pytest.mark.parametrize(
        ("mean", "low", "high", "matters"), [(1.4, 0.4, 2.4, 2), (-3, -9, 1, 2), (0.01, 0.005, 0.02, 0.5), (30, 10, 55, 14)]
    )
    def test_the_bar_and_both_lines_lie_in_the_picture(self, mean, low, high, matters):
        svg = read(draw_interval(replace(EFFECT, mean=mean, low=low, high=high, matters=matters), "k"))

        assert all(0 <= float(it.get(name)) <= 340 for it in svg.iter(f"{SVG}line") for name in ("x1", "x2"))
        assert len([it for it in texts(svg) if it.lstrip("-").replace(".", "").isdigit()]) <= 8

    def test_both_lines_and_both_sides_have_their_words(self):
        assert {"no difference", "agreed: 2 points", "← worse", "better →"} <= set(texts(read(draw_interval(EFFECT, "k"))))

    def test_the_table_holds_the_same_numbers(self):
        assert interval_rows(EFFECT) == [
            ("Benefit, points", "1.40"),
            ("95 % interval", "0.40 to 2.40"),
            ("agreed: 2 points", "2"),
        ]
