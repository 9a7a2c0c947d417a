"""What is followed over time: the measures, how much of a change matters, when it is asked, when somebody has responded."""

from typing import Literal

from fibrocare.knowledge.schema.common import Claim


class Tracked(Claim, frozen=True, kw_only=True):
    """A measure that is followed: whose scale it is, on which page it stands, and what of its change matters.

    `change` names the smallest change that matters where the instrument's file has it; else `points`, and `percent`, which
    decides first, stand here. `needs`: what a therapy is for is judged by this measure. `scatter` is how far
    days of one person lie apart (SD, in points), until their own days tell. A rise of `worse` points makes a task. Answers to
    a questionnaire that lie further apart than `within_days` (its recall) make no score.
    """

    name: str
    plain: str
    group: Literal["comfort", "function", "control"]
    instrument: str
    scale: str
    needs: tuple[str, ...] = ()
    daily: bool = True
    change: str = ""
    points: float | None = None
    percent: float | None = None
    scatter: float = 1.5
    worse: float | None = None
    within_days: int = 7
    action: str


class Occasion(Claim, frozen=True, kw_only=True):
    """When somebody with a signed plan is asked again, and which instruments.

    One of `days_before_review` and `every_weeks` (since the first plan) says when. An answer up to `fresh_days` before that
    counts, and is not asked again.
    """

    name: str
    asks: tuple[str, ...]
    days_before_review: int | None = None
    every_weeks: int | None = None
    fresh_days: int


class Responder(Claim, frozen=True, kw_only=True):
    """One definition of having responded: so many percent or points better, or an answer at most so high."""

    name: str
    measure: str
    percent: float | None = None
    points: float | None = None
    at_most: float | None = None
