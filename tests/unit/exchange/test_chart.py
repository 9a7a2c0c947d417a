"""The chart of days: nothing joined over a gap, every threshold in words, the same data as a table, safe text."""

import datetime as dt
from xml.etree import ElementTree

from fibrocare.exchange.chart import Band, Days, Line, draw, rows

FIRST = dt.date(2026, 3, 1)
WEEK = dt.timedelta(weeks=1)
SVG = "{http://www.w3.org/2000/svg}"


def a_chart(means, **more):
    weeks = {FIRST + at * WEEK: float(value) for at, value in enumerate(means) if value is not None}
    told = {"title": "Pain", "says": "Less", "first": FIRST, "last": FIRST + len(means) * WEEK, "values": {}, "means": weeks}
    return Days(**{**told, **more})


def drawn(chart):
    return ElementTree.fromstring(draw(chart, "k"))  # noqa: S314  our own text


def test_a_week_without_a_mean_is_a_gap():
    lines = drawn(a_chart([6, 5, None, 4, 4])).findall(f"{SVG}polyline")

    assert [len(it.get("points").split()) for it in lines] == [2, 2]


def test_every_threshold_says_what_it_stands_for():
    chart = a_chart([6, 5], thresholds=[Line(4, "clearly better: go on"), Line(8, "worse: a task")])

    words = [it.text for it in drawn(chart).iter(f"{SVG}text")]

    assert {"clearly better: go on", "worse: a task"} <= set(words)


def test_better_is_up_or_down_and_the_ends_of_the_scale_hold_every_value():
    marks = [float(it.get("cy")) for it in drawn(a_chart([0, 10, 99, -5])).iter(f"{SVG}circle")]

    assert marks[0] > marks[1]
    assert marks[2] == marks[1]
    assert marks[3] == marks[0]


def test_text_is_never_markup_and_nothing_is_styled_inline():
    text = draw(a_chart([5], title="<b>&", says='"x"', bands=[Band(FIRST, FIRST + WEEK, "<script>")]), "k")

    assert "<script>" not in text
    assert "<b>" not in text
    assert "style=" not in text
    ElementTree.fromstring(text)  # noqa: S314  our own text


def test_it_has_a_title_and_a_description():
    found = drawn(a_chart([5]))

    assert found.get("role") == "img"
    assert found.get("aria-labelledby") == "k-title k-says"
    assert found.find(f"{SVG}title").text == "Pain"


def test_bands_of_one_name_share_a_lane():
    bands = [
        Band(FIRST, FIRST + WEEK, "on"),
        Band(FIRST + WEEK, FIRST + 2 * WEEK, "off"),
        Band(FIRST + 2 * WEEK, FIRST + 3 * WEEK, "on"),
    ]

    found = drawn(a_chart([5, 5, 5, 5], bands=bands))

    assert len(found.findall(f"{SVG}rect")) == 3
    assert len({it.get("y") for it in found.findall(f"{SVG}rect")}) == 2


def test_the_table_tells_the_same():
    values = {FIRST + dt.timedelta(days=at): 5.0 for at in range(-4, 1)}

    table = rows(a_chart([6, None, 4], values=values))

    assert [mean for _, mean, _ in table] == ["6.0", "4.0"]
    assert table[0][2] == "5"
