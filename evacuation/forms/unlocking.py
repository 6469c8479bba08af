"""Forms around a member's own keys."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from evacuation.services.tokens import LONGEST_DAYS, Scope


class UnlockForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    # Seven groups of four; spaces, dashes and twins of letters are read as meant.
    code = forms.CharField(
        label=_("The opening code"),
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class BringBackForm(UnlockForm, CodeForm):
    """Password and opening code."""


class ResetForm(SetPasswordForm):  # type: ignore[type-arg]
    code = forms.CharField(
        label=_("Your opening code, if you have it"),
        help_text=_(
            "With it your keys come back. Without it new keys are made, which open "
            "nothing until two leads have signed them."
        ),
        required=False,
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class TokenForm(forms.Form):
    scope = forms.ChoiceField(label=_("What the tool may do"), choices=Scope.choices)
    days = forms.IntegerField(
        label=_("For how many days"), min_value=1, max_value=LONGEST_DAYS, initial=30
    )
