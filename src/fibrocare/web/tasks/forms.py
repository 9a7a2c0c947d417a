"""What somebody says who did a task."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DoneForm(forms.Form):
    """What was done, in a few words."""

    how = forms.CharField(
        label=_("What was done?"), max_length=300, error_messages={"required": _("Say in a few words what was done.")}
    )
