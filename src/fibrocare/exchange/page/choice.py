"""A choice of therapies as a whole: what stands alone against each, what clashes, what starts when, what the week asks."""

from collections.abc import Iterator

from fibrocare.engine.plan import Plan
from fibrocare.engine.plan.combination import Combination
from fibrocare.exchange.page.line import Line, names_of
from fibrocare.knowledge import Knowledge


def choice(found: Combination, made: Plan, knowledge: Knowledge) -> Iterator[Line]:
    """The lines about a choice, for a clinician."""
    for place, name in enumerate(found.chosen):
        it = made.offer(name)
        ask = f": ask {names_of(it.ask[:6])}" if it.ask else ""
        yield Line(f"{it.therapy.name}: {it.status.replace('_', ' ')}{ask}", "" if place else "CHOICE", "bold")
    yield Line("")
    yield from together(found)
    if not found.clashes:
        yield Line("no rule speaks against having these together", "TOGETHER")
    if len(found.medicines) > 1:
        called = ", ".join(knowledge.therapies[name].name for name in found.medicines)
        yield Line(f"one medicine at a time: {called}; the next not before 14 days, with care until 28 (ruling 14)", "START")
    yield Line(_week(found), "WEEK")


def together(found: Combination) -> Iterator[Line]:
    """Each pair of the choice with the rule that speaks about it."""
    for place, clash in enumerate(found.clashes):
        hit = clash.hit
        perhaps = "" if hit.truth else f" (if so: {names_of(hit.unknown)} not known)"
        yield Line(
            f"{clash.one} with {clash.other}: {hit.short} {hit.rule.action}: {hit.rule.says}{perhaps}",
            "" if place else "TOGETHER",
        )


def _week(found: Combination) -> str:
    asks = f"{found.minutes} minutes a week, energy {found.energy}"
    if found.minutes_available is None:
        return f"{asks}; how many minutes the person can spend is not known"
    verdict = "too much: start fewer" if found.is_too_much else "it fits"
    return f"{asks}; the person can spend {found.minutes_available:g}: {verdict}"
