"""`fibrocare trial analyse`: what the days of a trial say, first in a few plain sentences, then in numbers."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from fibrocare.cli.batch import BAD_INPUT, OK, WrongArgument
from fibrocare.cli.printing import print_lines
from fibrocare.cli.therapies import known
from fibrocare.cli.trial.values import number, span, whole
from fibrocare.engine.response.trial.changing import OFF
from fibrocare.engine.response.trial.decide import decide
from fibrocare.engine.response.trial.exposure import Carry
from fibrocare.engine.response.trial.measure import Measure
from fibrocare.engine.response.trial.model import Posterior, Prior, fit
from fibrocare.engine.response.trial.published import published_prior
from fibrocare.engine.response.trial.series import Contradiction, Series, not_enough, read_series
from fibrocare.exchange.chart import draw
from fibrocare.exchange.page.line import Line
from fibrocare.exchange.trial.contract import to_no_result_contract, to_result_contract
from fibrocare.exchange.trial.drawing import HEAD, days_chart, period_rows
from fibrocare.exchange.trial.page import Told, trial_page
from fibrocare.exchange.trial.sheet import LARGEST, BadSheet, Sheet, read_sheet
from fibrocare.exchange.trial.words import Names, Reading, data, numbers, told
from fibrocare.knowledge import load
from fibrocare.knowledge.loader import BadKnowledge

# `therapies.md` G3: the first 7 to 14 days of a period are left out (design).
DISCARD = 7
# From one medicine to another it may take ten weeks.
MOST_DISCARDED = 120
# Without an option: what matters on a scale of 0 to 10 (`therapies.md` G3, pain), and the spread of what is believed (design).
USUAL_SCALE, USUAL_MATTERS, BELIEVED = (0, 10), 2, 0.2


def run(arguments: argparse.Namespace) -> int:
    """Print what the days say. Days that cannot carry a judgement get the reason and no verdict."""
    try:
        measure = _measure(arguments)
        reading = _reading(arguments, measure)
        series = _series(arguments.file, arguments.reference, measure, reading.discard)
        if why := not_enough(series):
            return _no_answer(series, why, as_json=arguments.json, wanted=arguments.svg or arguments.html)
        posterior = fit(series, reading.prior, carry=reading.carry)
        results = [_result(name, posterior, agreed=arguments.matters is not None) for name in series.conditions[1:]]
        _write(arguments, series, results)
    except (WrongArgument, BadKnowledge) as reason:
        print(reason, file=sys.stderr)
        return BAD_INPUT
    if arguments.json:
        print(json.dumps(to_result_contract(posterior, [(it.decision, " ".join(it.says)) for it in results]), indent=2))
    else:
        print_lines(list(_page(posterior, results, reading)))
    return OK


def _measure(arguments: argparse.Namespace) -> Measure:
    low, high = span(arguments.scale)
    if arguments.matters is None and (low, high) != USUAL_SCALE:
        raise WrongArgument(f"--matters is needed for a scale of {low:g}-{high:g}: the smallest change that matters, in points")
    worse = arguments.better == "lower"
    name = _or(arguments.measure, "pain" if worse else "score")
    if not name.strip() or len(name) > 40 or not name.isprintable():
        raise WrongArgument(f"--measure is {name[:40]!r}: a word of at most 40 letters is needed")
    return Measure(
        name=name.strip(),
        low=low,
        high=high,
        step=number(arguments.step, "--step", low=0, high=high - low, above=True),
        matters=number(_or(arguments.matters, str(USUAL_MATTERS)), "--matters", low=0, high=high - low, above=True),
        higher_is_worse=worse,
        least_days=whole(arguments.least_days, "--least-days", low=1, high=60),
    )


def _reading(arguments: argparse.Namespace, measure: Measure) -> Reading:
    fades = arguments.onset is not None or arguments.offset is not None
    if fades and arguments.discard is not None:
        raise WrongArgument("--discard and --onset with --offset are two ways of the same: give one of them")
    onset, offset = (_or(text, "0") for text in (arguments.onset, arguments.offset))
    carry = Carry(number(onset, "--onset", low=0, high=60), number(offset, "--offset", low=0, high=60))
    discard = whole(_or(arguments.discard, "0" if fades else str(DISCARD)), "--discard", low=0, high=MOST_DISCARDED)
    return Reading(discard, carry, _prior(arguments, measure))


def _prior(arguments: argparse.Namespace, measure: Measure) -> Prior:
    """What was given, or what is published of a therapy; else little."""
    if arguments.prior is not None and arguments.prior_of is not None:
        raise WrongArgument("--prior and --prior-of are two ways of the same: give one of them")
    if arguments.prior_of is not None:
        knowledge = load()
        found = published_prior(known(arguments.prior_of, knowledge), arguments.outcome, measure, knowledge)
        if found is None:
            raise WrongArgument(f"--prior-of is {arguments.prior_of!r}: no effect on {arguments.outcome} stands in its file")
        return found
    if arguments.prior is None:
        return Prior(0, BELIEVED * measure.span, "design")
    mean, comma, sd = arguments.prior.partition(",")
    if not comma:
        raise WrongArgument(f"--prior is {arguments.prior!r}: mean and SD are needed, such as 0.5,1.5")
    wide = measure.span
    believed = number(mean, "--prior", low=-wide, high=wide), number(sd, "--prior", low=0, high=10 * wide, above=True)
    return Prior(*believed, "given")


def _or(text: str | None, default: str) -> str:
    """What was given, even if it is nothing; else the default."""
    return default if text is None else text


def _series(path: str, reference: str | None, measure: Measure, discard: int) -> Series:
    try:
        sheet = read_sheet(_content(path), measure)
        first = _reference(path, sheet, reference)
        return read_series(sheet.days, measure, (first, *(it for it in sheet.conditions if it != first)), discard=discard)
    except BadSheet as reason:
        raise WrongArgument(f"{path}: {reason}") from None
    except Contradiction as found:
        at = sheet.lines[found.date]
        raise WrongArgument(f"{path}: line {at}: date {found}; each date has one condition and one period") from None


def _content(path: str) -> bytes:
    """What the file holds; of a file that is far too large only the beginning."""
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as reason:
        raise WrongArgument(f"{path}: cannot be read: {getattr(reason, 'strerror', None) or reason}") from None


def _reference(path: str, sheet: Sheet, wanted: str | None) -> str:
    """What the others are compared with. It is never guessed: which side is which turns the answer round."""
    there = {it.casefold(): it for it in sheet.conditions}
    if len(there) < 2:
        raise WrongArgument(f"{path}: condition is {sheet.conditions[0]!r} in every line: two or more are needed")
    for name in (wanted,) if wanted is not None else (OFF, "placebo"):
        if found := there.get(name.casefold()):
            return found
    asked = f"--reference is {wanted!r}, which is in no line" if wanted is not None else f"condition {OFF!r} is in no line"
    raise WrongArgument(f"{path}: {asked}: --reference must be one of {', '.join(sheet.conditions)}")


def _result(condition: str, posterior: Posterior, *, agreed: bool) -> Told:
    names = Names(condition, posterior.series.conditions[0], agreed)
    decision = decide(posterior, condition)
    return Told(decision, names, told(decision, posterior.series.measure, names))


def _no_answer(series: Series, why: str, *, as_json: bool, wanted: str | None) -> int:
    print(json.dumps(to_no_result_contract(series, why), indent=2) if as_json else why)
    if wanted is None:
        return OK
    print(f"{wanted} is not written: there is no result", file=sys.stderr)
    return BAD_INPUT


def _write(arguments: argparse.Namespace, series: Series, results: list[Told]) -> None:
    first = results[0]
    if arguments.svg:
        _to_file(arguments.svg, draw(days_chart(series, first.names, first.says[0]), "days", alone=True))
    if arguments.html:
        _to_file(arguments.html, trial_page(series, results))


def _to_file(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as reason:
        raise WrongArgument(f"{path} cannot be written: {reason.strerror or reason}") from None


def _page(posterior: Posterior, results: list[Told], reading: Reading) -> Iterator[Line]:
    for it in results:
        yield from map(Line, it.says)
        yield Line("")
    yield Line("For the clinician. It supports a decision; it does not take one.", "", "dim")
    for it in results:
        yield Line("")
        yield Line(f"{it.names.treatment} against {it.names.reference}", "COMPARED", "bold")
        yield from numbers(it.decision, posterior, it.names)
    yield Line("")
    yield from data(posterior, reading)
    yield Line("")
    for place, row in enumerate((HEAD, *period_rows(posterior.series))):
        period, when, mean, counted = row
        yield Line(f"{period[:22]:23}{when:28}{mean:14}{counted}", "" if place else "PERIODS")
