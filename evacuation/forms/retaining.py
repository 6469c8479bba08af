"""Why a closed case is kept longer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import LONGEST, VersionForm
from evacuation.models.choices import Compartment
from evacuation.services.shredding_part import PARTS
from evacuation.workflow.retention import Keeping


class HoldForm(VersionForm):
    reason = forms.ChoiceField(
        label=_("Why it is kept longer"), choices=[("", "—"), *Keeping.choices()]
    )
    text = forms.CharField(
        label=_("In words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def clean_reason(self) -> Keeping:
        return Keeping(self.cleaned_data["reason"])


class PartForm(VersionForm):
    """Which part of a case is destroyed, and why."""

    part = forms.ChoiceField(
        label=_("Which part"),
        choices=[("", "—"), *((one.value, one.label) for one in PARTS)],
    )
    text = forms.CharField(
        label=_("Why it is destroyed"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def clean_part(self) -> Compartment:
        return Compartment(self.cleaned_data["part"])
