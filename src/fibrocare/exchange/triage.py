"""The triage as plain JSON values."""

from fibrocare.engine.findings.triage import Flag, Question, Triage
from fibrocare.exchange.values import Json, cited
from fibrocare.knowledge import Knowledge


def triage(found: Triage, knowledge: Knowledge) -> Json:
    """The urgency, the red flags behind it, and the questions that could change it."""
    return {
        "level": found.level,
        "could_be": found.could_be,
        "flags": [_flag(flag, knowledge) for flag in found.flags],
        "half_true": [
            {
                "id": it.rule.id,
                "level": it.level,
                "finding": it.rule.finding,
                "because": list(it.because),
                "unknown": list(it.unknown),
            }
            for it in found.half_true
        ],
        "help_criteria": dict(found.help_criteria),
        "ask": [_question(question, knowledge) for question in found.questions],
    }


def _flag(flag: Flag, knowledge: Knowledge) -> Json:
    rule = flag.rule
    return {
        "id": rule.id,
        "level": flag.level,
        "finding": rule.finding,
        "because": list(flag.because),
        "unknown": list(flag.unknown),
        "advice": rule.advice,
        "for_clinician": rule.for_clinician,
        "source": cited(rule.sources, knowledge),
        "verification": rule.verification,
    }


def _question(question: Question, knowledge: Knowledge) -> Json:
    return {
        "field": question.field,
        "who": question.who,
        "level": question.level,
        "question": knowledge.fields[question.field].question,
        "rules": list(question.rules),
    }
