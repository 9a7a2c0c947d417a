"""How severe it is: bands that name their author and version. FIQR for the clinic; WPI + SSS only as symptom load."""

from collections.abc import Mapping
from dataclasses import dataclass

from fibrocare.engine.facts import Range
from fibrocare.engine.scores import Score
from fibrocare.knowledge import Knowledge

# Section 8.1 of the pathway dossier: the impact score speaks of severity, the criteria's sum only of symptom load, so
# that nobody is "severe" and "mild" on one page.
_SEVERITY, _LOAD = "fiqr", "psd"


@dataclass(frozen=True, slots=True)
class Banded:
    """A score with its band in a named band set, and the bands of other sets beside it.

    The score is a `Range` where an answer is missing that cannot change the band.
    """

    instrument: str
    version: str
    score: float | Range
    band: str
    band_set: str
    other_bands: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Severity:
    """Severity (impact) and symptom load; None where the answers do not carry them."""

    impact: Banded | None
    load: Banded | None


def severity(scores: Mapping[str, Score], knowledge: Knowledge) -> Severity:
    """Severity from the scores."""
    return Severity(_banded(_SEVERITY, scores), _banded(_LOAD, scores))


def _banded(name: str, scores: Mapping[str, Score]) -> Banded | None:
    result = scores.get(name)
    if result is None or result.main is None or not result.main.bands:
        return None
    number = result.main.number
    (band_set, band), *others = result.main.bands.items()
    score = Range(number.low, number.high) if number.score is None else number.score
    return Banded(name, result.version, score, band, band_set, dict(others))
