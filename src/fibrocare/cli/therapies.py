"""`fibrocare therapies` and `fibrocare compare`: the shelf with its evidence, and two therapies side by side for one person."""

import difflib
import sys
from collections.abc import Iterator

from fibrocare.cli.batch import BAD_INPUT, OK, WrongArgument, only_person, opened
from fibrocare.cli.printing import print_lines
from fibrocare.engine.assessment import assess
from fibrocare.engine.plan import plan
from fibrocare.engine.plan.positions import disagreements
from fibrocare.exchange.page.compare import compared, effect_words
from fibrocare.exchange.page.line import Line
from fibrocare.knowledge import Knowledge, load
from fibrocare.knowledge.loader import BadKnowledge
from fibrocare.knowledge.schema import Position, Therapy

_KINDS = ("lifestyle", "physical", "psychological", "medicine", "neuromodulation", "interventional")
_STANCES = {"base": "for everyone", "option": "option", "adjunct": "beside others", "exceptional": "exceptional",
            "not_recommended": "not recommended"}  # fmt: skip


def therapies(name: str | None, *, conflicts: bool) -> int:
    """Print the whole shelf, one therapy, or where guidelines contradict each other."""
    try:
        knowledge = load()
        lines = _conflicts(knowledge) if conflicts else _one(known(name, knowledge), knowledge) if name else _all(knowledge)
    except (BadKnowledge, WrongArgument) as reason:
        print(reason, file=sys.stderr)
        return BAD_INPUT
    print_lines(list(lines))
    return OK


def known(name: str, knowledge: Knowledge) -> str:
    """The name of a therapy on the shelf.

    Raises:
        WrongArgument: none is called so; the message names the nearest.
    """
    if name in knowledge.therapies:
        return name
    close = difflib.get_close_matches(name, knowledge.therapies, n=1)
    hint = f"did you mean {close[0]}?" if close else "`fibrocare therapies` shows them all"
    raise WrongArgument(f"no therapy is called {name!r}: {hint}")


def _all(knowledge: Knowledge) -> Iterator[Line]:
    for kind in _KINDS:
        found = [(name, it) for name, it in knowledge.therapies.items() if it.kind == kind]
        for place, (name, it) in enumerate(sorted(found, key=lambda entry: (list(_STANCES).index(entry[1].stance), entry[0]))):
            if place == 0:
                yield Line("")
            effects = "; ".join(effect_words(effect) for effect in it.effects if effect.main) or "no effect size in the dossier"
            yield Line(f"{name} · {it.name} · {_STANCES[it.stance]} · {effects}", kind.upper()[:11] if place == 0 else "")
    yield Line("")
    yield Line(
        "`fibrocare therapies ID` shows one with its harms, doses and guideline positions; --conflicts shows disagreements."
    )


def _one(name: str, knowledge: Knowledge) -> Iterator[Line]:
    it = knowledge.therapies[name]
    yield Line(f"{it.name} · {it.kind} · {_STANCES[it.stance]}", name[:11], "bold")
    yield Line(it.purpose.says)
    if it.because:
        yield Line(it.because.says, "Because")
    yield Line(f"{it.delivered_by}. {it.course.says}", "Course")
    for place, effect in enumerate(it.effects):
        against = f" against {effect.against}" if effect.against else ""
        cite = f" [{', '.join(effect.sources)}, {effect.verification}]"
        yield Line(f"{effect_words(effect)}: {effect.what}{against}{cite}", "" if place else "Effects")
    for place, harm in enumerate(it.harms):
        shown = (
            f"{harm.with_pct:g} against {harm.without_pct:g} of 100"
            if harm.with_pct is not None and harm.without_pct is not None
            else ""
        )
        nnh = f"1 in {harm.nnh:g}" if harm.nnh else ""
        yield Line(f"{harm.what} {' '.join(filter(None, (shown, nnh)))}".strip(), "" if place else "Harms")
    yield from _positions(it)
    for place, schedule in enumerate(it.schedules):
        yield Line(
            f"{schedule.name}: at most {schedule.max_mg_per_day:g} mg a day [{schedule.verification}]", "" if place else "Dose"
        )
    yield Line(f"At {it.judge.weeks} weeks: {it.judge.by} Stop: {it.judge.stop}", "Judge")


def _positions(it: Therapy) -> Iterator[Line]:
    for place, at in enumerate(it.positions):
        yield Line(_position(at), "" if place else "Guidelines")


def _position(at: Position) -> str:
    return f"{at.body} {at.year}: {at.position.replace('_', ' ')}. {at.says} [{at.verification}]"


def _conflicts(knowledge: Knowledge) -> Iterator[Line]:
    for it in disagreements(knowledge):
        yield Line(knowledge.therapies[it.therapy].name, it.therapy[:11], "bold")
        for at in (*it.for_, *it.against):
            yield Line(_position(at))


def compare(names: list[str], path: str, *, as_of: str | None) -> int:
    """Print therapies side by side for the person in a file, and why one stands above another."""
    try:
        start = opened([path], as_of=as_of)
        names = [known(name, start.knowledge) for name in names]
        made = plan(assess(only_person(start), start.knowledge), start.knowledge)
    except (BadKnowledge, WrongArgument) as reason:
        print(reason, file=sys.stderr)
        return BAD_INPUT
    print_lines(list(compared(names, made, start.knowledge)))
    return OK
