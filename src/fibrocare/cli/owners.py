"""Whose a FHIR resource is. A reference that could mean somebody else is never taken for this person."""

from collections.abc import Mapping

from fibrocare.exchange.fhir import elements


def reference_of(resource: elements.Header) -> str:
    """Whose a resource says it is, without the version that it was of; empty when it does not say."""
    return (resource.subject or resource.patient or elements.Reference()).reference.split("/_history/")[0]


def person_of(reference: str) -> str:
    """The person that a reference means, by the id for a relative one, whole for one to a server; empty for no patient.

    "Patient/1" of one server is not "Patient/1" of another, and "Group/1" is no patient.
    """
    if reference.startswith("urn:uuid:"):
        return reference.removeprefix("urn:uuid:")
    kind, _, name = reference.rpartition("/")
    if kind == "Patient":
        return name
    return reference if kind.endswith("/Patient") and "://" in kind else ""


def owners(url: str, resource: elements.Header, patients: Mapping[str, str]) -> list[str]:
    """The people of a bundle that a resource belongs to; none when it belongs to somebody else.

    Args:
        url: the resource's full URL in the bundle; may be empty.
        patients: the name of each Patient of the bundle by every reference that means it.
    """
    if resource.resource_type == "Patient":
        return [name_of(url, resource)]
    reference = reference_of(resource)
    if not reference:
        names = list(dict.fromkeys(patients.values()))
        return names if len(names) == 1 or resource.resource_type == "Medication" else []
    return [patients[reference]] if reference in patients else []


def name_of(url: str, patient: elements.Header) -> str:
    """What a Patient of a bundle goes by."""
    return str(patient.id or url or "without an id")


def references_to(url: str, patient: elements.Header) -> list[str]:
    """Every reference that means a Patient of a bundle."""
    of_id = [f"Patient/{patient.id}", f"urn:uuid:{patient.id}"] if patient.id else []
    return [*of_id, url] if url else of_id
