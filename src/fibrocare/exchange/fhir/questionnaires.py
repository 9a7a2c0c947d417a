"""Answers of a QuestionnaireResponse, by our field names or by LOINC; and concepts by code or words."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from fibrocare.engine.facts.names import Index, found_in, phrase_index
from fibrocare.exchange.fhir import r4
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Concept

# What a set with nothing in it is written as: an empty answer would read as no answer.
NONE = "none"
_ORDINAL = ("http://hl7.org/fhir/StructureDefinition/ordinalValue", "http://hl7.org/fhir/StructureDefinition/itemWeight")


@functools.lru_cache(maxsize=4)
def _fields(knowledge: Knowledge) -> dict[str, str]:
    """The field of each name a question may go by: our name, a LOINC code, or a published link id."""
    names = {name: name for name in knowledge.fields}
    for name, field in knowledge.fields.items():
        names |= {code.code: name for code in field.codes if code.system == "loinc"}
    for instrument in knowledge.instruments.values():
        for item in instrument.items:
            names |= {code.code: item.field for code in item.codes if code.system == "loinc"}
    return names


def answers_of(response: r4.QuestionnaireResponse, knowledge: Knowledge) -> Iterator[tuple[str, Any, str]]:
    """Field, raw value and problem of each answered question; a problem names a question nobody here knows."""
    yield from _items(response.item, knowledge)


def _items(items: tuple[r4.QuestionnaireItem, ...], knowledge: Knowledge) -> Iterator[tuple[str, Any, str]]:
    for item in items:
        field = _fields(knowledge).get(item.link_id.strip("/").split("/")[-1])
        if item.answer and field is None:
            yield item.link_id, None, "no field has this link id or LOINC code"
        elif item.answer and field is not None:
            yield from _answered(field, [_value(answer, knowledge) for answer in item.answer], knowledge)
        for answer in item.answer:
            yield from _items(answer.item, knowledge)
        yield from _items(item.item, knowledge)


def _answered(field: str, values: list[Any], knowledge: Knowledge) -> Iterator[tuple[str, Any, str]]:
    """A set takes all values, "none" being none; of several to a red flag the reader keeps the graver; else none is guessed."""
    spec = knowledge.fields[field]
    if spec.type == "set":
        yield field, [] if values == [NONE] and NONE not in spec.values else values, ""
    elif len(values) == 1 or "red_flag" in spec.why:
        yield from ((field, value, "") for value in values)
    else:
        yield field, None, f"{len(values)} answers to a question that takes one: ask again"


def _value(answer: r4.Answer, knowledge: Knowledge) -> Any:
    for value in (answer.value_boolean, answer.value_integer, answer.value_decimal, answer.value_string, answer.value_date):
        if value is not None:
            return value
    if answer.value_quantity is not None:
        return answer.value_quantity.value
    coding = answer.value_coding
    if coding is None:
        return None
    for extension in coding.extension:
        if extension.url in _ORDINAL:
            number = extension.value_integer if extension.value_integer is not None else extension.value_decimal
            return int(number) if isinstance(number, float) and number.is_integer() else number
    return knowledge.ordinals.get(coding.code, coding.code)


@functools.lru_cache(maxsize=8)
def _index(concepts: "_Concepts") -> tuple[dict[str, str], Index]:
    codes = {code: name for name, concept in concepts.of.items() for code in concept.snomed}
    return codes, phrase_index({name: (concept.name, *concept.names) for name, concept in concepts.of.items()})


class _Concepts:
    """A dictionary of concepts that can be a cache key: the same dictionary is the same key."""

    def __init__(self, of: Mapping[str, Concept]) -> None:
        self.of = of

    def __hash__(self) -> int:
        return id(self.of)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Concepts) and self.of is other.of


def concept_of(snomed: str, words: str, concepts: Mapping[str, Concept]) -> str | None:
    """The concept of a SNOMED CT code, or the first that the words name; None when there is none."""
    codes, phrases = _index(_Concepts(concepts))
    return codes.get(snomed) or next(found_in(words, phrases), None)
