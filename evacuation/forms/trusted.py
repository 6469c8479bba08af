"""An organisation that leads trust, by its name."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_LONGEST = 120


class TrustedForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the organisation"),
        help_text=_("It stands in clear: never the name of a person."),
        max_length=_LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
