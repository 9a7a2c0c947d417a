"""An answer is never changed in place: a correction is a new one. Deleting a person deletes theirs."""

from django.db import migrations

# Who answered may be forgotten when their account is deleted; nothing else changes.
_SAME = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in ("patient_id", "field", "value", "at", "how"))
_SQLITE = [
    f"CREATE TRIGGER intake_answer_no_change BEFORE UPDATE ON intake_answer WHEN {_SAME} "
    "BEGIN SELECT RAISE(ABORT, 'an answer is never changed'); END"
]
_POSTGRESQL = [
    "CREATE FUNCTION intake_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'an answer is never changed'; END $$",
    "CREATE TRIGGER intake_answer_no_change BEFORE UPDATE OF patient_id, field, value, at, how ON intake_answer "
    "FOR EACH ROW EXECUTE FUNCTION intake_never_changed()",
]


def forbid(apps, schema_editor):
    """Add the trigger of this database."""
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Triggers; there is no way back."""

    dependencies = [("intake", "0001_initial")]
    operations = [migrations.RunPython(forbid, elidable=False)]
