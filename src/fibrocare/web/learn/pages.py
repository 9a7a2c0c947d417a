"""A page about the condition as it is shown: what the engine itself goes by, and where each line comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import LearnPage
from fibrocare.web.ui.emergency import local
from fibrocare.web.ui.levels import headings

# The order in which to look: what cannot wait comes first.
_FILES = ("emergency", "same_day", "soon", "help")


@dataclass(frozen=True, slots=True)
class Urgency:
    """One level of urgency: its findings, each with what to do."""

    level: str
    heading: str
    signs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one line of a page comes from, and how well we know it."""

    says: str
    known: str
    cited: tuple[str, ...]


def contents(knowledge: Knowledge) -> list[tuple[str, str, str]]:
    """Every page in reading order: its name, its title, its lead."""
    pages = sorted(knowledge.learn.items(), key=lambda entry: entry[1].order)
    return [(name, page.title, page.lead) for name, page in pages]


def urgencies(knowledge: Knowledge) -> Iterator[Urgency]:
    """The rules of triage as everybody can read them: the same words that the self-check gives."""
    for name in _FILES:
        file = knowledge.triage[name]
        # R01 sums up the four reasons to seek help, which stand above it.
        signs = tuple((rule.finding, local(rule.advice)) for rule in file.rules if rule.id != "R01")
        yield Urgency(file.level, headings()[file.level], signs)


def flare_steps(knowledge: Knowledge) -> list[str]:
    """What to do in a flare, in order: the same steps that a plan begins with."""
    return [step.says for _name, step in sorted(knowledge.flare.items())]


def origins(page: LearnPage, knowledge: Knowledge) -> Iterator[Origin]:
    """For each paragraph its sources and how they were read."""
    known = {
        "primary": _("We read the source itself."), "secondary": _("We read a summary of the source."),
        "unconfirmed": _("Usual practice; we read no source."), "design": _("Our own advice; no clinician has checked it yet."),
    }  # fmt: skip
    for section in page.sections:
        for it in section.paragraphs:
            cited = tuple(knowledge.sources[name].cite for name in it.sources if name not in ("design", "practice"))
            yield Origin(it.says, known[it.verification], cited)
