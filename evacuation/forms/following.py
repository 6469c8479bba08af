"""How somebody is, after the help."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import LONGEST, VersionForm
from evacuation.services.following import Answers
from evacuation.workflow.followed import ENDS, QUESTIONS


class FollowUpForm(VersionForm):
    """`answers`: what the service takes, after is_valid()."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, codes in QUESTIONS:
            choices = [("", "—"), *codes.choices()]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices)
        for name, label in ENDS:
            self.fields[name] = forms.DateField(
                label=label,
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )
        self.fields["consents_reviewed"] = forms.BooleanField(
            label=_("We went through what they agreed to"), required=False
        )
        self.fields["text"] = forms.CharField(
            label=_("Note"),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        )

    @property
    def answers(self) -> Answers:
        said = self.cleaned_data
        return Answers(
            codes={name: said[name] for name, _label, _codes in QUESTIONS},
            ends={name: said[name] for name, _label in ENDS if said[name]},
            text=said["text"],
            consents_reviewed=said["consents_reviewed"],
        )
