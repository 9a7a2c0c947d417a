"""A person's answers as a FHIR R4 bundle that our own reader, and others, can read.

Lists of medicines, illnesses and allergies become resources of their own; what FHIR has no plain place for is left to the
JSON beside it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fibrocare.exchange.fhir.questionnaires import NONE
from fibrocare.exchange.fhir.record import SNOMED
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Field

Json = dict[str, Any]
_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def to_bundle(told: Mapping[str, Any], *, person: str, name: str, at: dt.datetime, knowledge: Knowledge) -> Json:
    """The bundle.

    Args:
        told: answers as they are kept, by field; skipped ones are not in it.
        person: the id of the Patient resource.
        at: when the file is made, with its zone.
    """
    about = {"reference": f"Patient/{person}"}
    patient: Json = {"resourceType": "Patient", "id": person, "name": [{"text": name}]}
    if told.get("sex_at_birth") in ("female", "male"):
        patient["gender"] = told["sex_at_birth"]
    resources = [patient, _response(told, about, at, knowledge), *_listed(told, about)]
    return collection(resources, at)


def collection(resources: Iterable[Json], at: dt.datetime) -> Json:
    """Resources as one bundle, made at this time."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": at.isoformat(),
        "entry": [{"resource": it} for it in resources],
    }


def _response(told: Mapping[str, Any], about: Json, at: dt.datetime, knowledge: Knowledge) -> Json:
    items = []
    for name, value in told.items():
        spec = knowledge.fields.get(name)
        if spec is not None and spec.type != "list":
            items.append({"linkId": name, "text": spec.question, "answer": list(_answers(value, spec))})
    return {
        "resourceType": "QuestionnaireResponse", "id": "answers", "status": "completed", "subject": about,
        "authored": at.isoformat(), "item": items,
    }  # fmt: skip


def _answers(value: Any, spec: Field) -> Iterator[Json]:
    for part in (value or [NONE]) if isinstance(value, list) else [value]:
        if isinstance(part, bool):
            yield {"valueBoolean": part}
        elif isinstance(part, int):
            yield {"valueInteger": part}
        elif isinstance(part, float):
            yield {"valueDecimal": part}
        elif spec.type == "date":
            yield {"valueDate": part}
        else:
            yield {"valueString": str(part)}


def _listed(told: Mapping[str, Any], about: Json) -> Iterator[Json]:
    for place, it in enumerate(_entries(told, "medication_list")):
        yield {
            "resourceType": "MedicationStatement", "id": f"medicine-{place}", "subject": about,
            "status": "stopped" if it.get("stop") else "active", "medicationCodeableConcept": _concept(it, _RXNORM, "rxnorm"),
            **({"effectivePeriod": _period(it)} if _period(it) else {}), **_dosage(it),
        }  # fmt: skip
    for place, it in enumerate(_entries(told, "dx_list")):
        yield {
            "resourceType": "Condition", "id": f"illness-{place}", "subject": about, "code": _concept(it, SNOMED, "snomed"),
        }  # fmt: skip
    for place, it in enumerate(_entries(told, "allergies")):
        yield {
            "resourceType": "AllergyIntolerance", "id": f"allergy-{place}", "patient": about,
            "code": {"text": it.get("substance", it.get("name", ""))},
            **({"reaction": [{"manifestation": [{"text": it["reaction"]}]}]} if it.get("reaction") else {}),
        }  # fmt: skip


def _entries(told: Mapping[str, Any], name: str) -> list[Json]:
    value = told.get(name)
    return value if isinstance(value, list) else []


def _concept(it: Json, system: str, key: str) -> Json:
    coding = [{"system": system, "code": it[key]}] if it.get(key) else []
    return {"text": it.get("name") or it.get("ingredient", ""), **({"coding": coding} if coding else {})}


def _period(it: Json) -> Json:
    return {key: it[ours] for key, ours in (("start", "start"), ("end", "stop")) if it.get(ours)}


def _dosage(it: Json) -> Json:
    words = [f"{it['mg_per_day']:g} mg a day" if it.get("mg_per_day") else "", it.get("frequency", "")]
    text = ", ".join(filter(None, words))
    if not text:
        return {}
    dosage: Json = {"text": text}
    if it.get("mg_per_day"):
        dosage |= {
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
            "doseAndRate": [{"doseQuantity": {"value": it["mg_per_day"], "unit": "mg"}}],
        }
    return {"dosage": [dosage]}
