"""Asking us to put two people in touch."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import ConnectRequest


class ConnectForm(forms.Form):
    need = forms.ChoiceField(
        label=_("What is it about"),
        choices=ConnectRequest.Need.choices,
        widget=forms.RadioSelect,
    )
    call_back = forms.CharField(
        label=_("How they reach you"),
        help_text=_(
            "A number or a name in a messenger. It is sealed, and forgotten once "
            "we have answered."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
