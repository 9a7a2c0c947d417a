"""What was tried before: whether the first line is done, as far as the list of earlier treatments tells."""

import functools
from collections.abc import Mapping
from typing import Any

from fibrocare.engine.facts.names import Index, found_in, phrase_index
from fibrocare.knowledge import Knowledge

# A therapy counts as tried after this many weeks (`therapies.md` D0 and E2, our default).
_WEEKS = 12
_BY_NEED = 3
_MOVEMENT, _LEARNING = "exercise", "education"
_OTHER_WORDS = {
    _MOVEMENT: ("exercise", "walking", "swimming", "physical therapy", "physiotherapy", "graded exercise therapy"),
    _LEARNING: ("education", "pain education", "pain neuroscience education", "pain school"),
}


@functools.lru_cache(maxsize=4)
def _names(knowledge: Knowledge) -> Index:
    """Movement and learning by every name that the shelf and people give them."""
    names = {key: list(words) for key, words in _OTHER_WORDS.items()}
    for name, therapy in knowledge.therapies.items():
        key = _MOVEMENT if _MOVEMENT in therapy.groups else _LEARNING if name == _LEARNING else None
        if key:
            names[key] += [name, therapy.name]
    return phrase_index(names)


@functools.lru_cache(maxsize=4)
def _branches(knowledge: Knowledge) -> Index:
    """The therapies that are chosen by need, by every name."""
    by_need = {name: it for name, it in knowledge.therapies.items() if it.stage == _BY_NEED}
    return phrase_index({name: (name, it.name, *it.ingredients) for name, it in by_need.items()})


def two_branches_failed(tried: tuple[Mapping[str, Any], ...], knowledge: Knowledge) -> bool | None:
    """Whether two therapies chosen by need failed: 12 weeks without an effect, or worse on it (`therapies.md` E2, step 4).

    None where an entry without its weeks or its response could make it two.
    """
    failed: set[str] = set()
    perhaps: set[str] = set()
    for entry in tried:
        weeks, response = entry.get("weeks"), entry.get("response")
        if response in ("partial", "good") or (response != "worse" and weeks is not None and weeks < _WEEKS):
            continue
        sure = response == "worse" or (response == "none" and weeks is not None)
        (failed if sure else perhaps).update(found_in(entry.get("therapy", ""), _branches(knowledge)))
    if len(failed) >= 2:
        return True
    return None if len(failed | perhaps) >= 2 else False


def first_line_done(tried: tuple[Mapping[str, Any], ...], knowledge: Knowledge) -> bool | None:
    """Whether education and 12 weeks of movement were tried; None where an entry does not say how long.

    A list without movement, or without education, says that it was not done.
    """
    weeks: dict[str, list[float | None]] = {_MOVEMENT: [], _LEARNING: []}
    for entry in tried:
        for key in found_in(entry.get("therapy", ""), _names(knowledge)):
            weeks[key].append(entry.get("weeks"))
    if not weeks[_MOVEMENT] or not weeks[_LEARNING]:
        return False
    known = [number for number in weeks[_MOVEMENT] if number is not None]
    if known and max(known) >= _WEEKS:
        return True
    return None if len(known) < len(weeks[_MOVEMENT]) else False
