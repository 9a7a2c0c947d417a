"""What a planned trial can show."""

import datetime as dt

import pytest

from fibrocare.engine.plan import plan
from fibrocare.engine.response.trial.changing import OFF
from fibrocare.engine.response.trial.design import design
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.power import chances
from well_person import well


@pytest.fixture
def planned(knowledge, assessed):
    """A trial of melatonin."""

    def build(pairs=3):
        options = plan(assessed(**well(nrs_pain=7)), knowledge)
        return design((OFF, "melatonin"), options, knowledge, first_day=dt.date(2026, 12, 1), seed=5, pairs=pairs)

    return build


def test_no_benefit_is_stopped_and_a_large_one_kept(planned):
    none, _, large = chances(planned())

    assert none.stop > 0.95
    assert large.keep > 0.7
    assert none.keep < 0.01 > large.stop


def test_a_benefit_on_the_border_is_often_left_open(planned):
    _, border, _ = chances(planned())

    assert border.open > 0.3
    assert border.keep + border.stop + border.open == pytest.approx(1)
    assert border.clear == pytest.approx(1 - border.open)


def test_more_pairs_decide_more_often(planned):
    assert chances(planned(6))[2].clear > chances(planned(3))[2].clear


def test_the_same_design_gives_the_same_numbers_and_another_bar_other_benefits(planned):
    asked = planned()

    assert chances(asked) == chances(asked)
    assert [it.benefit for it in chances(asked, Measure("pain", matters=3))] == [0, 3, 4.5]
