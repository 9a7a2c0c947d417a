"""Pages for everybody to read about the condition: paragraphs in plain words, each with its sources."""

from typing import Literal

from fibrocare.knowledge.schema.common import Frozen, Reviewed
from fibrocare.knowledge.schema.plan import Said


class LearnSection(Frozen, frozen=True, kw_only=True):
    """A heading and what stands under it; every paragraph is a claim."""

    heading: str
    paragraphs: tuple[Said, ...]


class LearnPage(Reviewed, frozen=True, kw_only=True):
    """One page. `shows` adds what the engine itself goes by: the rules of triage, or the steps of a flare."""

    title: str
    lead: str
    order: int
    sections: tuple[LearnSection, ...]
    shows: Literal["", "triage", "flare"] = ""
    see: tuple[str, ...] = ()
