"""An answer that a clinician confirms is told apart from one that was asked anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0003_how_selfcheck"),
    ]

    operations = [
        migrations.AlterField(
            model_name="answer",
            name="how",
            field=models.CharField(
                choices=[
                    ("self", "by the patient"),
                    ("helped", "by a helper"),
                    ("visit", "in a visit"),
                    ("confirmed", "confirmed in a visit, not asked anew"),
                    ("selfcheck", "in the self-check, before booking"),
                ],
                max_length=10,
            ),
        ),
    ]
