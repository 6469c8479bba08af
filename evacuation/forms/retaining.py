"""Why a closed case is kept longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import LONGEST, VersionForm
from evacuation.forms.choosing import offer
from evacuation.person_parts import part_choices
from evacuation.services.shredding_part import PARTS
from evacuation.workflow.retention import Keeping

if TYPE_CHECKING:
    from collections.abc import Collection


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
        choices=[("", "—"), *(one for one in part_choices() if one[0] in PARTS)],
    )
    text = forms.CharField(
        label=_("Why it is destroyed"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def only(self, made: Collection[str]) -> PartForm:
        """Offering the parts that this case has."""
        found = [one for one in part_choices() if one[0] in PARTS and one[0] in made]
        offer(self, "part", [("", "—"), *found])
        return self
