"""Work productivity (WPAI): the one instrument whose scales are formulas, not sums."""

from fibrocare.engine.facts import Facts

_NEEDS = {
    "absenteeism": ("wpai_employed", "wpai_q2", "wpai_q4"),
    "presenteeism": ("wpai_employed", "wpai_q5"),
    "overall": ("wpai_employed", "wpai_q2", "wpai_q4", "wpai_q5"),
    "activity": ("wpai_q6",),
}


def impairment(scale: str, facts: Facts) -> float | None:
    """One WPAI scale in percent, 0 to 100, higher worse; None when a part is missing or the person has no job.

    Missed hours over all hours, productivity lost at work, both together, and activity lost. With no hours at work the
    overall figure is the missed share alone when all hours were missed.

    Source:
        Reilly, WPAI V2.0 scoring, in `instruments/wpai.toml`.
    """
    if scale == "activity":
        return _tenths(facts.get("wpai_q6"))
    if facts.get("wpai_employed") is not True:
        return None
    missed: float | None
    worked: float | None
    missed, worked = facts.get("wpai_q2"), facts.get("wpai_q4")
    hours = None if missed is None or worked is None else missed + worked
    absent = 100 * missed / hours if hours and missed is not None else None
    present = _tenths(facts.get("wpai_q5")) if worked != 0 else None
    if scale == "absenteeism":
        return absent
    if scale == "presenteeism":
        return present
    if absent == 100:
        return absent
    if absent is None or present is None:
        return None
    return absent + (100 - absent) * present / 100


def _tenths(answer: float | None) -> float | None:
    return None if answer is None else 10.0 * answer


def missing_for(scale: str, facts: Facts) -> tuple[str, ...]:
    """The unanswered fields that a WPAI scale needs."""
    return tuple(name for name in _NEEDS[scale] if facts.get(name) is None)
