"""The plan in plain words for the person: what could help, what waits, what not, what to watch."""

from collections.abc import Iterator

from fibrocare.engine.plan import Offer, Plan
from fibrocare.exchange.page.line import Line
from fibrocare.knowledge import Knowledge


def patient_page(plan: Plan, knowledge: Knowledge) -> Iterator[Line]:
    """The lines of the page; nothing on it is an instruction until a clinician has signed."""
    yield Line("Your options", "", "bold")
    yield Line("This page helps you and your clinician choose. It is not a plan until you both agree.")
    if plan.stage == "escalate":
        for flag in plan.assessment.triage.flags[:3]:
            yield Line(flag.rule.advice, "FIRST", "bold")
    open_ = [it for it in plan.in_order() if it.is_open]
    base = [it for it in open_ if it.therapy.stance == "base"]
    more = [it for it in open_ if it.therapy.stance != "base"]
    yield from _group("Start here", base)
    yield from _group("You could add", more[:6])
    fields = [
        field
        for field, waiting in plan.questions().items()
        if knowledge.fields[field].who == "patient" and any(it.therapy.stance != "exceptional" for it in waiting)
    ]
    if fields:
        yield Line("")
        yield Line("Before we can say more, please tell us:", "", "bold")
        for field in fields[:10]:
            yield Line(f"- {knowledge.fields[field].question}")
    kept = [
        it
        for it in plan.offers
        if it.status == "withheld" and it.taken is not True and it.therapy.stance in ("base", "option", "adjunct")
    ]
    if plan.assessment.facts.taken:
        yield Line("")
        yield Line("Keep taking what you take now. Never stop a medicine on your own: it can harm you. Ask us first.", "", "bold")
    if kept:
        yield Line("")
        yield Line(f"Not for you now: {', '.join(it.therapy.name for it in kept)}. Your clinician can tell you why.")


def _group(heading: str, offers: list[Offer]) -> Iterator[Line]:
    if not offers:
        return
    yield Line("")
    yield Line(heading, "", "bold")
    for it in offers:
        plain = it.therapy.plain
        yield Line(it.therapy.name, "", "bold")
        for text in (plain.what, plain.how, plain.helps, plain.watch, plain.call):
            yield Line(f"  {text}")
