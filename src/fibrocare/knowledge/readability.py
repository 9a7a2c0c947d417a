"""Reading grade of a short English text (Flesch-Kincaid).

Own code because the usual library downloads word lists at run time; see `docs/decisions/0005-reading-grade.md`.
"""

import re

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """Count the syllables of an English word by its vowel groups; at least 1."""
    word = re.sub(r"[^a-z]", "", word.lower())
    count = len(_VOWELS.findall(word))
    silent_e = word.endswith("e") and not word.endswith(("le", "ee", "ye", "oe"))
    silent_ed = word.endswith("ed") and not word.endswith(("ted", "ded"))
    silent_es = word.endswith("es") and not word.endswith(("ses", "zes", "xes", "ches", "shes", "ges", "ces", "ies"))
    if count > 1 and (silent_e or silent_ed or silent_es):
        count -= 1
    return max(count, 1)


def grade(text: str) -> float:
    """Reading grade of a text by Flesch-Kincaid, in US school years; can be below 0.

    Numbers and symbols do not count as words. A text without words has grade 0.

    Source:
        Kincaid 1975, Research Branch Report 8-75: 0.39 words/sentence + 11.8 syllables/word - 15.59.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(len([part for part in _SENTENCE_END.split(text) if _WORD.search(part)]), 1)
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
