"""Numbers and dates on the command line, each refused with its option, what was found and what is allowed."""

import datetime as dt
import re

from fibrocare.cli.batch import WrongArgument
from fibrocare.engine.answers import to_date

_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")


def number(text: str, option: str, *, low: float, high: float, above: bool = False) -> float:
    """A number between two others; with `above` the lower end does not belong.

    Raises:
        WrongArgument: it is none, or lies outside.
    """
    value = float(text) if _NUMBER.fullmatch(text) else None
    if value is None or not low <= value <= high or (above and value == low):
        allowed = f"above {low:g}, up to {high:g}" if above else f"{low:g} to {high:g}"
        raise WrongArgument(f"{option} is {text!r}: a number {allowed} is needed")
    return value


def whole(text: str, option: str, *, low: int, high: int) -> int:
    """A whole number between two others.

    Raises:
        WrongArgument: it is none, or lies outside.
    """
    if not re.fullmatch(r"\d{1,12}", text, re.ASCII) or not low <= int(text) <= high:
        raise WrongArgument(f"{option} is {text!r}: a whole number from {low} to {high} is needed")
    return int(text)


def first_day(text: str) -> dt.date:
    """The first day of a trial, in this century.

    Raises:
        WrongArgument: it is no such date.
    """
    try:
        day = to_date(text)
    except ValueError:
        day = dt.date.max
    if day.year // 100 != 20:
        raise WrongArgument(f"--start is {text!r}: a date such as 2026-12-01 is needed")
    return day


def span(text: str) -> tuple[float, float]:
    """The ends of a scale, as 0-10.

    Raises:
        WrongArgument: it is not so written, or the ends are not in order.
    """
    found = re.fullmatch(r"(-?[\d.]+)-(-?[\d.]+)", text)
    if found and all(map(_NUMBER.fullmatch, found.groups())) and float(found[1]) < float(found[2]):
        return float(found[1]), float(found[2])
    raise WrongArgument(f"--scale is {text!r}: the lowest and the highest value are needed, such as 0-10")
