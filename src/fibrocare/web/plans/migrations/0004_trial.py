"""A therapy may be in a trial of one person; the table stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more word for what is done."""

    dependencies = [("plans", "0003_why")]
    operations = [
        migrations.AlterField(
            "choice",
            "action",
            models.CharField(
                choices=[("start", "start"), ("keep", "go on"), ("stop", "stop"), ("trial", "in a trial")], max_length=10
            ),
        ),
    ]
