"""A draft as it stands today: each choice with its dates and obstacles, and all of them together."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from fibrocare.engine.plan import Offer
from fibrocare.engine.plan import Plan as Options
from fibrocare.engine.plan.combination import APART, WITH_CARE, Combination, combine
from fibrocare.engine.plan.obstacles import Obstacle, of_clash, of_offer, question
from fibrocare.engine.plan.obstacles import together as each_once
from fibrocare.engine.response.trial.design import gates
from fibrocare.exchange.page.line import names_of
from fibrocare.knowledge import Knowledge
from fibrocare.web.plans.dates import Dates, carried, obstacle, started, stopped
from fibrocare.web.plans.models import Action, Choice

_URGENT = ("emergency_now", "same_day")


@dataclass(frozen=True, slots=True)
class Looked:
    """One choice with its offer of today, its dates, what stands in its way, and what is to be known of it alone."""

    row: Choice
    offer: Offer
    dates: Dates
    obstacles: tuple[Obstacle, ...]
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """A whole draft. `open` are the obstacles that nobody has settled: while there is one, nobody can sign."""

    options: Options
    choices: tuple[Looked, ...]
    together: Combination
    obstacles: tuple[Obstacle, ...]
    open: tuple[Obstacle, ...]
    cautions: tuple[str, ...]
    urgent: tuple[str, ...]

    @property
    def questions(self) -> list[Obstacle]:
        """What must be asked before anybody can sign."""
        return [it for it in self.open if it.ask]

    @property
    def rules(self) -> list[Obstacle]:
        """What must be put right, or set aside with a reason."""
        return [it for it in self.open if not it.ask]


def look(
    rows: Iterable[Choice],
    options: Options,
    knowledge: Knowledge,
    *,
    going: Mapping[str, dt.date] | None = None,
    set_aside: frozenset[str],
    signed: frozenset[str],
    today: dt.date,
) -> Look:
    """Look at a draft with the rules of today.

    Args:
        going: what the signed plan starts or goes on with, each with its first day there.
        set_aside: the keys of the obstacles that a clinician has set aside with a reason.
        signed: the schedules and tapers that the clinic has signed.
    """
    choices = tuple(_looked(row, options, knowledge, going or {}, signed, today) for row in rows)
    facts = options.assessment.facts
    chosen = (it.row.therapy for it in choices if it.row.action != Action.STOP)
    together = _without_turns(combine(chosen, facts, knowledge), choices)
    found = [
        *(obstacle for it in choices for obstacle in it.obstacles),
        *(obstacle for clash in together.clashes for obstacle in of_clash(clash, facts, knowledge)),
        *_too_close(choices),
    ]
    obstacles = each_once(found)
    return Look(
        options=options,
        choices=choices,
        together=together,
        obstacles=obstacles,
        open=tuple(it for it in obstacles if it.final or it.key not in set_aside),
        cautions=(*(text for it in choices for text in it.cautions), *_cautions(together, choices), *_confused(choices)),
        urgent=tuple(flag.rule.finding for flag in options.assessment.triage.flags if flag.level in _URGENT),
    )


def _looked(
    row: Choice, options: Options, knowledge: Knowledge, going: Mapping[str, dt.date], signed: frozenset[str], today: dt.date
) -> Looked:
    offer = options.offer(row.therapy)
    if row.action == Action.KEEP:
        return _kept(row, offer, options, knowledge, going)
    if row.action == Action.TRIAL:
        return _in_trial(row, offer, options, knowledge, going, today)
    if row.days:
        # Carried over from the signed plan: a taper that runs goes on as it is.
        return Looked(row, offer, carried(row), ())
    make = stopped if row.action == Action.STOP else started
    dates = make(row, offer, options, knowledge, signed)
    return Looked(row, offer, dates, (*dates.obstacles, *_late(row, today)))


def _late(row: Choice, today: dt.date) -> Iterator[Obstacle]:
    if row.first_day < today:
        yield obstacle("first_day", row, _("The first day is past: choose another."))


def _in_trial(
    row: Choice, offer: Offer, options: Options, knowledge: Knowledge, going: Mapping[str, dt.date], today: dt.date
) -> Looked:
    """A trial begins under all that stands in the way of a start and of a trial; one that runs goes on as what is kept does."""
    facts = options.assessment.facts
    reasons, asked = gates(facts, knowledge)
    against = (
        *of_offer(offer, facts, knowledge),
        *(obstacle(f"no_trial/{gate}", row, says) for gate, says in reasons.items()),
        *(question(name, (row.therapy,), facts, knowledge) for name in asked),
    )
    if going.get(row.therapy) != row.first_day:
        return Looked(row, offer, carried(row), (*against, *_late(row, today), *_otherwise(row, offer, going)))
    return Looked(row, offer, carried(row), _settable(against), tuple(_unsure(offer, against, unlisted=False)))


def _otherwise(row: Choice, offer: Offer, going: Mapping[str, dt.date]) -> Iterator[Obstacle]:
    """The dates of a trial begin at what was taken when it was planned; with another list they would be wrong."""
    was_taken = bool(row.days) and row.days[0]["date"] < row.first_day.isoformat()
    if row.therapy not in going and was_taken != bool(offer.taken):
        says = _("The medicine list says otherwise than when the trial was planned: take it out, and plan it again.")
        yield obstacle("list_changed", row, says)


def _settable(against: Iterable[Obstacle]) -> tuple[Obstacle, ...]:
    """What goes on is set right by a named clinician with a reason; what is not known is said beside it."""
    return tuple(replace(it, final="") for it in against if not it.ask)


def _kept(row: Choice, offer: Offer, options: Options, knowledge: Knowledge, going: Mapping[str, dt.date]) -> Looked:
    """What is taken, or in the signed plan, goes on until it is tapered: against a rule a reason is asked for, and is enough.

    A medicine that nobody knows to be taken is not gone on with: it is started, with all that stands in the way of a start.
    """
    against = tuple(of_offer(offer, options.assessment.facts, knowledge))
    unlisted = bool(offer.therapy.ingredients) and offer.taken is not True
    if unlisted and row.therapy not in going:
        says = _("The medicine list does not say that this is taken: choose start, or write it on the list.")
        return Looked(row, offer, carried(row), (obstacle("not_taken", row, says), *against))
    return Looked(row, offer, carried(row), _settable(against), tuple(_unsure(offer, against, unlisted=unlisted)))


def _unsure(offer: Offer, against: Iterable[Obstacle], *, unlisted: bool) -> Iterator[str]:
    """What goes on although an answer is missing that might speak against it, or the list does not have it."""
    if asked := [it.ask for it in against if it.ask]:
        yield _("%(name)s goes on; not known: %(fields)s.") % {"name": offer.therapy.name, "fields": names_of(asked)}
    if unlisted:
        yield _("%(name)s is not on the medicine list: ask whether it is taken.") % {"name": offer.therapy.name}


def _first_doses(choices: Iterable[Looked]) -> list[tuple[dt.date, Looked]]:
    """The medicines that are new in this draft, by the day of their first dose; those of a trial take turns."""
    begun = (Action.START, Action.TRIAL)
    new = [it for it in choices if it.row.action in begun and it.offer.therapy.kind == "medicine"]
    return sorted(((_first_dose(it), it) for it in new), key=lambda entry: entry[0])


def _first_dose(it: Looked) -> dt.date:
    own = [day.date for day in it.dates.days if day.name == it.offer.therapy.name]
    return min(own, default=it.row.first_day)


def _too_close(choices: Iterable[Looked]) -> Iterator[Obstacle]:
    for (first, one), (second, other) in itertools.pairwise(_first_doses(choices)):
        if (second - first).days < APART and not (_tried(one) and _tried(other)):
            says = _("One new medicine at a time: %(one)s and %(other)s begin within 14 days (ruling 14).")
            names = {"one": one.offer.therapy.name, "other": other.offer.therapy.name}
            yield obstacle("too_close", other.row, says % names)


def _tried(it: Looked) -> bool:
    return it.row.action == Action.TRIAL


def _without_turns(together: Combination, choices: Iterable[Looked]) -> Combination:
    """What takes turns in a trial is never taken together."""
    tried = {it.row.therapy for it in choices if _tried(it)}
    return replace(together, clashes=tuple(it for it in together.clashes if not {it.one, it.other} <= tried))


def _confused(choices: Sequence[Looked]) -> Iterator[str]:
    """A trial tells nothing of days on which something else changes too."""
    if any(_tried(it) for it in choices):
        for it in choices:
            if it.row.action in (Action.START, Action.STOP):
                says = _("%(name)s changes during the trial: what changes then cannot be told apart. Wait, if it can wait.")
                yield says % {"name": it.offer.therapy.name}


def _cautions(together: Combination, choices: Iterable[Looked]) -> Iterator[str]:
    """What does not stand in the way, and is to be known."""
    for clash in together.clashes:
        hit = clash.hit
        if hit.rule.action in ("adjust", "monitor", "caution", "inform"):
            perhaps = "" if hit.truth else _(" (if so: %(fields)s not known)") % {"fields": names_of(hit.unknown)}
            yield f"{clash.one}, {clash.other}: {hit.short} {hit.rule.says}{perhaps}"
    for (first, one), (second, other) in itertools.pairwise(_first_doses(choices)):
        if APART <= (second - first).days < WITH_CARE:
            names = {"one": one.offer.therapy.name, "other": other.offer.therapy.name}
            yield _("%(one)s and %(other)s begin within 28 days: with care (ruling 14).") % names
    if together.is_too_much:
        numbers = {"asks": together.minutes, "has": together.minutes_available}
        yield _("The week asks %(asks)d minutes; the patient can spend %(has)g: start fewer.") % numbers
