"""A trial of one person as pictures, each with its table: the days under their conditions, and the effect."""

import datetime as dt
from statistics import fmean

from fibrocare.engine.response.trial.changing import OFF
from fibrocare.engine.response.trial.decide import Decision
from fibrocare.engine.response.trial.series import Period, Series
from fibrocare.exchange.chart import Band, Days, Interval, Line, said_span
from fibrocare.exchange.trial.words import Names, points

HEAD = ("Period", "Days", "Mean", "Counted")


def days_chart(series: Series, names: Names, says: str) -> Days:
    """Every answer, the mean of each period, the conditions as bands, and where the treatment would be kept.

    Args:
        says: the result in words, for whoever does not see the chart.
    """
    measure = series.measure
    counted = {it.date for it in series.counted}
    return Days(
        title=f"{measure.name.capitalize()}: {names.treatment} and {names.off}",
        says=says,
        first=series.days[0].date,
        last=series.days[-1].date,
        values={it.date: it.value for it in series.days if it.value is not None},
        low=measure.low,
        high=measure.high,
        better="lower is better" if measure.higher_is_worse else "higher is better",
        steps=_steps(series),
        thresholds=_threshold(series, names),
        bands=[Band(it.first, it.last, _called(it.condition)) for it in series.periods],
        set_aside=frozenset(it.date for it in series.days if it.date not in counted),
    )


def effect_chart(decision: Decision, series: Series, names: Names, says: str) -> Interval:
    """The effect against none and against what matters."""
    effect, matters = decision.effect, series.measure.matters
    bar = f"{'agreed' if names.agreed else 'the usual bar'}: {points(matters)}"
    title = f"How much better {series.measure.name} is on {names.treatment} than {names.off}, in points"
    return Interval(title, says, effect.mean, effect.low, effect.high, matters, bar)


def period_rows(series: Series) -> list[tuple[str, str, str, str]]:
    """The days as a table, a row a period; its mean is of the days that count."""
    return [
        (
            f"{it.number} {_called(it.condition)}",
            said_span(it.first, it.last),
            _mean(series, it),
            f"{it.usable} of {(it.last - it.first).days + 1}",
        )
        for it in series.periods
    ]


def _called(condition: str) -> str:
    return "Without" if condition == OFF else condition[0].upper() + condition[1:]


def _values(series: Series, number: int) -> dict[dt.date, float]:
    return {it.date: it.value for it in series.counted if it.period == number and it.value is not None}


def _mean(series: Series, period: Period) -> str:
    values = _values(series, period.number)
    return f"{fmean(values.values()):.1f}" if values else "too few days"


def _steps(series: Series) -> list[tuple[dt.date, dt.date, float]]:
    found = [_values(series, it.number) for it in series.periods]
    return [(min(it), max(it), fmean(it.values())) for it in found if it]


def _threshold(series: Series, names: Names) -> list[Line]:
    """What matters, better than the mean on the other side; left out where that lies off the scale."""
    measure = series.measure
    others = [it.value for it in series.counted if it.condition == names.reference and it.value is not None]
    if not others:
        return []
    at = fmean(others) + measure.towards_better * measure.matters
    words = f"{points(measure.matters)} better{', as agreed' if names.agreed else ''}: keep"
    return [Line(at, words)] if measure.low <= at <= measure.high else []
