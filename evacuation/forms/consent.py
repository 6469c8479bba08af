"""What somebody agreed to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import LONGEST, VersionForm
from evacuation.services.consenting import Said
from evacuation.workflow.consent import GrantedBy, Method, Scope

_SHORT = 200
_CODE = 12


class ConsentForm(VersionForm):
    """`said`: what the service takes, after is_valid()."""

    scope = forms.ChoiceField(
        label=_("What they agree to"), choices=[("", "—"), *Scope.choices()]
    )
    whom = forms.CharField(
        label=_("With whom, where it is shared"), max_length=_SHORT, required=False
    )
    granted_by = forms.ChoiceField(
        label=_("On whose word"), choices=[("", "—"), *GrantedBy.choices()]
    )
    method = forms.ChoiceField(
        label=_("How it was said"), choices=[("", "—"), *Method.choices()]
    )
    language = forms.CharField(
        label=_("In which language it was explained"), max_length=_CODE, required=False
    )
    expires = forms.DateField(
        label=_("Until when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = forms.CharField(
        label=_("Note"),
        help_text=_("Without their word: why it cannot wait and they cannot be asked."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def clean_expires(self) -> Any:
        day = self.cleaned_data["expires"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day

    @property
    def said(self) -> Said:
        told = self.cleaned_data
        return Said(
            scope=Scope(told["scope"]),
            granted_by=GrantedBy(told["granted_by"]),
            method=Method(told["method"]),
            language=told["language"],
            whom=told["whom"],
            text=told["text"],
            expires=told["expires"],
        )


class TakeBackForm(VersionForm):
    key = forms.CharField(max_length=64)
