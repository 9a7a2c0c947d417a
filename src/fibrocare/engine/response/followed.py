"""A measure that is followed, with what its instrument says of it: direction, the week's rule, the change that matters."""

import datetime as dt
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Change, Tracked, Weekly

Series = Mapping[dt.date, float]


@dataclass(frozen=True, slots=True)
class Level:
    """Where a measure stood: a mean of days, or one score. `days` is how many answers it rests on, `end` the last day of it."""

    value: float
    days: int
    end: dt.date


@dataclass(frozen=True, slots=True)
class Followed:
    """One measure of `measures.toml`. `points` and `percent`: the smallest change that matters; the percent decides first."""

    name: str
    tracked: Tracked
    higher_is_worse: bool
    weekly: Weekly | None
    points: float | None
    percent: float | None

    def matters_from(self, baseline: float) -> float | None:
        """The smallest change that matters from this baseline, in points; None where none is known."""
        if self.percent is not None and baseline > 0:
            return self.percent / 100 * baseline
        return self.points

    def mean_of(self, series: Series, end: dt.date, *lengths: int) -> Level | None:
        """The mean of the days up to and with `end`, over the first length with as many answers as the instrument asks for.

        Args:
            series: a value a day; missing days are absent.
            lengths: in days; the instrument's own week where none is given.
        """
        if self.weekly is None:
            return None
        for length in lengths or (self.weekly.days,):
            values = [series[day] for back in range(length) if (day := end - dt.timedelta(days=back)) in series]
            if len(values) >= math.ceil(length * self.weekly.at_least / self.weekly.days):
                return Level(fmean(values), len(values), end)
        return None


@functools.lru_cache(maxsize=4)
def followed(knowledge: Knowledge) -> Mapping[str, Followed]:
    """Every measure by its name, in the order in which the diary asks; what it does not ask comes after."""
    last = len(knowledge.diary) + 1
    order = {name: it.order for name, it in knowledge.diary.items()}
    names = sorted(knowledge.measures, key=lambda name: (order.get(name, last), name))
    return {name: _followed(name, knowledge) for name in names}


def _followed(name: str, knowledge: Knowledge) -> Followed:
    tracked = knowledge.measures[name]
    instrument = knowledge.instruments[tracked.instrument]
    scale = next(it for it in instrument.scales if it.id == tracked.scale)
    worse = instrument.higher_is_worse if scale.higher_is_worse is None else scale.higher_is_worse
    published = next((it for it in scale.changes if it.id == tracked.change), None)
    limit: Change | Tracked = published or tracked
    return Followed(name, tracked, worse, instrument.weekly, limit.points, limit.percent)
