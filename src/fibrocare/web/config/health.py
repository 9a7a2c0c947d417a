"""What keeps this clinic from being run, and what its people should know: a line each."""

import os
from collections.abc import Iterator

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fibrocare.web.audit.operations import verify
from fibrocare.web.demo.seed import ADDRESS
from fibrocare.web.people.models import Role, User
from fibrocare.web.tasks.operations import responder


def refusals() -> Iterator[str]:
    """Why this installation must not serve patients."""
    if settings.DEMO:
        yield "FIBROCARE_DEMO is 1: a demo is no clinic; `fibrocare demo` runs it"
        return
    for it in checks.run_checks(include_deployment_checks=True):
        if it.level >= checks.WARNING and not it.is_silenced():
            yield f"the settings are not safe: {it.msg}"
    if not _is_migrated():
        yield "the database is not up to date: back it up, then run `fibrocare manage migrate`"
    elif User.objects.filter(email__endswith=f"@{ADDRESS}").exists():
        yield f"the database holds demo accounts (@{ADDRESS}): use an empty one"


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def troubles() -> Iterator[str]:
    """What to mend, for `fibrocare doctor`; a demo is looked at too, as far as it can be."""
    if not settings.DEMO:
        yield from refusals()
    if not os.access(settings.DATA, os.W_OK):
        yield f"{settings.DATA} cannot be written: give this account the right to"
    if not _is_migrated():
        if settings.DEMO:
            yield "the demo's database is not up to date: run `fibrocare demo --fresh`"
        return
    log = verify()
    if log.wrong:
        yield f"the access log is not whole ({log.wrong}): restore a backup, and find out who wrote to it"
    if settings.DEMO:
        return
    if not settings.EMAIL_HOST or settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        yield "FIBROCARE_EMAIL_HOST is not set: e-mails are printed and reach nobody"
    staff = User.objects.filter(is_active=True).exclude(role=Role.PATIENT)
    without = [person.name for person in staff if not is_mfa_enabled(person)]
    if without:
        yield f"without a second step yet: {', '.join(without)}; they are asked at their next sign-in"
    if responder() is None:
        yield "nobody answers alerts about suicide: the medical director names a responder"
