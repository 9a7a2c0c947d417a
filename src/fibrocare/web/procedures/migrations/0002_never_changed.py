"""What is told of a procedure is never changed in place: a correction is a new row. Deleting a person deletes theirs."""

from django.db import migrations

_TABLES = ("step", "dosing", "consent", "given", "observation")


def _sqlite(table):
    return (
        f"CREATE TRIGGER procedures_{table}_no_change BEFORE UPDATE ON procedures_{table} "
        "BEGIN SELECT RAISE(ABORT, 'what was told of a procedure is never changed'); END"
    )


def _postgresql(table):
    return (
        f"CREATE TRIGGER procedures_{table}_no_change BEFORE UPDATE ON procedures_{table} "
        "FOR EACH ROW EXECUTE FUNCTION procedures_never_changed()"
    )


_FUNCTION = (
    "CREATE FUNCTION procedures_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'what was told of a procedure is never changed'; END $$"
)


def forbid(apps, schema_editor):
    """Add the triggers of this database."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(_FUNCTION)
    for table in _TABLES:
        schema_editor.execute(_postgresql(table) if is_postgresql else _sqlite(table))


class Migration(migrations.Migration):
    """Triggers; there is no way back."""

    dependencies = [("procedures", "0001_initial")]
    operations = [migrations.RunPython(forbid, elidable=False)]
