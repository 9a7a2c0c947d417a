"""A trial of one person as planned, for those who plan it: periods, days set aside, what must be signed, what it can show."""

from collections.abc import Iterator

from fibrocare.engine.response.trial.changing import OFF
from fibrocare.engine.response.trial.design import BeforeAfter, Design, Refusal, Slot
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.power import MISSING, RHO, SCATTER, TRIALS, Chance
from fibrocare.engine.response.trial.watch import DAYS, WORSE
from fibrocare.exchange.calendar import Event
from fibrocare.exchange.page.line import Line
from fibrocare.exchange.trial.words import percent, points
from fibrocare.knowledge import Knowledge

# `therapies.md` G3, stop early (design). A trial that ends early is still tapered.
STOP_EARLY = (
    "At once: a serious side effect, thoughts of suicide, or the person's wish.",
    f"After {DAYS} days that are all {WORSE} points or more worse than before the trial.",
    "To end the trial is not to stop a medicine at once: a clinician says how it is taken down.",
)


def planned_lines(planned: Design, knowledge: Knowledge, *, blinded: bool) -> Iterator[Line]:
    """The periods and what stands behind them. On a blinded trial letters stand for conditions, and the seed is not told."""
    called = names_on_sheet(planned, blinded=blinded)
    reference, *others = (_name(it, knowledge) for it in planned.conditions)
    kind = "blinded" if blinded else f"open, not blinded; seed {planned.seed}"
    length = f"{len(planned.slots)} periods of {planned.days} days ({kind})"
    yield Line(f"{' and '.join(others)} against {reference}: {length}", "TRIAL", "bold")
    for slot in planned.slots:
        counts = f"counts from {slot.counts_from}"
        yield Line(f"{slot.number:2}  {slot.first} to {slot.last}  {called[slot.condition]}, {counts}", _once("PERIODS", slot))
    yield Line("")
    why = "a change takes its taper, five half-lives until it has left the blood, and the steps up to the full dose"
    yield Line(f"the first {planned.discard} days of each period: {why}", "SET ASIDE")
    for name in _therapies(planned):
        it = knowledge.crossovers[name]
        yield Line(f"{_name(name, knowledge)}: {it.says} [{', '.join(it.sources)}, {it.verification}]")
    yield Line(
        "never stop a medicine at once: `fibrocare dose ID FILE --start DATE` gives its steps, --stop-from MG its taper", "DOSES"
    )
    for place, name in enumerate(planned.unsigned):
        yield Line(f"{name}: no source was read for these lengths. --signed '{name}' records that your clinic stands for them",
                   "" if place else "SIGN FIRST")  # fmt: skip
    for place, text in enumerate(_pharmacy() if blinded else ()):
        yield Line(text, "" if place else "PHARMACY")
    for place, text in enumerate(STOP_EARLY):
        yield Line(text, "" if place else "STOP EARLY")


def expected_lines(expected: tuple[Chance, ...], measure: Measure) -> Iterator[Line]:
    """What the design can show: how often it ends in each way, by the true benefit."""
    scatter = f"days scatter by {SCATTER} points, resemble the day before by {RHO}, and {percent(MISSING)} are missed"
    bar = points(measure.matters)
    yield Line(
        f"{TRIALS} made-up trials for each line; {scatter}. What matters: {bar}; agree on it before the first day.", "CAN SHOW"
    )
    for it in expected:
        yield Line(
            f"true benefit {points(it.benefit)}: clear in {percent(it.clear)} (keep {percent(it.keep)}, stop {percent(it.stop)})"
        )
    yield Line(f"A true benefit of just {bar} lies on the border: it often ends without a clear answer.")


def refusal_lines(refusal: Refusal, knowledge: Knowledge) -> Iterator[Line]:
    """Why there is no trial, what must be asked before one, and what can be done instead."""
    yield Line("No trial" if refusal.reasons else "No trial before these are answered", "TRIAL", "bold")
    for place, reason in enumerate(refusal.reasons):
        yield Line(reason, "" if place else "BECAUSE")
    for place, name in enumerate(refusal.ask):
        yield Line(
            f"{name}: {knowledge.fields[name].question}" if name in knowledge.fields else name, "" if place else "ASK FIRST"
        )
    for place, it in enumerate(refusal.instead):
        yield Line(_instead(it, knowledge), "" if place else "INSTEAD")


def names_on_sheet(planned: Design, *, blinded: bool) -> dict[str, str]:
    """What each condition is called on the sheet: by its id, or by its letter."""
    return planned.letters if blinded else {name: name for name in planned.conditions}


def key_lines(planned: Design) -> Iterator[str]:
    """What the letters stand for: for the pharmacy, and for an emergency."""
    yield "For the pharmacy only. Keep it away from the person and from those who judge."
    yield "In an emergency whoever treats the person opens it at once."
    yield from (f"{letter}: {name}" for name, letter in sorted(planned.letters.items(), key=lambda it: it[1]))
    yield f"seed: {planned.seed}"


def trial_events(planned: Design, *, blinded: bool) -> Iterator[Event]:
    """The first day of each period."""
    called = names_on_sheet(planned, blinded=blinded)
    for slot in planned.slots:
        summary = f"Trial, period {slot.number} of {len(planned.slots)}: {called[slot.condition]}"
        counts = f"{slot.counts_from.day} {slot.counts_from:%b %Y}"
        yield Event(slot.first, summary, f"Go on as agreed with your clinician. Days before {counts} are set aside.", "trial")


def _pharmacy() -> tuple[str, ...]:
    return (
        "The sheet has letters only. The pharmacy gets the key file, keeps it, and opens it in an emergency.",
        "It makes units that look alike for every letter, also for the steps up and for the taper of each change.",
        "Without a pharmacy that can do so the trial is open: plan it without --blinded.",
    )


def _therapies(planned: Design) -> list[str]:
    return [it for it in planned.conditions if it != OFF]


def _name(condition: str, knowledge: Knowledge) -> str:
    return "going without" if condition == OFF else knowledge.therapies[condition].name


def _once(heading: str, slot: Slot) -> str:
    return heading if slot.number == 1 else ""


def _instead(it: BeforeAfter, knowledge: Knowledge) -> str:
    return (
        f"{knowledge.therapies[it.therapy].name}, before and after: write the days down from {it.baseline_from}, begin on "
        f"{it.start}, judge on {it.judge_on}"
    )
