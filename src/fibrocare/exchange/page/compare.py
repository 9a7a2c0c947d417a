"""Therapies side by side for one person, and why one stands above another."""

import itertools
from collections.abc import Iterator

from fibrocare.engine.plan import Plan
from fibrocare.engine.plan.benefit import is_tie, of_ten
from fibrocare.engine.plan.combination import combine
from fibrocare.exchange.page.choice import together
from fibrocare.exchange.page.line import Line, names_of
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Effect


def effect_words(effect: Effect) -> str:
    """An effect with its interval and certainty."""
    if effect.measure == "responders":
        return of_ten(effect)
    unit = {"smd": " SD", "md_0_10": " of 10 points", "md_0_100": " of 100 points"}[effect.measure]
    interval = f" ({effect.low:g} to {effect.high:g})" if effect.low is not None and effect.high is not None else ""
    size = f"{effect.value:g}" if effect.value is not None else "size not read"
    return f"{effect.outcome} {size}{unit}{interval}, {effect.certainty.replace('_', ' ')}"


def compared(names: list[str], made: Plan, knowledge: Knowledge) -> Iterator[Line]:
    """The lines of each, then the order of their benefit, then what holds of them together."""
    for name in names:
        it, benefit = made.offer(name), made.benefits[name]
        yield Line(f"{it.therapy.name}: {it.status.replace('_', ' ')}", name[:11], "bold")
        for hit in it.hits[:6]:
            yield Line(f"{hit.short} {hit.rule.action}: {hit.rule.says}")
        if it.ask:
            yield Line(f"ask {names_of(it.ask)}")
        for part in benefit.expected:
            yield Line(
                f"{part.outcome}: {effect_words(part.effect)}; counts {part.weight:.0%} for this person, adds {part.counted:.2f}"
            )
        yield Line(f"in all {benefit.match:.2f} ± {1.96 * benefit.error:.2f} (weighted, shrunk by certainty)")
        burden = it.therapy.burden
        yield Line(
            f"asks {burden.minutes_per_week} min a week, time {burden.time}, energy {burden.energy}, cost {burden.cost} of 3"
        )
        for harm in it.therapy.harms[:4]:
            numbers = (
                f" {harm.with_pct:g} against {harm.without_pct:g} of 100"
                if harm.with_pct is not None and harm.without_pct is not None
                else ""
            )
            yield Line(f"harm: {harm.what}{numbers}{f' (1 in {harm.nnh:g})' if harm.nnh else ''}")
        yield Line("")
    ordered = sorted((made.benefits[name] for name in names), key=lambda it: -it.match)
    for above, below in itertools.pairwise(ordered):
        words = "no clear difference (a tie)" if is_tie(above, below) else f"{above.therapy} may do more than {below.therapy}"
        yield Line(f"{above.therapy} and {below.therapy}: {words}; difference {above.match - below.match:.2f}", "BENEFIT")
    yield from together(combine(names, made.assessment.facts, knowledge))
