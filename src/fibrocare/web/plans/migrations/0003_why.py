"""Why a therapy is begun, kept or stopped. SQLite makes the table anew, so its triggers are added again."""

from django.db import migrations, models

_AGAIN = [
    f"CREATE TRIGGER plans_choice_{verb}_stays BEFORE {verb} ON plans_choice "
    "WHEN (SELECT status FROM plans_plan WHERE id = NEW.plan_id) <> 'proposed' "
    "BEGIN SELECT RAISE(ABORT, 'a signed plan stays as it is'); END"
    for verb in ("INSERT", "UPDATE")
]


def forbid_again(apps, schema_editor):
    """Add the triggers that went with the old table; PostgreSQL has kept its own."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in _AGAIN:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    """A column; there is no way back."""

    dependencies = [("plans", "0002_signed_stays")]
    operations = [
        migrations.AddField("choice", "why", models.CharField(blank=True, default="", max_length=500), preserve_default=False),
        migrations.RunPython(forbid_again, elidable=False),
    ]
