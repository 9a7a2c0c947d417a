"""Keep, adjust, stop, too early, not enough data: the sentence about each therapy, with the rule behind it and its date.

The rules stand in `judgements.toml`. A therapy is judged by what it is for: one for sleep is not stopped because pain is the
same, and nothing is stopped for not helping while what it is for was not measured. A clinician decides.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from fibrocare.engine.response.change import Shift
from fibrocare.engine.response.followed import followed
from fibrocare.knowledge import Knowledge

Verdict = Literal["keep", "adjust", "stop", "too_early", "not_enough"]

# Of what was planned, so much must have been done before "it does not help" means anything (`therapies.md` A0: 80 %).
FAIR_SHARE = 0.8
# A response in these counts for every therapy (`diagnosis-and-pathway.md` 9.2).
_FOR_ALL = ("nrs_pain", "fiqr_total")
_AT_LEAST_A_LITTLE = 3
# What everybody starts with is not for one symptom.
_NO_SYMPTOM = frozenset({"base"})


@dataclass(frozen=True, slots=True)
class Course:
    """A therapy of the signed plan as it went.

    `needs` is what it is for in this person. `first_day` is its first day, `weeks` when it can be judged, `taken` the share of
    what was planned that was done, 0 to 1, None where nobody wrote it down. `bothers`: "stop" where somebody wants to stop
    because of it, "much", "little" or "".
    """

    therapy: str
    name: str
    first_day: dt.date
    weeks: int
    needs: tuple[str, ...] = ()
    taken: float | None = None
    bothers: str = ""
    medicine: bool = True

    @property
    def judge_on(self) -> dt.date:
        """The first day on which it can be judged."""
        return self.first_day + dt.timedelta(weeks=self.weeks)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a therapy's course calls for. `says` is the clinician's sentence, `rule` the id in `judgements.toml`."""

    therapy: str
    verdict: Verdict
    says: str
    rule: str
    judge_on: dt.date


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was measured of what a therapy is for: the shifts to tell, and the needs that nobody measured."""

    shifts: Mapping[str, Shift]
    told: tuple[Shift, ...]
    unmeasured: tuple[str, ...]
    knowledge: Knowledge

    @property
    def responds(self) -> bool:
        """Whether anything that counts is better by what matters, and by more than the days scatter."""
        return any(it.matters and it.beyond_chance is not False for it in self.told)

    @property
    def may_respond(self) -> bool:
        """Whether something is better by what matters, be it within what the days scatter."""
        return any(it.matters for it in self.told)

    @property
    def worsens(self) -> bool:
        """Whether anything that counts is worse by what matters, and by more than the days scatter."""
        return any(it.worse and it.beyond_chance is not False for it in self.told)

    @property
    def numbers(self) -> str:
        """Such as "pain 6.8 to 4.5 (34 % better), sleep 5.0 to 5.1 (2 % worse, within what days scatter)"."""
        return ", ".join(_number(it, self.knowledge) for it in self.told)


def judge(course: Course, shifts: Mapping[str, Shift], pgic: int | None, knowledge: Knowledge, *, today: dt.date) -> Judgement:
    """Judge one therapy by what changed since it began. What else began meanwhile shares the credit, and is not told apart.

    Args:
        shifts: by measure, against the days before this therapy; a measure without enough days is absent.
        pgic: the last global impression since the start; None where not asked.
    """
    verdict, says, rule = _found(course, _seen(course.needs, shifts, knowledge), pgic, today)
    return Judgement(course.therapy, verdict, f"{_LEAD[verdict]} {course.name}: {says}", rule, course.judge_on)


_LEAD = {
    "keep": "Keep",
    "adjust": "Adjust",
    "stop": "Stop",
    "too_early": "Too early to judge",
    "not_enough": "Not enough data on",
}


def _found(course: Course, seen: _Seen, pgic: int | None, today: dt.date) -> tuple[Verdict, str, str]:
    if course.bothers == "stop":
        return "adjust", "the patient wants to stop because of a side effect. Talk now; plan a taper where one is needed.", "harm"
    if today < course.judge_on:
        return "too_early", _early(course, seen), "time"
    if not seen.told:
        return "not_enough", "too few days before it began, or in the last week, and no questionnaire at both times.", "data"
    if _only_pain(seen.shifts):
        return "adjust", f"{seen.numbers}, but daily life is not better. Ask about side effects, motivation, mood.", "function"
    if seen.may_respond and seen.worsens:
        return "adjust", f"{seen.numbers}: better in one, worse in another. Look at what does which.", "worse"
    if seen.responds and (pgic is None or pgic <= _AT_LEAST_A_LITTLE):
        return _responded(course, seen, asked=pgic is not None)
    if seen.may_respond and not seen.responds:
        return "not_enough", f"{seen.numbers}. Two more weeks of diary tell whether it lasts.", "chance"
    if seen.unmeasured and not seen.responds:
        return (
            "not_enough",
            f"{seen.numbers}, but nobody measured {_and(seen.unmeasured)}: judge it in a visit.",
            "unmeasured",
        )
    if course.taken is None or course.taken < FAIR_SHARE:
        return "adjust", f"{seen.numbers}, but {_taken(course)}: no fair trial yet.", "adherence"
    if seen.responds:
        return "adjust", f"{seen.numbers}, yet overall the patient feels no better. Talk about what matters to them.", "overall"
    taper = " Taper; never at once." if course.medicine else ""
    return "stop", f"{seen.numbers} after {course.weeks} weeks, taken as planned.{taper}", "no_response"


def _seen(needs: Iterable[str], shifts: Mapping[str, Shift], knowledge: Knowledge) -> _Seen:
    """What is told: the measures of the therapy's needs, and those that count for all."""
    wanted, measures = set(needs) - _NO_SYMPTOM, followed(knowledge)
    told = [name for name, it in measures.items() if name in shifts and (name in _FOR_ALL or wanted & set(it.tracked.needs))]
    measured = {need for name in told for need in measures[name].tracked.needs}
    unmeasured = [knowledge.needs[it].name.lower() for it in knowledge.needs if it in wanted - measured]
    if not wanted:
        unmeasured = ["what it is for"]
    return _Seen(shifts, tuple(shifts[it] for it in told), tuple(unmeasured), knowledge)


