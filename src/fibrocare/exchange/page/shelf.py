"""The plan on one page for a clinician: what to start, what to consider, what to ask, what not and why."""

from collections.abc import Iterator

from fibrocare.engine.plan import Offer, Plan
from fibrocare.engine.plan.benefit import Benefit, of_ten
from fibrocare.engine.plan.doses import Dosing, per_day
from fibrocare.engine.plan.positions import AGAINST, FOR
from fibrocare.engine.plan.rules import WITHHOLDS, Hit
from fibrocare.exchange.page.line import Line, names_of
from fibrocare.knowledge import Knowledge

_STAGES = {
    "escalate": "Urgent first: the assessment shows a red flag. Plan after it is cleared.",
    "base": "Step 1: understanding, sleep, movement. Judge at 12 weeks before adding by need.",
    "tailor": "Step 2: the base was tried. Add by need, one or two things at once.",
    "after_two_branches": "Step 3: two branches failed. Exceptional options only behind their gate.",
}


def shelf(plan: Plan, knowledge: Knowledge) -> Iterator[Line]:
    """The lines of the plan."""
    yield Line(_STAGES[plan.stage], "PLAN", "bold")
    wants = [need.name for need in plan.needs if need.there]
    if wants:
        yield Line(", ".join(wants), "Needs")
    unknown = list(dict.fromkeys(field for need in plan.needs if need.there is None for field in need.ask))
    if unknown:
        yield Line(f"not known yet: {names_of(unknown[:8])}", "" if wants else "Needs")
    open_ = [it for it in plan.in_order() if it.is_open]
    base = [it for it in open_ if it.therapy.stance == "base"]
    rest = [it for it in open_ if it.therapy.stance != "base"]
    yield from _group("START HERE", base, plan, shown=len(base))
    yield from _group("BY TASTE", [it for it in rest if it.therapy.stage <= 2], plan, shown=4)
    yield from _group("BY NEED", [it for it in rest if it.therapy.stage == 3], plan, shown=6)
    yield from _group("EXCEPTION", [it for it in rest if it.therapy.stage == 4], plan, shown=4)
    yield from _asks(plan, knowledge)
    yield from _reasons("NOT YET", [it for it in plan.offers if it.status == "not_yet"], frozenset({"precondition"}))
    yield from _reasons("WITHHELD", [it for it in plan.offers if it.status == "withheld"], WITHHOLDS)
    yield from _not_needed([it for it in plan.offers if it.status == "not_indicated"])
    yield from _taken(plan)


def _group(heading: str, offers: list[Offer], plan: Plan, *, shown: int) -> Iterator[Line]:
    """The first few in full, by rank; the others by name."""
    shared: list[int | None] = list(plan.ranks.values())
    for place, it in enumerate(offers[:shown]):
        if place == 0:
            yield Line("")
        rank = plan.ranks.get(it.id)
        tie = " (tie)" if shared.count(rank) > 1 else ""
        number = f"{rank}{tie}. " if rank and it.therapy.stance != "base" else ""
        yield Line(f"{number}{it.therapy.name}: {_effects(plan.benefits[it.id])}", "" if place else heading, "bold")
        yield from _care(it)
        yield from _dose(plan.dosings.get(it.id))
        yield Line(f"  {_effort(it)}; judge at {it.therapy.judge.weeks} weeks{_disagree(it)}")
    if offers[shown:]:
        yield Line(f"also open: {', '.join(it.therapy.name for it in offers[shown:])}")


def _effort(it: Offer) -> str:
    burden = it.therapy.burden
    return f"asks {burden.minutes_per_week} min a week, time {burden.time}/3, energy {burden.energy}/3, cost {burden.cost}/3"


def _not_needed(offers: list[Offer]) -> Iterator[Line]:
    """What nothing points to, in one line; what the evidence is against, each with its reason."""
    against = [it for it in offers if it.therapy.stance == "not_recommended"]
    unneeded = [it.therapy.name for it in offers if it.therapy.stance != "not_recommended"]
    if offers:
        yield Line("")
    for place, it in enumerate(against):
        yield Line(f"{it.therapy.name}: {it.not_indicated}", "" if place else "NOT ADVISED")
    if unneeded:
        yield Line(f"nothing reported points to: {', '.join(unneeded)}", "" if against else "NOT NEEDED")


