"""What is told against a signed plan after its signature: somebody must look at it the same day."""

import datetime as dt
import hashlib
from collections.abc import Iterator

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fibrocare.engine.plan.obstacles import Obstacle, of_offer
from fibrocare.engine.response.trial.design import gates
from fibrocare.knowledge import load
from fibrocare.web.diary.operations import responsible
from fibrocare.web.intake.models import Answer
from fibrocare.web.plans.models import Action, Plan, Status
from fibrocare.web.plans.operations import options_of
from fibrocare.web.tasks.models import Task, Urgency
from fibrocare.web.tasks.operations import ask_for

# Long enough that nothing is missed while the clinic's clock stands still over a night.
_LATELY = dt.timedelta(days=2)


def watch(*, at: dt.datetime) -> int:
    """Make a task of every rule that nobody can set aside and that new answers turn against a signed plan; how many are new."""
    told = Answer.objects.filter(at__gte=at - _LATELY).values("patient")
    plans = Plan.objects.filter(status=Status.SIGNED, patient__in=told).select_related("patient")
    return sum(_tell(plan, it, at) for plan in plans for it in closed(plan, today=localdate(at)))


def closed(plan: Plan, *, today: dt.date) -> Iterator[Obstacle]:
    """What speaks today against something that a signed plan holds, beside what was set aside with a reason."""
    knowledge = load()
    options, set_aside = options_of(plan.patient, today=today), {it.obstacle for it in plan.set_aside.all()}
    facts = options.assessment.facts
    for row in plan.choices.exclude(action=Action.STOP):
        if row.therapy not in knowledge.therapies:
            continue
        against = of_offer(options.offer(row.therapy), facts, knowledge)
        yield from (it for it in against if it.final and not it.ask and it.key not in set_aside)
        if row.action == Action.TRIAL:
            reasons, _asked = gates(facts, knowledge)
            yield from (Obstacle(f"no_trial/{name}", (row.therapy,), says, says) for name, says in reasons.items())


def _tell(plan: Plan, it: Obstacle, at: dt.datetime) -> int:
    """Once for a plan, a rule and a therapy, also where somebody has done it since."""
    key = f"against/{plan.number}/{hashlib.sha256(it.key.encode()).hexdigest()[:24]}"
    if Task.objects.filter(patient=plan.patient_id, key=key).exists():
        return 0
    names = ", ".join(load().therapies[name].name for name in it.therapies)
    says = _("%(name)s stands in the plan, and what was told since speaks against it: %(why)s Look at it today.")
    to = responsible(plan.patient, now=at)
    ask_for(patient=plan.patient, key=key, urgency=Urgency.TODAY, says=says % {"name": names, "why": it.says}, at=at, given_to=to)
    return 1
