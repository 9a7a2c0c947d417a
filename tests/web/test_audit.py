"""The access log: it only grows, and shows tampering."""

import pytest
from django.db import DatabaseError, connection, transaction

from fibrocare.web.audit.models import Entry, Head
from fibrocare.web.audit.operations import record, verify

pytestmark = pytest.mark.django_db


def test_a_log_that_nobody_touched_is_whole():
    for number in range(3):
        record("page.seen", actor="somebody", patient="a patient", detail={"number": number})

    assert verify().read == 3
    assert not verify().wrong


@pytest.mark.parametrize("change", [lambda: Entry.objects.update(actor="another"), lambda: Entry.objects.all().delete()])
def test_the_database_refuses_to_change_or_delete(change):
    record("page.seen", actor="somebody")

    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        change()


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE audit_entry SET actor = 'x' WHERE action = 'b'", "it was changed"),
        ("DELETE FROM audit_entry WHERE action = 'b'", "is not the one it was written after"),
        ("DELETE FROM audit_entry WHERE action = 'c'", "ends after 2 entries, and 3 were written"),
    ],
)
def test_whoever_gets_round_the_database_is_seen(statement, says):
    for action in "abc":
        record(action)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_entry_no_update")
        cursor.execute("DROP TRIGGER audit_entry_no_delete")
        cursor.execute(statement)

    assert says in verify().wrong


def test_what_is_undone_leaves_no_entry():
    with pytest.raises(RuntimeError), transaction.atomic():
        record("plan.signed")
        raise RuntimeError

    assert (Entry.objects.count(), Head.objects.count()) == (0, 0)