def _responded(course: Course, seen: _Seen, *, asked: bool) -> tuple[Verdict, str, str]:
    """Kept; where side effects bother the dose is looked at, and the overall impression is asked for where it is missing."""
    ask = "" if asked else " Ask for the overall impression (PGIC)."
    bothered = " Side effects bother: look at the dose." if course.bothers == "much" else ""
    return "adjust" if bothered else "keep", f"{seen.numbers}.{bothered}{ask}", "response"


def _only_pain(shifts: Mapping[str, Shift]) -> bool:
    """Whether pain is better by what matters while daily life has grown worse, or has not moved."""
    pain, life = shifts.get("nrs_pain"), shifts.get("nrs_activity") or shifts.get("fiqr_total")
    return bool(pain and pain.matters and life and life.improved_by <= 0)


def _early(course: Course, seen: _Seen) -> str:
    so_far = f" So far: {seen.numbers}." if seen.told else ""
    return f"on {course.judge_on:%d %b %Y} it has had {course.weeks} weeks.{so_far}"


def _number(shift: Shift, knowledge: Knowledge) -> str:
    name = knowledge.measures[shift.measure].name
    called = name if name.isupper() or "-" in name else name[0].lower() + name[1:]
    where = f"{called} {shift.baseline.value:.1f} to {shift.now.value:.1f}"
    if shift.percent is None:
        return where
    way = "better" if shift.improved_by > 0 else "worse" if shift.improved_by < 0 else "change"
    chance = ", within what days scatter" if shift.beyond_chance is False else ""
    return f"{where} ({abs(shift.percent):.0f} % {way}{chance})"


def _and(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _taken(course: Course) -> str:
    return "nobody wrote down how much was done" if course.taken is None else f"{course.taken:.0%} of what was planned was done"
