"""Finding vocabulary terms in names as people and records write them."""

import re
from collections.abc import Iterable, Iterator, Mapping

_WORDS = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")


def words(text: str) -> list[str]:
    """The words of a name in lower case, without accents of punctuation: "St. John's wort" is st, johns, wort."""
    return _WORDS.findall(text.lower().replace("'", "").replace("’", "").replace("_", " "))


def phrase_index(terms: Mapping[str, Iterable[str]]) -> dict[tuple[str, ...], str]:
    """Map each way of writing a term to the term's id. The first id keeps a phrase that two claim."""
    index: dict[tuple[str, ...], str] = {}
    for term, phrases in terms.items():
        for phrase in phrases:
            index.setdefault(tuple(words(phrase)), term)
    index.pop((), None)
    return index


def found_in(text: str, index: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    """The ids whose phrases occur in a text, longest phrase first at each place."""
    tokens = words(text)
    place = 0
    while place < len(tokens):
        for length in range(min(6, len(tokens) - place), 0, -1):
            term = index.get(tuple(tokens[place : place + length]))
            if term is not None:
                yield term
                place += length
                break
        else:
            place += 1
