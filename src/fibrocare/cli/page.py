"""The page a clinician reads in a minute: urgency first, then the criteria, what else, what comes along, what to ask."""

import math
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fibrocare.cli.bodymap import draw
from fibrocare.engine.assessment import Assessment
from fibrocare.engine.facts import Range
from fibrocare.engine.findings.criteria import CriteriaResult
from fibrocare.engine.findings.triage import LEVELS
from fibrocare.engine.scores import Score
from fibrocare.knowledge import Knowledge

WIDTH = 96
MOST_QUESTIONS = 6
_WORDS = {
    "emergency_now": "EMERGENCY NOW",
    "same_day": "SAME DAY",
    "soon": "SOON (2 weeks)",
    "routine": "routine",
    "none": "none found",
}
_STYLES = {"emergency_now": "bold white on red", "same_day": "bold yellow", "soon": "yellow"}
_VERDICTS = {"met": "fits", "not_met": "does not fit", "indeterminate": "not known yet"}
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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page: a heading in the margin or none, the text, and a style for terminals."""

    text: str
    heading: str = ""
    style: str = ""


def print_page(assessment: Assessment, knowledge: Knowledge) -> None:
    """Print the page; colour only on a terminal."""
    lines = list(page(assessment, knowledge))
    if not sys.stdout.isatty():
        for line in lines:
            print(_plain(line))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(width=min(shutil.get_terminal_size().columns, WIDTH + 4), highlight=False)
    for line in lines:
        text = Text(_plain(line))
        text.stylize("bold", 0, _MARGIN)
        text.stylize(line.style, _MARGIN)
        console.print(text)


_MARGIN = 12


def _plain(line: Line) -> str:
    wrapped = textwrap.wrap(line.text, WIDTH - _MARGIN, subsequent_indent="  ", break_on_hyphens=False) or [""]
    heads = [line.heading.ljust(_MARGIN)] + [" " * _MARGIN] * (len(wrapped) - 1)
    return "\n".join((head + text).rstrip() for head, text in zip(heads, wrapped, strict=True))


def page(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """The lines of the page; a section with nothing to say is left out."""
    yield Line(_who(assessment), "Fibrocare", "bold")
    yield Line("Supports a clinician; does not diagnose. What the person reported needs confirming.")
    for section in (
        _urgency,
        _criteria,
        _map,
        _severity,
        _scores,
        _differentials,
        _comorbidities,
        _medicines,
        _contributors,
        _workup,
        _asks,
        _doubts,
    ):
        lines = list(section(assessment, knowledge))
        if lines:
            yield Line("")
            yield from lines
    yield Line("")
    yield Line(f"Knowledge {assessment.knowledge_version}. `fibrocare explain ID` shows a rule, its sources and its tests.")


def _who(assessment: Assessment) -> str:
    facts = assessment.facts
    age, sex = facts.get("age_years"), facts.get("sex_at_birth")
    person = ", ".join(str(part) for part in (f"{age} years" if age is not None else None, sex) if part)
    return " · ".join(filter(None, (assessment.answers.id or "no id", person, f"as of {facts.as_of}")))


def _names(fields: Iterable[str]) -> str:
    return ", ".join(name.removeprefix("rf_").replace("_", " ") for name in fields)


def _urgency(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
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
        yield Line(f"{flag.rule.id}  {flag.rule.finding}  [{_names(flag.because)}]", style=_STYLES.get(flag.level, ""))
        yield Line(f"     -> {flag.rule.advice}")
    helping = [name for name, truth in triage.help_criteria.items() if truth]
    if helping:
        yield Line(f"Help-seeking criteria met: {', '.join(helping)} of {len(triage.help_criteria)}")


def _criteria(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    heading = "Criteria"
    for name, result in assessment.criteria.items():
        # Old versions are shown only once somebody has given what only they need.
        if name in ("acr_2010", "acr_1990") and result.verdict == "indeterminate":
            continue
        label = f"{knowledge.criteria[name].name}: {_VERDICTS[result.verdict]}"
        said = "self-reported" if result.self_report else "confirmed"
        yield Line(f"{label} ({said}) · {_parts(result)}", heading, "bold" if result.verdict == "met" else "")
        heading = ""
        if result.turns:
            word = "to decide" if result.verdict == "indeterminate" else "would turn it"
            yield Line(f"     {word}: {'; or '.join(turn.says for turn in result.turns)}")


def _parts(result: CriteriaResult) -> str:
    shown = []
    for name, value in result.parts.items():
        if name in _PART_LABELS:
            text = f"{value.low:g} to {value.high:g}" if isinstance(value, Range) else f"{value:g}"
            shown.append(_PART_LABELS[name].format("?" if text in ("0 to 1200", "0 to 19", "0 to 18", "0 to 9") else text))
    return " · ".join(shown)


def _map(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    painful = assessment.facts.get("wpi_sites")
    if painful:
        heading = "Where"
        for text in draw(painful):
            yield Line(text, heading)
            heading = ""


def _severity(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    found = assessment.severity
    shown = []
    for banded, what in ((found.impact, "impact"), (found.load, "symptom load")):
        if banded is not None:
            shown.append(f"{what} {banded.score:g}: {banded.band} ({banded.band_set.replace('_', ' ')})")
    if shown:
        yield Line(" · ".join(shown), "Severity")


def _scores(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
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
        if number.score is None:
            return f"{title} {number.low:g} to {number.high:g} ({len(number.missing)} missing)"
        band = f" {score.main.band}" if score.main.band else ""
        return f"{title} {_number(number.score)}{band}{' (prorated)' if number.prorated else ''}"
    return f"{title}: {(score.outcome or '').replace('_', ' ')}" if score.outcome not in (None, "indeterminate", "none") else ""


def _is_inside(items: set[str], all_items: Iterable[set[str]]) -> bool:
    longer = [other for other in all_items if len(other) > len(items)]
    return bool(items) and items <= set().union(*longer)


def _number(score: float) -> str:
    """A score with one decimal, rounded half up, or none when it is whole."""
    return f"{score:g}" if score == int(score) else f"{math.floor(score * 10 + 0.5) / 10:.1f}"


def _differentials(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    heading = "What else"
    for found in assessment.differentials:
        if found.state == "suspected":
            spec = found.differential
            tests = f" -> {', '.join(found.tests)}" if found.tests else ""
            against = f"; against: {_names(found.against)}" if found.against else ""
            yield Line(f"{spec.id}  {spec.name}: for: {_names(found.for_)}{against}{tests}", heading)
            heading = ""
    settled = [
        f"{it.differential.name} ({'known' if it.known else 'tested'})"
        for it in assessment.differentials
        if it.state == "settled"
    ]
    if settled:
        yield Line(f"Settled: {', '.join(settled)}", heading)
        heading = ""
    still_open = sum(found.state == "open" for found in assessment.differentials)
    argued = sum(found.state == "argued_against" for found in assessment.differentials)
    yield Line(
        f"{still_open} of {len(assessment.differentials)} still open, {argued} argued against; all may stand beside fibromyalgia",
        heading,
    )


def _comorbidities(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    heading = "Comes along"
    for found in assessment.comorbidities:
        if found.state in ("known", "screen_positive"):
            state = "known" if found.state == "known" else "screen positive"
            yield Line(f"{found.comorbidity.name} ({state}): {' '.join(found.comorbidity.changes)}", heading)
            heading = ""


def _medicines(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    facts = assessment.facts
    now = [item for item in facts.taken or () if item.now is not False]
    if not now:
        return
    shown = dict.fromkeys(
        item.ingredient.replace("_", " ")
        + (f" {item.mg_per_day:g} mg/day" if item.mg_per_day else "")
        + (f" {item.mcg_per_hour:g} mcg/h" if item.mcg_per_hour else "")
        + ("?" if item.now is None else "")
        for item in now
    )
    yield Line(", ".join(shown), "Medicines")
    flags = []
    mme = facts.get("mme_per_day")
    if any("opioid" in item.groups for item in now) and mme is not None:
        flags.append(
            "morphine equivalents not known"
            if isinstance(mme, Range) and not mme.low
            else f"morphine equivalents {f'at least {mme.low:g}' if isinstance(mme, Range) else f'{mme:g}'} mg/day"
        )
    flags += [
        word
        for name, word in (
            ("on_serotonergic", "serotonergic"),
            ("on_maoi_14d", "MAOI within 14 days"),
            ("qt_prolonging", "QT"),
            ("on_anticoagulant", "anticoagulant"),
        )
        if facts.get(name) is True
    ]
    for name, word in (("on_cns_depressant_count", "CNS depressants"), ("anticholinergic_burden", "anticholinergics")):
        count = facts.get(name)
        low = count.low if isinstance(count, Range) else count
        if low:
            flags.append(f"{low:g} {word}")
    if flags:
        yield Line(f"Flags: {', '.join(flags)}")


def _contributors(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    heading = "May add"
    for found in assessment.contributors:
        if found.signs:
            yield Line(f"{found.contributor.name}: {'; '.join(found.signs)}", heading)
            heading = ""


def _workup(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    workup = assessment.workup
    if workup.to_do:
        yield Line(f"To do ({workup.policy} policy): {', '.join(it.test.name for it in workup.to_do)}", "Tests")
    if workup.done:
        yield Line(
            f"On file, do not repeat without a new finding: {', '.join(it.test.name for it in workup.done)}",
            "" if workup.to_do else "Tests",
        )
    for found in workup.referrals:
        yield Line(f"Refer to {found.referral.to} ({found.referral.priority.replace('_', ' ')}) [{_names(found.because)}]")


def _asks(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    questions = [question for question in assessment.triage.questions if question.who != "laboratory"]
    heading = "Ask now"
    for question in questions[:MOST_QUESTIONS]:
        yield Line(f"{knowledge.fields[question.field].question} [{question.level.replace('_', ' ')}]", heading)
        heading = ""
    if len(questions) > MOST_QUESTIONS:
        yield Line(f"and {len(questions) - MOST_QUESTIONS} more (--json lists them)")


def _doubts(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    facts = assessment.facts
    heading = "In doubt"
    for conflict in facts.conflicts:
        yield Line(
            f"{_names([conflict.field])}: answered {_said(conflict.given)}, {conflict.because} says {_said(conflict.derived)}; "
            f"{_said(conflict.used)} counts. Which is right?",
            heading,
        )
        heading = ""
    notes = [entry for entry in facts.unmapped if "count" not in entry]
    for entry in notes[:3]:
        what = entry.get("name") or entry.get("substance") or entry.get("ingredient") or entry.get("ref", "")
        yield Line(f"Not understood: {entry['kind']} {what}: {entry['reason']}", heading)
        heading = ""
    if len(notes) > 3:
        yield Line(f"and {len(notes) - 3} more not understood (--json lists them)", heading)


def _said(value: object) -> str:
    if isinstance(value, Range):
        return f"{value.low:g} to {value.high:g}"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
