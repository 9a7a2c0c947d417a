"""Everything that a diary, scores and a plan say together: what changed, what each therapy did, what must be looked at."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fibrocare.engine.diary import Entry, daily, flares, standing
from fibrocare.engine.response.change import Shift, shift_of_days, shift_of_scores
from fibrocare.engine.response.flares import Before, Flare, find_flares, unusual, what_came_before
from fibrocare.engine.response.followed import Series, followed
from fibrocare.engine.response.judge import Course, Judgement, judge
from fibrocare.engine.response.responders import Responded, responders
from fibrocare.engine.response.worsening import Worsening, worsenings
from fibrocare.knowledge import Knowledge

_SHARE = {"all": 1.0, "part": 0.5, "none": 0.0}
# So many days with a word about it before a share of doses or minutes means anything (design; a week needs four).
_LEAST_DAYS = 4
_LATELY = dt.timedelta(days=14)
_BOTHERS = ("little", "much", "stop")


@dataclass(frozen=True, slots=True)
class Review:
    """What days and scores say since `start`; `series` holds every measure that was written down, a value a day."""

    start: dt.date
    series: Mapping[str, Series]
    shifts: Mapping[str, Shift]
    responders: tuple[Responded, ...]
    judgements: tuple[Judgement, ...]
    worsenings: tuple[Worsening, ...]
    flares: tuple[Flare, ...]
    before_flares: tuple[Before, ...]


def review(
    entries: Iterable[Entry], scores: Mapping[str, Series], pgic: int | None, courses: Sequence[Course], knowledge: Knowledge,
    *, start: dt.date, today: dt.date,
) -> Review:  # fmt: skip
    """Read a diary against a plan.

    Args:
        entries: of the diary, corrected ones among them.
        scores: of questionnaires by measure, a score on the day it was taken.
        pgic: the last global impression since the start.
        courses: what the plan holds; adherence and side effects are read from the entries where a course has none.
        start: the first day of the plan; what lies before is the baseline.
        today: the last day that counts.
    """
    kept = [it for it in standing(entries) if it.day <= today]
    series: dict[str, Series] = {name: daily(kept, name) for name, it in knowledge.measures.items() if it.daily}
    series |= {name: days for name, days in scores.items() if name in knowledge.measures}
    shifts = _shifts(series, knowledge, start, today)
    found = find_flares([series.get("nrs_pain", {}), series.get("nrs_fatigue", {})], flares(kept))
    return Review(
        start=start,
        series=series,
        shifts=shifts,
        responders=responders(shifts, pgic, knowledge),
        judgements=tuple(
            judge(
                _as_written(it, kept, knowledge, today),
                _shifts(series, knowledge, it.first_day, today),
                pgic,
                knowledge,
                today=today,
            )
            for it in courses
        ),
        worsenings=worsenings(series, knowledge, start=start, today=today),
        flares=found,
        before_flares=what_came_before(found, _marks(series, kept)),
    )


def _shifts(series: Mapping[str, Series], knowledge: Knowledge, start: dt.date, today: dt.date) -> dict[str, Shift]:
    found = {
        name: (shift_of_days if it.tracked.daily else shift_of_scores)(it, series.get(name, {}), start=start, today=today)
        for name, it in followed(knowledge).items()
    }
    return {name: it for name, it in found.items() if it is not None}


def _as_written(course: Course, entries: Sequence[Entry], knowledge: Knowledge, today: dt.date) -> Course:
    """A course with what the diary says of doses, minutes and side effects."""
    own = [it for it in entries if it.day >= course.first_day]
    taken = course.taken if course.taken is not None else _adherence(course, own, knowledge, today)
    felt = [effect.bother for it in own if it.day > today - _LATELY for effect in it.effects if effect.therapy == course.therapy]
    worst = max(felt, key=_BOTHERS.index, default="")
    return replace(course, taken=taken, bothers=course.bothers or worst)


def _adherence(course: Course, entries: Sequence[Entry], knowledge: Knowledge, today: dt.date) -> float | None:
    """The share of doses taken on the days that say so, or of the planned minutes; None with too few days."""
    doses = [_SHARE[it.how] for entry in entries for it in entry.taken if it.therapy == course.therapy]
    if len(doses) >= _LEAST_DAYS:
        return sum(doses) / len(doses)
    done = [(entry.day, it.minutes) for entry in entries for it in entry.done if it.therapy == course.therapy]
    planned = knowledge.therapies[course.therapy].burden.minutes_per_week if course.therapy in knowledge.therapies else 0
    if len({day for day, _ in done}) < _LEAST_DAYS or not planned:
        return None
    weeks = ((today - course.first_day).days + 1) / 7
    return min(sum(minutes for _, minutes in done) / (planned * weeks), 1.0)


def _marks(series: Mapping[str, Series], entries: Sequence[Entry]) -> dict[str, dict[dt.date, bool]]:
    """What may come before a flare: a night, a day or a mood out of the usual."""
    minutes: dict[dt.date, float] = {}
    for entry in entries:
        if entry.done:
            minutes[entry.day] = minutes.get(entry.day, 0) + sum(it.minutes for it in entry.done)
    return {
        # Sleep is written down on waking: the night between the day before and the flare stands on the flare's first day.
        "a bad night": {day - dt.timedelta(days=1): it for day, it in unusual(series.get("nrs_sleep", {})).items()},
        "a day with much more activity than usual": unusual(minutes),
        "a day of low or tense mood": unusual(daily(entries, "nrs_mood")),
    }
