"""What a letter may tell: the patient, the assessment, the diagnosis, what was agreed."""

import datetime as dt
from dataclasses import dataclass

from fibrocare.engine.assessment import Assessment
from fibrocare.knowledge.schema import Therapy


@dataclass(frozen=True, slots=True)
class Agreed:
    """One therapy of the signed plan: what is done with it, in which words, why, at which doses."""

    name: str
    action: str
    words: str
    why: str
    doses: tuple[str, ...]
    therapy: Therapy | None


@dataclass(frozen=True, slots=True)
class About:
    """Everything a draft is written from. What is empty or None is not known, and the draft leaves a gap for it.

    `may_name_illness`: the patient agreed that an employer may read the diagnosis.
    """

    patient: str
    clinic: str
    clinician: str
    today: dt.date
    assessment: Assessment
    diagnosis: str
    reason: str
    agreed: tuple[Agreed, ...]
    signed_on: dt.date | None
    flare: tuple[str, ...]
    review_on: dt.date | None
    next_visit: str
    goals: tuple[str, ...]
    ambulance: str
    crisis: str
    may_name_illness: bool
