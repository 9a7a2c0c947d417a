"""What is written in a diary: one screen of scales, and what else a day held. Everything may be left out."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fibrocare.engine.diary import scales
from fibrocare.knowledge import load
from fibrocare.knowledge.schema import InstrumentItem
from fibrocare.web.diary.models import Bother, Dose
from fibrocare.web.diary.operations import Told
from fibrocare.web.plans.following import Step
from fibrocare.web.plans.models import Action

_ACTIVE = frozenset({"physical", "psychological", "lifestyle"})
_DAY_MINUTES, _MOST_WORDS = 24 * 60, 120
# Clocks of the world lie between -12 and +14 hours.
_MOST_OFFSET = dt.timedelta(hours=14)


class Rate(forms.RadioSelect):
    """Eleven numbers in a row, with what both ends mean below them."""

    template_name = "diary/rate.html"

    def __init__(self, low: str, high: str) -> None:
        super().__init__()
        self.low, self.high = low, high

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The ends go along with the numbers."""
        return super().get_context(name, value, attrs) | {"low": self.low, "high": self.high}


class StampForm(forms.Form):
    """Which entry this is, who wrote it, when by their own clock, and about which day. A browser with scripts fills it in."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    writer = forms.UUIDField(widget=forms.HiddenInput, required=False)
    at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    zone = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    day = forms.DateField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, now: dt.datetime, **kwargs: Any) -> None:
        # Without scripts an entry has the time of its page: the button pressed twice sends the same entry twice.
        stamp = {"id": uuid.uuid4(), "at": now.isoformat(timespec="seconds"), "zone": getattr(now.tzinfo, "key", "")}
        initial = stamp | kwargs.pop("initial", {})
        super().__init__(data, initial=initial, **kwargs)
        self._now = now

    def clean_at(self) -> dt.datetime:
        """When it was written; by the clinic's clock where the browser does not say."""
        if not self.cleaned_data["at"]:
            return self._now
        try:
            at = dt.datetime.fromisoformat(self.cleaned_data["at"])
        except ValueError:
            at = None
        offset = at.utcoffset() if at else None
        if at is None or offset is None or abs(offset) > _MOST_OFFSET:
            raise forms.ValidationError(_t("The clock of this device says something that we cannot read."))
        return at

    def clean_zone(self) -> str:
        """A zone that the world knows, else none: the offset is enough."""
        try:
            return ZoneInfo(self.cleaned_data["zone"]).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ""

    def told(self, replaces: UUID | None = None) -> Told:
        """The entry as it is kept."""
        given = self.cleaned_data
        return Told(
            id=given["id"] or uuid.uuid4(), at=given["at"], zone=given["zone"], day=given["day"], replaces=replaces,
            **self.said(),
        )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """That it is a flare: all that this form says."""
        return {"flare": True}


