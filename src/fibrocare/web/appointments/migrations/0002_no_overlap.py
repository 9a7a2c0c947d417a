"""Two holds of one calendar never overlap: the database refuses, whoever asks and however many ask at once."""

from django.db import migrations

_CLASH = (
    "SELECT 1 FROM appointments_hold WHERE calendar_id = NEW.calendar_id AND id IS NOT NEW.id "
    "AND starts < NEW.ends AND NEW.starts < ends"
)
_SQLITE = [
    f"CREATE TRIGGER appointments_hold_{verb.lower()} BEFORE {verb} ON appointments_hold "
    f"WHEN EXISTS ({_CLASH}) BEGIN SELECT RAISE(ABORT, 'this time is taken'); END"
    for verb in ("INSERT", "UPDATE")
]
# A range of the calendar's number needs no extension of the database.
_POSTGRESQL = [
    "ALTER TABLE appointments_hold ADD CONSTRAINT appointments_hold_no_overlap EXCLUDE USING gist "
    "(int8range(calendar_id, calendar_id, '[]') WITH &&, tstzrange(starts, ends) WITH &&)",
]


def forbid(apps, schema_editor):
    """Add the rule of this database."""
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """The rule; there is no way back."""

    dependencies = [("appointments", "0001_initial")]
    operations = [migrations.RunPython(forbid, elidable=False)]
