"""What is collected while one person's resources are read: answers, where they come from, what nobody could read."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from fibrocare.engine.answers import Origin, Refused, read_value, to_date
from fibrocare.engine.facts.merge import gravity
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.schema import Field


class Reader:
    """Collects one person's answers while their resources are read. Lives for one call of `read_record`."""

    def __init__(self, as_of: dt.date, knowledge: Knowledge) -> None:
        self.as_of = as_of
        self.knowledge = knowledge
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self.values: dict[str, Any] = {}
        self.origins: dict[str, Origin] = {}
        self.unmapped: list[Mapping[str, Any]] = []
        self.not_read: Counter[str] = Counter()

    def date(self, text: str | None, ref: str, kind: str) -> dt.date | None:
        """A resource's date; None without one or with one that cannot be read, which is listed."""
        if text is None:
            return None
        try:
            return to_date(text)
        except ValueError:
            self.note(kind, ref, f"date {text[:30]!r} cannot be read")
            return None

    def is_future(self, date: dt.date | None, ref: str, kind: str) -> bool:
        """Tell whether a resource is dated after the day of assessment; such a one is listed and not used."""
        if date is None or date <= self.as_of:
            return False
        self.note(kind, ref, f"dated {date}, after {self.as_of}: not used")
        return True

    def note(self, kind: str, ref: str, reason: str, **shown: str) -> None:
        """List something seen and not understood."""
        self.unmapped.append({"kind": kind, **{key: text for key, text in shown.items() if text}, "ref": ref, "reason": reason})

    def add(self, field: str, entry: dict[str, Any]) -> None:
        """Add an entry to a list field, leaving out what is empty."""
        self.lists.setdefault(field, []).append({key: value for key, value in entry.items() if value not in (None, "")})

    def set(self, field: str, raw: Any, origin: Origin) -> None:
        """Set a field, the newest value winning; one that the dictionary refuses is listed.

        A later answer never clears a red flag in silence: of two that differ the graver one counts, and both are listed.
        Sets that safety rests on, such as implants, add up.
        """
        spec = self.knowledge.fields[field]
        try:
            value = read_value(raw, name=field, fields=self.knowledge.fields, as_of=self.as_of)
        except Refused as refusal:
            self.note("answer", origin.source, str(refusal))
            return
        before, held = self.origins.get(field), self.values.get(field)
        if before is not None and held != value:
            if isinstance(held, frozenset) and isinstance(value, frozenset) and _SAFETY & set(spec.why):
                value = (held | value) - {"none"} or held
            elif _is_for_safety(spec, same_day=before.date == origin.date) and spec.type != "text" and spec.worse != "either":
                reason = "another answer says otherwise; the one that is worse counts until a clinician clears it"
                self.note("answer", origin.source, reason, name=field, date=str(origin.date or ""))
                if gravity(held, spec) >= gravity(value, spec):
                    return
            elif (before.date or dt.date.min) > (origin.date or dt.date.min):
                return
        self.values[field], self.origins[field] = value, origin


def _is_for_safety(spec: Field, *, same_day: bool) -> bool:
    """Whether the graver of two answers counts: always of a red flag, of other safety questions within one day."""
    return "red_flag" in spec.why or (same_day and spec.type in ("yn", "enum") and bool(_SAFETY & set(spec.why)))


_SAFETY = frozenset({"red_flag", "drug_safety", "procedure_safety"})
