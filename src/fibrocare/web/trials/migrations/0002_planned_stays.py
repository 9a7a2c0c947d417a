"""What was planned stays as it is, and so does a decision once it is taken. Deleting a person deletes theirs."""

from django.db import migrations

_PLANNED = (
    "patient_id", "plan_id", "goes_on_id", "measure", "matters", "blinded", "design", "believed", "doses", "knowledge_version", "planned_at",
)  # fmt: skip
_WRITTEN_ONCE = ("ended_on", "result", "decided_at")
_SAME = " OR ".join(
    [
        *(f"NEW.{name} IS NOT OLD.{name}" for name in _PLANNED),
        *(f"(NEW.{name} IS NOT OLD.{name} AND OLD.{name} IS NOT NULL)" for name in _WRITTEN_ONCE),
    ]
)
_SQLITE = [
    f"CREATE TRIGGER trials_trial_stays BEFORE UPDATE ON trials_trial WHEN {_SAME} "
    "BEGIN SELECT RAISE(ABORT, 'a trial stays as it was planned'); END"
]
_POSTGRESQL = [
    "CREATE FUNCTION trials_stay() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'a trial stays as it was planned'; END $$",
    f"CREATE TRIGGER trials_trial_stays BEFORE UPDATE ON trials_trial FOR EACH ROW "
    f"WHEN ({_SAME.replace('IS NOT OLD', 'IS DISTINCT FROM OLD')}) EXECUTE FUNCTION trials_stay()",
]


def forbid(apps, schema_editor):
    """Add the trigger of this database."""
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """A trigger; there is no way back."""

    dependencies = [("trials", "0001_initial")]
    operations = [migrations.RunPython(forbid, elidable=False)]
