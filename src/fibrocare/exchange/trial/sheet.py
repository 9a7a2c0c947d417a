"""The sheet of a trial as CSV: a line a day with its condition and its value, to write, to fill in and to read."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fibrocare.engine.answers import to_date
from fibrocare.engine.response.trial.design import Design
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.series import Day

COLUMNS = ("date", "condition", "value")
# A trial of one person has some hundred days; more is another file by mistake.
LARGEST, MOST_LINES, MOST_CONDITIONS, LONGEST_NAME = 2**20, 4000, 6, 60
_VALUE = re.compile(r"[-+]?\d{1,9}(\.\d{1,9})?", re.ASCII)


class BadSheet(ValueError):
    """A sheet that cannot be read; the message names line, field, what was found and what is allowed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: the days, their conditions in the order in which they come, and the line of each date."""

    days: tuple[Day, ...]
    conditions: tuple[str, ...]
    lines: dict[dt.date, int]


def read_sheet(content: bytes, measure: Measure) -> Sheet:
    """Read the days of a trial. An empty value is a missing day; days after the last value are to come, and left out.

    Raises:
        BadSheet: the sheet cannot be used.
    """
    days: list[Day] = []
    lines: dict[dt.date, int] = {}
    spelled: dict[str, str] = {}
    for at, row in _rows(_text(content)):
        day = _day(f"line {at}", row, measure)
        name = spelled.setdefault(day.condition.casefold(), day.condition)
        if len(spelled) > MOST_CONDITIONS:
            raise BadSheet(f"line {at}: condition {name!r} is number {len(spelled)}: at most {MOST_CONDITIONS} are compared")
        days.append(replace(day, condition=name))
        lines[day.date] = at
    if len({bool(it.period) for it in days}) > 1:
        empty = next(it.date for it in days if not it.period)
        raise BadSheet(f"line {lines[empty]}: period is empty: give it in every line, or in none")
    last = max((it.date for it in days if it.value is not None), default=None)
    if last is None:
        raise BadSheet("value is empty in every line: there is nothing to analyse yet")
    return Sheet(tuple(it for it in days if it.date <= last), tuple(spelled.values()), lines)


def write_sheet(planned: Design, *, blinded: bool = False) -> str:
    """The sheet to fill in; blinded, with letters in place of conditions."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n")
    write.writerow((*COLUMNS, "period"))
    for slot in planned.slots:
        name = planned.letters[slot.condition] if blinded else slot.condition
        for after in range(planned.days):
            write.writerow((slot.first + dt.timedelta(days=after), name, "", slot.number))
    return text.getvalue()


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Every line that is not blank, with its number, by the names of the first."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        names = [it.strip().casefold() for it in next(reader, [])]
        _check_names(names)
        for cells in reader:
            if len(cells) > len(names) and any(cells[len(names) :]):
                more = "; numbers have a decimal point, not a comma"
                raise BadSheet(f"line {reader.line_num}: {len(cells)} fields: line 1 names {len(names)}{more}")
            if any(it.strip() for it in cells):
                if reader.line_num > MOST_LINES:
                    raise BadSheet(f"more than {MOST_LINES} lines: a trial of one person is needed")
                yield reader.line_num, {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    except csv.Error as reason:
        raise BadSheet(f"line {reader.line_num}: cannot be read as CSV: {reason}") from None


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise BadSheet(f"larger than {LARGEST // 2**20} MB: the days of one person are needed")
    if not content.strip():
        raise BadSheet(f"is empty: the columns {', '.join(COLUMNS)} are needed")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise BadSheet(f"byte {reason.start} is not UTF-8: save the sheet as CSV in UTF-8") from None


def _check_names(names: list[str]) -> None:
    missing = [it for it in COLUMNS if it not in names]
    if missing:
        found = ", ".join(names)[:80]
        raise BadSheet(f"line 1: column {missing[0]} is missing: found {found!r}; needed are {', '.join(COLUMNS)}")
    twice = [it for it in (*COLUMNS, "period") if names.count(it) > 1]
    if twice:
        raise BadSheet(f"line 1: column {twice[0]} is there twice: keep one")


def _day(where: str, row: dict[str, str], measure: Measure) -> Day:
    return Day(_date(where, row.get("date", "")), _condition(where, row), _value(where, row, measure), _period(where, row))


def _date(where: str, text: str) -> dt.date:
    try:
        # A year or a month alone stands for its first day elsewhere; here it would move days.
        return to_date(text if len(text) == len("2026-01-05") else None)
    except ValueError:
        raise BadSheet(f"{where}: date is {text[:40]!r}: a date such as 2026-01-05 is needed") from None


def _condition(where: str, row: dict[str, str]) -> str:
    name = row.get("condition", "")
    if not name:
        raise BadSheet(f"{where}: condition is empty: the name of what was taken that day is needed")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise BadSheet(f"{where}: condition is {name[:40]!r}: a name of at most {LONGEST_NAME} letters is needed")
    return name


def _value(where: str, row: dict[str, str], measure: Measure) -> float | None:
    text = row.get("value", "")
    if not text:
        return None
    if not _VALUE.fullmatch(text):
        raise BadSheet(f"{where}: value is {text[:40]!r}: a number is needed, or nothing where it is missing")
    value = float(text)
    if not measure.low <= value <= measure.high:
        raise BadSheet(f"{where}: value is {text}: {measure.low:g} to {measure.high:g} is allowed (--scale)")
    return value


def _period(where: str, row: dict[str, str]) -> int:
    text = row.get("period", "")
    if not text:
        return 0
    if not re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII):
        raise BadSheet(f"{where}: period is {text[:40]!r}: a number from 1 on is needed")
    return int(text)
