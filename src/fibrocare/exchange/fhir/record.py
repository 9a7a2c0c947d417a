"""One person's FHIR resources become answers. What was seen and not understood is listed, never dropped in silence."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from fibrocare.engine.answers import Answers, Origin, to_date
from fibrocare.engine.facts.labs import analyte_of
from fibrocare.exchange.fhir import medicines, questionnaires, r4
from fibrocare.exchange.fhir.lenient import PLACEHOLDERS, decode, decode_resource
from fibrocare.exchange.fhir.reader import Reader
from fibrocare.knowledge import Knowledge

SNOMED = "http://snomed.info/sct"
ICD10 = ("http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10", "urn:oid:2.16.840.1.113883.6.90")
LOINC = "http://loinc.org"
_BIRTH_SEX = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"
_NO_ALLERGY = frozenset({"716186003", "409137002", "428607008", "no-known-allergies"})
_SETTLED = frozenset({"final", "amended", "corrected", "preliminary", "registered", ""})


class BadRecord(ValueError):
    """A record cannot be read at all; the message says which resource, what was found, what is allowed."""


def read_record(
    resources: Iterable[tuple[str, bytes]],
    *,
    as_of: dt.date,
    knowledge: Knowledge,
    by_url: Mapping[str, bytes] = MappingProxyType({}),
) -> Answers:
    """Read one person's resources.

    Args:
        resources: type and JSON text of each resource, among them exactly one Patient.
        as_of: the day of assessment; what is dated later is not used.
        by_url: Medication resources by the full URL they have in a bundle, for those who refer to them so.

    Raises:
        BadRecord: there is no Patient, more than one, or it cannot be read.
        Refused: the Patient's own data are off their range, such as a birth date in the future.
    """
    reader = Reader(as_of, knowledge)
    patients: list[bytes] = []
    others: list[tuple[str, Any]] = []
    for kind, text in resources:
        if kind == "Patient":
            patients.append(text)
        elif kind not in r4.SHAPES:
            reader.not_read[kind] += 1
        else:
            found, problem = decode_resource(kind, text)
            if problem:
                reader.note(kind, f"{kind}/{found.id if found else '?'}", f"cannot be read in full: {problem}")
            if found is not None:
                others.append((kind, found))
            elif kind in PLACEHOLDERS:
                reader.add(*PLACEHOLDERS[kind])
    patient = _one_patient(patients)
    _read_patient(patient, reader)
    medications = {f"Medication/{it.id}": it.code for kind, it in others if kind == "Medication" and it.code}
    medications |= {url: found for url, text in by_url.items() if (found := _medication(text))}
    uses = [(kind, it) for kind, it in others if kind in ("MedicationRequest", "MedicationStatement")]
    medicines.read_uses(uses, medications, reader)
    for kind, it in others:
        if kind in _READERS:
            _READERS[kind](it, f"{kind}/{it.id}", reader)
    for kind, count in sorted(reader.not_read.items()):
        reader.unmapped.append({"kind": kind, "count": count, "reason": "this type of resource is not read"})
    return _answers(patient.id, reader)


def _medication(text: bytes) -> r4.Concept | None:
    try:
        return decode(text, r4.Medication).code
    except msgspec.MsgspecError:
        return None


def _one_patient(patients: list[bytes]) -> r4.Patient:
    if not patients:
        raise BadRecord("no Patient resource: one is needed for age and sex")
    if len(set(patients)) > 1:
        raise BadRecord("more than one Patient resource for this id: keep one")
    try:
        return decode(patients[0], r4.Patient)
    except msgspec.MsgspecError as reason:
        raise BadRecord(f"Patient cannot be read: {reason}") from reason


def _read_patient(patient: r4.Patient, reader: Reader) -> None:
    ref = f"Patient/{patient.id}"
    birth = next((it.value_code for it in patient.extension if it.url == _BIRTH_SEX), None)
    sex = {"F": "female", "M": "male"}.get(birth or "", patient.gender)
    if sex in ("female", "male"):
        reader.set("sex_at_birth", sex, Origin(ref))
    if patient.deceased_boolean or patient.deceased_date_time:
        reader.note("Patient", ref, "the record says that this person has died")
    if patient.birth_date is None:
        return
    try:
        born = to_date(patient.birth_date)
    except ValueError:
        raise BadRecord(f"{ref}.birthDate is {patient.birth_date[:30]!r}: a date such as 1980-05-17 is needed") from None
    if born > reader.as_of:
        raise BadRecord(f"{ref}.birthDate is {born}: not after {reader.as_of}")
    before_birthday = (reader.as_of.month, reader.as_of.day) < (born.month, born.day)
    reader.set("age_years", reader.as_of.year - born.year - before_birthday, Origin(ref))
    if "age_years" not in reader.values:
        raise BadRecord(f"{ref}.birthDate is {born}: an age of 0 to 120 years is needed")


def _code(concept: r4.Concept | None) -> str:
    return concept.coding[0].code if concept and concept.coding else ""


# Verification statuses that say more than the clinical status does.
_NOT_CONFIRMED = frozenset({"unconfirmed", "provisional", "differential"})
_NEVER = frozenset({"refuted", "entered-in-error"})


def _condition(it: r4.Condition, ref: str, reader: Reader) -> None:
    onset = reader.date(it.onset_date_time or it.recorded_date, ref, "Condition")
    if reader.is_future(onset, ref, "Condition"):
        return
    # A problem without a name is one that nobody knows, not none.
    code = it.code or r4.Concept(text="an entry without a code or name")
    verification = _code(it.verification_status)
    if verification in _NEVER:
        reader.note("problem", ref, f"status {verification}: not used", name=code.words)
        return
    reader.add(
        "dx_list",
        {
            "name": code.words,
            "snomed": code.code_in(SNOMED),
            "icd10": code.code_in(*ICD10),
            "onset": onset,
            "status": verification if verification in _NOT_CONFIRMED else _code(it.clinical_status),
            "ref": ref,
        },
    )


def _observation(it: r4.Observation, ref: str, reader: Reader) -> None:
    when = it.effective_date_time or (it.effective_period.start if it.effective_period else None) or it.issued
    date = reader.date(when, ref, "Observation")
    if it.status not in _SETTLED:
        reader.note("result", ref, f"status {it.status}: not used", name=it.code.words if it.code else "")
        return
    if reader.is_future(date, ref, "Observation"):
        return
    for part in (it, *it.component):
        if part.code is not None:
            _measured(part, part.code, date, ref, reader)


def _measured(part: r4.Component, code: r4.Concept, date: dt.date | None, ref: str, reader: Reader) -> None:
    value: Any = part.value_quantity.value if part.value_quantity else part.value_integer
    if value is None and part.value_codeable_concept is not None:
        value = reader.knowledge.ordinals.get(_code(part.value_codeable_concept))
    if value is None:
        if not isinstance(part, r4.Observation) or not part.component:
            reader.note("result", ref, "no number in it", name=code.words, loinc=code.code_in(LOINC))
        return
    quantity, normal = part.value_quantity or r4.Quantity(), _normal_range(part.reference_range)
    entry: dict[str, Any] = {
        "loinc": code.code_in(LOINC),
        "name": code.words,
        "value": value,
        "unit": quantity.code or quantity.unit,
        **_range(normal),
        "flag": _flag(part),
        "date": date,
        "ref": ref,
    }
    if any(coding.system == LOINC for coding in code.coding):
        # A code says what was measured; words beside an unknown code must not guess.
        entry["name"] = code.words if analyte_of(entry["loinc"], "", reader.knowledge) else ""
    if not entry["loinc"] and _is_reported_mme(quantity):
        _reported_mme(value, Origin(ref, date), reader)
        return
    reader.add("lab_results", entry)


def _is_reported_mme(quantity: r4.Quantity) -> bool:
    return "{MME}" in (quantity.code or quantity.unit)


def _reported_mme(value: float, origin: Origin, reader: Reader) -> None:
    """A total that the record computed itself: kept, since a dose may be missing here, but by factors not known."""
    reader.note(
        "result",
        origin.source,
        "as the record counts them, by factors not known; the dose could not be worked out from the orders",
        name="Morphine milligram equivalents",
        value=f"{value:g}",
        date=str(origin.date or ""),
    )
    if origin.date is None or (reader.as_of - origin.date).days <= _SYMPTOMS:
        reader.set("mme_per_day", value, origin)


# Only what an interpretation code says of the laboratory's own range.
_FLAGS = frozenset({"H", "HH", "L", "LL", "N"})
_TEXT_RANGE = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(\d+(?:\.\d+)?)\s*$")


def _flag(part: r4.Component) -> str | None:
    codes = [coding.code for concept in part.interpretation for coding in concept.coding]
    return next((code for code in codes if code in _FLAGS), None)


def _range(normal: r4.Range | None) -> dict[str, Any]:
    """The limits of a reference range and their unit; read from its text where it has no numbers."""
    if normal is None:
        return {}
    if normal.low is None and normal.high is None and (found := _TEXT_RANGE.match(normal.text)):
        return {"low": float(found[1]), "high": float(found[2])}
    unit = next((end.code or end.unit for end in (normal.high, normal.low) if end and (end.code or end.unit)), None)
    return {
        "low": normal.low.value if normal.low else None,
        "high": normal.high.value if normal.high else None,
        "range_unit": unit,
    }


def _normal_range(ranges: tuple[r4.Range, ...]) -> r4.Range | None:
    return next((it for it in ranges if _code(it.type) in ("", "normal")), None)


def _allergy(it: r4.AllergyIntolerance, ref: str, reader: Reader) -> None:
    status = _code(it.verification_status), _code(it.clinical_status)
    if status[0] in _NEVER or status[1] in ("inactive", "resolved"):
        reader.note("allergy", ref, f"status {' '.join(filter(None, status))}: not used")
        return
    if _code(it.code) in _NO_ALLERGY:
        reader.lists.setdefault("allergies", [])
        return
    words = (it.code.words if it.code else "") or f"code {_code(it.code) or 'unknown'}"
    reaction = it.reaction[0] if it.reaction else r4.Reaction()
    shown = ", ".join(manifestation.words for manifestation in reaction.manifestation)
    severity = reaction.severity if reaction.severity in ("mild", "moderate", "severe") else None
    reader.add("allergies", {"substance": words, "reaction": shown, "severity": severity, "ref": ref})


def _procedure(it: r4.Procedure, ref: str, reader: Reader) -> None:
    when = it.performed_date_time or (it.performed_period.start if it.performed_period else None)
    date = reader.date(when, ref, "Procedure")
    if it.code is None or it.status not in ("completed", "in-progress", ""):
        reader.note("procedure", ref, f"status {it.status or 'none'}: not used", name=it.code.words if it.code else "")
        return
    if reader.is_future(date, ref, "Procedure"):
        return
    name = questionnaires.concept_of(it.code.code_in(SNOMED), it.code.words, reader.knowledge.procedures)
    if name is None:
        reader.note("procedure", ref, "no procedure of the vocabulary has this code or name", name=it.code.words)
        return
    reader.add("procedure_history", {"procedure": name, "date": date, "ref": ref})


def _device(it: r4.Device, ref: str, reader: Reader) -> None:
    if it.status in ("inactive", "entered-in-error"):
        reader.note("device", ref, f"status {it.status}: not used")
        return
    words = " ; ".join([it.type.words if it.type else "", *(name.name for name in it.device_name)])
    code = it.type.code_in(SNOMED) if it.type else ""
    name = questionnaires.concept_of(code, words, reader.knowledge.devices)
    if name is None:
        reader.note("device", ref, "no implant of the vocabulary has this code or name", name=words.strip(" ;"))
        return
    reader.values["implants"] = reader.values.get("implants", frozenset()) | {name}
    reader.origins["implants"] = Origin(ref)


def _response(it: r4.QuestionnaireResponse, ref: str, reader: Reader) -> None:
    date = reader.date(it.authored, ref, "QuestionnaireResponse")
    if it.status == "entered-in-error":
        reader.note("question", ref, "status entered-in-error: not used")
        return
    if reader.is_future(date, ref, "QuestionnaireResponse"):
        return
    for field, raw, problem in questionnaires.answers_of(it, reader.knowledge):
        if problem:
            reader.note("question", ref, problem, name=field)
        elif date is not None and (days := _good_for(field, reader.knowledge)) and (reader.as_of - date).days > days:
            reader.note("question", ref, f"answered more than {days} days ago: ask again", name=field, date=str(date))
        else:
            reader.set(field, raw, Origin(ref, date))


# How long an answer of a record counts, in days, by the stage it is asked in (our default): red flags are asked again at
# every contact, symptoms every three months; history does not age.
_GOOD_FOR = {"A": 14, "B": 90, "C": 90, "D": 90}
_SYMPTOMS = 90


def _good_for(name: str, knowledge: Knowledge) -> int | None:
    field = knowledge.fields[name]
    return _SYMPTOMS if field.instrument else _GOOD_FOR.get(field.stage)


_READERS: dict[str, Callable[[Any, str, Reader], None]] = {
    "Condition": _condition,
    "Observation": _observation,
    "AllergyIntolerance": _allergy,
    "Procedure": _procedure,
    "Device": _device,
    "QuestionnaireResponse": _response,
}


def _answers(name: str, reader: Reader) -> Answers:
    values = dict(reader.values)
    for field, entries in reader.lists.items():
        values[field] = tuple(entries)
        newest = max((entry["date"] for entry in entries if isinstance(entry.get("date"), dt.date)), default=None)
        refs = _span(entry.get("ref", "") for entry in entries)
        reader.origins[field] = Origin(refs, newest)
    return Answers(
        id=name,
        as_of=reader.as_of,
        values=values,
        origins=reader.origins,
        unmapped=tuple(reader.unmapped),
    )


def _span(refs: Iterator[str] | Iterable[str]) -> str:
    kinds = Counter(ref.split("/")[0] for ref in refs if ref)
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items())
