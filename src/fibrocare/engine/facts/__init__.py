"""Facts: what we know of one person and from where. Rebuilt from the answers each time, never kept."""

from fibrocare.engine.facts import body
from fibrocare.engine.facts.derive import asked_for, fields_to_ask, flag, gather
from fibrocare.engine.facts.logic import Explanation, explain, holds
from fibrocare.engine.facts.merge import add
from fibrocare.engine.facts.model import Conflict, Facts, Range
from fibrocare.engine.facts.planned_dose import with_planned_dose

__all__ = [
    "Conflict",
    "Explanation",
    "Facts",
    "Range",
    "add",
    "asked_for",
    "body",
    "explain",
    "fields_to_ask",
    "flag",
    "gather",
    "holds",
    "with_planned_dose",
]
