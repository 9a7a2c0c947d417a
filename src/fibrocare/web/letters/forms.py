"""The words of a letter."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LetterForm(forms.Form):
    """A letter as text: `# ` begins a heading, `- ` an item of a list."""

    text = forms.CharField(
        label=_("The letter"),
        help_text=_("A line that begins with # is a heading, with - an item of a list. Fill what begins with [write."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 24}),
    )
