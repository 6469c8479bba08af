"""What one person told alone, and who a further person is."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import LONGEST, VersionForm

_LINE, _PAPERS = 120, 1000


class InterviewForm(VersionForm):
    text = forms.CharField(
        label=_("What they said, asked alone"),
        help_text=_("Nobody of the others is in the room, and no relative translates."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
    )


class IdentityForm(VersionForm):
    name = forms.CharField(
        label=_("Their name, as the papers say it"),
        max_length=_LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    papers = forms.CharField(
        label=_("Their papers, with numbers"),
        required=False,
        max_length=_PAPERS,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
