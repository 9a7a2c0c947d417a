"""Every row that belongs to a patient: whatever would be deleted with them is what is exported to them."""

from collections.abc import Iterator

from django.db import models

from fibrocare.web.people.models import Invitation, Patient


def belongings(patient: Patient) -> Iterator[tuple[type[models.Model], list[models.Model]]]:
    """The rows of each table, found by the foreign keys that delete along; a table is named once."""
    found: dict[type[models.Model], dict[object, models.Model]] = {Patient: {patient.pk: patient}}
    waiting: list[type[models.Model]] = [Patient]
    while waiting:
        parents = found[waiting.pop(0)]
        for relation in _owned(next(iter(parents.values()))):
            rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": list(parents.values())})
            known = found.setdefault(relation.related_model, {})
            new = {row.pk: row for row in rows if row.pk not in known}
            known |= new
            if new:
                waiting.append(relation.related_model)
    for model, rows_by_key in found.items():
        if rows_by_key:
            yield model, sorted(rows_by_key.values(), key=lambda row: str(row.pk))


def _owned(row: models.Model) -> Iterator[models.ForeignObjectRel]:
    """The relations whose rows go when this row goes."""
    for relation in row._meta.related_objects:
        # An open invitation holds a secret and somebody else's address.
        if relation.on_delete is models.CASCADE and not relation.many_to_many and relation.related_model is not Invitation:
            yield relation
