"""Finding vocabulary terms in names as people and records write them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

_WORDS = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")


def words(text: str) -> list[str]:
    """The words of a name in lower case, without accents or punctuation: "St. John's wort" is st, johns, wort."""
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return _WORDS.findall(text.lower().replace("'", "").replace("’", "").replace("_", " "))


Index = dict[tuple[str, ...], tuple[str, ...]]


def phrase_index(terms: Mapping[str, Iterable[str]]) -> Index:
    """Map each way of writing a term to the ids it stands for: a brand can stand for two ingredients."""
    index: dict[tuple[str, ...], dict[str, None]] = {}
    for term, phrases in terms.items():
        for phrase in phrases:
            index.setdefault(tuple(words(phrase)), {})[term] = None
    index.pop((), None)
    return {phrase: tuple(found) for phrase, found in index.items()}


def found_in(text: str, index: Index) -> Iterator[str]:
    """The ids whose phrases occur in a text, longest phrase first at each place."""
    tokens = words(text)
    place = 0
    while place < len(tokens):
        for length in range(min(6, len(tokens) - place), 0, -1):
            found = index.get(tuple(tokens[place : place + length]))
            if found is not None:
                yield from found
                place += length
                break
        else:
            place += 1
