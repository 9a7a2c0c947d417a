"""Once signed, a plan and its choices stay as they are; only a newer plan may replace it. Deleting a person deletes theirs."""

from django.db import migrations

_PLAN = ("patient_id", "number", "flare", "note", "urgent_done", "review_on", "knowledge_version", "findings", "signed_at")
_OF_A_DRAFT = ("plans_choice", "plans_setaside")

_SAME = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _PLAN)
_STEP = "NEW.status IS NOT OLD.status AND NOT (OLD.status = 'signed' AND NEW.status = 'superseded')"
_SQLITE = [
    f"CREATE TRIGGER plans_plan_stays BEFORE UPDATE ON plans_plan WHEN OLD.status <> 'proposed' AND ({_SAME} OR ({_STEP})) "
    "BEGIN SELECT RAISE(ABORT, 'a signed plan stays as it is'); END",
    *(
        f"CREATE TRIGGER {table}_{verb}_stays BEFORE {verb} ON {table} "
        "WHEN (SELECT status FROM plans_plan WHERE id = NEW.plan_id) <> 'proposed' "
        "BEGIN SELECT RAISE(ABORT, 'a signed plan stays as it is'); END"
        for table in _OF_A_DRAFT
        for verb in ("INSERT", "UPDATE")
    ),
]
_SAME_PG = _SAME.replace("IS NOT OLD", "IS DISTINCT FROM OLD")
_STEP_PG = _STEP.replace("IS NOT OLD", "IS DISTINCT FROM OLD")
_POSTGRESQL = [
    "CREATE FUNCTION plans_stay() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'a signed plan stays as it is'; END $$",
    f"CREATE TRIGGER plans_plan_stays BEFORE UPDATE ON plans_plan FOR EACH ROW "
    f"WHEN (OLD.status <> 'proposed' AND ({_SAME_PG} OR ({_STEP_PG}))) EXECUTE FUNCTION plans_stay()",
    "CREATE FUNCTION plans_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF (SELECT status FROM plans_plan WHERE id = NEW.plan_id) <> 'proposed' THEN "
    "RAISE EXCEPTION 'a signed plan stays as it is'; END IF; RETURN NEW; END $$",
    *(
        f"CREATE TRIGGER {table}_stays BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION plans_of_a_draft()"
        for table in _OF_A_DRAFT
    ),
]


def forbid(apps, schema_editor):
    """Add the triggers of this database."""
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Triggers; there is no way back."""

    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(forbid, elidable=False)]
