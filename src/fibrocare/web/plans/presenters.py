"""The shelf as cards for one patient, and what a new plan changes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fibrocare.engine.plan import Offer
from fibrocare.engine.plan import Plan as Options
from fibrocare.engine.plan.benefit import Benefit, of_ten
from fibrocare.engine.plan.doses import Dosing, per_day
from fibrocare.engine.plan.positions import AGAINST, FOR
from fibrocare.exchange.page.line import names_of
from fibrocare.exchange.values import cited
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Therapy
from fibrocare.web.plans.following import called
from fibrocare.web.plans.models import Action, Choice, Plan

# A card asks so much at once; answering opens the rest.
_MOST_ASKED = 4
# What people would rather not, and what it speaks about.
_RATHER_NOT: dict[str, Callable[[Therapy], bool]] = {
    "no_drugs": lambda it: it.kind == "medicine",
    "no_needles": lambda it: it.kind == "interventional",
    "cost_limit": lambda it: it.burden.cost >= 2,
}


@dataclass(frozen=True, slots=True)
class Why:
    """A rule in words, with its source and grade."""

    id: str
    says: str
    source: str
    verification: str


@dataclass(frozen=True, slots=True)
class Card:
    """One therapy for one patient."""

    offer: Offer
    rank: str
    effects: tuple[str, ...]
    why: tuple[Why, ...]
    unsure: str
    ask: tuple[tuple[str, str], ...]
    more: int
    dose: str
    effort: str
    differ: str
    rather_not: tuple[str, ...]
    where: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that are read together; `closed` ones are folded away."""

    heading: str
    cards: tuple[Card, ...]
    closed: bool


def shelf(options: Options, knowledge: Knowledge, *, chosen: frozenset[str], here: frozenset[str]) -> list[Group]:
    """Every therapy: start here, consider, ask first, not yet, not for you because, not needed.

    Args:
        here: what the clinic gives itself; empty where it has not said.
    """
    groups: dict[str, Callable[[Offer], bool]] = {
        _("Start here"): lambda it: it.is_open and it.therapy.stance == "base",
        _("Consider"): lambda it: it.is_open and it.therapy.stance != "base",
        _("Ask first"): lambda it: it.status == "needs_data",
        _("Not yet"): lambda it: it.status == "not_yet",
        _("Not for this person, because"): lambda it: it.status == "withheld",
        _("Not advised, or nothing points to it"): lambda it: it.status == "not_indicated",
    }
    cards = [_card(it, options, knowledge, chosen, here) for it in options.in_order()]
    found = []
    for place, (heading, belongs) in enumerate(groups.items()):
        own = tuple(card for card in cards if belongs(card.offer))
        if own:
            found.append(Group(heading, own, closed=place > 1))
    return found


def _card(it: Offer, options: Options, knowledge: Knowledge, chosen: frozenset[str], here: frozenset[str]) -> Card:
    rank = options.ranks.get(it.id)
    tie = list(options.ranks.values()).count(rank) > 1 if rank else False
    burden = it.therapy.burden
    unsure = dict.fromkeys(name for hit in it.open if hit.rule.action != "ask" for name in hit.unknown)
    return Card(
        offer=it,
        rank=(_("%(rank)d, a tie") if tie else "%(rank)d") % {"rank": rank} if rank else "",
        effects=tuple(_effects(options.benefits[it.id])),
        why=tuple(Why(hit.short, hit.rule.says, cited(hit.rule.sources, knowledge), hit.rule.verification) for hit in it.hits),
        unsure=names_of(list(unsure)[:6]) if it.is_open else "",
        ask=tuple((name, knowledge.fields[name].question) for name in it.ask[:_MOST_ASKED]),
        more=len(it.ask[_MOST_ASKED:]),
        dose=_dose(options.dosings.get(it.id)),
        effort=_("%(minutes)d minutes a week; time %(time)d, energy %(energy)d, cost %(cost)d of 3")
        % {"minutes": burden.minutes_per_week, "time": burden.time, "energy": burden.energy, "cost": burden.cost},
        differ=_differ(it),
        rather_not=tuple(_rather_not(it, options, knowledge)),
        where=(_("here") if it.id in here else _("by referral")) if here else "",
        chosen=it.id in chosen,
    )


