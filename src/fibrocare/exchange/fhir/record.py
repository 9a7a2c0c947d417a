"""One person's FHIR resources become answers. What was seen and not understood is listed, never dropped in silence."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from fibrocare.engine.answers import Answers, Origin, to_date
from fibrocare.engine.facts.problems import NEVER, OVER, SUSPECTED
from fibrocare.exchange.fhir import elements, medicines, questionnaires, r4
from fibrocare.exchange.fhir.lenient import PLACEHOLDERS, decode, decode_resource
from fibrocare.exchange.fhir.observations import read_observation
from fibrocare.exchange.fhir.reader import Reader
from fibrocare.knowledge import Knowledge

SNOMED = "http://snomed.info/sct"
ICD10 = ("http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10", "urn:oid:2.16.840.1.113883.6.90")
_BIRTH_SEX = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"
_NO_ALLERGY = frozenset({"716186003", "160244002", "no-known-allergies"})


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


def _medication(text: bytes) -> elements.Concept | None:
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


def _codes(concept: elements.Concept | None) -> frozenset[str]:
    return concept.codes if concept else frozenset()


def _condition(it: r4.Condition, ref: str, reader: Reader) -> None:
    onset = reader.date(it.onset_date_time or it.recorded_date, ref, "Condition")
    if reader.is_future(onset, ref, "Condition"):
        return
    # A problem without a name is one that nobody knows, not none.
    code = it.code or elements.Concept(text="an entry without a code or name")
    verification, clinical = _codes(it.verification_status), _codes(it.clinical_status)
    if never := verification & NEVER:
        reader.note("problem", ref, f"status {min(never)}: not used", name=code.words)
        return
    ended = reader.date(it.abatement_date_time, ref, "Condition")
    is_over = ended is not None and ended <= reader.as_of and not clinical
    over = clinical & OVER or ({"resolved"} if is_over else set())
    statuses = (verification & SUSPECTED) or over or clinical
    reader.add(
        "dx_list",
        {
            "name": code.words,
            "snomed": code.code_in(SNOMED),
            "icd10": code.code_in(*ICD10),
            "onset": onset,
            "status": min(statuses, default=""),
            "ref": ref,
        },
    )


def _allergy(it: r4.AllergyIntolerance, ref: str, reader: Reader) -> None:
    over = (_codes(it.verification_status) & NEVER) | (_codes(it.clinical_status) & {"inactive", "resolved"})
    if over:
        reader.note("allergy", ref, f"status {min(over)}: not used")
        return
    codes = _codes(it.code)
    if codes & _NO_ALLERGY:
        reader.lists.setdefault("allergies", [])
        return
    words = (it.code.words if it.code else "") or f"code {min(codes, default='unknown')}"
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
    reader.set("implants", [name], Origin(ref))


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
        elif why := _too_old(field, raw, date, reader):
            reader.note("question", ref, why, name=field, date=str(date or ""))
        else:
            reader.set(field, raw, Origin(ref, date))


def _too_old(field: str, raw: Any, date: dt.date | None, reader: Reader) -> str:
    """Why an answer no longer counts; empty when it does. Of answers without a date only a "no" to a red flag is doubted."""
    days = _good_for(field, reader.knowledge)
    if date is None:
        calm = raw in (False, "no", "none", 0) and "red_flag" in reader.knowledge.fields[field].why
        return "answered nobody knows when: ask again" if calm else ""
    return f"answered more than {days} days ago: ask again" if days and (reader.as_of - date).days > days else ""


# How long an answer of a record counts, in days, by the stage it is asked in (our default): red flags are asked again at
# every contact, symptoms every three months; history does not age.
_GOOD_FOR = {"A": 14, "B": 90, "C": 90, "D": 90}
_SYMPTOMS = 90


def _good_for(name: str, knowledge: Knowledge) -> int | None:
    field = knowledge.fields[name]
    return _SYMPTOMS if field.instrument else _GOOD_FOR.get(field.stage)


_READERS: dict[str, Callable[[Any, str, Reader], None]] = {
    "Condition": _condition,
    "Observation": read_observation,
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