class EntryForm(StampForm):
    """A day: five scales and a yes or no; folded away mood, doses, activity, a side effect, a note.

    Args:
        steps: what the signed plan holds on that day.
        without: scales that are not asked again.
    """

    flare = forms.TypedChoiceField(
        label=_("Is it a flare day?"), choices=[("yes", _("Yes")), ("no", _("No"))], required=False,
        widget=forms.RadioSelect(attrs={"class": "pair"}),
        coerce=lambda value: value == "yes", empty_value=None,
    )  # fmt: skip
    words = forms.CharField(label=_("Something else? Say it in your words"), required=False, max_length=_MOST_WORDS)
    bother = forms.ChoiceField(
        label=_("How much does it bother you?"), choices=Bother.choices, widget=forms.RadioSelect, required=False
    )
    notes = forms.CharField(label=_("A note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, steps: Iterable[Step] = (), without: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        # What was answered is shown and kept even where the plan has changed since, or another entry asked it first.
        named = {*(data or ()), *self.initial}
        self._rates = [name for name in scales(load()) if name not in frozenset(without) - named]
        self._medicines = dict(_medicines(steps)) | _named("taken_", named)
        self._activities = dict(_activities(steps)) | _named("done_", named)
        for name in self._rates:
            self.fields[name] = _rate(name)
        for therapy, label in self._medicines.items():
            self.fields[f"taken_{therapy}"] = forms.ChoiceField(
                label=label, choices=Dose.choices, widget=forms.RadioSelect, required=False
            )
        for therapy, label in self._activities.items():
            self.fields[f"done_{therapy}"] = _minutes(label)
        chosen = str((self.initial if data is None else data).get("effect") or "")
        self.fields["effect"] = forms.ChoiceField(label=_("A side effect"), choices=_effects(steps, chosen), required=False)

    def rates(self) -> list[forms.BoundField]:
        """The scales that everybody is asked."""
        return [self[name] for name in self._rates if not load().diary[name].optional]

    def optional_rates(self) -> list[forms.BoundField]:
        """The scales that are folded away."""
        return [self[name] for name in self._rates if load().diary[name].optional]

    def doses(self) -> list[forms.BoundField]:
        """The medicines of the plan."""
        return [self[f"taken_{therapy}"] for therapy in self._medicines]

    def activities(self) -> list[forms.BoundField]:
        """The activities of the plan."""
        return [self[f"done_{therapy}"] for therapy in self._activities]

    def clean(self) -> None:
        """A side effect says how much it bothers, and the other way round."""
        felt = self.cleaned_data.get("effect", "").partition(":")[2] or self.cleaned_data.get("words")
        if felt and not self.cleaned_data.get("bother"):
            self.add_error("bother", _t("Say how much it bothers you."))
        if not felt and (self.cleaned_data.get("bother") or self.cleaned_data.get("effect")):
            self.add_error("words", _t("Say what bothers you."))

    def said(self) -> dict[str, Any]:
        """What the day held; what was left out is not in it."""
        given = self.cleaned_data
        return {
            "values": {name: given[name] for name in self._rates if given[name] is not None},
            "flare": given["flare"],
            "taken": {it: given[f"taken_{it}"] for it in self._medicines if given[f"taken_{it}"]},
            "done": {it: given[f"done_{it}"] for it in self._activities if given[f"done_{it}"] is not None},
            "effects": list(self._felt()),
            "notes": given["notes"],
        }

    def _felt(self) -> Iterator[dict[str, str]]:
        therapy, _sign, what = self.cleaned_data["effect"].partition(":")
        for it in filter(None, (what, self.cleaned_data["words"])):
            yield {"what": it, "bother": self.cleaned_data["bother"], "therapy": therapy}


def _rate(name: str) -> forms.Field:
    """One scale of the diary, in the words of its instrument."""
    item = _item(name)
    low, high = int(item.min or 0), int(item.max or 10)
    return forms.TypedChoiceField(
        label=item.text, choices=[(value, str(value)) for value in range(low, high + 1)], coerce=int, empty_value=None,
        required=False, widget=Rate(item.from_label or "", item.to_label or ""),
    )  # fmt: skip


def _item(name: str) -> InstrumentItem:
    return next(it for it in load().instruments[load().diary[name].instrument].items if it.field == name)


def _minutes(label: str) -> forms.Field:
    wrong = _("Give the minutes as a number, such as 20.")
    messages = {"invalid": wrong, "min_value": wrong, "max_value": _("A day has 1440 minutes.")}
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=_DAY_MINUTES, error_messages=messages)


def _medicines(steps: Iterable[Step]) -> Iterator[tuple[str, str]]:
    """Medicines that are taken on the day, with the dose of the day where the plan has it."""
    for it in steps:
        if it.therapy and it.therapy.kind == "medicine" and _is_taken(it):
            yield it.id, it.today or it.name


def _is_taken(it: Step) -> bool:
    """Whether a dose of today is asked about: not after a stop has ended, not in a period of a trial without it."""
    return bool(it.coming) if it.action == Action.STOP else it.is_taken


def _activities(steps: Iterable[Step]) -> Iterator[tuple[str, str]]:
    for it in steps:
        if it.therapy and it.therapy.kind in _ACTIVE and it.action != Action.STOP:
            yield it.id, _t("%(name)s: minutes today") % {"name": it.name}


def _named(start: str, named: Iterable[str]) -> dict[str, str]:
    """Therapies that an answer names, by the start of the field's name."""
    therapies = (it.removeprefix(start) for it in named if it.startswith(start))
    return {it: load().therapies[it].name for it in therapies if it in load().therapies}


def _effects(steps: Iterable[Step], chosen: str) -> list[Any]:
    """What the therapies of the plan may do, by therapy. Dangers are not in this list: they do not wait for a diary."""
    found: list[Any] = [("", _t("Nothing to choose"))]
    for it in steps:
        felt = [word for harm in it.therapy.harms for word in harm.felt] if it.therapy else []
        found.append((it.name, [*((f"{it.id}:{word}", word) for word in felt), (f"{it.id}:", _t("something else"))]))
    # What was chosen before stays to be chosen, though the plan has changed since.
    known = {value for _name, group in found[1:] for value, _word in group}
    therapy, _sign, word = chosen.partition(":")
    if chosen not in known and therapy in load().therapies and len(word) <= _MOST_WORDS:
        found.append((chosen, word or load().therapies[therapy].name))
    return found
