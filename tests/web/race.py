"""Many processes try to take overlapping times of one calendar. Prints: attempts, kept, overlaps.

Run by `test_race.py` with an environment of its own: `python race.py PROCESSES ATTEMPTS`.
"""

import datetime as dt
import itertools
import os
import random
import sys

import django
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, transaction

django.setup()

from fibrocare.web.appointments.models import Calendar, Hold, Room  # noqa: E402  Django comes first

BEGIN = dt.datetime(2027, 1, 4, 9, 0, tzinfo=dt.UTC)
# So many quarter hours of one calendar: most attempts meet a taken one.
QUARTERS = 200


def attempt(seed, attempts):
    """Try to hold random stretches; one that overlaps must be refused by the database."""
    dice = random.Random(seed)
    for _ in range(attempts):
        starts = BEGIN + dt.timedelta(minutes=15 * dice.randrange(QUARTERS))
        ends = starts + dt.timedelta(minutes=15 * dice.randrange(1, 5))
        try:
            with transaction.atomic():
                Hold.objects.create(calendar_id=1, starts=starts, ends=ends)
        except (IntegrityError, OperationalError) as refused:
            # A deadlock that the database resolved took nothing either.
            if isinstance(refused, OperationalError) and "deadlock" not in str(refused):
                raise
        # What was kept is given back now and then, so that the race goes on.
        if dice.random() < 0.02:
            Hold.objects.filter(starts=starts).delete()
    connection.close()


def overlaps():
    """Pairs of holds that share time, found without the database's own rule."""
    spans = sorted(Hold.objects.values_list("starts", "ends"))
    return len(spans), sum(one[1] > other[0] for one, other in itertools.pairwise(spans))


def main():
    processes, attempts = int(sys.argv[1]), int(sys.argv[2])
    call_command("migrate", verbosity=0)
    Calendar.objects.create(pk=1, room=Room.objects.create(name="Room 1"))
    connection.close()
    children = []
    for seed in range(processes):
        child = os.fork()
        if child == 0:
            try:
                attempt(seed, attempts // processes)
            except BaseException as wrong:
                sys.stderr.write(f"{type(wrong).__name__}: {wrong}\n")
                os._exit(1)
            os._exit(0)
        children.append(child)
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    kept, bad = overlaps()
    sys.stdout.write(f"{attempts} {kept} {bad} {failed}\n")


if __name__ == "__main__":
    main()
