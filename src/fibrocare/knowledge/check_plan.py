"""The checks of therapies, their rules and the pages to learn from: names that exist, effects with the right sign, easy words."""

from collections.abc import Iterator

from fibrocare.knowledge import schema
from fibrocare.knowledge.loader import Knowledge
from fibrocare.knowledge.readability import grade

_HIGHEST_GRADE = 6.0


def problems(knowledge: Knowledge) -> Iterator[str]:
    """Everything wrong with the therapies, rules and pages to learn from, one line each."""
    known = names(knowledge)
    seen: set[str] = set()
    for file in knowledge.rules.values():
        for rule in file.rules:
            full = f"{file.table}/{rule.id}"
            if full in seen:
                yield f"rules/{full} is defined twice; keep one"
            seen.add(full)
            for name in (*rule.for_, *rule.not_for):
                if name not in known:
                    yield f"rules/{full}: `for` names {name!r}, neither a therapy, a group, an ingredient nor a class"
            if rule.action == "precondition" and rule.met_by is None:
                yield f"rules/{full} is a precondition: say in `met_by` what meets it"
    for name, step in knowledge.flare.items():
        yield from _hard_to_read(f"flare/{name}", step.says)
    yield from _followed(knowledge)
    yield from _asked_again(knowledge)
    for name, therapy in knowledge.therapies.items():
        yield from _therapy(f"therapies/{name}", therapy, knowledge)
    for name, page in knowledge.learn.items():
        yield from _page(f"learn/{name}", page, knowledge)


def _followed(knowledge: Knowledge) -> Iterator[str]:
    """What is followed over time names scales, measures and therapies that exist."""
    for name, tracked in knowledge.measures.items():
        instrument = knowledge.instruments[tracked.instrument]
        scale = next((it for it in instrument.scales if it.id == tracked.scale), None)
        if scale is None:
            yield f"measures.toml: {name}: {tracked.instrument} has no scale {tracked.scale!r}"
        elif tracked.change and tracked.change not in {it.id for it in scale.changes}:
            yield f"measures.toml: {name}: {tracked.instrument} has no change {tracked.change!r}"
        if tracked.daily and instrument.weekly is None:
            yield f"measures.toml: {name}: {tracked.instrument} has no rule for weeks"
        if unknown := set(tracked.needs) - knowledge.needs.keys():
            yield f"measures.toml: {name}: needs {', '.join(sorted(unknown))} are not in needs.toml"
    for name, rule in knowledge.responders.items():
        if rule.measure not in {*knowledge.measures, *knowledge.fields}:
            yield f"responders.toml: {name}: {rule.measure!r} is neither a measure nor a field"
    for name, crossover in knowledge.crossovers.items():
        if name not in knowledge.therapies:
            yield f"crossovers.toml: {name!r} is not a therapy"
        if not crossover.refused and crossover.half_life_hours is None:
            yield f"crossovers.toml: {name}: give `half_life_hours`, or say in `refused` why it is not crossed over"


def _asked_again(knowledge: Knowledge) -> Iterator[str]:
    """Every occasion has one day, and asks what may be shown."""
    for name, it in knowledge.occasions.items():
        if (it.days_before_review is None) == (it.every_weeks is None):
            yield f"followup.toml: {name}: give one of `days_before_review` and `every_weeks`"
        for asked in it.asks:
            if asked not in knowledge.instruments or knowledge.instruments[asked].licence.verdict != "SHIP":
                yield f"followup.toml: {name}: {asked!r} is no instrument with words that may be shown"


def names(knowledge: Knowledge) -> frozenset[str]:
    """Every name that a rule may be for: therapies, their kinds and groups, ingredients and medicine classes."""
    groups = {group for therapy in knowledge.therapies.values() for group in (therapy.kind, *therapy.groups)}
    return frozenset({*knowledge.therapies, *groups, *knowledge.medicines, *knowledge.classes})


def _therapy(where: str, therapy: schema.Therapy, knowledge: Knowledge) -> Iterator[str]:
    for ingredient in therapy.ingredients:
        if ingredient not in knowledge.medicines:
            yield f"{where}: ingredient {ingredient!r} is not in vocabulary/medicines"
    for need in therapy.needs:
        if need not in knowledge.needs:
            yield f"{where}: need {need!r} is not in needs.toml"
    if therapy.stance == "not_recommended" and therapy.because is None:
        yield f"{where} is not recommended: say why in `because`"
    for effect in therapy.effects:
        if effect.measure == "responders" and (effect.with_pct is None or effect.without_pct is None):
            yield f"{where}: responders of {effect.what!r} need `with_pct` and `without_pct`"
        if effect.low is not None and effect.high is not None and effect.low > effect.high:
            yield f"{where}: the interval of {effect.what!r} runs from {effect.low} to {effect.high}: more is better, low first"
    for key in therapy.plain.__struct_fields__:
        yield from _hard_to_read(f"{where}.plain.{key}", getattr(therapy.plain, key))


def _page(where: str, page: schema.LearnPage, knowledge: Knowledge) -> Iterator[str]:
    for other in page.see:
        if other not in knowledge.learn:
            yield f"{where}: `see` names {other!r}, which is no page of learn"
    yield from _hard_to_read(f"{where}.lead", page.lead)
    for section in page.sections:
        for paragraph in section.paragraphs:
            yield from _hard_to_read(f"{where} under {section.heading!r}", paragraph.says)


def _hard_to_read(where: str, text: str) -> Iterator[str]:
    if grade(text) > _HIGHEST_GRADE:
        yield f"{where} reads at grade {grade(text):.1f}, allowed is {_HIGHEST_GRADE:g}: {text}"
