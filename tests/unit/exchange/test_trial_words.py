"""What a trial found, in words: what a person reads is plain, and says both how sure it is and how much it is."""

import itertools

import pytest

from fibrocare.engine.response.trial.decide import Decision, Extension
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import Effect
from fibrocare.exchange.trial.words import Names, percent, points, told
from fibrocare.knowledge.readability import grade

PAIN = Measure("pain")
VERDICTS = ("keep", "stop", "your_choice", "extend")


def said(mean, better, matters, verdict, *, agreed=True, measure=PAIN, reference="off"):
    decision = Decision("duloxetine", verdict, Effect(mean, 0.5, mean - 1, mean + 1, better, matters), Extension(70, 0.6, 0.1))
    return " ".join(told(decision, measure, Names("duloxetine", reference, agreed)))


class TestFound:
    def test_a_benefit_in_pain_is_lower_pain(self):
        assert said(1.4, 0.99, 0.1, "stop").startswith("On duloxetine your pain was about 1.4 points lower than without it.")

    def test_a_benefit_where_higher_is_better_is_higher(self):
        text = said(1.0, 0.99, 0.1, "stop", measure=Measure("score", higher_is_worse=False), reference="placebo")

        assert text.startswith("On duloxetine your score was about 1 point higher than on placebo.")

    def test_harm_is_higher_pain_and_said_to_be_worse(self):
        text = said(-1.4, 0.01, 0.001, "stop")

        assert "about 1.4 points higher" in text
        assert "almost certain that it makes things worse" in text

    def test_what_nobody_could_tell_apart_is_about_the_same(self):
        assert "about the same as without it" in said(0.1, 0.6, 0.01, "stop")

    def test_a_small_scale_has_more_decimals(self):
        assert "about 0.04 points lower" in said(
            0.0402, 0.99, 0.1, "stop", measure=Measure("pain", high=1, step=0.01, matters=0.1)
        )


class TestSure:
    def test_a_sure_but_small_benefit_says_both_and_leaves_the_choice(self):
        text = said(1.4, 0.995, 0.1, "stop")

        assert "almost certain that it helps a little, and unlikely that it helps as much as the 2 points you agreed on" in text
        assert "it would be stopped" in text
        assert "the bar of 2 points was your own" in text
        assert "the choice is yours" in text

    def test_a_bar_that_nobody_agreed_on_is_not_called_agreed(self):
        for verdict in VERDICTS:
            text = said(1.4, 0.995, 0.1, verdict, agreed=False)

            assert "agreed" not in text
            assert "was your own" not in text

    @pytest.mark.parametrize("matters", [0.05, 0.5])
    def test_what_is_open_is_called_open(self, matters):
        assert "We cannot tell if it helps at all" in said(0.5, 0.6, matters, "your_choice")

    def test_going_on_says_how_long_and_how_often_it_settles_the_question(self):
        assert "about 10 weeks, and would settle it in about 6 of 10 trials" in said(1.8, 0.99, 0.4, "extend")


def test_every_text_is_plain_and_sends_nobody_to_change_a_medicine_alone():
    chances = (0.999, 0.96, 0.85, 0.5, 0.1, 0.001)
    for mean, better, matters, verdict, agreed in itertools.product((2.4, 0.01, -1.0), chances, chances, VERDICTS, (True, False)):
        text = said(mean, better, matters, verdict, agreed=agreed)

        assert grade(text) <= 8, text
        assert text.endswith("some medicines must be stopped step by step.")


def test_no_chance_is_said_to_be_none_or_sure():
    assert [percent(it) for it in (0, 0.004, 0.5, 0.996, 1)] == ["below 1 %", "below 1 %", "50 %", "above 99 %", "above 99 %"]


def test_points_have_the_decimals_that_they_have():
    assert [points(it) for it in (1, 2, 0.25, -2)] == ["1 point", "2 points", "0.25 points", "2 points"]
