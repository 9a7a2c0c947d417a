"""The drafts of letters. A line with `# ` is a heading, one with `- ` an item of a list; `[write ...]` is a gap to fill."""

from collections.abc import Callable, Iterable, Iterator

from fibrocare.engine.assessment import Assessment
from fibrocare.exchange.letters.about import About, Agreed
from fibrocare.exchange.page.line import Line
from fibrocare.exchange.page.next_steps import workup
from fibrocare.exchange.page.surroundings import comorbidities, differentials, medicines
from fibrocare.exchange.page.verdicts import criteria, scores, urgency
from fibrocare.exchange.values import VERDICTS
from fibrocare.knowledge import Knowledge

GAP = "[write"
Lines = Iterator[str]


def draft(kind: str, about: About, knowledge: Knowledge) -> str:
    """The text of a letter of this kind.

    Raises:
        KeyError: no letter is called so.
    """
    return "\n".join(_KINDS[kind](about, knowledge)).strip() + "\n"


def has_gaps(text: str) -> bool:
    """Whether something is still to be filled in."""
    return GAP in text


def _visit_summary(about: About, knowledge: Knowledge) -> Lines:
    """For the patient: grade 6, what we think, what to do, what to watch, when to call."""
    yield "# What we think"
    yield f"Our view: {about.diagnosis}." if about.diagnosis else "We do not know yet what it is. We go on looking."
    verdict = about.assessment.criteria["acr_2016"].verdict
    yield f"What you told us and the 2016 list of signs: it {VERDICTS[verdict]}."
    if about.goals:
        yield "# What you want"
        yield from _items(about.goals)
    yield "# What we agreed"
    for it in about.agreed:
        yield f"- {_DO[it.action]} {it.name}. {_said(it)}".rstrip()
        yield from (f"- {dose}" for dose in it.doses[:4])
    if not about.agreed:
        yield "[write what you agreed]"
    yield "Do not stop a drug on your own. It can harm you. Ask us first."
    yield from _section("# What to watch", (f"- {it.name}: {it.therapy.plain.watch}" for it in about.agreed if it.therapy))
    yield from _section("# If it flares", _items(about.flare))
    yield "# When to get help"
    yield f"Call {about.ambulance} if you are in danger. Do you think of ending your life? Call {about.crisis}."
    yield "# When we meet"
    yield about.next_visit or "[write when you meet]"
    if about.review_on:
        yield f"On {about.review_on:%B} {about.review_on.day} we look at what helps."


def _family_doctor(about: About, knowledge: Knowledge) -> Lines:
    """For the family doctor: what was found and how sure, the plan, what to watch, what not to repeat."""
    yield f"We saw {about.patient}, whom you know."
    yield from _diagnosis(about)
    yield from _found("# Criteria", criteria, about.assessment, knowledge)
    yield from _found("# Urgency", urgency, about.assessment, knowledge)
    yield from _plan(about)
    watch = dict.fromkeys(said.says for it in about.agreed if it.therapy for said in it.therapy.monitoring)
    yield from _section("# Please watch", _items(watch))
    yield from _found("# Tests", workup, about.assessment, knowledge)
    yield "# Please tell us"
    yield "A new medicine, a pregnancy, a new sign, or anything that keeps the patient from the plan."


def _referral(about: About, knowledge: Knowledge) -> Lines:
    """For a colleague: the question first, then what is known, what was asked, what was tried."""
    yield "# Our question"
    yield "[write the question]"
    yield "# How soon"
    yield "[write: routine, soon, or today]"
    yield from _diagnosis(about)
    yield from _found("# Criteria", criteria, about.assessment, knowledge)
    yield from _found("# Warning signs", urgency, about.assessment, knowledge)
    yield from _found("# What else it could be", differentials, about.assessment, knowledge)
    yield from _found("# Medicines", medicines, about.assessment, knowledge)
    yield from _section("# Allergies", _listed("allergies", "substance", about.assessment))
    yield from _section("# Tried before", _tried(about.assessment))
    yield from _found("# Scores", scores, about.assessment, knowledge)
    yield from _found("# Comes along", comorbidities, about.assessment, knowledge)
    yield from _found("# Tests", workup, about.assessment, knowledge)
    yield from _plan(about)
    yield from _section("# What the patient wants", _items(about.goals))
    yield "# What the patient was told"
    yield "[write what the patient knows of this referral]"


