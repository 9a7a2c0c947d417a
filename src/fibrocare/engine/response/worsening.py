"""A worsening that somebody must look at: two weeks running clearly above the baseline (`diagnosis-and-pathway.md` 9.3)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from fibrocare.engine.response.change import BASELINE_DAYS
from fibrocare.engine.response.followed import Series, followed
from fibrocare.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Worsening:
    """A measure that crossed its threshold: by how many points, and what the clinician is asked to do."""

    measure: str
    name: str
    by: float
    threshold: float
    action: str


def worsenings(series: Mapping[str, Series], knowledge: Knowledge, *, start: dt.date, today: dt.date) -> tuple[Worsening, ...]:
    """Measures whose last two weeks were both worse than the weeks before `start`, by `worse` points or more.

    Args:
        series: by measure, a value a day; a week with too few days proves nothing.
        start: the first day after the baseline, as that of the signed plan.
    """
    found = []
    for name, measure in followed(knowledge).items():
        days, tracked = series.get(name), measure.tracked
        if not tracked.daily or tracked.worse is None or not days:
            continue
        baseline = measure.mean_of(days, start - dt.timedelta(days=1), *BASELINE_DAYS)
        weeks = [measure.mean_of(days, today - dt.timedelta(days=back)) for back in (0, 7)]
        if baseline is None or today - dt.timedelta(days=13) < start:
            continue
        turn = 1 if measure.higher_is_worse else -1
        by = [turn * (it.value - baseline.value) for it in weeks if it is not None]
        if len(by) == len(weeks) and min(by) >= tracked.worse:
            found.append(Worsening(name, tracked.name, min(by), tracked.worse, tracked.action))
    return tuple(found)
