"""A diary as FHIR R4 Observations: one for each scale of each entry that counts, with its code where the field has one."""

import datetime as dt
from collections.abc import Iterable, Iterator

from fibrocare.engine.diary import Entry, scales, standing
from fibrocare.exchange.fhir.observations import LOINC
from fibrocare.exchange.fhir.record import SNOMED
from fibrocare.exchange.fhir.writing import Json, collection
from fibrocare.knowledge import Knowledge

# Fields without a public code are named by our own dictionary.
OURS = "https://fibrocare.example.org/fields"
_SYSTEMS = {"loinc": LOINC, "snomed": SNOMED}
_UNITS = "http://unitsofmeasure.org"


def diary_bundle(entries: Iterable[Entry], *, person: str, at: dt.datetime, knowledge: Knowledge) -> Json:
    """The bundle of a diary.

    Args:
        entries: all of them, in any order; corrected ones are left out, and so is what was not said.
        person: the id of the Patient resource.
        at: when the file is made, with its zone.
    """
    about = {"reference": f"Patient/{person}"}
    resources = [it for entry in standing(entries) for it in _observations(entry, about, knowledge)]
    patient: Json = {"resourceType": "Patient", "id": person}
    return collection((patient, *resources), at)


def _observations(entry: Entry, about: Json, knowledge: Knowledge) -> Iterator[Json]:
    for name, item in scales(knowledge).items():
        if name in entry.values:
            coding = [{"system": _SYSTEMS[it.system], "code": it.code} for it in item.codes if it.system in _SYSTEMS]
            code = {"coding": [*coding, {"system": OURS, "code": name}], "text": knowledge.fields[name].question}
            points = {"value": entry.values[name], "unit": "points", "system": _UNITS, "code": "{score}"}
            yield _observation(entry, name, code, about) | {"valueQuantity": points}
    if entry.flare is not None:
        code = {"coding": [{"system": OURS, "code": "flare"}], "text": "Is it a flare day?"}
        yield _observation(entry, "flare", code, about) | {"valueBoolean": entry.flare}


def _observation(entry: Entry, name: str, code: Json, about: Json) -> Json:
    """What all share. An entry written later is about its day, not about the time of writing."""
    when = entry.at.isoformat() if entry.at.date() == entry.day else entry.day.isoformat()
    id_ = f"{entry.id}-{name.replace('_', '-')}"
    return {
        "resourceType": "Observation", "id": id_, "status": "final", "category": [{"text": "diary"}], "code": code,
        "subject": about, "effectiveDateTime": when, "issued": entry.at.isoformat(),
    }  # fmt: skip
