import datetime as dt
import itertools

import pytest

from fibrocare.engine import assess, read_answers
from fibrocare.engine.facts import Range
from fibrocare.engine.findings.criteria import is_met, judge

NAMES = ("acr_2016", "acr_2011", "acr_2010", "aapt_2019", "acr_1990", "wp_2019")
STEPS = {
    "wpi": (0, 2, 3, 4, 6, 7, 19), "sss": (0, 4, 5, 8, 9, 12), "sss_2010": (0, 4, 5, 8, 9, 12), "regions": (0, 3, 4, 5),
    "months": (0, 2, 3, 4), "unexplained": (0, 1), "sites": (0, 5, 6, 9), "sleep_or_fatigue": (0, 1, 2, 3),
    "quadrants": (0, 4, 5), "counted_areas": (0, 6, 7, 15), "tender_points": (0, 10, 11, 18),
}  # fmt: skip


def used(criteria):
    return list(dict.fromkeys([*criteria.always, *(part for route in criteria.routes for part in route)]))


@pytest.mark.parametrize("name", NAMES)
def test_bounds_decide_exactly_when_every_value_between_them_agrees(knowledge, name):
    """The slow, obvious judge: try every value of the unknown parts."""
    criteria = knowledge.criteria[name]
    parts = used(criteria)
    for unknown in itertools.chain.from_iterable(itertools.combinations(parts, size) for size in (0, 1, 2)):
        for values in itertools.product(*(STEPS[part] for part in parts)):
            known = dict(zip(parts, values, strict=True))
            verdicts = {
                is_met(criteria, {**known, **dict(zip(unknown, tried, strict=True))})
                for tried in itertools.product(*(STEPS[part] for part in unknown))
            }
            expected = {frozenset({True}): "met", frozenset({False}): "not_met"}.get(frozenset(verdicts), "indeterminate")
            ranges = {part: Range(STEPS[part][0], STEPS[part][-1]) for part in unknown}
            assert judge(criteria, {**known, **ranges}) == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_smallest_change_up_turns_the_verdict(assessed, knowledge, name):
    criteria = knowledge.criteria[name]
    found = assessed(
        wpi_sites=["neck"], fatigue_0_3=1, unrefreshed_0_3=0, cognitive_0_3=0, headache_6mo="no", abdominal_pain_6mo="no",
        depression_6mo="no", somatic_symptoms_0_3=0, pain_duration_months=1, other_disorder_explains_pain="yes",
        tender_point_count=2, head_pain="no",
    ).criteria[name]  # fmt: skip

    assert found.verdict == "not_met"
    for turn in found.turns:
        parts = {part: found.parts.get(part, 0) for part in used(criteria)}
        raised = {part: value + turn.steps.get(part, 0) for part, value in parts.items()}
        assert is_met(criteria, raised)
        for part in turn.steps:
            assert not is_met(criteria, {**raised, part: raised[part] - 1})


REPORTED = {
    "wpi_sites": ["neck", "hip_l"], "fatigue_0_3": 1, "unrefreshed_0_3": 1, "cognitive_0_3": 1, "headache_6mo": "no",
    "abdominal_pain_6mo": "no", "depression_6mo": "no", "pain_duration_months": 6,
}  # fmt: skip


class TestSelfReport:
    def test_is_said_until_a_clinician_has_confirmed_every_item(self, knowledge):
        def self_report(confirmed):
            document = {"answers": REPORTED, "confirmed": confirmed}
            answers = read_answers(document, fields=knowledge.fields, today=dt.date(2026, 11, 22))
            return assess(answers, knowledge).criteria["acr_2016"].self_report

        assert self_report([]) is True
        assert self_report(list(REPORTED)[:-1]) is True
        assert self_report(list(REPORTED)) is False
