"""The living page: every component of the house once, in each of its states, for those who build pages."""

import datetime as dt

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fibrocare.exchange.chart import Band, Days, Line, draw
from fibrocare.knowledge import load
from fibrocare.web.demo.views import only_in_a_demo
from fibrocare.web.diary.forms import Rate
from fibrocare.web.questions.forms import QuestionForm

_TONES = [("yes", "Yes"), ("no", "No"), ("unsure", "Not sure")]


class _Fields(forms.Form):
    """One field of each kind, drawn by the field templates that every page uses."""

    words = forms.CharField(label="A line of text", help_text="With a hint.")
    email = forms.EmailField(label="An e-mail", required=False)
    number = forms.IntegerField(label="A number", max_value=10)
    day = forms.DateField(label="A day", widget=forms.DateInput(attrs={"type": "date"}))
    told = forms.CharField(label="A long text", widget=forms.Textarea, required=False)
    chosen = forms.ChoiceField(label="One of many, in a list", choices=_TONES)
    one = forms.ChoiceField(label="One of few", choices=_TONES, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(label="Several", choices=_TONES, widget=forms.CheckboxSelectMultiple, required=False)
    agreed = forms.BooleanField(label="I agree")


class _Day(forms.Form):
    """What the diary asks, close together."""

    pain = forms.ChoiceField(label="A scale of the diary", choices=[(it, it) for it in range(11)], widget=Rate("none", "worst"))
    flare = forms.ChoiceField(label="Two to choose from", choices=_TONES[:2], widget=forms.RadioSelect(attrs={"class": "pair"}))


def _chart() -> Days:
    """Nine weeks against two thresholds, with a week without enough days and a therapy under the line."""
    first = dt.date(2026, 3, 1)
    means = enumerate((6.5, 6.8, 6.4, 5.9, 5.0, None, 4.6, 4.2, 4.4))
    weeks = {first + dt.timedelta(weeks=at): value for at, value in means if value is not None}
    return Days(
        title="Pain", says="From 6.5 to 4.4", first=first, last=max(weeks), values={}, means=weeks, better="lower is better",
        thresholds=[Line(4.6, "clearly better: go on"), Line(8.5, "harder: we look at it")],
        bands=[Band(first + dt.timedelta(weeks=2), max(weeks), "Tai chi")],
    )  # fmt: skip


class _Question(forms.Form):
    """A question that has a page to itself."""

    is_question = True
    answer = forms.ChoiceField(label="A question of its own", choices=_TONES, widget=forms.RadioSelect)


@require_GET
def living(request: HttpRequest) -> HttpResponse:
    """Every component, where made-up people live."""
    only_in_a_demo()
    context = {
        "empty": _Fields(prefix="empty"),
        "wrong": _Fields({"wrong-number": "11"}, prefix="wrong"),
        "question": _Question(prefix="question"),
        "day": _Day(prefix="day"),
        "asked": [QuestionForm(name, load(), {}) for name in ("wpi_sites", "stress_level_0_10", "weight_kg")],
        "chart": draw(_chart(), "living"),
        "sites": ["neck", "hip_l", "uparm_r"],
    }
    return render(request, "demo/living.html", context)