def _effects(benefit: Benefit) -> Iterable[str]:
    for it in benefit.expected:
        sure = it.effect.certainty.replace("_", " ")
        interval = f" ({it.low:.2f} to {it.high:.2f})" if it.low is not None and it.high is not None else ""
        yield f"{of_ten(it.effect) or f'{it.outcome} {it.smd:.2f} SD{interval}'}, {sure}"


def _dose(dosing: Dosing | None) -> str:
    if dosing is None:
        return ""
    if dosing.schedule is None:
        return _("ask %(fields)s first") % {"fields": names_of(dosing.ask)}
    steps = ", ".join(f"day {step.day} {per_day(step):g} mg" for step in dosing.steps)
    unsigned = _("; needs your clinic's sign-off") if dosing.needs_signature else ""
    return f"{steps}; at most {dosing.limit:g} mg a day{unsigned}"


def _differ(it: Offer) -> str:
    for_ = [at.body for at in it.therapy.positions if at.position in FOR]
    against = [at.body for at in it.therapy.positions if at.position in AGAINST]
    if not for_ or not against:
        return ""
    return _("Guidelines differ: for %(for)s; against %(against)s.") % {"for": ", ".join(for_), "against": ", ".join(against)}


def _rather_not(it: Offer, options: Options, knowledge: Knowledge) -> Iterable[str]:
    told = options.assessment.facts.get("preferences_avoid") or ()
    labels = knowledge.fields["preferences_avoid"].labels
    return [labels[name] for name in sorted(told) if name in _RATHER_NOT and _RATHER_NOT[name](it.therapy)]


def wishes(options: Options, knowledge: Knowledge) -> list[tuple[str, str, str]]:
    """What the person wants and would rather avoid: field, question, answer."""
    fields = ("goals", "priority_outcome", "preferences_avoid", "care_minutes_week")
    return [
        (name, knowledge.fields[name].question, _said(options.assessment.facts.get(name), name, knowledge)) for name in fields
    ]


def _said(value: object, name: str, knowledge: Knowledge) -> str:
    labels = knowledge.fields[name].labels
    if value is None:
        return ""
    if isinstance(value, (frozenset, tuple)):
        return "; ".join(labels.get(str(it), str(it)) for it in sorted(value)) or _("nothing")
    return labels.get(str(value), f"{value:g}" if isinstance(value, float) else str(value))


def changes(old: Iterable[Choice], new: Iterable[Choice], knowledge: Knowledge) -> list[str]:
    """What a new plan changes, a line each; empty where it changes nothing."""
    before = {it.therapy: it for it in old if it.action != Action.STOP}
    after = {it.therapy: it for it in new}
    found = []
    for name, it in after.items():
        called = knowledge.therapies[name].name
        if it.action == Action.STOP:
            found.append(_("Stop: %(name)s") % {"name": called})
        elif it.action == Action.TRIAL and (name not in before or before[name].action != Action.TRIAL):
            found.append(_("In a trial: %(name)s") % {"name": called})
        elif name not in before:
            found.append(_("New: %(name)s") % {"name": called})
        elif it.words != before[name].words:
            found.append(_("Changed: %(name)s") % {"name": called})
    left = [name for name in before if name not in after]
    return [*found, *(_("No longer in the plan: %(name)s") % {"name": knowledge.therapies[name].name} for name in left)]


@dataclass(frozen=True, slots=True)
class Signed:
    """A choice as it was signed."""

    name: str
    row: Choice


def signed_choices(plan: Plan, knowledge: Knowledge) -> list[Signed]:
    """The choices of a plan by name; one that left the knowledge keeps its id."""
    shelf = knowledge.therapies
    return [Signed(called(it.therapy, shelf.get(it.therapy)), it) for it in plan.choices.all()]
