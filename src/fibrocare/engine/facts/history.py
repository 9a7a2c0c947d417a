"""What was tried before: whether the first line is done, as far as the list of earlier treatments tells."""

import functools
from collections.abc import Mapping
from typing import Any

from fibrocare.engine.facts.names import Index, found_in, phrase_index
from fibrocare.knowledge import Knowledge

# Movement counts as tried after this many weeks (`therapies.md` D0, our default).
_WEEKS = 12
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
