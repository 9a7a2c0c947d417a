"""A therapy's file as a page for everybody: plain words first, then how sure we are, then who says what."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fibrocare.engine.plan.benefit import of_ten
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Effect, Therapy


@dataclass(frozen=True, slots=True)
class Shelf:
    """The therapies of one kind, by id and name."""

    name: str
    therapies: tuple[tuple[str, str], ...]


def shelves(knowledge: Knowledge) -> list[Shelf]:
    """Every therapy by kind; those that are not advised come last, under a heading of their own."""
    kinds = {
        "lifestyle": _("Daily life"), "physical": _("Movement and body"), "psychological": _("Mind and coping"),
        "medicine": _("Medicines"), "neuromodulation": _("Brain stimulation"), "interventional": _("Needles and procedures"),
    }  # fmt: skip
    found = []
    for kind, name in kinds.items():
        own = [(key, it.name) for key, it in knowledge.therapies.items() if it.kind == kind and it.stance != "not_recommended"]
        found.append(Shelf(name, tuple(sorted(own, key=lambda entry: entry[1]))))
    against = [(key, it.name) for key, it in knowledge.therapies.items() if it.stance == "not_recommended"]
    return [*found, Shelf(_("Not advised for fibromyalgia"), tuple(sorted(against, key=lambda entry: entry[1])))]


def effects(therapy: Therapy) -> Iterator[str]:
    """What studies found, in words, with how sure they are."""
    sure = {
        "high": _("we are quite sure"), "moderate": _("we are fairly sure"), "low": _("we are not very sure"),
        "very_low": _("we are not sure at all"), "not_graded": _("nobody graded how sure this is"),
    }  # fmt: skip
    for effect in (it for it in therapy.effects if it.main):
        words = of_ten(effect) or _size(effect)
        if words:
            yield f"{words[0].upper()}{words[1:]}: {sure[effect.certainty]}."


def _size(effect: Effect) -> str:
    """The size of an effect in a word, by the usual steps of a standardised difference (0.2, 0.5, 0.8)."""
    if effect.value is None or effect.measure != "smd":
        return ""
    steps = ((0.2, _("hardly any effect")), (0.5, _("a small effect")), (0.8, _("a medium effect")))
    size = next((words for limit, words in steps if abs(effect.value) < limit), _("a large effect"))
    return f"{effect.outcome}: {size}"


def positions(therapy: Therapy) -> list[tuple[str, str]]:
    """Who says what, each with its year."""
    return [(f"{at.body} {at.year}", at.says) for at in therapy.positions]


def cited(therapy: Therapy, knowledge: Knowledge) -> list[str]:
    """The sources of everything on the page, each once."""
    claims = (therapy.purpose, therapy.course, *therapy.effects, *therapy.harms, *therapy.positions)
    return [knowledge.sources[name].cite for name in dict.fromkeys(name for claim in claims for name in claim.sources)]