def _work_note(about: About, knowledge: Knowledge) -> Lines:
    """For an employer: limits and what helps; the illness only where the patient agreed (`diagnosis-and-pathway.md` 9.6)."""
    illness = f" with {about.diagnosis.lower()}" if about.may_name_illness and about.diagnosis else ""
    yield f"{about.patient} is under our care{illness}."
    yield "# What is hard at work"
    yield "[write the limits, in the patient's words]"
    yield "# What would help"
    yield "Keep what fits, and take out the rest:"
    yield from _items(_AT_WORK)
    yield "# For how long"
    yield f"[write from when to when]{f' We look again on {about.review_on:%Y-%m-%d}.' if about.review_on else ''}"
    yield "The patient agreed to this note. It holds no more than the employer needs."


_DO = {"start": "Start:", "keep": "Go on with:", "stop": "Stop:", "trial": "In a trial, on some days with and on some without:"}
_AT_WORK = (
    "flexible hours", "short breaks", "a place to sit and to stand", "less light and noise", "work from home", "tasks in writing",
)  # fmt: skip
_KINDS: dict[str, Callable[[About, Knowledge], Lines]] = {
    "visit_summary": _visit_summary,
    "family_doctor": _family_doctor,
    "referral": _referral,
    "work_note": _work_note,
}


def _items(texts: Iterable[str]) -> Lines:
    return (f"- {text}" for text in texts if text.strip())


def _section(heading: str, lines: Iterable[str]) -> Lines:
    """A heading with its lines; nothing where there are none."""
    found = list(lines)
    if found:
        yield heading
        yield from found


def _found(
    heading: str, section: Callable[[Assessment, Knowledge], Iterable[Line]], assessment: Assessment, knowledge: Knowledge
) -> Lines:
    texts = (line.text.strip() for line in section(assessment, knowledge))
    # What would turn a verdict helps in a visit, and not in a letter.
    yield from _section(heading, _items(text for text in texts if not text.startswith(("would turn it", "to decide"))))


def _diagnosis(about: About) -> Lines:
    yield "# Diagnosis"
    yield f"{about.diagnosis or '[write the diagnosis, or that it is open]'}{f'. {about.reason}' if about.reason else ''}"


def _plan(about: About) -> Lines:
    if not about.agreed or about.signed_on is None:
        return
    yield f"# Plan, signed on {about.signed_on:%Y-%m-%d}"
    for it in about.agreed:
        yield f"- {_DO[it.action]} {it.name}. {_said(it)}".rstrip()
        yield from _items(it.doses)
    if about.review_on:
        yield f"Review on {about.review_on:%Y-%m-%d}."


def _listed(field: str, key: str, assessment: Assessment) -> Lines:
    told = assessment.answers.values.get(field)
    if not isinstance(told, tuple):
        return iter(["- not asked yet"])
    return iter([f"- {it.get(key, it.get('name', ''))}" for it in told] or ["- none known"])


def _tried(assessment: Assessment) -> Lines:
    told = assessment.answers.values.get("prior_fm_treatments")
    for it in told if isinstance(told, tuple) else ():
        weeks = f", {it['weeks']} weeks" if it.get("weeks") else ""
        yield f"- {it.get('therapy', it.get('name', ''))}{weeks}: {it.get('response', 'response not known')}"


def doses_of(days: Iterable[dict[str, object]]) -> tuple[str, ...]:
    """The frozen doses of a signed plan, a line each."""
    return tuple(
        f"From {day['date']}: {day['name']}, {day['says']}{' (only if agreed)' if day['optional'] else ''}" for day in days
    )


def _said(it: Agreed) -> str:
    """The words that were agreed, and the reason for the change."""
    return " ".join(filter(None, (it.words, it.why and f"Why: {it.why}")))
