"""The clinic's clock: everything that is due, done once. Each job may run at any time, again, and twice at once."""

import datetime as dt

from fibrocare.web.appointments import mail, waiting
from fibrocare.web.followup import reminders
from fibrocare.web.own_data.operations import delete_due
from fibrocare.web.progress import against
from fibrocare.web.progress import operations as progress
from fibrocare.web.tasks.operations import escalate
from fibrocare.web.trials import clock


def run_due(*, at: dt.datetime) -> dict[str, int]:
    """Do what is due; how much of each was done."""
    return {
        "alerts given to the deputy": escalate(at=at),
        "offers gone on to the next": waiting.expire(at=at),
        "reminders sent": mail.remind(at=at),
        "people told of questions that wait": reminders.remind(at=at),
        "e-mails sent at another try": mail.send_waiting(at=at),
        "worsenings brought to somebody": progress.watch(at=at),
        "answers against a plan brought to somebody": against.watch(at=at),
        "trials brought to somebody": clock.watch(at=at),
        "changes of a trial announced": clock.remind(at=at),
        "people deleted as they asked": delete_due(at=at),
    }
