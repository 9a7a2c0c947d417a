"""The table of the cache, in which every worker counts the same tries."""

from typing import Any, ClassVar

from django.core.management import call_command
from django.db import migrations


def make(_apps: Any, editor: Any) -> None:
    """Make it by name: tests have another cache and need the table all the same."""
    call_command("createcachetable", "cache", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """Only the table; Django's cache reads and writes it."""

    dependencies: ClassVar = [("people", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(make, migrations.RunPython.noop)]
