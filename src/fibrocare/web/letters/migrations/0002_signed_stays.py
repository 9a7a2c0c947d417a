"""A signed letter stays as it is. Deleting a person deletes theirs."""

from django.db import migrations

_SAME = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in ("patient_id", "kind", "status", "text", "signed_at"))
_SQLITE = [
    f"CREATE TRIGGER letters_letter_stays BEFORE UPDATE ON letters_letter WHEN OLD.status <> 'draft' AND ({_SAME}) "
    "BEGIN SELECT RAISE(ABORT, 'a signed letter stays as it is'); END"
]
_POSTGRESQL = [
    "CREATE FUNCTION letters_stay() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'a signed letter stays as it is'; END $$",
    "CREATE TRIGGER letters_letter_stays BEFORE UPDATE ON letters_letter FOR EACH ROW "
    f"WHEN (OLD.status <> 'draft' AND ({_SAME.replace('IS NOT OLD', 'IS DISTINCT FROM OLD')})) EXECUTE FUNCTION letters_stay()",
]


def forbid(apps, schema_editor):
    """Add the trigger of this database."""
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Triggers; there is no way back."""

    dependencies = [("letters", "0001_initial")]
    operations = [migrations.RunPython(forbid, elidable=False)]
