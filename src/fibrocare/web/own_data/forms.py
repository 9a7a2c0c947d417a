"""How somebody wants to be deleted."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DeleteForm(forms.Form):
    """In some days, or now."""

    when = forms.ChoiceField(
        label=_("When?"),
        choices=[("later", _("In 14 days. I can change my mind until then.")), ("now", _("Now. It cannot be undone."))],
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(
        label=_("I know that my answers, plan, visits and letters will be gone."),
        error_messages={"required": _("Tick the box if you are sure.")},
    )
