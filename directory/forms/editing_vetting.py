"""Short forms of an entry's page: a check, a consent, an incident."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.forms.editing import level_choice
from directory.models import Incident
from directory.models.choices import ConsentMethod, VettingLevel, VettingMethod


class VerifyForm(forms.Form):
    how = forms.ChoiceField(label=_("How you checked"), choices=VettingMethod.choices)
    level = forms.TypedChoiceField(
        label=_("What it amounts to"), choices=VettingLevel.choices, coerce=int
    )


class ConsentForm(forms.Form):
    level = level_choice(_("They agree to be seen by"))
    method = forms.ChoiceField(
        label=_("How they said so"), choices=ConsentMethod.choices
    )


class IncidentForm(forms.Form):
    kind = forms.ChoiceField(label=_("What happened"), choices=Incident.Kind.choices)
