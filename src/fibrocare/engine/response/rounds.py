"""When somebody with a plan is asked again, and which questions of a questionnaire are still open: a rule of days alone."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Occasion


@dataclass(frozen=True, slots=True)
class Round:
    """Instruments that are asked together from `opened` on.

    An answer since `counts_from` is not asked again. `review_on` is the review that the round is for; None where it is for none.
    """

    opened: dt.date
    counts_from: dt.date
    asks: tuple[str, ...]
    review_on: dt.date | None


def round_on(today: dt.date, *, start: dt.date, review_on: dt.date | None, knowledge: Knowledge) -> Round | None:
    """The round that is open today: for a review that is still to come, else the newest; None before the first.

    Args:
        start: the day on which the first plan was signed.
        review_on: the review day of the plan that holds now.
    """
    begun = [it for it in _rounds(today, start, review_on, knowledge) if it.opened <= today]
    return max(begun, key=lambda it: (it.review_on is not None and it.review_on >= today, it.opened), default=None)


def next_round(today: dt.date, *, start: dt.date, review_on: dt.date | None, knowledge: Knowledge) -> Round | None:
    """The first round that opens after today."""
    coming = [it for it in _rounds(today, start, review_on, knowledge) if it.opened > today]
    return min(coming, key=lambda it: it.opened, default=None)


def _rounds(today: dt.date, start: dt.date, review_on: dt.date | None, knowledge: Knowledge) -> Iterator[Round]:
    for it in knowledge.occasions.values():
        review = review_on if it.days_before_review is not None else None
        for day in _days(it, today, start, review_on):
            if day > start:
                yield Round(day, day - dt.timedelta(days=it.fresh_days), it.asks, review)


def _days(it: Occasion, today: dt.date, start: dt.date, review_on: dt.date | None) -> Sequence[dt.date]:
    """The days of an occasion around today."""
    if it.days_before_review is not None:
        return [review_on - dt.timedelta(days=it.days_before_review)] if review_on else []
    every = dt.timedelta(weeks=it.every_weeks or 0)
    done = (today - start) // every
    return [start + done * every, start + (done + 1) * every]


def open_items(
    items: Sequence[str], answered: Mapping[str, dt.date], *, since: dt.date, today: dt.date, within_days: int
) -> list[str]:
    """The items of a questionnaire that are to be asked; none once all of them were answered since then, close together.

    Answers of a half-finished questionnaire stand for as long as they can make one score with the rest.

    Args:
        answered: the day of the last answer to each item; a skipped question was answered.
        since: answers before it count for nothing.
        within_days: answers that lie further apart make no score.
    """
    apart = dt.timedelta(days=within_days)
    days = [answered[it] for it in items if it in answered]
    together = max(since, max(days, default=today) - apart)
    if len(days) == len(items) and all(day >= together for day in days):
        return []
    lately = max(since, today - apart)
    return [it for it in items if it not in answered or answered[it] < lately]
