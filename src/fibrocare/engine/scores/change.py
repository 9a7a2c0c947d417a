"""Change of a score from a baseline, with the smallest change that matters."""

from collections.abc import Iterable
from dataclasses import dataclass

from fibrocare.knowledge.schema import Change as Threshold
from fibrocare.knowledge.schema import ChangeClasses, Scale, Weekly


@dataclass(frozen=True, slots=True)
class Change:
    """How far a score moved. `improved_by` and `percent` are positive for better; percent is None from a baseline of 0.

    `meets` maps the id of each published smallest change to whether it was reached.
    """

    baseline: float
    now: float
    improved_by: float
    percent: float | None
    meets: dict[str, bool | None]


def change(baseline: float, now: float, *, scale: Scale, higher_is_worse: bool) -> Change:
    """Compare two scores of one version of one scale.

    Args:
        baseline, now: scores at full precision, in the scale's range.
        scale: brings the published thresholds.
        higher_is_worse: the direction of the scale.
    """
    improved = baseline - now if higher_is_worse else now - baseline
    percent = 100 * improved / baseline if baseline else None
    return Change(baseline, now, improved, percent, {limit.id: _reaches(limit, baseline, improved) for limit in scale.changes})


def _reaches(limit: Threshold, baseline: float, improved: float) -> bool | None:
    if limit.points is not None:
        return improved >= limit.points
    if limit.percent is None or baseline == 0:
        return None
    # Multiplied out, so that 30 % of 10 is exactly 3 points.
    return 100 * improved >= limit.percent * baseline


def pain_class(baseline: float, now: float, classes: ChangeClasses) -> str:
    """The class of a change in pain, such as "moderate" (IMMPACT); a rise from 0 is worse, 0 to 0 is no clear change."""
    for entry in classes.classes:
        improved = 100 * (baseline - now)
        if entry.from_percent is not None and baseline and improved >= entry.from_percent * baseline:
            return entry.name
        if entry.above_percent is not None and improved > entry.above_percent * baseline:
            return entry.name
        if entry.above_percent is not None and baseline == now == 0:
            return entry.name
    return classes.classes[-1].name


def weekly_mean(days: Iterable[float | None], rule: Weekly) -> float | None:
    """The mean of a week of daily answers; None with fewer answered days than the rule asks for. Missed is not zero."""
    answered = [day for day in days if day is not None]
    return sum(answered) / len(answered) if len(answered) >= rule.at_least else None
