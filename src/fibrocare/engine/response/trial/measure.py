"""What a trial measures: one scale, which way is better, and how much of a change matters."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One outcome of a trial.

    `low` and `high` are the ends of the scale, `step` its smallest difference, `matters` the smallest change that matters
    in points (MCID). `least_days`: so many usable values make a period count: 4 for a daily answer (`instruments.md` 15c),
    1 for a score taken once at the end of a period.
    """

    name: str
    low: float = 0
    high: float = 10
    step: float = 1
    matters: float = 2
    higher_is_worse: bool = True
    least_days: int = 4

    @property
    def span(self) -> float:
        """The length of the scale, in points."""
        return self.high - self.low

    @property
    def towards_better(self) -> int:
        """-1 where a fall is an improvement, else 1."""
        return -1 if self.higher_is_worse else 1
