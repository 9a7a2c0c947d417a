"""An entry of a diary is never changed in place: a correction is a new one. Deleting a person deletes theirs."""

from django.db import migrations

# Who wrote may be forgotten when their account is deleted; nothing else changes.
_KEPT = (
    "id", "patient_id", "day", "at", "zone", "offset_minutes", "values", "flare", "taken", "done", "effects", "notes",
    "replaces_id", "helped", "received_at",
)  # fmt: skip
_SAME = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in _KEPT)
_SQLITE = [
    f"CREATE TRIGGER diary_entry_no_change BEFORE UPDATE ON diary_diaryentry WHEN {_SAME} "
    "BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END"
]
_COLUMNS = ", ".join(f'"{name}"' for name in _KEPT)
_POSTGRESQL = [
    "CREATE FUNCTION diary_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'an entry is never changed'; END $$",
    f"CREATE TRIGGER diary_entry_no_change BEFORE UPDATE OF {_COLUMNS} ON diary_diaryentry "
    "FOR EACH ROW EXECUTE FUNCTION diary_never_changed()",
]


def forbid(apps, schema_editor):
    """Add the trigger of this database."""
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Triggers; there is no way back."""

    dependencies = [("diary", "0001_initial")]
    operations = [migrations.RunPython(forbid, elidable=False)]
