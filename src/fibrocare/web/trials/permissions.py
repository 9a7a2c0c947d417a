"""Who may plan, end and decide a trial, and who may say that they want to stop."""

from fibrocare.web.assessment.permissions import can_decide
from fibrocare.web.people.models import User
from fibrocare.web.people.permissions import NotAllowed
from fibrocare.web.trials.models import Trial
from fibrocare.web.trials.standing import Standing


def check_can_end(user: User, trial: Trial) -> None:
    """Raise NotAllowed unless this is a clinician with the patient in care."""
    if not can_decide(user, trial.patient):
        raise NotAllowed("Only a clinician who looks after this patient can end a trial, or decide on it.")


def check_can_decide(user: User, found: Standing) -> None:
    """Raise NotAllowed unless the trial is over, and this is a clinician with the patient in care."""
    check_can_end(user, found.trial)
    if found.state != "over":
        raise NotAllowed("A trial is decided once it is over: end it first, with the reason.")
