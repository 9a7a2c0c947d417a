"""What a trial of one person needs to know: how a treatment comes and goes, who must not be in one, when to stop."""

from fibrocare.knowledge.schema.common import Claim, Table


class Crossover(Claim, frozen=True, kw_only=True):
    """Whether a therapy can be given and taken away in turn, and how long the days are mixed after a change.

    Not where `refused` says why. `half_life_hours` is the longest that the dossiers give, of the medicine or what it
    becomes; `discard_days` are left out of the analysis after each change, at the least.
    """

    refused: str = ""
    half_life_hours: float | None = None
    discard_days: int = 14
    says: str = ""


class TrialGate(Claim, frozen=True, kw_only=True):
    """Who must not be in a trial of one person, whatever is compared."""

    when: Table
    says: str
