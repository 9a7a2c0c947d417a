"""When a trial stops early (`therapies.md` G3): much worse for a week. Harm, a wish and thoughts of suicide stop it at once."""

import datetime as dt
from collections.abc import Mapping

# Three points worse for seven days; of these at least four have an answer, as a week needs (design).
WORSE, DAYS, LEAST_ANSWERS = 3, 7, 4


def much_worse(series: Mapping[dt.date, float], baseline: float, *, since: dt.date) -> dt.date | None:
    """The first day on which every answer of the last seven days was three points worse than the baseline, or more.

    Args:
        series: a value a day, higher is worse; missing days are absent and prove nothing.
        baseline: the mean before the trial.
        since: the first day of the trial.
    """
    for end in sorted(series):
        week = [series[day] for back in range(DAYS) if (day := end - dt.timedelta(days=back)) in series and day >= since]
        if len(week) >= LEAST_ANSWERS and (end - since).days + 1 >= DAYS and min(week) >= baseline + WORSE:
            return end
    return None
