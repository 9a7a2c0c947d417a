"""What came out of a trial, in words: one plain sentence, then the numbers for the clinician."""

from collections.abc import Iterator

from fibrocare.engine.response.trial.classical import as_if_independent
from fibrocare.engine.response.trial.decide import Decision
from fibrocare.engine.response.trial.model import Effect, Posterior
from fibrocare.engine.response.trial.series import Series

_VERDICTS = {"keep": "Keep", "stop": "Stop", "your_choice": "Your choice", "extend": "Go on for two more pairs"}
# From which probability on a word is used, the highest first (design).
_WORDS = ((0.99, "almost surely"), (0.9, "very likely"), (0.75, "likely"))


def sentence(decision: Decision, series: Series, condition: str, reference: str) -> str:
    """What was found, how sure, and what follows, for the person whose trial it is."""
    measure, effect = series.measure, decision.effect
    bar = f"{measure.matters:g} points"
    size = f"about {abs(effect.mean):.1f} points {_way(effect, series)}"
    found = f"With {condition} your {measure.name} was {size} than with {reference}."
    if decision.verdict == "keep":
        return f"{found} It {_sure(effect.matters)} helps by the {bar} that you agreed on. This speaks for going on."
    if decision.verdict == "stop" and effect.is_better >= _WORDS[-1][0]:
        return (
            f"{found} It {_sure(effect.is_better)} helps a little, but hardly by the {bar} that you agreed on. "
            "By that rule it ends; if a little is enough for you, say so."
        )
    if decision.verdict == "stop":
        return f"{found} It is not likely to help by the {bar} that you agreed on. This speaks for ending it."
    if decision.verdict == "extend":
        share = f"{round(decision.extension.settles * 10)} of 10"
        return f"{found} It is not clear yet if it helps by {bar}. Two more pairs would settle it in {share} such trials."
    return f"{found} It is not clear if it helps by {bar}, and more days would hardly tell. The choice is yours."


def numbers(decision: Decision, found: Posterior, condition: str, reference: str) -> Iterator[tuple[str, str]]:
    """The same for the clinician, a heading and a line each."""
    series, effect, more = found.series, decision.effect, decision.extension
    rho, sigma = found.typical
    yield "Verdict", f"{_VERDICTS[decision.verdict]} (keep from 80 % for a benefit that matters, stop up to 20 %)"
    yield "Benefit", f"{effect.mean:.2f} points, 95 % interval {effect.low:.2f} to {effect.high:.2f}; above 0 is better"
    yield "How sure", f"better {_share(effect.is_better)}; better by {series.measure.matters:g} or more {_share(effect.matters)}"
    yield "Two more", f"pairs, {more.days} days: settle it {_share(more.settles)}, expected gain {_gain(more.gain)}"
    yield (
        "Days",
        f"{len(series.counted)} count, {series.set_aside} set aside, {series.missing} missing, {len(series.periods)} periods",
    )
    yield "Noise", f"SD {sigma:.2f} points, correlation from day to day {rho:.2f}"
    yield "T-test", _claimed(series, condition, reference)
    for note in series.notes:
        yield "Note", note


def as_data(decision: Decision, found: Posterior) -> dict[str, object]:
    """The same for a program."""
    effect, more, series = decision.effect, decision.extension, found.series
    rho, sigma = found.typical
    return {
        "condition": decision.condition, "reference": series.conditions[0], "verdict": decision.verdict,
        "benefit": {"mean": effect.mean, "sd": effect.sd, "low": effect.low, "high": effect.high},
        "is_better": effect.is_better, "matters": effect.matters, "matters_from": series.measure.matters,
        "extend": {"days": more.days, "settles": more.settles, "gain": more.gain},
        "days": {"counted": len(series.counted), "set_aside": series.set_aside, "missing": series.missing},
        "periods": len(series.periods), "noise": {"sd": sigma, "rho": rho}, "notes": list(series.notes),
    }  # fmt: skip


def _way(effect: Effect, series: Series) -> str:
    lower = (effect.mean > 0) == series.measure.higher_is_worse
    return "lower" if lower else "higher"


def _sure(share: float) -> str:
    return next((word for least, word in _WORDS if share >= least), "perhaps")


def _share(share: float) -> str:
    """A probability as percent; never 0 or 100, which no data say."""
    return "over 99 %" if share > 0.99 else "under 1 %" if share < 0.01 else f"{share:.0%}".replace("%", " %")


def _claimed(series: Series, condition: str, reference: str) -> str:
    """What a t-test would say that takes every day for itself."""
    one, other = ([it.value for it in series.counted if it.condition == name] for name in (condition, reference))
    turn = series.measure.towards_better
    test = as_if_independent([turn * (it or 0) for it in one], [turn * (it or 0) for it in other])
    p = "p below 0.001" if test.p < 0.001 else f"p {test.p:.3f}"
    return f"not to be used; of single days it would claim {test.mean:.2f} ({test.low:.2f} to {test.high:.2f}), {p}"


def _gain(points: float) -> str:
    return "under 0.01 points" if points < 0.01 else f"{points:.2f} points"
