"""A decision is never changed or deleted: another one follows it."""

from django.db import migrations

_TABLES = ("director_signoff", "director_clinicpolicy")
_SQLITE = [
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'a decision stays as it is'); END"
    for table in _TABLES
    for verb in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    "CREATE FUNCTION director_stays() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'a decision stays as it is'; END $$",
    *(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION director_stays()"
        for table in _TABLES
    ),
]


def forbid(apps, schema_editor):
    """Add the triggers of this database."""
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Triggers; there is no way back."""

    dependencies = [("director", "0001_initial")]
    operations = [migrations.RunPython(forbid, elidable=False)]