def _effects(benefit: Benefit) -> str:
    if not benefit.expected:
        return "no effect size in the dossier"
    return "; ".join(
        of_ten(it.effect) or f"{it.outcome} {it.smd:.2f} SD{_interval(it.low, it.high)}, {it.effect.certainty.replace('_', ' ')}"
        for it in benefit.expected
    )


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({low:.2f} to {high:.2f})"


def _care(it: Offer) -> Iterator[Line]:
    for hit in it.hits:
        yield Line(f"  {hit.short} {hit.rule.action}: {hit.rule.says}{_with(hit)}")
    unsure = [hit for hit in it.open if hit.rule.action != "ask"]
    if unsure:
        fields = dict.fromkeys(name for hit in unsure for name in hit.unknown)
        yield Line(f"  not known, would need care: {names_of(list(fields)[:6])}")


def _dose(dosing: Dosing | None) -> Iterator[Line]:
    if dosing is None:
        return
    if dosing.schedule is None:
        yield Line(f"  dose: ask {names_of(dosing.ask)} first")
        return
    steps = " -> ".join(f"day {step.day}: {per_day(step):g} mg{' if needed' if step.optional else ''}" for step in dosing.steps)
    sign = " [needs your clinic's sign-off]" if dosing.needs_signature else ""
    why = f", by {', '.join(hit.short for hit in dosing.limited_by)}" if dosing.limited_by else ""
    yield Line(f"  dose ({dosing.schedule.name}): {steps}; at most {dosing.limit:g} mg a day{why}{sign}")


def _disagree(it: Offer) -> str:
    for_ = [at.body for at in it.therapy.positions if at.position in FOR]
    against = [at.body for at in it.therapy.positions if at.position in AGAINST]
    return f"; guidelines differ: for {', '.join(for_)}; against {', '.join(against)}" if for_ and against else ""


def _asks(plan: Plan, knowledge: Knowledge) -> Iterator[Line]:
    """The therapies that wait, and the first questions, each with how many it opens."""
    offers = [it for it in plan.in_order() if it.status == "needs_data"]
    if not offers:
        return
    questions = plan.questions()
    yield Line("")
    yield Line(f"{len(offers)} therapies wait for answers: {', '.join(it.therapy.name for it in offers)}", "ASK FIRST", "bold")
    for field, waiting in list(questions.items())[:12]:
        yield Line(f"{knowledge.fields[field].question} [{field}, opens {len(waiting)}]")
    if len(questions) > 12:
        yield Line(f"and {len(questions) - 12} more: `fibrocare plan FILE --json` lists them for each therapy")


def _reasons(heading: str, offers: list[Offer], actions: frozenset[str]) -> Iterator[Line]:
    for place, it in enumerate(offers):
        if place == 0:
            yield Line("")
        hits = [hit for hit in it.hits if hit.rule.action in actions] or list(it.hits)
        said = "; ".join(f"{hit.short} {hit.rule.says.rstrip('.')}{_with(hit)}" for hit in hits[:2])
        now = " (taken now)" if it.taken else ""
        yield Line(f"{it.therapy.name}{now}: {said}", heading if place == 0 else "")


def _taken(plan: Plan) -> Iterator[Line]:
    lines = []
    for review in plan.reviews:
        for hit in (*review.together, *review.hits):
            if hit.rule.action in ("contraindicated", "avoid", "stop", "adjust", "monitor", "caution"):
                lines.append(f"{review.ingredient.replace('_', ' ')}: {hit.short} {hit.rule.action}: {hit.rule.says}{_with(hit)}")
    for place, text in enumerate(lines):
        if place == 0:
            yield Line("")
        yield Line(text, "TAKEN NOW" if place == 0 else "")
    if lines:
        yield Line("Never stop a medicine at once because of this list: review today, taper where a taper is given.", "", "bold")


def _with(hit: Hit) -> str:
    return f" (with {hit.with_.replace('_', ' ')})" if hit.with_ else ""
