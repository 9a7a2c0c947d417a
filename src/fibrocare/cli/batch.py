"""Doing one thing for one person or many, as they come: a page for one, a line of JSON each for many."""

import datetime as dt
import gc
import itertools
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from fibrocare.cli.faults import Fault, Loaded, our_fault
from fibrocare.cli.inputs import Inputs
from fibrocare.cli.pool import Resource
from fibrocare.cli.workers import spread
from fibrocare.engine.answers import Answers, to_date
from fibrocare.knowledge import Knowledge, load

OK, BAD_INPUT = 0, 2
EXAMPLE = Path(__file__).parent / "example_patient.json"
Made = TypeVar("Made")


class WrongArgument(ValueError):
    """An argument of a command cannot be used; the message says what is allowed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What every command on people starts with: the knowledge, the reader of inputs, and the paths to read."""

    knowledge: Knowledge
    inputs: Inputs
    paths: list[str]


def opened(files: list[str], *, as_of: str | None) -> Opened:
    """Load the knowledge and get ready to read people.

    Raises:
        WrongArgument: `as_of` is no date, or lies after today.
        BadKnowledge: this installation's knowledge cannot be used.
    """
    # The one place where assessing and planning read the clock.
    today = dt.date.today()
    try:
        day = to_date(as_of) if as_of else None
    except ValueError:
        raise WrongArgument(f"--as-of is {as_of!r}: a date such as 2026-11-22 is needed") from None
    if day is not None and day > today:
        raise WrongArgument(f"--as-of is {day}: not after today, {today}")
    knowledge = load()
    # The knowledge lives as long as the process: the collector need not look at it again and again.
    gc.freeze()
    paths = [str(EXAMPLE) if name == "example" and not Path(name).exists() else name for name in files]
    return Opened(knowledge, Inputs(today=today, as_of=day, knowledge=knowledge), paths)


def only_person(start: Opened) -> Answers:
    """The answers of the one person in the inputs.

    Raises:
        WrongArgument: there is none, there are several, or the input cannot be used.
    """
    found = list(itertools.islice(start.inputs.read(start.paths), 2))
    if not found:
        raise WrongArgument(f"{', '.join(start.paths)}: nobody in it; one person is needed")
    first, *more = found
    if isinstance(first, Fault):
        raise WrongArgument(str(first))
    if more:
        raise WrongArgument(f"{', '.join(start.paths)}: more than one person in it; name a file with one")
    return first.answers


@dataclass(frozen=True, slots=True)
class Job(Generic[Made]):
    """What is made of a person's answers, as JSON and as a page."""

    make: Callable[[Answers], Made]
    contract: Callable[[Made], Any]
    page: Callable[[Made], None]


# From so many people on, starting workers pays.
_MANY = 50


class Batch(Generic[Made]):
    """Runs over people as they come. Whether there is one or many is known only when the second one arrives."""

    def __init__(self, inputs: Inputs, job: Job[Made], *, as_json: bool) -> None:
        self._inputs = inputs
        self._job = job
        self._as_json = as_json
        self._assessed = 0
        self._refused = 0
        self._held: Made | None = None

    def run(self, paths: list[str]) -> int:
        """Assess everyone; the exit code says whether every input could be used."""
        started = time.perf_counter()
        with _Progress() as progress:
            for person in self._inputs.read_files(paths):
                self._take(person, progress)
            loose = self._inputs.loose()
            first = list(itertools.islice(loose, _MANY))
            if len(first) < _MANY:
                for entry in first:
                    self._take(self._inputs.finish(entry), progress)
            else:
                self._flush()
                for made in spread(self._lines, itertools.chain(first, loose)):
                    self._count(made, progress)
        if self._held is not None:
            self._print_alone(self._held)
        if self._assessed + self._refused > 1:
            seconds = time.perf_counter() - started
            print(f"{self._assessed} assessed, {self._refused} refused, {seconds:.1f} s", file=sys.stderr)
        return BAD_INPUT if self._refused else OK

    def _take(self, person: Loaded | Fault, progress: "_Progress") -> None:
        """Assess one person and print the result, unless it may be the only one."""
        found = self._assess(person)
        if isinstance(found, Fault):
            self._count(found, progress)
        elif self._assessed == 0:
            self._assessed, self._held = 1, found
        else:
            self._flush()
            self._count(self._line(found), progress)

    def _assess(self, person: Loaded | Fault) -> Made | Fault:
        """Assess one person. A fault of ours must not cost the others their result, nor show anybody a traceback."""
        if isinstance(person, Fault):
            return person
        try:
            return self._job.make(person.answers)
        except Exception as error:
            return our_fault(person.label, error)

    def _lines(self, people: list[tuple[str, list[Resource]]]) -> list[bytes | Fault]:
        """The line of JSON, or the fault, of each person: what a worker does."""
        found = [self._assess(self._inputs.finish(person)) for person in people]
        return [it if isinstance(it, Fault) else self._line(it) for it in found]

    def _line(self, made: Made) -> bytes:
        return msgspec.json.encode(self._job.contract(made))

    def _count(self, made: bytes | Fault, progress: "_Progress") -> None:
        if isinstance(made, Fault):
            self._refused += 1
            progress.say(str(made))
            return
        _write(made)
        self._assessed += 1
        progress.show(self._assessed)

    def _flush(self) -> None:
        """Print the first person as one of many."""
        if self._held is not None:
            _write(self._line(self._held))
            self._held = None

    def _print_alone(self, made: Made) -> None:
        if not self._as_json:
            self._job.page(made)
            return
        line = self._line(made)
        _write(line if self._refused else msgspec.json.format(line, indent=2))


def _write(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")


class _Progress:
    """A bar with a count on a terminal, silent elsewhere; how many will come is not known before they have come."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> "_Progress":
        return self

    def show(self, done: int) -> None:
        """Show how many people are assessed."""
        if not sys.stderr.isatty() or done % 20:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (BarColumn(), TextColumn("{task.completed:.0f} people assessed"), TimeElapsedColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._bar.add_task("", total=None)
        self._bar.update(0, completed=done)

    def say(self, message: str) -> None:
        """Print a fault; on a terminal it stands above the bar."""
        if self._bar is not None:
            self._bar.console.print(message, markup=False, highlight=False, soft_wrap=True)
        else:
            print(message, file=sys.stderr)

    def __exit__(self, *reason: object) -> None:
        if self._bar is not None:
            self._bar.stop()
