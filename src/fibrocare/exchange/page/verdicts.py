"""Urgency, criteria, where it hurts, severity and scores: what the facts say."""

from collections.abc import Iterable, Iterator

from fibrocare.engine.assessment import Assessment
from fibrocare.engine.facts import Range
from fibrocare.engine.findings.criteria import CriteriaResult
from fibrocare.engine.findings.triage import LEVELS
from fibrocare.engine.scores import Score
from fibrocare.exchange.page.bodymap import draw
from fibrocare.exchange.page.line import Line, names_of, said, shown
from fibrocare.exchange.values import VERDICTS
from fibrocare.knowledge import Knowledge

_WORDS = {
    "emergency_now": "EMERGENCY NOW",
    "same_day": "SAME DAY",
    "soon": "SOON (2 weeks)",
    "routine": "routine",
    "none": "none found",
}


_STYLES = {"emergency_now": "bold white on red", "same_day": "bold yellow", "soon": "yellow"}


# The criteria were made and tested in adults (section 8.5 of the pathway dossier).
ADULT = 18
_OUTCOMES = {"not": "does not fit", "not_yet": "does not fit yet"}


_PART_LABELS = {
    "wpi": "areas {}/19",
    "sss": "symptoms {}/12",
    "sss_2010": "symptoms {}/12",
    "regions": "regions {}/5",
    "months": "{} months",
    "psd": "load {}/31",
    "sites": "sites {}/9",
    "sleep_or_fatigue": "sleep or fatigue {}/3",
    "quadrants": "quarters {}/5",
    "tender_points": "tender points {}/18",
}


def urgency(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """Every flag with its advice, and whether something worse is still possible."""
    triage = assessment.triage
    heading = "Urgency"
    urgent = [question for question in triage.questions if question.level in ("emergency_now", "same_day")]
    text = _WORDS[triage.level]
    if LEVELS.index(triage.could_be) < LEVELS.index(triage.level):
        text += f"; could be {_WORDS[triage.could_be].lower()}: {len(urgent)} safety questions are not answered"
    yield Line(text, heading, _STYLES.get(triage.level, ""))
    for flag in triage.flags:
        if flag.level == "routine":
            continue
        yield Line(f"{flag.rule.id}  {flag.rule.finding}  [{names_of(flag.because)}]", style=_STYLES.get(flag.level, ""))
        yield Line(f"     -> {flag.rule.advice}")
    for it in triage.half_true:
        yield Line(f"{it.rule.id}? {it.rule.finding}  [{names_of(it.because)}]: depends on {names_of(it.unknown)}")
    helping = [name for name, truth in triage.help_criteria.items() if truth]
    if helping:
        yield Line(f"Help-seeking criteria met: {', '.join(helping)} of {len(triage.help_criteria)}")


def criteria(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """Each set of criteria with its parts and what would turn it."""
    heading = "Criteria"
    untouched: list[str] = []
    for name, result in assessment.criteria.items():
        # Old versions are shown only once somebody has given what only they need.
        if name in ("acr_2010", "acr_1990") and result.verdict == "indeterminate":
            continue
        if name == "wp_2019":
            continue  # a definition of widespread pain, not of fibromyalgia; the JSON has it
        if all(isinstance(part, Range) for part in result.parts.values()):
            untouched.append(knowledge.criteria[name].name)
            continue
        label = f"{knowledge.criteria[name].name}: {VERDICTS[result.verdict]}"
        said = "self-reported" if result.self_report else "confirmed"
        yield Line(f"{label} ({said}) · {_parts(result)}", heading, "bold" if result.verdict == "met" else "")
        heading = ""
        if result.turns:
            word = "to decide" if result.verdict == "indeterminate" else "would turn it"
            yield Line(f"     {word}: {'; or '.join(turn.says for turn in result.turns)}")

    age = assessment.facts.get("age_years")
    if age is not None and age < ADULT:
        yield Line("Under 18 years: these criteria are for adults and are not validated here.", heading, "bold yellow")
    if untouched:
        yield Line(f"Nothing asked yet for {', '.join(untouched)}: body map, symptoms, how long", heading)


def _parts(result: CriteriaResult) -> str:
    shown = []
    for name, value in result.parts.items():
        if name in _PART_LABELS:
            text = f"{value.low:g} to {value.high:g}" if isinstance(value, Range) else f"{value:g}"
            shown.append(_PART_LABELS[name].format("?" if text in ("0 to 1200", "0 to 19", "0 to 18", "0 to 9") else text))
    return " · ".join(shown)


def body_map(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """Where it hurts."""
    painful = assessment.facts.get("wpi_sites")
    if painful:
        heading = "Where"
        for text in draw(painful):
            yield Line(text, heading)
            heading = ""


def severity(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """Severity and symptom load, with the name of the band set."""
    found = assessment.severity
    shown = []
    for banded, what in ((found.impact, "impact"), (found.load, "symptom load")):
        if banded is not None:
            shown.append(f"{what} {_number(banded.score)}: {banded.band} ({banded.band_set.replace('_', ' ')})")
    if shown:
        yield Line(" · ".join(shown), "Severity")


def _number(score: float | Range) -> str:
    return said(score) if isinstance(score, Range) else shown(score)


def scores(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """Every score with its band."""
    items = {name: {item.field for item in knowledge.instruments[name].items} for name in assessment.scores}
    # A short form inside a longer one that was filled in too says nothing new.
    shown = [
        text
        for name, score in assessment.scores.items()
        if not _is_inside(items[name], items.values()) and (text := _score(name, score, knowledge))
    ]
    if shown:
        yield Line(" · ".join(shown), "Scores")


def _score(name: str, score: Score, knowledge: Knowledge) -> str:
    if name in ("wpi", "sss", "sss_2010", "psd", "fiqr", "nrs_daily"):
        return ""
    title = knowledge.instruments[name].name
    if score.main is not None:
        number = score.main.number
        if number.score is None and 2 * number.answered < number.items:
            return ""  # hardly begun: it would say nothing
        if number.score is None:
            return f"{title} {number.low:g} to {number.high:g} ({len(number.missing)} missing)"
        band = f" {score.main.band}" if score.main.band else ""
        return f"{title} {shown(number.score)}{band}{' (prorated)' if number.prorated else ''}"
    return (
        f"{title}: {_OUTCOMES.get(score.outcome or '', (score.outcome or '').replace('_', ' '))}"
        if score.outcome not in (None, "indeterminate", "none")
        else ""
    )


def _is_inside(items: set[str], all_items: Iterable[set[str]]) -> bool:
    longer = [other for other in all_items if len(other) > len(items)]
    return bool(items) and items <= set().union(*longer)
