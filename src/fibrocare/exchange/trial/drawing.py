"""A trial as a drawing: the days, the mean of each period, what would matter, the conditions under the line."""

from statistics import fmean

from fibrocare.engine.response.trial.series import Period, Series
from fibrocare.exchange.chart import Band, Days, Line


def drawing(series: Series, says: str) -> Days:
    """The chart of a trial; days that are set aside are drawn lighter."""
    measure = series.measure
    kept = {it.date for it in series.counted}
    values = {it.date: it.value for it in series.days if it.value is not None}
    bands = [Band(it.first, it.last, it.condition) for it in series.periods]
    return Days(
        title=measure.name.capitalize(),
        says=says,
        first=series.days[0].date,
        last=series.days[-1].date,
        values=values,
        low=measure.low,
        high=measure.high,
        better="lower is better" if measure.higher_is_worse else "higher is better",
        steps=tuple((it.first, it.last, level) for it in series.periods if (level := _level(it, series)) is not None),
        thresholds=_thresholds(series),
        bands=sorted(bands, key=lambda it: (it.says != series.conditions[0], it.says, it.first)),
        set_aside=frozenset(values.keys() - kept),
    )


def _level(period: Period, series: Series) -> float | None:
    own = [it.value for it in series.counted if it.period == period.number and it.value is not None]
    return fmean(own) if own else None


def _thresholds(series: Series) -> tuple[Line, ...]:
    """What matters, from the mean of the reference."""
    reference = [it.value for it in series.counted if it.condition == series.conditions[0] and it.value is not None]
    if not reference:
        return ()
    measure = series.measure
    at = fmean(reference) + measure.towards_better * measure.matters
    return (
        (Line(at, f"{measure.matters:g} better than {series.conditions[0]}: keep"),) if measure.low <= at <= measure.high else ()
    )
