"""The parts of FHIR R4 resources that we read, as lenient shapes: what we do not read is skipped while parsing.

One shape serves all resources of a family, so that a resource that breaks the standard elsewhere is still read.
"""

from typing import Any

from msgspec import Raw

from fibrocare.exchange.fhir.elements import Amounts, Coding, Concept, Extension, Lenient, Period, Quantity, Range, Reference


class Patient(Lenient, frozen=True):
    """Patient."""

    id: str = ""
    gender: str | None = None
    birth_date: str | None = None
    deceased_boolean: bool | None = None
    deceased_date_time: str | None = None
    extension: tuple[Extension, ...] = ()


class Condition(Lenient, frozen=True):
    """Condition."""

    id: str = ""
    clinical_status: Concept | None = None
    verification_status: Concept | None = None
    code: Concept | None = None
    onset_date_time: str | None = None
    recorded_date: str | None = None
    abatement_date_time: str | None = None


class Component(Lenient, frozen=True):
    """One part of an observation."""

    code: Concept | None = None
    value_quantity: Quantity | None = None
    value_integer: int | None = None
    value_codeable_concept: Concept | None = None
    reference_range: tuple[Range, ...] = ()
    interpretation: tuple[Concept, ...] = ()


class Observation(Component, frozen=True):
    """Observation."""

    id: str = ""
    status: str = ""
    effective_date_time: str | None = None
    effective_period: Period | None = None
    issued: str | None = None
    component: tuple[Component, ...] = ()


class Repeat(Lenient, frozen=True):
    """How often."""

    frequency: float | None = None
    frequency_max: float | None = None
    period: float | None = None
    period_unit: str = ""
    bounds_period: Period | None = None


class Timing(Lenient, frozen=True):
    """When: a repeat rule, or a code such as BID."""

    repeat: Repeat | None = None
    code: Concept | None = None


class DoseAndRate(Lenient, frozen=True):
    """How much at a time."""

    dose_quantity: Quantity | None = None
    dose_range: Amounts | None = None
    rate_quantity: Quantity | None = None


class Dosage(Lenient, frozen=True):
    """One line of a dosage."""

    timing: Timing | None = None
    dose_and_rate: tuple[DoseAndRate, ...] = ()


class DispenseRequest(Lenient, frozen=True):
    """How much is handed out, and for how long."""

    quantity: Quantity | None = None
    expected_supply_duration: Quantity | None = None


class Medication(Lenient, frozen=True):
    """Medication (also contained)."""

    id: str = ""
    resource_type: str = ""
    code: Concept | None = None


class MedicationUse(Lenient, frozen=True):
    """MedicationRequest and MedicationStatement."""

    id: str = ""
    status: str = ""
    intent: str = ""
    do_not_perform: bool = False
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    contained: tuple[Medication, ...] = ()
    authored_on: str | None = None
    date_asserted: str | None = None
    effective_date_time: str | None = None
    effective_period: Period | None = None
    dosage_instruction: tuple[Dosage, ...] = ()
    dosage: tuple[Dosage, ...] = ()
    dispense_request: DispenseRequest | None = None


class Reaction(Lenient, frozen=True):
    """What an allergy did."""

    manifestation: tuple[Concept, ...] = ()
    severity: str = ""


class AllergyIntolerance(Lenient, frozen=True):
    """AllergyIntolerance."""

    id: str = ""
    clinical_status: Concept | None = None
    verification_status: Concept | None = None
    code: Concept | None = None
    reaction: tuple[Reaction, ...] = ()


class Procedure(Lenient, frozen=True):
    """Procedure."""

    id: str = ""
    status: str = ""
    code: Concept | None = None
    performed_date_time: str | None = None
    performed_period: Period | None = None


class DeviceName(Lenient, frozen=True):
    """A device's name."""

    name: str = ""


class Device(Lenient, frozen=True):
    """Device."""

    id: str = ""
    status: str = ""
    type: Concept | None = None
    device_name: tuple[DeviceName, ...] = ()


class AnswerCoding(Coding, frozen=True):
    """A coded answer, which may bring its number along."""

    extension: tuple[Extension, ...] = ()


class Answer(Lenient, frozen=True):
    """One answer of a questionnaire."""

    value_boolean: bool | None = None
    value_integer: int | None = None
    value_decimal: float | None = None
    value_string: str | None = None
    value_date: str | None = None
    value_quantity: Quantity | None = None
    value_coding: AnswerCoding | None = None
    item: tuple["QuestionnaireItem", ...] = ()


class QuestionnaireItem(Lenient, frozen=True):
    """One question with its answers, and questions below it."""

    link_id: str = ""
    answer: tuple[Answer, ...] = ()
    item: tuple["QuestionnaireItem", ...] = ()


class QuestionnaireResponse(Lenient, frozen=True):
    """QuestionnaireResponse."""

    id: str = ""
    status: str = ""
    questionnaire: str = ""
    authored: str | None = None
    item: tuple[QuestionnaireItem, ...] = ()


class Entry(Lenient, frozen=True):
    """One entry of a bundle; the resource is read when its type is known."""

    full_url: str = ""
    resource: Raw = Raw(b"null")


class Bundle(Lenient, frozen=True):
    """Bundle."""

    entry: tuple[Entry, ...] = ()


SHAPES: dict[str, type[Any]] = {
    "Condition": Condition,
    "Observation": Observation,
    "MedicationRequest": MedicationUse,
    "MedicationStatement": MedicationUse,
    "Medication": Medication,
    "AllergyIntolerance": AllergyIntolerance,
    "Procedure": Procedure,
    "Device": Device,
    "QuestionnaireResponse": QuestionnaireResponse,
}
