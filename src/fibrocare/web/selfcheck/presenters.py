"""The result of a self-check in plain words: how urgent, why, what the pattern says. Never a diagnosis."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fibrocare.engine.assessment import Assessment
from fibrocare.knowledge import Knowledge
from fibrocare.web.questions.words import words
from fibrocare.web.ui.emergency import local
from fibrocare.web.ui.levels import headings

LEVELS = ("emergency_now", "same_day", "soon", "routine", "none")


@dataclass(frozen=True, slots=True)
class Result:
    """What a visitor reads: `level` colours the card; `advice` says what to do; `perhaps` what one open answer would change."""

    level: str
    heading: str
    advice: tuple[str, ...]
    why: tuple[str, ...]
    perhaps: tuple[str, ...]
    pattern: str
    answers: tuple[tuple[str, str], ...]
    sites: tuple[str, ...] | None
    head_pain: str | None


def result(found: Assessment, told: Mapping[str, Any], knowledge: Knowledge) -> Result:
    """Put an assessment into words for a visitor."""
    triage = found.triage
    flags = [flag for flag in triage.flags if flag.level == triage.level]
    return Result(
        level=triage.level,
        heading=headings()[triage.level],
        advice=tuple(dict.fromkeys(local(flag.rule.advice) for flag in flags)),
        why=tuple(dict.fromkeys(flag.rule.finding for flag in triage.flags if not flag.rule.id.startswith("R"))),
        perhaps=tuple(local(it.rule.advice) for it in triage.half_true if LEVELS.index(it.level) < LEVELS.index(triage.level)),
        pattern=_pattern(found),
        answers=tuple(_said(told, knowledge)),
        sites=tuple(told["wpi_sites"]) if isinstance(told.get("wpi_sites"), list) else None,
        head_pain=told.get("head_pain"),
    )


def _pattern(found: Assessment) -> str:
    verdict = found.criteria["acr_2016"].verdict
    if verdict == "met":
        return _(
            "Your answers fit the published pattern of fibromyalgia. That is no diagnosis: a clinician has to look at you and "
            "think of other causes too."
        )
    if verdict == "not_met":
        return _("Your answers do not fit the published pattern of fibromyalgia today. Pain and tiredness still deserve care.")
    return _("Your answers are not enough to say if they fit the published pattern of fibromyalgia.")


def _said(told: Mapping[str, Any], knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Each question with its answer, for paper; signs that are not there are left out."""
    for name, raw in told.items():
        spec = knowledge.fields[name]
        if raw == "no" and name.startswith("rf_"):
            continue
        yield spec.question, words(raw, spec)
