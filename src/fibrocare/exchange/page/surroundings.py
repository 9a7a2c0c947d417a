"""What else it could be, what comes along, medicines, what may have set it off."""

from collections.abc import Iterator

from fibrocare.engine.answers import Origin
from fibrocare.engine.assessment import Assessment
from fibrocare.engine.facts import Facts, Range
from fibrocare.engine.facts.model import Taken
from fibrocare.exchange.page.line import Line, names_of
from fibrocare.knowledge import Knowledge

_DRUG_FLAGS = {
    "on_serotonergic": "serotonergic",
    "on_maoi_14d": "MAOI within 14 days",
    "qt_prolonging": "QT",
    "on_anticoagulant": "anticoagulant",
}


_DRUG_COUNTS = {"on_cns_depressant_count": "CNS depressants", "anticholinergic_burden": "anticholinergics"}


def differentials(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """Suspected and settled conditions; how many are open."""
    heading = "What else"
    for found in assessment.differentials:
        if found.state == "suspected":
            spec = found.differential
            tests = f" -> {', '.join(found.tests)}" if found.tests else ""
            against = f"; against: {names_of(found.against)}" if found.against else ""
            yield Line(f"{spec.id}  {spec.name}: for: {names_of(found.for_)}{against}{tests}", heading)
            heading = ""
    settled = [
        f"{it.differential.name} ({'known' if it.known else 'tested'})"
        for it in assessment.differentials
        if it.state == "settled"
    ]
    if settled:
        yield Line(f"Settled: {', '.join(settled)}", heading)
        heading = ""
    still_open = sum(found.state == "open" for found in assessment.differentials)
    argued = sum(found.state == "argued_against" for found in assessment.differentials)
    yield Line(
        f"{still_open} of {len(assessment.differentials)} still open, {argued} argued against; all may stand beside fibromyalgia",
        heading,
    )


def comorbidities(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """What is known or screens positive, and what it changes."""
    heading = "Comes along"
    for found in assessment.comorbidities:
        if found.state in ("known", "screen_positive"):
            state = "known" if found.state == "known" else "screen positive"
            yield Line(f"{found.comorbidity.name} ({state}): {' '.join(found.comorbidity.changes)}", heading)
            heading = ""


def medicines(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """What is taken, and the flags that follow."""
    facts = assessment.facts
    now = [item for item in facts.taken or () if item.now is not False]
    if not now:
        return
    shown = dict.fromkeys(
        item.ingredient.replace("_", " ")
        + (f" {item.mg_per_day:g} mg/day" if item.mg_per_day else "")
        + (f" {item.mcg_per_hour:g} mcg/h" if item.mcg_per_hour else "")
        + ("?" if item.now is None else "")
        for item in now
    )
    yield Line(", ".join(shown), "Medicines")
    flags = [_morphine(facts)] if any("opioid" in item.groups for item in now) else []
    flags += [word for name, word in _DRUG_FLAGS.items() if facts.get(name) is True]
    for name, word in _DRUG_COUNTS.items():
        count = facts.get(name)
        low = count.low if isinstance(count, Range) else count
        if low:
            flags.append(f"{low:g} {word}")
    if flags:
        yield Line(f"Flags: {', '.join(flags)}")
    yield from _opioid_notes(now)


def _opioid_notes(now: list[Taken]) -> Iterator[Line]:
    """What must stand beside every opioid (CDC 2022, section 12 of the instruments dossier)."""
    if not any("opioid" in item.groups for item in now):
        return
    beside = {item.ingredient.replace("_", " ") for item in now if item.groups & {"benzodiazepine", "gabapentinoid"}}
    yield Line(
        "Opioid: never stop it suddenly; naloxone at home? "
        + (f"With {', '.join(sorted(beside))}: they add up." if beside else "")
    )


def _morphine(facts: Facts) -> str:
    mme = facts.get("mme_per_day")
    if isinstance(mme, Range):
        return f"morphine equivalents at least {mme.low:g} mg/day" if mme.low else "morphine equivalents not known"
    stated = facts.origins.get("mme_per_day", Origin("derived")).source.startswith("Observation/")
    return f"morphine equivalents {mme:g} mg/day{' as the record states' if stated else ''}"


def contributors(assessment: Assessment, knowledge: Knowledge) -> Iterator[Line]:
    """Signs of what may have set it off."""
    heading = "May add"
    for found in assessment.contributors:
        if found.signs:
            yield Line(f"{found.contributor.name}: {'; '.join(found.signs)}", heading)
            heading = ""
