"""`fibrocare assess`: one page for a person, or a line of JSON each for many."""

import datetime as dt
import gc
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec

from fibrocare.cli.faults import Fault, Loaded
from fibrocare.cli.inputs import Inputs
from fibrocare.cli.page import print_page
from fibrocare.engine.answers import to_date
from fibrocare.engine.assessment import Assessment, assess
from fibrocare.engine.findings.workup import LabPolicy
from fibrocare.exchange.contract import to_contract
from fibrocare.knowledge import Knowledge, load
from fibrocare.knowledge.loader import BadKnowledge

OK, BAD_INPUT = 0, 2
EXAMPLE = Path(__file__).parent / "example_patient.json"


def run(files: list[str], *, as_json: bool, as_of: str | None, lab_policy: str) -> int:
    """Assess everyone in these inputs; the exit code says whether every input could be used."""
    try:
        day = to_date(as_of) if as_of else None
        knowledge = load()
    except (ValueError, BadKnowledge) as reason:
        return _refuse(f"--as-of is {as_of!r}: a date such as 2026-11-22 is needed" if as_of else str(reason))
    if lab_policy not in get_args(LabPolicy):
        return _refuse(f"--lab-policy is {lab_policy!r}: allowed are {', '.join(get_args(LabPolicy))}")
    # The one place where assessing reads the clock.
    today = dt.date.today()
    if day is not None and day > today:
        return _refuse(f"--as-of is {day}: not after today, {today}")
    # The knowledge lives as long as the process: the collector need not look at it again and again.
    gc.freeze()
    paths = [str(EXAMPLE) if name == "example" and not Path(name).exists() else name for name in files]
    people = Inputs(today=today, as_of=day, knowledge=knowledge).read(paths)
    policy: LabPolicy = lab_policy  # type: ignore[assignment]  # checked above
    return _Batch(knowledge, policy, as_json=as_json).run(people)


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return BAD_INPUT


class _Batch:
    """Runs over people as they come. Whether there is one or many is known only when the second one arrives."""

    def __init__(self, knowledge: Knowledge, policy: LabPolicy, *, as_json: bool) -> None:
        self._knowledge = knowledge
        self._policy = policy
        self._as_json = as_json
        self._assessed = 0
        self._refused = 0

    def run(self, people: Iterator[Loaded | Fault]) -> int:
        started = time.perf_counter()
        held: Assessment | None = None
        with _Progress() as progress:
            for person in people:
                if isinstance(person, Fault):
                    self._refused += 1
                    progress.say(str(person))
                    continue
                assessment = self._assess(person, progress)
                if assessment is None:
                    continue
                if self._assessed == 1:
                    held = assessment
                    continue
                if held is not None:
                    self._print_one_of_many(held)
                    held = None
                self._print_one_of_many(assessment)
                progress.show(self._assessed)
        if held is not None:
            self._print_alone(held)
        if self._assessed + self._refused > 1:
            seconds = time.perf_counter() - started
            print(f"{self._assessed} assessed, {self._refused} refused, {seconds:.1f} s", file=sys.stderr)
        return BAD_INPUT if self._refused else OK

    def _assess(self, person: Loaded, progress: "_Progress") -> Assessment | None:
        """Assess one person. A fault of ours must not cost the others their result, nor show anybody a traceback."""
        try:
            assessment = assess(person.answers, self._knowledge, lab_policy=self._policy)
        except Exception as fault:
            self._refused += 1
            progress.say(
                f"{person.label}: could not be assessed ({type(fault).__name__}): our fault; please report it, without the data"
            )
            return None
        self._assessed += 1
        return assessment

    def _print_alone(self, assessment: Assessment) -> None:
        if self._as_json:
            text = msgspec.json.encode(to_contract(assessment, self._knowledge))
            _write(text if self._refused else msgspec.json.format(text, indent=2))
        else:
            print_page(assessment, self._knowledge)

    def _print_one_of_many(self, assessment: Assessment) -> None:
        _write(msgspec.json.encode(to_contract(assessment, self._knowledge)))


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
