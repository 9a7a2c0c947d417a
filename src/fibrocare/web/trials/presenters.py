"""A trial in words and charts: before it, while it runs, and when it is over."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from fibrocare.engine.response.followed import Series as Values
from fibrocare.engine.response.followed import followed
from fibrocare.engine.response.trial.changing import OFF
from fibrocare.engine.response.trial.conduct import before, filled
from fibrocare.engine.response.trial.design import Design, Refusal
from fibrocare.engine.response.trial.exposure import AT_ONCE
from fibrocare.engine.response.trial.model import Prior
from fibrocare.engine.response.trial.power import chances
from fibrocare.exchange.chart import draw, draw_interval, interval_rows
from fibrocare.exchange.page.line import Line
from fibrocare.exchange.trial.drawing import HEAD, days_chart, effect_chart, period_rows
from fibrocare.exchange.trial.planned import STOP_EARLY
from fibrocare.exchange.trial.words import Reading, data, numbers, percent, points
from fibrocare.knowledge import load
from fibrocare.web.trials.models import Trial
from fibrocare.web.trials.planning import Asked
from fibrocare.web.trials.reading import Found, Result, name_of, usual

# A page waits for them: a share is off by at most 5 in 100 (one standard error).
_MADE_UP = 100


@dataclass(frozen=True, slots=True)
class Preview:
    """A trial before it is put into a plan: how long, what it rests on, what it can show."""

    planned: Design
    weeks: int
    says: tuple[tuple[str, str], ...]
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class No:
    """Why there is no trial, what to ask first, and what can be done instead."""

    reasons: tuple[str, ...]
    ask: tuple[tuple[str, str], ...]
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period for a page. `says` is the condition, or its letter where the trial is blinded."""

    number: int
    says: str
    first: dt.date
    last: dt.date
    counts_from: dt.date
    answered: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One result with its charts and their tables, for those who treat with the numbers."""

    found: Found
    days: str
    effect: str
    rows: list[Any]
    effect_rows: list[Any]
    numbers: list[tuple[str, str]]


def preview(asked: Asked, planned: Design) -> Preview:
    """A design in words; the order is not drawn yet."""
    knowledge = load()
    says = [(name_of(it), knowledge.crossovers[it].says) for it in planned.conditions if it != OFF]
    expected = chances(planned, replace(usual(asked.measure), matters=asked.matters), _MADE_UP)
    shows = [
        _("If it truly helps by %(points)s: clear in %(clear)s (keep %(keep)s, stop %(stop)s).")
        % {"points": points(it.benefit), "clear": percent(it.clear), "keep": percent(it.keep), "stop": percent(it.stop)}
        for it in expected
    ]
    return Preview(planned, len(planned.slots) * planned.days // 7, tuple(says), tuple(shows))


def refused(refusal: Refusal) -> No:
    """A refusal in words."""
    fields, shelf = load().fields, load().therapies
    asks = tuple((it, fields[it].question if it in fields else it) for it in refusal.ask)
    instead = tuple(
        _("%(name)s, before and after: keep the diary from %(baseline)s, begin on %(start)s, judge on %(judge)s.")
        % {"name": shelf[it.therapy].name, "baseline": it.baseline_from, "start": it.start, "judge": it.judge_on}
        for it in refusal.instead
    )
    return No(refusal.reasons, asks, instead)


def condition(trial: Trial, name: str) -> str:
    """A condition as the page may name it."""
    if trial.blinded:
        return _("Pack %(letter)s") % {"letter": trial.planned.letters[name]}
    return _("Without") if name == OFF else name_of(name)


def periods(trial: Trial, values: Values, today: dt.date) -> Iterator[PeriodLine]:
    """Every period with how full it is."""
    for it in filled(trial.planned, values, today=today):
        slot = it.slot
        answered = _("%(answered)d of %(behind)d days") % {"answered": it.answered, "behind": it.behind} if it.behind else ""
        now = slot.first <= today <= slot.last
        yield PeriodLine(slot.number, condition(trial, slot.condition), slot.first, slot.last, slot.counts_from, answered, now)


def stands(trial: Trial, values: Values) -> str:
    """How it stood before, by which the rule that stops a trial measures."""
    scale = followed(load())[trial.measure]
    level = before(scale, values, trial.planned.slots[0].first)
    if level is None:
        return _("Too few days before the first one: the rule that stops a trial early cannot work. Ask how it goes.")
    return _("%(name)s stood at %(level).1f before.") % {"name": scale.tracked.name, "level": level}


def stop_rules() -> tuple[str, ...]:
    """What ends a trial early."""
    return STOP_EARLY


def agreed(trial: Trial) -> dict[str, Any]:
    """What was agreed, for both pages."""
    tracked = followed(load())[trial.measure].tracked
    reference, *others = trial.planned.conditions
    return {
        "name": ", ".join(name_of(it) for it in others),
        "tried": [(it, name_of(it)) for it in trial.tried],
        "against": _("going without") if reference == OFF else name_of(reference),
        "measure": tracked.name,
        "plain": tracked.plain,
        "matters": points(trial.matters),
        "believed": _believed(trial.prior),
    }


def _believed(prior: Prior) -> str:
    numbers = {"mean": prior.mean, "sd": prior.sd, "source": prior.source}
    if not prior.mean:
        return _("no benefit in particular, give or take %(sd).1f points (%(source)s)") % numbers
    return _("a benefit of %(mean)+.1f points, give or take %(sd).1f (%(source)s)") % numbers


def shown(trial: Trial, result: Result) -> list[Shown]:
    """Each result with its charts."""
    return [_shown(trial, result, it, f"r{place}") for place, it in enumerate(result.found)]


def _shown(trial: Trial, result: Result, it: Found, key: str) -> Shown:
    assert result.posterior is not None  # noqa: S101  something was found
    effect = effect_chart(it.decision, result.series, it.names, it.says[0])
    reading = Reading(trial.planned.discard, AT_ONCE, trial.prior)
    return Shown(
        found=it,
        days=draw(days_chart(result.series, it.names, it.says[0]), f"{key}-days"),
        effect=draw_interval(effect, f"{key}-effect"),
        rows=[HEAD, *period_rows(result.series)],
        effect_rows=list(interval_rows(effect)),
        numbers=_by_heading([*numbers(it.decision, result.posterior, it.names), *data(result.posterior, reading)]),
    )


def _by_heading(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """A row for each heading; a line without one goes on with what stands before it."""
    found: list[tuple[str, str]] = []
    for it in lines:
        if it.heading or not found:
            found.append((it.heading.capitalize(), it.text))
        else:
            name, text = found.pop()
            found.append((name, f"{text}; {it.text}"))
    return found
