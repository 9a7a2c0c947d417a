"""What a clinician decides in an assessment: answers confirmed, differentials settled, the diagnosis."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from django.db import transaction

from fibrocare.engine.assessment import Assessment
from fibrocare.engine.facts import holds
from fibrocare.knowledge import load
from fibrocare.knowledge.conditions import parse
from fibrocare.web.assessment.models import Outcome, Ruling
from fibrocare.web.assessment.permissions import check_can_decide
from fibrocare.web.audit import operations as audit
from fibrocare.web.intake import operations as intake
from fibrocare.web.people.models import Patient, User
from fibrocare.web.people.permissions import NotAllowed

DIAGNOSIS, REASON = "clinician_diagnosis", "clinician_override_reason"


@transaction.atomic
def confirm(*, patient: Patient, answers: Collection[int], by: User, at: dt.datetime, today: dt.date) -> int:
    """Say that answers are right, as read: each is given again in the clinician's name. How many were confirmed.

    Args:
        answers: the rows that the clinician read. One that was changed since is left alone.

    Raises:
        NotAllowed: only a clinician with the patient in care confirms.
    """
    check_can_decide(by, patient)
    read = {it.field: it.value for it in intake.newest(patient) if it.pk in answers and it.value is not None}
    if read:
        intake.confirm(patient=patient, values=read, by=by, at=at, today=today)
    return len(read)


@transaction.atomic
def settle(*, patient: Patient, differential: str, outcome: str, because: str, by: User, at: dt.datetime) -> Ruling:
    """Record what settled the question of another condition, or that it is open again.

    Raises:
        NotAllowed: not theirs to decide, or no reason is given.
        KeyError: no differential is called so.
    """
    check_can_decide(by, patient)
    knowledge = load()
    name = knowledge.differentials[differential].id
    if not because.strip():
        raise NotAllowed("Say in a few words what settled it.")
    ruling = Ruling.objects.create(
        patient=patient,
        differential=name,
        outcome=Outcome(outcome),
        because=because.strip(),
        at=at,
        by=by,
        knowledge_version=knowledge.version,
    )
    audit.record("differential.settled", actor=by, patient=patient, about=ruling, detail={"outcome": ruling.outcome})
    return ruling


@transaction.atomic
def diagnose(*, patient: Patient, diagnosis: str, reason: str, by: User, at: dt.datetime, today: dt.date) -> None:
    """Record the clinician's diagnosis; a reason is needed where it differs from the 2016 criteria.

    Raises:
        NotAllowed: not theirs to decide, or the reason is missing.
        Refused: a diagnosis that the dictionary does not have.
    """
    check_can_decide(by, patient)
    values = {DIAGNOSIS: diagnosis, REASON: reason.strip() or None}
    found = intake.answer(patient=patient, values=values, by=by, at=at, today=today)
    if not reason.strip() and _differs(found):
        # The transaction takes the answer back.
        raise NotAllowed("This differs from the 2016 criteria as answered. Say why, in a sentence or two.")
    audit.record("diagnosis.recorded", actor=by, patient=patient)


def _differs(found: Assessment) -> bool:
    """Whether the dictionary asks for a reason: the diagnosis is not what the criteria say."""
    when = load().fields[REASON].ask_when or {}
    facts = replace(found.facts, values={**found.facts.values, "criteria_2016": found.criteria["acr_2016"].verdict})
    return holds(parse(when), facts) is True
