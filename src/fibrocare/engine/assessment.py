"""The whole path for one person: answers to facts to scores to findings."""

from collections.abc import Mapping
from dataclasses import dataclass

from fibrocare.engine.answers import Answers
from fibrocare.engine.facts import Facts, add, flag, gather, with_planned_dose
from fibrocare.engine.findings.companions import Companion, Contribution, comorbidities, contributors
from fibrocare.engine.findings.criteria import CriteriaResult, assess_criteria
from fibrocare.engine.findings.differentials import Weighed, weigh
from fibrocare.engine.findings.severity import Severity, severity
from fibrocare.engine.findings.triage import Triage, triage
from fibrocare.engine.findings.workup import LabPolicy, Workup, work_up
from fibrocare.engine.scores import Score, score_all
from fibrocare.engine.scores.scorer import filled
from fibrocare.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that follows from the answers of one person under one version of the knowledge."""

    answers: Answers
    knowledge_version: str
    facts: Facts
    scores: Mapping[str, Score]
    triage: Triage
    criteria: Mapping[str, CriteriaResult]
    severity: Severity
    differentials: tuple[Weighed, ...]
    comorbidities: tuple[Companion, ...]
    contributors: tuple[Contribution, ...]
    workup: Workup


def assess(answers: Answers, knowledge: Knowledge, *, lab_policy: LabPolicy = "canadian") -> Assessment:
    """Assess one person.

    Nothing is found when nothing is known: every finding then is unknown, with the questions to ask.
    """
    facts = gather(answers, knowledge)
    scores = score_all(facts, knowledge)
    facts = flag(add(facts, filled(scores, knowledge), because="scores", fields=knowledge.fields), knowledge)
    facts = with_planned_dose(facts, knowledge)
    return Assessment(
        answers=answers,
        knowledge_version=knowledge.version,
        facts=facts,
        scores=scores,
        triage=triage(facts, knowledge),
        criteria=assess_criteria(facts, scores, knowledge),
        severity=severity(scores, knowledge),
        differentials=weigh(facts, knowledge),
        comorbidities=comorbidities(facts, knowledge),
        contributors=contributors(facts, knowledge),
        workup=work_up(facts, knowledge, policy=lab_policy),
    )
