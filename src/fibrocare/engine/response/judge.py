"""Keep, adjust, stop, too early, not enough data: the sentence about each therapy, with the rule behind it and its date.

The rules are those of `diagnosis-and-pathway.md` 9.2 and 9.3 (design grade): what gets 30 % less pain or 14 % less impact and
leaves the person at least a little better is kept; what does neither after a fair trial is stopped; pain that is better
while daily life is not, doses not taken and side effects that bother are looked into first. A clinician decides.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fibrocare.engine.response.change import Shift

Verdict = Literal["keep", "adjust", "stop", "too_early", "not_enough"]

# Of what was planned, so much must have been done before "it does not help" means anything (`therapies.md` A0: 80 %).
FAIR_SHARE = 0.8
_RESPONSE = ("nrs_pain", "fiqr_total")
_AT_LEAST_A_LITTLE = 3


@dataclass(frozen=True, slots=True)
class Course:
    """A therapy of the signed plan as it went.

    `first_day` is its first day, `weeks` when it can be judged, `taken` the share of what was planned that was done, 0 to 1,
    None where nobody wrote it down. `bothers`: "stop" where somebody wants to stop because of it, "much", "little" or "".
    """

    therapy: str
    name: str
    first_day: dt.date
    weeks: int
    taken: float | None = None
    bothers: str = ""
    medicine: bool = True

    @property
    def judge_on(self) -> dt.date:
        """The first day on which it can be judged."""
        return self.first_day + dt.timedelta(weeks=self.weeks)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a therapy's course calls for. `says` is the clinician's sentence, `rule` what it follows from."""

    therapy: str
    verdict: Verdict
    says: str
    rule: str
    judge_on: dt.date


def judge(course: Course, shifts: Mapping[str, Shift], pgic: int | None, *, today: dt.date) -> Judgement:
    """Judge one therapy by what changed since it began. What else began meanwhile shares the credit, and is not told apart.

    Args:
        shifts: by measure, against the days before this therapy; a measure without enough days is absent.
        pgic: the last global impression since the start; None where not asked.
    """
    verdict, says, rule = _found(course, shifts, pgic, today)
    return Judgement(course.therapy, verdict, f"{_LEAD[verdict]} {course.name}: {says}", rule, course.judge_on)


_LEAD = {
    "keep": "Keep",
    "adjust": "Adjust",
    "stop": "Stop",
    "too_early": "Too early to judge",
    "not_enough": "Not enough data on",
}


def _found(course: Course, shifts: Mapping[str, Shift], pgic: int | None, today: dt.date) -> tuple[Verdict, str, str]:
    response, measured = _responded(shifts), [shifts[it] for it in _RESPONSE if it in shifts]
    if course.bothers == "stop":
        return "adjust", "the patient wants to stop because of a side effect. Talk now; plan a taper where one is needed.", "harm"
    if today < course.judge_on:
        return "too_early", _early(course, measured), "time"
    if not measured:
        return "not_enough", "too few days before it began, or in the last week, and no questionnaire at both times.", "data"
    if _only_pain(shifts):
        return "adjust", f"{_told(measured)}, but daily life is not better. Ask about side effects, motivation, mood.", "function"
    if response and (pgic is None or pgic <= _AT_LEAST_A_LITTLE):
        asked = "" if pgic is not None else " Ask for the overall impression (PGIC)."
        bothered = " Side effects bother: look at the dose." if course.bothers == "much" else ""
        return ("adjust" if bothered else "keep"), f"{_told(measured)}.{bothered}{asked}", "response"
    if course.taken is None or course.taken < FAIR_SHARE:
        return "adjust", f"{_told(measured)}, but {_taken(course)}: no fair trial yet.", "adherence"
    if response:
        return (
            "adjust",
            f"{_told(measured)}, yet overall the patient feels no better. Talk about what matters to them.",
            "overall",
        )
    taper = " Taper; never at once." if course.medicine else ""
    return "stop", f"{_told(measured)} after {course.weeks} weeks, taken as planned.{taper}", "no_response"


def _responded(shifts: Mapping[str, Shift]) -> bool:
    return any(shifts[it].matters for it in _RESPONSE if it in shifts)


def _only_pain(shifts: Mapping[str, Shift]) -> bool:
    """Whether pain is better by what matters while daily life has grown worse, or has not moved."""
    pain, life = shifts.get("nrs_pain"), shifts.get("nrs_activity") or shifts.get("fiqr_total")
    return bool(pain and pain.matters and life and life.improved_by <= 0)


def _early(course: Course, measured: list[Shift]) -> str:
    so_far = f" So far: {_told(measured)}." if measured else ""
    return f"on {course.judge_on:%d %b %Y} it has had {course.weeks} weeks.{so_far}"


def _told(measured: list[Shift]) -> str:
    """The numbers, such as "pain 6.8 to 4.5 (34 % better)"."""
    return ", ".join(map(_number, measured))


def _number(shift: Shift) -> str:
    words = {"nrs_pain": "pain", "fiqr_total": "FIQR"}[shift.measure]
    where = f"{words} {shift.baseline.value:.1f} to {shift.now.value:.1f}"
    if shift.percent is None:
        return where
    way = "better" if shift.improved_by > 0 else "worse" if shift.improved_by < 0 else "change"
    chance = ", within what days scatter" if shift.beyond_chance is False else ""
    return f"{where} ({abs(shift.percent):.0f} % {way}{chance})"


def _taken(course: Course) -> str:
    return "nobody wrote down how much was done" if course.taken is None else f"{course.taken:.0%} of what was planned was done"
