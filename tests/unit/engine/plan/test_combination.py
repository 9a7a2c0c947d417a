"""A choice as a whole: pairs, one medicine at a time, what the week asks."""

import pytest

from fibrocare.engine.plan.combination import clashes_of, combine

NEVER_TOGETHER = {"action": "avoid", "when": {"takes": "gabapentinoid"}, "for": ["snri"]}


def test_a_pair_clashes_whichever_comes_first(shelf, facts, rule):
    made, person = shelf(rule("A", **NEVER_TOGETHER)), facts(medication_list=[])

    for pair in (("duloxetine", "pregabalin"), ("pregabalin", "duloxetine")):
        (clash,) = clashes_of(*pair, person, made)
        assert clash.hit.id == "medications/A"
        assert clash.hit.truth


def test_a_list_that_was_not_given_does_not_hide_the_pair(shelf, facts, rule):
    assert not combine(["duloxetine", "pregabalin"], facts(), shelf(rule("A", **NEVER_TOGETHER))).is_allowed


def test_what_holds_of_one_alone_is_no_clash(shelf, facts, rule):
    alone = rule("A", action="avoid", when={"age_years": {"at_least": 1}})

    assert combine(["duloxetine", "pregabalin"], facts(age_years=40, medication_list=[]), shelf(alone)).clashes == ()


def test_medicines_start_one_at_a_time(shelf, facts):
    assert combine(["duloxetine", "pregabalin", "duloxetine"], facts(), shelf()).medicines == ("duloxetine", "pregabalin")


@pytest.mark.parametrize(("minutes", "too_much"), [(119, True), (120, False), (None, None)])
def test_the_week_against_what_the_person_can_give(shelf, facts, minutes, too_much):
    answers = {"care_minutes_week": minutes} if minutes else {}

    found = combine(["duloxetine", "pregabalin"], facts(**answers), shelf())

    assert (found.minutes, found.is_too_much) == (120, too_much)


def test_a_therapy_that_is_not_on_the_shelf_is_refused(shelf, facts):
    with pytest.raises(KeyError):
        combine(["hope"], facts(), shelf())
