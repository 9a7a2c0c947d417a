"""What a rule can be asked about: a therapy of the shelf, or a medicine that the person takes."""

import functools
from dataclasses import dataclass

from fibrocare.engine.facts.medicines import groups_of
from fibrocare.engine.facts.model import Taken
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Therapy


@dataclass(frozen=True, slots=True)
class Subject:
    """A therapy or medicine with every name that a rule may call it by, and what would be taken with it."""

    id: str
    names: frozenset[str]
    ingredients: tuple[str, ...]
    proposed: tuple[Taken, ...]


@functools.lru_cache(maxsize=4096)
def of_ingredient(ingredient: str, knowledge: Knowledge) -> Subject:
    """The subject of a single ingredient, under the names of its classes."""
    groups = groups_of(ingredient, knowledge)
    proposed = (Taken(ingredient, groups, now=True, origin="proposed"),)
    return Subject(ingredient, groups | {ingredient, "medicine"}, (ingredient,), proposed)


def of_taken(item: Taken, knowledge: Knowledge) -> Subject:
    """The subject of something on the medicine list; a class that stands for one of its members, under its classes' names."""
    if item.ingredient in knowledge.medicines:
        return of_ingredient(item.ingredient, knowledge)
    return Subject(item.ingredient, item.groups | {item.ingredient, "medicine"}, (item.ingredient,), (item,))


@functools.lru_cache(maxsize=512)
def of_therapy(name: str, knowledge: Knowledge) -> Subject:
    """The subject of a therapy: its id, kind and groups, and the classes of its ingredients."""
    therapy: Therapy = knowledge.therapies[name]
    parts = [of_ingredient(ingredient, knowledge) for ingredient in therapy.ingredients]
    # A shelf entry for a whole class, such as opioids, is asked about as one medicine of that class.
    groups = frozenset(therapy.groups)
    proposed = tuple(item for part in parts for item in part.proposed)
    if not proposed and therapy.kind == "medicine":
        proposed = (Taken(name, groups, now=True, origin="proposed"),)
    names = frozenset({name, therapy.kind}) | groups
    own = tuple(item.ingredient for item in proposed)
    return Subject(name, names.union(*(part.names for part in parts)), own, proposed)


def subject_of(name: str, knowledge: Knowledge) -> Subject:
    """The subject that a rule's name stands for: a therapy, an ingredient, or any member of a class or group."""
    if name in knowledge.therapies:
        return of_therapy(name, knowledge)
    if name in knowledge.medicines:
        return of_ingredient(name, knowledge)
    is_class = name in knowledge.classes
    proposed = (Taken(name, frozenset({name}), now=True, origin="proposed"),) if is_class else ()
    return Subject(name, frozenset({name, "medicine"} if is_class else {name}), (), proposed)
