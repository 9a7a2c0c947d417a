"""The self-check, given along with a booking, is one more way in which an answer comes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0002_never_changed"),
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
                    ("selfcheck", "in the self-check, before booking"),
                ],
                max_length=10,
            ),
        ),
    ]
