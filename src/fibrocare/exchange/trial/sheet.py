"""The sheet of a trial as CSV: a row a day with date, condition and value, and the period where it is known."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator

from fibrocare.engine.response.trial.design import Design
from fibrocare.engine.response.trial.series import Day

COLUMNS = ("date", "condition", "value")
# A hundred years of days; more is no sheet of one person.
_MOST_ROWS = 36_525


class BadSheet(ValueError):
    """A sheet that cannot be read; the message names line, column, what was found and what is allowed."""


def read_sheet(content: bytes) -> list[Day]:
    """The days of a sheet, in the order of its rows. An empty value is a missing day.

    Raises:
        BadSheet: no text, a column is missing, or a date, value or period cannot be read.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise BadSheet(f"byte {reason.start}: not UTF-8; save the sheet as CSV in UTF-8") from reason
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [it.strip().lower() for it in next(rows, [])]
        missing = [it for it in COLUMNS if it not in header]
        if missing:
            raise BadSheet(f"line 1: no column {missing[0]!r}; needed are {', '.join(COLUMNS)}, and period where it is known")
        return list(_days(header, rows))
    except csv.Error as reason:
        raise BadSheet(f"line {rows.line_num}: {reason}") from reason


def _days(header: list[str], rows: Iterable[list[str]]) -> Iterator[Day]:
    for line, row in enumerate(rows, start=2):
        if line > _MOST_ROWS:
            raise BadSheet(f"line {line}: a sheet of one person has at most {_MOST_ROWS:,} rows")
        if not any(it.strip() for it in row):
            continue
        cells = dict(zip(header, (it.strip() for it in row), strict=False))
        condition = cells.get("condition", "")
        if not condition:
            raise BadSheet(f"line {line}: condition is empty; write what was in force that day")
        yield Day(_date(cells.get("date", ""), line), condition, _value(cells.get("value", ""), line), _period(cells, line))


def _date(text: str, line: int) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadSheet(f"line {line}: date is {text!r}; write YYYY-MM-DD") from None


def _value(text: str, line: int) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise BadSheet(f"line {line}: value is {text!r}; write a number, or leave it empty for a missed day") from None


def _period(cells: dict[str, str], line: int) -> int:
    text = cells.get("period", "")
    if not text:
        return 0
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise BadSheet(f"line {line}: period is {text!r}; write 1, 2, 3, or leave the column out")
    return int(text)


def write_sheet(design: Design, *, blinded: bool = False) -> str:
    """The sheet to fill in, a row a day; blinded, with letters in place of conditions."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow([*COLUMNS, "period"])
    for it in design.slots:
        name = design.letters[it.condition] if blinded else it.condition
        for at in range((it.last - it.first).days + 1):
            rows.writerow([(it.first + dt.timedelta(days=at)).isoformat(), name, "", it.number])
    return out.getvalue()
