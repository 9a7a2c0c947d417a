"""Decoding resources that break the standard: as much as can be read safely, never less than "something is there"."""

import json
from typing import Any, TypeVar

import msgspec

from fibrocare.exchange.fhir.r4 import SHAPES

# What makes a medicine, problem or allergy one, without the details that may have kept it from being read.
_CORE: dict[str, tuple[str, ...]] = {
    "MedicationRequest": ("id", "status", "intent", "doNotPerform", "medicationCodeableConcept", "medicationReference"),
    "MedicationStatement": ("id", "status", "medicationCodeableConcept", "medicationReference"),
    "Condition": ("id", "clinicalStatus", "verificationStatus", "code"),
    "AllergyIntolerance": ("id", "clinicalStatus", "verificationStatus", "code"),
    "Observation": ("id", "status", "code", "valueQuantity", "component"),
}
# When it was: kept too, unless that is what breaks.
_DATES = ("authoredOn", "dateAsserted", "effectiveDateTime", "effectivePeriod", "issued", "onsetDateTime")
# What stands for one of which not even that can be read, so that its list cannot say "no" for certain.
PLACEHOLDERS: dict[str, tuple[str, dict[str, Any]]] = {
    "MedicationRequest": ("medication_list", {"name": "an order that cannot be read"}),
    "MedicationStatement": ("medication_list", {"name": "a statement that cannot be read"}),
    "Condition": ("dx_list", {"name": "an entry that cannot be read"}),
    "AllergyIntolerance": ("allergies", {"substance": "an entry that cannot be read"}),
}


_Shape = TypeVar("_Shape")


def decode(text: bytes, shape: type[_Shape]) -> _Shape:
    """Decode JSON into a shape. A null is as if the key were not there.

    Raises:
        msgspec.MsgspecError: the text does not have that shape.
    """
    try:
        return msgspec.json.decode(text, type=shape)
    except msgspec.ValidationError:
        if b"null" not in text:
            raise
    return msgspec.json.decode(msgspec.json.encode(_without_nulls(msgspec.json.decode(text))), type=shape)


def decode_resource(kind: str, text: bytes) -> tuple[Any, str]:
    """A resource of a type that we read, and what of it could not be read.

    Of a medicine, problem or allergy at least its core is tried; None where not even that can be read.
    """
    shape = SHAPES[kind]
    try:
        return decode(text, shape), ""
    except (msgspec.MsgspecError, RecursionError) as reason:
        problem = str(reason)
    for keys in ((*_CORE.get(kind, ()), *_DATES), _CORE.get(kind, ())):
        try:
            whole = json.loads(text)
            core = {key: whole[key] for key in keys if key in whole}
            if core and kind in _CORE:
                return decode(msgspec.json.encode(core), shape), problem
        except (ValueError, TypeError, RecursionError, msgspec.MsgspecError):
            continue
    return None, problem


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in value if inner is not None]
    return value
