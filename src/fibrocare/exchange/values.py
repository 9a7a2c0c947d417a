"""Facts and sources as JSON values."""

import datetime as dt
import functools
import math
from collections.abc import Mapping
from typing import Any

from fibrocare.engine.answers import Value
from fibrocare.engine.facts import Range
from fibrocare.knowledge import Knowledge

Json = dict[str, Any]
# A verdict of criteria in the words of a page.
VERDICTS = {"met": "fits", "not_met": "does not fit", "indeterminate": "not known yet"}


def plain(value: Value) -> Any:
    """A fact as a JSON value: sets sorted, dates in ISO form, a range as its two limits."""
    if isinstance(value, Range):
        return {"low": _end(value.low), "high": _end(value.high)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, (tuple, list)):
        return [plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    return value.isoformat() if isinstance(value, dt.date) else value


def _end(limit: float) -> float | None:
    return limit if math.isfinite(limit) else None


@functools.lru_cache(maxsize=4096)
def cited(sources: tuple[str, ...], knowledge: Knowledge) -> str:
    """The sources in words, each after its id."""
    return "; ".join(f"{source}: {knowledge.sources[source].cite}" for source in sources)
