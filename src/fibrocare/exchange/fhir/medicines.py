"""MedicationRequest and MedicationStatement: which medicines, still taken or when stopped, how much a day.

Refills of one product are one entry, the newest. Only orders and statements count; a proposal, a plan, "do not perform"
or "not taken" is no medicine taken. A product of several ingredients becomes an entry for each.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from fibrocare.engine.facts.medicines import ingredients, strengths
from fibrocare.exchange.fhir import doses, elements, r4
from fibrocare.exchange.fhir.reader import Reader

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_TAKEN = frozenset({"active", "on-hold", "unknown", "intended", ""})
_NOT_TAKEN = frozenset({"draft", "entered-in-error", "not-taken"})
_NO_ORDER = frozenset({"proposal", "plan", "option"})


def read_uses(uses: Iterable[tuple[str, r4.MedicationUse]], medications: Mapping[str, elements.Concept], reader: Reader) -> None:
    """Add the medicine list to the reader, one entry a product and ingredient.

    Of the orders of one product only the newest count; several of one day with other dosages add up.
    """
    newest: dict[str, tuple[dt.date, list[tuple[dict[str, Any], r4.MedicationUse]]]] = {}
    over: list[tuple[dict[str, Any], r4.MedicationUse]] = []
    for kind, it in uses:
        ref = f"{kind}/{it.id}"
        if not _counts(it):
            reader.note("medicine", ref, f"status {it.status or 'none'}, intent {it.intent or 'none'}: not used")
            continue
        started = reader.date(_started(it), ref, kind)
        if reader.is_future(started, ref, kind):
            continue
        now = it.status.lower() in _TAKEN
        stop = None if now else _stopped(it, ref, reader)
        concept = _concept(it, medications)
        if concept is None:
            # Some medicine is meant: until somebody says which, nothing is known not to be taken.
            reader.add("medication_list", {"name": "a medicine that the record does not name", "stop": stop, "ref": ref})
            continue
        entry = {"name": concept.words, "rxnorm": concept.code_in(RXNORM), "start": started, "stop": stop, "ref": ref}
        if not now:
            over.append((entry, it))
            continue
        key = f"{entry['rxnorm'] or concept.words.lower()} ({kind})"
        before, same = newest.get(key, (dt.date.min, []))
        # An order without a date may be the newest: it is kept beside the others.
        if not same or (started is not None and started > before and all(other["start"] for other, _ in same)):
            newest[key] = (started or before, [(entry, it)])
        elif (started is None or started >= before) and all(_dosages(it) != _dosages(other) for _, other in same):
            same.append((entry, it))
    taken = {entry["rxnorm"] or entry["name"].lower() for _, orders in newest.values() for entry, _ in orders}
    # What is taken now needs no word about when it was taken before; of what is over every last day counts.
    past = [(entry, it) for entry, it in over if (entry["rxnorm"] or entry["name"].lower()) not in taken]
    for entry, it in [*(order for _, orders in newest.values() for order in orders), *past]:
        for ready in _entries(entry, it, reader):
            reader.add("medication_list", ready)


def _dosages(it: r4.MedicationUse) -> tuple[r4.Dosage, ...]:
    return it.dosage_instruction or it.dosage


def _concept(it: r4.MedicationUse, medications: Mapping[str, elements.Concept]) -> elements.Concept | None:
    if it.medication_codeable_concept is not None:
        return it.medication_codeable_concept
    if it.medication_reference is None:
        return None
    target = it.medication_reference.reference
    contained = {f"#{one.id}": one.code for one in it.contained if one.code}
    plain = target.split("/_history/")[0]
    found = contained.get(target) or medications.get(target) or medications.get("/".join(plain.split("/")[-2:]))
    words = it.medication_reference.display
    return found or (elements.Concept(text=words) if words else None)


def _counts(it: r4.MedicationUse) -> bool:
    """Whether a resource tells of a medicine taken, now or once; a status that nobody knows may be one that is over."""
    return not it.do_not_perform and it.intent.lower() not in _NO_ORDER and it.status.lower() not in _NOT_TAKEN


def _started(it: r4.MedicationUse) -> str | None:
    period = it.effective_period.start if it.effective_period else None
    return it.effective_date_time or period or it.authored_on or it.date_asserted


def _stopped(it: r4.MedicationUse, ref: str, reader: Reader) -> dt.date | str:
    """The last day of a medicine that is over; "unknown" when the record does not say.

    A statement tells what was; an order only what was planned, which holds when it was completed.
    """
    ends = [it.effective_period.end if it.effective_period else None]
    if it.status.lower() == "completed":
        repeats = [dosage.timing.repeat for dosage in _dosages(it) if dosage.timing and dosage.timing.repeat]
        ends += [repeat.bounds_period.end for repeat in repeats if repeat.bounds_period]
    dates = [date for end in ends if end and (date := reader.date(end, ref, "medicine")) is not None]
    return max(dates) if dates and max(dates) <= reader.as_of else "unknown"


def _entries(entry: dict[str, Any], it: r4.MedicationUse, reader: Reader) -> Iterable[dict[str, Any]]:
    knowledge = reader.knowledge
    found = ingredients(entry["name"], entry["rxnorm"], knowledge)
    if not found:
        return [entry]
    units = strengths(entry["name"], entry["rxnorm"], knowledge)
    dosages = _dosages(it)
    return [
        {
            **entry,
            "ingredient": name.replace("_", " "),
            "name": entry["name"] if len(found) == 1 else f"{name.replace('_', ' ')} in a combination",
            "rxnorm": entry["rxnorm"] if len(found) == 1 else "",
            "mg_per_day": doses.daily(dosages, units.get(name), it.dispense_request),
            "mcg_per_hour": (hourly := doses.hourly(dosages, units.get(name))),
            "dose_not_read": hourly is None or None,
        }
        for name in found
    ]
