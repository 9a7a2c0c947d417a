"""What a therapy may do for this person: effects by outcome, weighted by what burdens and what comes first.

Harm and effort are told beside the benefit and never subtracted from it.
"""

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fibrocare.engine.facts import Facts
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Effect, OutcomeKind, Therapy

# How much of a published effect to count on, by its certainty (our default).
_TRUST = {"high": 1.0, "moderate": 0.9, "low": 0.7, "very_low": 0.5, "not_graded": 0.5}
# An outcome that nobody measured weighs as much as one in the middle of its scale; the one that comes first, twice.
_UNKNOWN_BURDEN, _FIRST = 0.5, 2.0
# Half the width of an effect without an interval, in standard deviations (our default).
_NO_INTERVAL = 0.5
_Z95 = 1.959964
# Two therapies whose difference is smaller than this many of its standard errors are a tie (80 % interval, our default).
_TIE = 1.2816


@dataclass(frozen=True, slots=True)
class Expected:
    """One outcome's effect in standard deviations, more is better; `weight` is the share of this outcome in the match."""

    outcome: str
    effect: Effect
    smd: float
    low: float | None
    high: float | None
    weight: float
    counted: float


@dataclass(frozen=True, slots=True)
class Benefit:
    """Expected effects of one therapy for one person; `match` adds them up, weighted and trusted by their certainty."""

    therapy: str
    expected: tuple[Expected, ...]
    match: float
    error: float


def weights(facts: Facts, knowledge: Knowledge) -> dict[str, float]:
    """How much each outcome counts for this person: its burden, doubled where it comes first; together 1."""
    first = facts.get("priority_outcome")
    raw = {name: _burden(kind, facts) * (_FIRST if name == first else 1.0) for name, kind in knowledge.outcomes.items()}
    total = sum(raw.values()) or 1.0
    return {name: weight / total for name, weight in raw.items()}


def _burden(kind: OutcomeKind, facts: Facts) -> float:
    known = (facts.number(scale.field) for scale in kind.burden)
    shares = [value / scale.most for value, scale in zip(known, kind.burden, strict=True) if value is not None]
    return shares[0] if shares else _UNKNOWN_BURDEN


def benefit(therapy: Therapy, name: str, share: Mapping[str, float], knowledge: Knowledge) -> Benefit:
    """What a therapy may do, given each outcome's share."""
    expected = []
    for effect in (it for it in therapy.effects if it.main):
        size = standardised(effect, knowledge.outcomes[effect.outcome])
        if size is not None:
            smd, low, high = size
            weight = share.get(effect.outcome, 0.0)
            expected.append(Expected(effect.outcome, effect, smd, low, high, weight, weight * _TRUST[effect.certainty] * smd))
    variance = sum((it.weight * _TRUST[it.effect.certainty] * standard_error(it.low, it.high)) ** 2 for it in expected)
    return Benefit(name, tuple(expected), sum(it.counted for it in expected), math.sqrt(variance))


def standard_error(low: float | None, high: float | None) -> float:
    """The standard error that an interval tells, in its own unit of standard deviations; wide where there is none."""
    return _NO_INTERVAL / _Z95 if low is None or high is None else (high - low) / (2 * _Z95)


@functools.lru_cache(maxsize=1024)
def standardised(effect: Effect, kind: OutcomeKind) -> tuple[float, float | None, float | None] | None:
    """An effect and its interval in standard deviations; None where the source gives no size.

    Responders become a log odds ratio times the square root of 3 over pi (Cochrane Handbook 10.6).
    """
    if effect.measure == "responders":
        return _of_responders(effect)
    if effect.value is None:
        return None
    sd = {"smd": 1.0, "md_0_10": kind.sd_0_10, "md_0_100": kind.sd_0_100}[effect.measure]
    low, high = (None if end is None else end / sd for end in (effect.low, effect.high))
    return effect.value / sd, low, high


def _of_responders(effect: Effect) -> tuple[float, float | None, float | None] | None:
    if effect.with_pct is None or effect.without_pct is None:
        return None
    treated, control = effect.with_pct / 100, effect.without_pct / 100
    if not (0 < treated < 1 and 0 < control < 1):
        return None
    size = _log_odds(treated) - _log_odds(control)
    scale = math.sqrt(3) / math.pi
    if effect.people:
        each = effect.people / 2
        error = math.sqrt(sum(1 / (each * share) for share in (treated, 1 - treated, control, 1 - control)))
        return size * scale, (size - _Z95 * error) * scale, (size + _Z95 * error) * scale
    if effect.nnt_low and effect.nnt_high:
        ends = [control + 1 / nnt for nnt in (effect.nnt_high, effect.nnt_low)]
        low, high = ((_log_odds(min(end, 0.999)) - _log_odds(control)) * scale for end in ends)
        return size * scale, low, high
    return size * scale, None, None


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))


def ranks(benefits: Iterable[Benefit]) -> dict[str, int]:
    """The rank of each therapy, 1 the best; those whose difference is inside the noise share the rank of the best of them."""
    ordered = sorted(benefits, key=lambda it: (-it.match, it.therapy))
    found: dict[str, int] = {}
    leader: Benefit | None = None
    for place, it in enumerate(ordered, start=1):
        if leader is None or not is_tie(leader, it):
            leader = it
            found[it.therapy] = place
        else:
            found[it.therapy] = found[leader.therapy]
    return found


def is_tie(one: Benefit, other: Benefit) -> bool:
    """Whether the difference of two matches is inside the noise."""
    return abs(one.match - other.match) <= _TIE * math.hypot(one.error, other.error)


def of_ten(effect: Effect) -> str:
    """Responders in natural frequencies; empty for other effects."""
    if effect.with_pct is None or effect.without_pct is None:
        return ""
    extra = _tenths(effect.with_pct - effect.without_pct)
    return f"of 10 people, about {round(effect.with_pct / 10)} have {effect.what}; {extra} of them because of it"


def _tenths(percent: float) -> str:
    share = percent / 10
    below = math.floor(share)
    if 0.25 <= share - below <= 0.75:
        return f"{below} or {below + 1}" if below else "fewer than 1"
    nearest = round(share)
    return str(nearest) if nearest else "fewer than 1"
